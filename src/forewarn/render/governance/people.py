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
        (_writing(pack), _proving(pack), *([_missing(pack)] if found.missed else [])),
    )


def _writing(pack: GovernancePack) -> Sheet:
    return Sheet(
        "Who assesses, and how fresh it is",
        "Fresh is the share of the accounts still in the book whose newest reading by this person "
        "is not stale; counted, not drawn, so without an interval.",
        ("who", "in a year", "this quarter", "accounts", "newest", "median age, days", "fresh"),
        tuple(
            (
                each.name,
                str(each.written),
                str(each.in_quarter),
                str(each.accounts),
                str(each.newest_on or "–"),
                "–" if each.age_days is None else f"{each.age_days:.0f}",
                percent(each.fresh),
            )
            for each in pack.raters
        ),
    )


def _proving(pack: GovernancePack) -> Sheet:
    return Sheet(
        "How often it proved right",
        "Readings that were fresh 90 days before a renewal: right is an alarm before a loss, or "
        f"none before a renewal. Below {FEW} it is something to talk about, not to judge by.",
        (
            "who",
            "readings",
            "right",
            "losses foreseen",
            "differed from the score",
            "right when differing",
            "",
        ),
        tuple(_proved(each) for each in pack.raters if each.right.n),
    )


def _missing(pack: GovernancePack) -> Sheet:
    return Sheet(
        "What the score misses, by what people answered",
        "Cases by their newest answer. Those that were settled with the score to change are where "
        "tuning begins.",
        ("what", "cases", "accounts", "settled", "score to change"),
        tuple(
            (each.what, str(each.cases), str(each.accounts), str(each.settled), str(each.changes))
            for each in pack.divergences.missed
        ),
    )


def _proved(each: Rater) -> tuple[str, ...]:
    return (
        each.name,
        str(each.right.n),
        percent(each.right),
        percent(each.foresaw),
        str(each.differed),
        percent(each.right_when_differing),
        "few cases" if each.few else "",
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
