"""An open project: its files, its settings, what counts, and the facts while they are held."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from forewarn.project import clock
from forewarn.project.asked import Progress, day_asked, statuses_asked
from forewarn.project.entered import with_entered
from forewarn.project.loading import Loaded, find_folder, load
from forewarn.terms.errors import ForewarnError

if TYPE_CHECKING:
    from forewarn.engines.facts import Facts
    from forewarn.project.desk import Desk
    from forewarn.project.in_force import InForce
    from forewarn.scorecard.model import Scorecard


class OpenProject:
    """What every verb stands on: opened once, the facts only when a verb asks for them."""

    def __init__(
        self,
        loaded: Loaded,
        *,
        now: Callable[[], datetime] = clock.now,
        wait_seconds: float = 0.0,
    ) -> None:
        self.settings = with_entered(loaded.settled())
        self._loaded = loaded
        self._now = now
        self._wait_seconds = wait_seconds
        self._facts: Facts | None = None
        self._counts: InForce | None = None
        if loaded.errors:
            self.in_force()  # refuses unless scorecards that were applied count instead

    def in_force(self) -> InForce:
        """The scorecards that count: those applied last, else the working files."""
        from forewarn.project.in_force import in_force

        if self._counts is None:
            self._counts = in_force(self._loaded)
        return self._counts

    @property
    def cards(self) -> tuple[Scorecard, ...]:
        """The scorecards in force."""
        return self.in_force().cards

    @classmethod
    def open(
        cls,
        folder: Path | None = None,
        *,
        now: Callable[[], datetime] = clock.now,
        wait_seconds: float = 0.0,
    ) -> Self:
        """Open the project in a folder, or the one found upward from here.

        Args:
            folder: None = the nearest upward from here.
            now: the clock.
            wait_seconds: how long to wait for another process that has the facts file.

        Raises:
            ForewarnError: there is no project, or its files have errors (all of them named).
        """
        loaded = load(find_folder(folder, Path.cwd()), os.environ)
        return cls(loaded, now=now, wait_seconds=wait_seconds)

    def _desk(
        self,
        include: frozenset[str],
        progress: Progress | None = None,
        *,
        renew: bool = False,
        counts: InForce | None = None,
    ) -> Desk:
        """Everything that scoring needs, opened; what stays in a warehouse looked at anew."""
        from forewarn.project import feeding
        from forewarn.project.desk import desk

        include, counts = statuses_asked(include), counts or self.in_force()
        facts = self._fresh_facts(progress)
        placed = facts.bring(self.settings, renew=renew, tell=progress)
        return desk(
            facts.engine,
            self.settings,
            counts.cards,
            counts.functions,
            include,
            self._now,
            feeding.unread(facts.store) + feeding.of_staying(placed),
            lambda: feeding.basis(facts.store, self.settings, counts.cards),
            lambda ingest: feeding.changed_since(facts.store, ingest),
            counts.notices,
            facts.merged,
        )

    def _open_facts(self) -> Facts:
        from forewarn.engines.select import open_facts

        if self._facts is None:
            self._facts = open_facts(
                self.settings.engine,
                folder=self.settings.folder,
                wait_seconds=self._wait_seconds,
            )
        return self._facts

    def _fresh_facts(self, progress: Progress | None = None) -> Facts:
        """The facts, ingested first when there are none yet or the source files changed."""
        from forewarn.project import feeding

        facts = self._open_facts()
        if feeding.changed(facts.store, self.settings):
            feeding.ingest(facts.store, self.settings, now=self._now(), progress=progress)
        return facts

    def _newest_ingest(self) -> tuple[int, str] | str | None:
        """The ingest that the facts stand at, in words where sources changed since."""
        from forewarn.project import feeding

        facts = self._open_facts()
        if feeding.changed(facts.store, self.settings):
            return "sources of facts changed since"
        basis = feeding.basis(facts.store, self.settings, ())
        return basis.ingest if basis else None

    def _date(self, as_of: date | None) -> date:
        return day_asked(as_of or clock.today(self._now(), self.settings.timezone))

    def close(self) -> None:
        """Let go of the facts file."""
        if self._facts is not None:
            self._facts.close()
            self._facts = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
        if isinstance(error, Exception) and not isinstance(error, ForewarnError):
            self._say_in_words(error)

    def _say_in_words(self, error: Exception) -> None:
        """Says what a disk or the memory refused the facts; whatever else it is goes on as it is.

        Raises:
            ForewarnError: in words.
        """
        from forewarn.engines.select import in_words

        told = in_words(error, self.settings.engine, folder=self.settings.folder)
        if told is not None:
            raise told from error
