"""The two proofs of each scorecard, the figures with owners, and the wrong calls."""

from __future__ import annotations

from forewarn.evidence.governance import NO_OWNER, NOT_YET, RULES, GovernancePack, Kpi, Proofs
from forewarn.render.figures import Sheet, named
from forewarn.render.governance.section import Section


def proofs(pack: GovernancePack) -> Section:
    """Validated, and changes behaviour: both on one page."""
    return Section(
        "scorecards",
        "Scorecards: the two proofs",
        (
            "A scorecard owes two proofs: that it foresees renewals, and that people act otherwise "
            "because of it. The verdict follows from the rules below.",
        ),
        (
            Sheet(
                "Verdict per scorecard",
                "Read the verdict first, then what it rests on; cases are renewals scored 90 days "
                "before.",
                (
                    "scorecard",
                    "verdict",
                    "because",
                    "cases",
                    "proof 1: validated",
                    "proof 2: changes behaviour",
                ),
                tuple(map(_proof, pack.proofs)),
            ),
            Sheet(
                "The rules",
                "The first line that fits gives the verdict.",
                ("what is known", "verdict"),
                tuple((rule, verdict) for rule, verdict in RULES),
            ),
        ),
    )


def _proof(each: Proofs) -> tuple[str, ...]:
    acted = {True: "yes", False: "no", None: NOT_YET}[each.acted_on]
    card = each.scorecard
    return (
        f"{card.name} v{card.version} ({card.label})",
        each.verdict,
        each.rule,
        str(each.n),
        f"{each.validated}: {each.because}",
        f"{acted}: {each.shown}" if each.shown else acted,
    )


def owned(pack: GovernancePack) -> Section:
    """Figures with who answers for them."""
    return Section(
        "figures",
        "Figures and who answers for them",
        sheets=(
            Sheet(
                "Figures",
                "In brackets the 95 % interval; n is what a figure rests on. A figure without "
                "brackets counts the whole book, or is of accounts too few or too "
                "alike for an interval.",
                ("figure", "owner", "now", "n", "how to read it"),
                tuple(map(_kpi, pack.kpis)),
            ),
        ),
    )


def _kpi(each: Kpi) -> tuple[str, ...]:
    n = "–" if each.n is None else str(each.n)
    return (each.name, each.owner or NO_OWNER, each.value, n, each.guide)


def wrong_calls(pack: GovernancePack, *, limit: int | None) -> Section:
    """False negatives and positives by name."""
    every = len(pack.false_negatives) + len(pack.false_positives)
    said = () if every else ("No outcome of a renewal is known, or no call was wrong.",)
    return Section(
        "false-calls",
        "False calls",
        said,
        (
            named(
                "Lost, and not flagged 90 days before",
                "Each is a case to review: what was known then and pointed the other way stands "
                "last.",
                pack.false_negatives,
                limit=limit,
            ),
            named(
                "Kept, although flagged 90 days before",
                "A flag that was worked on belongs here, too, as long as plays are not recorded "
                "yet.",
                pack.false_positives,
                limit=limit,
            ),
        ),
    )
