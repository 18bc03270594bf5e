"""Rows that name their texts, made of results as scoring a whole book makes them of columns."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from forewarn.ledger import CardFacts, Ledger, book
from forewarn.ledger.compact import about_text, divergence_text, reading_text, stands_text
from forewarn.ledger.payload import overlay_text
from forewarn.ledger.rows import Row, row_of
from forewarn.ledger.shared import SPLIT, WORD, Form, Texts
from forewarn.project.coding import Coder
from forewarn.scoring.score import Stated, Told, retell
from forewarn.terms.score import AccountResult
from tests.ledger import sample
from tests.ledger.sample import ARGUMENTS, CARD, MONDAY


def short_book(on: date, *, value: int = 12) -> list[AccountResult]:
    """A plain book whose payloads are put together of texts."""
    stated = [Stated(e.input, e.category, e.signal, e.stated_weight) for e in CARD.inputs]
    told = [Told(value, 70.0), Told(3, 70.0)]
    score = retell(stated, told, score=70.0, coverage=1.0, reason=None)
    assert score is not None
    return [
        replace(each, score=score, dated={"logins": on}, name=each.account_id.upper())
        for each in sample.book(on)
    ]


def record_naming(ledger: Ledger, card: CardFacts) -> None:
    """Puts a book on record whose rows name their texts."""
    texts = Texts()
    rows = naming(short_book(MONDAY), texts)
    book.record_rows(ledger, card, rows, as_of=MONDAY, texts=texts, **ARGUMENTS)


def naming(results: list[AccountResult], texts: Texts) -> list[Row]:
    """The rows of results, each naming its texts."""
    return [_naming(each, texts) for each in results]


def _naming(result: AccountResult, texts: Texts) -> Row:
    row, parts = row_of(result, inputs=CARD.inputs), result.score.contributions
    dated = result.dated or {}
    places = tuple(place for place, each in enumerate(parts) if each.signal in dated)
    form = Form(len(parts), places, grown=result.growth_score is not None, heard=True)
    word, split = result.overlay, result.divergence
    coder = Coder(
        form,
        stands=texts.keys([stands_text(result, overlay=WORD, divergence=SPLIT)]),
        new=[result.new],
        readings=[texts.keys([reading_text(each)]) for each in parts],
        words=texts.keys([overlay_text(word)]) if word else (),
        splits=texts.keys([divergence_text(split)]) if split else (),
    )
    none, first = np.ma.masked_all(1, np.int64), np.zeros(1, np.int64)
    found = {
        "stands": first,
        "word": first if word else none,
        "split": first if split else none,
        "growth": np.array([result.growth_score or 0.0]),
        **{f"r{place}": first for place in range(len(parts))},
        **{
            f"d{place}": np.array([(result.as_of - dated[parts[place].signal]).days])
            for place in places
        },
    }
    (payload,) = coder.payloads(np.array(texts.keys([about_text(result)])), found)
    return row._replace(payload=payload)
