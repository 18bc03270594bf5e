"""Put a SIMULATED company together: draw the lives, write down their facts and their truth."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

from forewarn.simulate.accounts import account_rows
from forewarn.simulate.chance import Setting
from forewarn.simulate.company import COLUMNS, TRUTH_COLUMNS, Company, Row
from forewarn.simulate.engagement import interaction_rows, survey_rows
from forewarn.simulate.judgement import assessment_rows
from forewarn.simulate.latent import renew_probability
from forewarn.simulate.lives import Life, live
from forewarn.simulate.money import (
    contract_rows,
    invoice_rows,
    opportunity_rows,
    outcome_rows,
    renewal_rows,
)
from forewarn.simulate.notes import goal_rows, migration_rows, note_rows
from forewarn.simulate.people import Contact, contact_rows, contacts, departure_rows
from forewarn.simulate.profiles import profiles, reps
from forewarn.simulate.support import ticket_rows
from forewarn.simulate.usage import event_rows
from forewarn.simulate.world import World

_DEFAULT_WORLD = World()


def simulate(
    *,
    start_on: date,
    end_on: date,
    seed: int = 7,
    accounts: int = 120,
    world: World = _DEFAULT_WORLD,
) -> Company:
    """Simulate a B2B SaaS company, deterministic in its arguments.

    Args:
        start_on: First day of behaviour.
        end_on: The day after the last one: every fact happened before it and was known by its
            start, as if the tables had been exported that morning.
        seed: Which of the possible companies.
        accounts: How many accounts ever exist, at least 1. About 6 in 100 are trials, free or
            internal; the first of every forty is the parent of the next two.
        world: How the hidden truth drives what happens.

    Returns:
        The facts and, apart from them, the truth.

    Raises:
        ValueError: No account is asked for, or `end_on` is not after `start_on`.
    """
    if accounts < 1:
        raise ValueError(f"accounts is {accounts}, accepted is 1 or more")
    if end_on <= start_on:
        raise ValueError(f"end_on is {end_on}, accepted is a day after start_on ({start_on})")
    setting = Setting(seed, start_on, end_on, world)
    tables: dict[str, list[Row]] = {table: [] for table in COLUMNS}
    truth: dict[str, list[Row]] = {table: [] for table in TRUTH_COLUMNS}
    truth["reps"] = _rep_rows(setting)
    for profile in profiles(setting, accounts):
        if profile.created_on < end_on:
            life = live(setting, profile)
            _note_down(life, tables, truth)
    tables = {table: _known(rows, end_on) for table, rows in tables.items()}
    _forget_strangers(tables)
    return Company(tables, truth, seed, start_on, end_on, world)


def _note_down(life: Life, tables: dict[str, list[Row]], truth: dict[str, list[Row]]) -> None:
    people = contacts(life)
    tables["accounts"] += account_rows(life)
    tables["contacts"] += contact_rows(life, people)
    tables["contracts"] += contract_rows(life)
    tables["events"] += event_rows(life)
    tables["tickets"] += ticket_rows(life)
    tables["interactions"] += interaction_rows(life, people)
    tables["invoices"] += invoice_rows(life)
    tables["surveys"] += survey_rows(life, people)
    tables["assessments"] += assessment_rows(life, people)
    tables["outcomes"] += outcome_rows(life)
    tables["goals"] += goal_rows(life)
    tables["opportunities"] += opportunity_rows(life)
    tables["notes"] += note_rows(life)
    _note_truth(life, people, truth)


def _note_truth(life: Life, people: list[Contact], truth: dict[str, list[Row]]) -> None:
    truth["weekly"] += _weekly_rows(life)
    truth["departures"] += departure_rows(life, people)
    truth["migrations"] += migration_rows(life)
    truth["renewals"] += renewal_rows(life)


def _known(rows: list[Row], end_on: date) -> list[Row]:
    """Leave out what arrives only after the export."""
    export_at = datetime.combine(end_on, time())
    return [row for row in rows if not _later(row, export_at)]


def _later(row: Row, export_at: datetime) -> bool:
    known_at = row.get("known_at")
    return isinstance(known_at, datetime) and known_at > export_at


def _forget_strangers(tables: dict[str, list[Row]]) -> None:
    """Who is not in the contacts yet cannot be named in a meeting or a survey either."""
    known = {row["contact_id"] for row in tables["contacts"]}
    for row in (*tables["interactions"], *tables["surveys"]):
        if row["contact_id"] not in known:
            row["contact_id"] = None


def _weekly_rows(life: Life) -> Iterator[Row]:
    """The hidden state at the start of each week of an account's life."""
    setting = life.setting
    for week in range(setting.week_of(life.profile.begins_on), setting.weeks):
        day = setting.week_on(week)
        if day < life.last_on:
            probability = renew_probability(life.latent, week, setting=setting)
            yield {
                "account_id": life.profile.account_id,
                "week_on": day,
                "fit": round(life.latent.fit[week], 4),
                "relationship": round(life.latent.relationship[week], 4),
                "value": round(life.latent.value[week], 4),
                "champion_present": life.champion_away(day) is None,
                "migrating": life.migrating(day),
                "renew_probability": round(probability, 4),
            }


def _rep_rows(setting: Setting) -> list[Row]:
    csms, ams = reps(setting)
    return [
        {
            "rep": rep.name,
            "kind": rep.kind,
            "temperament": rep.temperament,
            "pulse_bias": rep.pulse_bias,
            "fills_share": rep.fills_share,
        }
        for rep in (*csms, *ams)
    ]
