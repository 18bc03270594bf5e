"""The composition root: a project's verbs, the same words as on the command line."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from forewarn.project import clock
from forewarn.project.asked import (
    Backtesting,
    Exporting,
    Importing,
    NoteWish,
    Progress,
    Question,
    Reviewing,
    Scoring,
    Syncing,
    Wish,
)
from forewarn.project.entered import with_disagreements, with_entered
from forewarn.project.held import OpenProject
from forewarn.project.loading import find_folder, load
from forewarn.project.qualified import simulated
from forewarn.terms.results import Audited, Checked, FrozenRanks, Scored

if TYPE_CHECKING:
    from forewarn.engines.duckdb.report import IngestReport
    from forewarn.evidence.backtest import Backtest
    from forewarn.evidence.governance import GovernancePack
    from forewarn.plays.agenda import Agenda
    from forewarn.project.desk import Desk
    from forewarn.scoring.explained import Explanation
    from forewarn.terms.exported import Exported
    from forewarn.terms.imported import Imported
    from forewarn.terms.noted import Notes
    from forewarn.terms.planned import Planned
    from forewarn.terms.proposed import Applied, History, Proposal
    from forewarn.terms.synced import Synced

__all__ = [
    "Backtesting",
    "Exporting",
    "Importing",
    "NoteWish",
    "Project",
    "Question",
    "Reviewing",
    "Scoring",
    "Syncing",
    "Wish",
]


class Project(OpenProject):
    """An open project folder. Use as a context manager: it holds the facts file while open."""

    @staticmethod
    def check(folder: Path | None = None, *, now: Callable[[], datetime] = clock.now) -> Checked:
        """Are the files sound? Every problem at once; never raises for what is in them.

        Labels are those of today as the ledger has them; a server has two seconds to answer.
        """
        loaded = load(find_folder(folder, Path.cwd()), os.environ)
        if loaded.settings is None:
            cards = tuple(card.summary for card in loaded.cards)
            return Checked.of(loaded.folder.name, cards, loaded.issues)
        from forewarn.project.labels import Labels

        labels = Labels.on_file(loaded.settings)
        today = clock.today(now(), loaded.settings.timezone)
        cards = tuple(labels.summary(card, today) for card in loaded.cards)
        return Checked.of(loaded.settings.name, cards, loaded.issues)

    def ingest(self, *, afresh: bool = False, progress: Progress | None = None) -> IngestReport:
        """Read every source into the facts; what was kept and left out, by table.

        Args:
            afresh: read files, too, that look as they did, by size and time.
            progress: told of each step.
        """
        from forewarn.project import feeding

        facts = self._open_facts()
        if facts.elsewhere:
            facts.warehouse()  # refuses at once what would be refused after the reading
        report = feeding.ingest(
            facts.store, self.settings, now=self._now(), afresh=afresh, progress=progress
        )
        placed = facts.bring(self.settings, renew=True, tell=progress)
        return feeding.with_staying(report, self.settings, placed)

    def audit(self, *, as_of: date | None = None) -> Audited:
        """Is the data fit? Findings by table and row."""
        from forewarn.project import feeding

        facts, on = self._fresh_facts(), self._date(as_of)
        audited = feeding.audit(facts.store, self.settings, self.cards, as_of=on)
        if facts.elsewhere:
            return audited
        from forewarn.project.hindsight import hindsight

        return audited.and_also(hindsight(self._desk(frozenset()), on))

    def score(self, asked: Scoring | None = None, *, progress: Progress | None = None) -> Scored:
        """Score the book at one date or at weekly ones, and record the snapshots."""
        from forewarn.project.scoring import score_book

        asked = asked or Scoring()
        return score_book(
            self._desk(asked.include, progress, renew=True),
            asked,
            self._date(asked.as_of),
            progress,
        )

    def plan_score(
        self, asked: Scoring | None = None, *, progress: Progress | None = None
    ) -> Planned:
        """What ``score`` would put on record and restate, named without writing anything.

        Sources that changed are read into a copy of the facts, which is thrown away.
        """
        from forewarn.project import feeding
        from forewarn.project.planning import aside, nothing_read

        asked = asked or Scoring()
        if not nothing_read(self.settings) and not feeding.changed(
            self._open_facts().store, self.settings
        ):
            return self._planned(self._desk(frozenset(), progress, renew=True), asked, progress)
        self.close()
        with aside(self.settings, wait_seconds=self._wait_seconds) as copy:
            self._facts = copy
            try:
                return self._planned(self._desk(frozenset(), progress), asked, progress)
            finally:
                self.close()

    def _planned(self, desk: Desk, asked: Scoring, progress: Progress | None) -> Planned:
        from forewarn.project.scoring import not_yet, plan_book

        on = self._date(asked.as_of)
        planned = plan_book(desk, asked, on, progress)
        return replace(planned, notices=planned.notices + not_yet(desk, on))

    def explain(
        self,
        account_id: str,
        *,
        as_of: date | None = None,
        since: date | None = None,
        scorecard: str | None = None,
        include: frozenset[str] = frozenset(),
    ) -> Explanation:
        """One account's score taken apart, why it moved since a date, what would lift it.

        The record is read first; the facts are opened only for what is not recorded.
        """
        question = Question(account_id, self._date(as_of), since, scorecard)
        if scorecard is None and not include:
            from forewarn.project.recorded import explain_recorded

            counts = self.in_force()
            told = explain_recorded(self.settings, counts.cards, question, differing=counts.notices)
            if told is not None:
                return with_disagreements(self.settings, told)
        from forewarn.project.answering import explain

        return with_disagreements(self.settings, explain(self._desk(include), question))

    def backtest(
        self, asked: Backtesting | None = None, *, progress: Progress | None = None
    ) -> Backtest:
        """Did the score foresee the outcomes that are known? Figures, errors by name, a verdict."""
        from forewarn.project.backtesting import backtest

        asked = asked or Backtesting()
        desk, as_of = self._desk(frozenset(), progress), self._date(asked.as_of)
        if asked.against is None:
            return backtest(desk, asked, as_of, progress)
        from forewarn.project.comparing import against, rival

        other = rival(asked.against, self.in_force(), self._loaded)
        tested = backtest(desk, asked, as_of, progress)
        return replace(tested, compared=against(desk, asked, other, as_of))

    def plan(
        self,
        *,
        as_of: date | None = None,
        instead: str | None = None,
        progress: Progress | None = None,
    ) -> Proposal:
        """What the working files would change against what is in force, and whom it moves.

        Args:
            as_of: None = today.
            instead: a scorecard's file, taken for the working file of the same scorecard.
            progress: told of each step.
        """
        from forewarn.project.differences import edits
        from forewarn.project.in_force import compared_with, working
        from forewarn.project.proposing import is_scored_for, propose

        before, after, on = compared_with(self._loaded), working(self._loaded), self._date(as_of)
        if instead is not None:
            from forewarn.project.comparing import in_place

            # Before any result is on record, what counts are the files as they stand.
            before = before if before.cards else after
            after = in_place(after, instead, self._loaded)
        if not is_scored_for(edits(before, after)):
            told = propose(None, before, after, on, notices=simulated(self.settings))
        else:
            desk = self._desk(frozenset(), progress, counts=after)
            told = propose(desk, before, after, on, progress=progress)
        from forewarn.project.kept import keep_plan

        if instead is None:  # whatever else was tried is in no file, so nobody can apply it
            keep_plan(self.settings, told, now=self._now())
        return told

    def apply(self, plan: Proposal | Path | None, wish: Wish) -> Applied:
        """Put a plan in force, as it was made: whole or not at all, and only once.

        Approvals that people gave in the workspace count beside those of the wish.

        Args:
            plan: None = the newest on record that fits the files.
            wish: who wants it, and why.

        Raises:
            ForewarnError: it is stale, or a reason or an approver is missing.
        """
        from forewarn.project.applying import apply, read_plan
        from forewarn.project.plans import newest_fitting

        told = newest_fitting(self._loaded) if plan is None else read_plan(plan)
        done = apply(self._loaded, told, wish, ingest=self._newest_ingest, now=self._now())
        self._counts = None
        return done

    def applied(self) -> History:
        """Every plan that was applied: who, when, why; newest first."""
        from forewarn.project.applying import history

        return history(self.settings)

    def review(
        self, asked: Reviewing | None = None, *, progress: Progress | None = None
    ) -> GovernancePack:
        """The governance pack of a month: evidence, drift, shift, retention, people, verdicts."""
        from forewarn.project.governing import govern

        return govern(self._desk(frozenset(), progress), asked or Reviewing(), progress)

    def agenda(self, *, as_of: date | None = None, owner: str | None = None) -> Agenda:
        """The weekly agenda from what is on record: whom to look at, promises, standing lists.

        Args:
            as_of: a date on record; None = the newest.
            owner: only this CSM's accounts; None = everybody's.
        """
        from forewarn.project.attending import agenda

        return agenda(self.settings, self.in_force(), as_of=as_of, owner=owner)

    def note(self, asked: NoteWish) -> Notes:
        """Put a note, a context or a mark on record or take one back; what is there of an account.

        Later runs read it as a fact. The same said twice is on record once.
        """
        from forewarn.project.notebook import notes

        found = notes(self.settings, self.in_force(), asked, now=self._now())
        self.settings = with_entered(self._loaded.settled()) if found.written else self.settings
        return found

    def export(self, asked: Exporting, *, progress: Progress | None = None) -> Exported:
        """Write the book as a workbook, or as tables for other programs; nothing is recorded."""
        from forewarn.project.exporting import export

        desk = self._desk(frozenset(), progress)
        return export(desk, asked, self._date(asked.as_of), progress)

    def import_(self, asked: Importing, *, progress: Progress | None = None) -> Imported:
        """Read a workbook back: what people typed goes on record, or asks first."""
        from forewarn.project.importing import import_

        return self._taken(import_(self._desk(frozenset(), progress), asked))

    def sync_sheet(self, asked: Syncing, *, progress: Progress | None = None) -> Synced:
        """Read back what people typed into a shared sheet, and write it anew."""
        from forewarn.project.syncing import sync

        on, desk = self._date(asked.as_of), lambda: self._desk(frozenset(), progress)
        return sync(desk, asked, on, taken=self._taken, progress=progress)

    def _taken(self, said: Imported) -> Imported:
        self.settings = with_entered(self._loaded.settled()) if said.written else self.settings
        return said

    def freeze(self, signal: str, *, by: str, as_of: date | None = None) -> FrozenRanks:
        """Ranks of a signal among peers at a date, for a percentile curve."""
        from forewarn.project.freezing import freeze

        return freeze(self._desk(frozenset()), signal, by=by, as_of=self._date(as_of))
