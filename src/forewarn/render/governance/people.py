"""Who judges accounts, where people and score differ, and the maturity self-check."""

from __future__ import annotations

from forewarn.evidence.governance import NOT_YET, GovernancePack
from forewarn.evidence.raters import FEW, Rater
from forewarn.render.figures import Sheet, percent
from forewarn.render.governance.section import Section


def judged(pack: GovernancePack) -> Section:
    """Assessments and divergences."""
    found = pack.divergences
    settled = NOT_YET if found.settled is None else str(found.settled)
    said = [
        f"People and score differ on {found.open + found.watching} accounts: {found.open} open, "
        f'{found.watching} watched until they have stood for two weeks. Settled as "the score '
        f'misses something" or "I see something": {settled}.'
    ]
    if found.people_right.value is not None:
        said.append(
            f"When a fresh reading differed from the score 90 days before a renewal, the people "
            f"were right in {percent(found.people_right)} of {found.differed} readings, the score "
            "in the others."
        )
    return Section(
        "people",
        "People's judgement",
        tuple(said),
        (
            Sheet(
                "Who assesses, how fresh, how often right",
                "Right: an alarm 90 days before a loss, none before a renewal. Below "
                f"{FEW} readings it is something to talk about, not to judge by.",
                (
                    "who",
                    "assessments in a year",
                    "this quarter",
                    "accounts",
                    "newest",
                    "median age, days",
                    "fresh",
                    "readings at 90 days",
                    "right",
                    "losses foreseen",
                    "differed from the score",
                    "right then",
                ),
                tuple(map(_rater, pack.raters)),
            ),
        ),
    )


def _rater(each: Rater) -> tuple[str, ...]:
    few = "few cases: " if each.few and each.right.n else ""
    return (
        each.name,
        str(each.written),
        str(each.in_quarter),
        str(each.accounts),
        str(each.newest_on or "–"),
        "–" if each.age_days is None else f"{each.age_days:.0f}",
        percent(each.fresh),
        str(each.right.n),
        f"{few}{percent(each.right)}",
        percent(each.foresaw),
        str(each.differed),
        percent(each.right_when_differing),
    )


def matured(pack: GovernancePack) -> Section:
    """Statements about the process."""
    return Section(
        "self-check",
        "Maturity self-check",
        ("There is no total: a process with nine of ten is not nine tenths of one.",),
        (
            Sheet(
                "Statements",
                "Answered from what this project shows, never from opinion.",
                ("statement", "answer", "because", "next step"),
                tuple(
                    (each.says, each.answer, each.because, each.next_step or "–")
                    for each in pack.maturity
                ),
            ),
        ),
    )
