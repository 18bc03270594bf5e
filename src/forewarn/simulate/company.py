"""A SIMULATED company: its fact tables, and the truth behind them kept apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from forewarn.simulate.world import World

Cell = str | int | float | bool | date | datetime | Decimal | None
Row = dict[str, Cell]


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


COLUMNS: Mapping[str, tuple[str, ...]] = {
    "accounts": _names(
        "account_id name segment plan stage status owner account_manager executive_sponsor partner"
        " region currency reference_status parent_account_id created_on ended_on valid_from"
    ),
    "contacts": _names("contact_id account_id name role since until known_at"),
    "contracts": _names(
        "contract_id account_id starts_on ends_on notice_days auto_renews product arr currency"
        " seats signed_on"
    ),
    "events": _names("event_id account_id user_id event occurred_at count team product"),
    "tickets": _names(
        "account_id opened_at closed_at severity category escalated reopened subject body known_at"
    ),
    "interactions": _names(
        "account_id contact_id kind sentiment occurred_at attended response_hours"
    ),
    "invoices": _names("account_id issued_on due_on paid_on amount known_at"),
    "surveys": _names("account_id contact_id kind score responded_at"),
    "assessments": _names(
        "account_id assessed_on assessed_by pulse champion_status executive_engagement"
        " outcome_narrative note"
    ),
    "outcomes": _names(
        "account_id contract_id due_on decided_on kind arr_before arr_after reason avoidable"
        " known_at"
    ),
    "goals": _names("account_id goal kind agreed_on target measured measured_on evidence"),
    "opportunities": _names(
        "account_id kind product stage amount opened_on expected_on closed_on result"
    ),
    "notes": _names("account_id kind text author starts_on ends_on known_at"),
}
"""Columns of every fact table, in the order in which they are written."""

TRUTH_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "weekly": _names(
        "account_id week_on fit relationship value champion_present migrating renew_probability"
    ),
    "departures": _names("account_id contact_id left_on recorded_on usage_falls_on replaced_on"),
    "migrations": _names("account_id starts_on ends_on announced"),
    "reps": _names("rep kind temperament pulse_bias fills_share"),
    "renewals": _names("account_id contract_id decided_on renew_probability kind"),
}
"""Columns of every table of hidden truth."""


@dataclass(frozen=True, slots=True)
class Company:
    """A simulated B2B SaaS company over a stretch of time.

    Attributes:
        tables: Fact tables by name, with the columns of `COLUMNS`. Every fact happened before
            `end_on` and was known by its start; an empty `known_at` means known when it happened.
            Behaviour (events, tickets ...) begins at `start_on`; contacts and the contract running
            at `start_on` may be older. Times carry no zone: they are in the project's.
        truth: What a real company never knows, with the columns of `TRUTH_COLUMNS`: the latent
            state at the start of each week in standard deviations around 0, and the true
            probability (0-1) that a renewal decided in that week is not a churn.
        seed, start_on, end_on, world: The arguments that made it.
    """

    tables: Mapping[str, list[Row]]
    truth: Mapping[str, list[Row]]
    seed: int
    start_on: date
    end_on: date
    world: World
