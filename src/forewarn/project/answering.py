"""The verb ``explain``, with what the ledger says was in force at the earlier date."""

from __future__ import annotations

from dataclasses import replace

import forewarn
from forewarn.project.asked import Question
from forewarn.project.desk import Desk
from forewarn.project.explaining import explain_account
from forewarn.project.labels import Labels
from forewarn.project.lookahead import look_ahead
from forewarn.scorecard.load import load_scorecard
from forewarn.scorecard.model import Scorecard
from forewarn.scoring.explained import Explanation

_A_WEEK = 6


def explain(desk: Desk, question: Question) -> Explanation:
    """Explain one account.

    Raises:
        ForewarnError: the account or scorecard is unknown, or not scored at that date.
    """
    if question.only is not None:
        desk.card(question.only)
    told = explain_account(desk, question, _recorded(desk, question))
    labels = Labels.of(desk)
    notices = desk.notices() + look_ahead(desk.cards, question.as_of) + labels.notices
    card = told.scorecard and labels.labelled(told.scorecard, question.as_of)
    return replace(told, scorecard=card, notices=notices, forewarn_version=forewarn.__version__)


def _recorded(desk: Desk, question: Question) -> Scorecard | None:
    """The scorecard that the ledger has the account under at the earlier date.

    What was said in the week up to that date counts: a question rarely names the very day of a
    snapshot. None when nothing was said then.
    """
    ledger = desk.existing_ledger()
    if ledger is None:
        return None
    from forewarn.ledger.book import said, scorecard_text

    with ledger:
        then = said(ledger, question.account_id, question.before, within_days=_A_WEEK)
        if then is None or then.fingerprint is None:
            return None
        for card in desk.cards:
            if card.fingerprint == then.fingerprint:
                return card
        text = scorecard_text(ledger, then.fingerprint)
    return load_scorecard(text, f"ledger/{then.fingerprint}").scorecard if text else None
