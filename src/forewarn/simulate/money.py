"""Rows about money of the SIMULATED accounts: contracts, outcomes, invoices, opportunities."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from forewarn.simulate.chance import arrivals, between, days_later, late, sigmoid
from forewarn.simulate.company import Row
from forewarn.simulate.lives import Life
from forewarn.simulate.renewals import Term

_CENT = Decimal("0.01")


def contract_rows(life: Life) -> Iterator[Row]:
    """The contract years that were signed before the end of the simulation."""
    for term in life.terms:
        yield {
            "contract_id": term.contract_id,
            "account_id": life.profile.account_id,
            "starts_on": term.starts_on,
            "ends_on": term.ends_on,
            "notice_days": term.notice_days,
            "auto_renews": term.auto_renews,
            "product": "desk",
            "arr": Decimal(term.arr),
            "currency": life.profile.currency,
            "seats": term.seats,
            "signed_on": term.signed_on,
        }


def outcome_rows(life: Life) -> Iterator[Row]:
    """What became of the contracts; due is the last day of the contract."""
    setting = life.setting
    rng = setting.stream("outcome rows", life.profile.account_id)
    for term in life.terms:
        if term.outcome is not None:
            yield {
                "account_id": life.profile.account_id,
                "contract_id": term.contract_id,
                "due_on": term.ends_on,
                "decided_on": term.outcome.decided_on,
                "kind": term.outcome.kind,
                "arr_before": Decimal(term.arr),
                "arr_after": Decimal(term.outcome.arr_after),
                "reason": term.outcome.reason,
                "avoidable": term.outcome.avoidable,
                "known_at": late(rng, term.outcome.decided_on, setting.world.late_share),
            }


def renewal_rows(life: Life) -> Iterator[Row]:
    """The truth about the renewals: how likely each was when it was decided."""
    for term in life.terms:
        if term.outcome is not None:
            yield {
                "account_id": life.profile.account_id,
                "contract_id": term.contract_id,
                "decided_on": term.outcome.decided_on,
                "renew_probability": round(term.outcome.probability, 6),
                "kind": term.outcome.kind,
            }


def invoice_rows(life: Life) -> Iterator[Row]:
    """Invoices in advance, monthly, quarterly or yearly; poor fit pays late."""
    rng = life.setting.stream("invoices", life.profile.account_id)
    months = rng.choices((1, 3, 12), (30, 45, 25))[0]
    careless = rng.gauss(0, 4)
    for term in life.terms:
        for issued_on in _months(term.starts_on, step=months):
            row = _invoice(rng, life, term, issued_on=issued_on, months=months, careless=careless)
            if life.setting.start_on <= issued_on < life.last_on:
                yield row


def opportunity_rows(life: Life) -> Iterator[Row]:
    """Talks about more seats or another product: they open on value and close at a renewal.

    Whether a talk exists says nothing about the outcome beyond the latent state, so that a null
    world stays null; it is won when the renewal expanded. `stage` is that of the export.
    """
    rng = life.setting.stream("opportunities", life.profile.account_id)
    first, last = life.profile.begins_on, life.last_on
    for opened_on in arrivals(rng, 1.2, first=first, last=last):
        dice = [rng.random() for _ in range(4)]
        pull = life.latent.value[life.setting.week_of(opened_on)]
        term = life.term_on(opened_on)
        if term is not None and dice[0] < sigmoid(-0.4 + 1.2 * pull):
            yield _opportunity(life, term, opened_on=opened_on, dice=dice)


def _months(first: date, *, step: int) -> Iterator[date]:
    """The first days of the billing periods of a contract year."""
    for ahead in range(0, 12, step):
        month = first.month - 1 + ahead
        year = first.year + month // 12
        yield date(year, month % 12 + 1, min(first.day, 28))


def _invoice(
    rng: Random, life: Life, term: Term, *, issued_on: date, months: int, careless: float
) -> Row:
    setting, due_on = life.setting, issued_on + timedelta(days=30)
    fit = life.latent.fit[setting.week_of(due_on)]
    wait = rng.gauss(-2 - 6 * fit + careless, 5) + (rng.random() < 0.05) * rng.expovariate(1 / 25)
    paid_on = max(days_later(due_on, wait), days_later(issued_on, 2))
    return {
        "account_id": life.profile.account_id,
        "issued_on": issued_on,
        "due_on": due_on,
        "paid_on": paid_on if paid_on < setting.end_on else None,
        "amount": (Decimal(term.arr) * months / 12).quantize(_CENT),
        "known_at": late(rng, issued_on, setting.world.late_share, most_days=8),
    }


def _opportunity(life: Life, term: Term, *, opened_on: date, dice: list[float]) -> Row:
    outcome = term.outcome
    closed_on = outcome.decided_on if outcome and outcome.decided_on >= opened_on else None
    won = outcome is not None and outcome.kind == "expanded"
    share = 0.1 + 0.3 * dice[1]
    return {
        "account_id": life.profile.account_id,
        "kind": "cross_sell" if dice[2] < 0.3 else "expansion",
        "product": "flow" if dice[2] < 0.3 else "desk",
        "stage": "closed" if closed_on else ("discovery", "proposal")[between(dice[3], 0, 1)],
        "amount": Decimal(round(term.arr * share)),
        "opened_on": opened_on,
        "expected_on": max(term.ends_on, opened_on),
        "closed_on": closed_on,
        "result": ("won" if won else "lost") if closed_on else None,
    }
