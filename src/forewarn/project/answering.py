"""The verb ``explain``, with what the ledger says was in force at the earlier date."""

from __future__ import annotations

from dataclasses import replace

import forewarn
from forewarn.project.asked import Question
from forewarn.project.desk import Desk
from forewarn.project.explaining import explain_account
from forewarn.project.lookahead import look_ahead
from forewarn.scorecard.load import load_scorecard
from forewarn.scorecard.model import Scorecard
from forewarn.scoring.explained import Explanation


def explain(desk: Desk, question: Question) -> Explanation:
    """Explain one account.

    Raises:
        ForewarnError: the account or scorecard is unknown, or not scored at that date.
    """
    if question.only is not None:
        desk.card(question.only)
    told = explain_account(desk, question, _card_then(desk, question))
    notices = desk.notices() + look_ahead(desk.cards, question.as_of)
    return replace(told, notices=notices, forewarn_version=forewarn.__version__)


def _card_then(desk: Desk, question: Question) -> Scorecard | None:
    """The scorecard that the ledger recorded the account under at the earlier date.

    None when nothing was recorded then, or when it is one of today's.
    """
    from forewarn.ledger.book import said, scorecard_text

    with desk.ledger() as ledger:
        then = said(ledger, question.account_id, question.before)
        if then is None or then.fingerprint is None:
            return None
        if any(card.fingerprint == then.fingerprint for card in desk.cards):
            return None
        text = scorecard_text(ledger, then.fingerprint)
    return load_scorecard(text, f"ledger/{then.fingerprint}").scorecard if text else None
