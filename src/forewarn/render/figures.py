"""Figures with their intervals as words, the same in text, Markdown and HTML."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from forewarn.evidence.backtest import Backtest, Named
from forewarn.evidence.comparing import TOO_FEW, Comparison
from forewarn.evidence.expansion import ExpansionFigures
from forewarn.evidence.judging import Baseline, HorizonFigures
from forewarn.evidence.measured import Measured
from forewarn.evidence.parts import Part
from forewarn.evidence.renewals import Case
from forewarn.evidence.reviews import Review, Stood

INTERVALS = (
    "In brackets the 95 % interval: 2,000 draws of accounts, each with all its renewals; Wilson's "
    "with accounts for n at 0, at 1 and below 30 accounts."
)


def figure(found: Measured, digits: int = 2, *, signed: bool = False) -> str:
    """``0.71 (0.58–0.83)``; the reason where there is no figure."""
    if found.value is None:
        return "–"
    form = f"{'+' if signed else ''}.{digits}f"
    if found.low is None or found.high is None:
        return f"{found.value:{form}}"
    joint = " to " if signed or found.low < 0 else "–"
    return f"{found.value:{form}} ({found.low:{form}}{joint}{found.high:{form}})"


def percent(found: Measured) -> str:
    """``71 % (58–83)``."""
    if found.value is None:
        return "–"
    if found.low is None or found.high is None:
        return f"{100 * found.value:.0f} %"
    return f"{100 * found.value:.0f} % ({100 * found.low:.0f}–{100 * found.high:.0f})"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with its heading and how to read it.

    Attributes:
        guide: one sentence on how to read it.
        cases: the accounts that the rows are about, where a page can tell more of them.
        left_out: how many more there are.
    """

    title: str
    guide: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    cases: tuple[Named, ...] = ()
    left_out: int = 0

    @property
    def more(self) -> str:
        """How many rows are not shown, and how to see them; empty where all are."""
        return f"… and {self.left_out:,} more (--all shows them)" if self.left_out else ""


Find = Callable[[HorizonFigures], Measured]
Count = Callable[[HorizonFigures], int]

_SHARES: Mapping[str, Find] = {
    "accuracy": lambda each: each.flag.accuracy,
    "balanced accuracy": lambda each: each.flag.balanced_accuracy,
    "precision": lambda each: each.flag.precision,
    "recall": lambda each: each.flag.recall,
    "false positive rate": lambda each: each.flag.false_positive_rate,
    "false negative rate": lambda each: each.flag.false_negative_rate,
    "recall, lowest band alone": lambda each: each.lowest.recall,
    "precision, lowest band alone": lambda each: each.lowest.precision,
    "recall, effective band": lambda each: each.effective.recall,
    "precision, effective band": lambda each: each.effective.precision,
}
_FIGURES: Mapping[str, Find] = {
    "AUC": lambda each: each.auc,
    "lift in the worst tenth": lambda each: each.lift,
    "Brier score": lambda each: each.brier,
    "calibration slope": lambda each: each.calibration.slope,
    "calibration intercept": lambda each: each.calibration.intercept,
}
_COUNTS: Mapping[str, Count] = {
    "cases with a probability": lambda each: each.probability_n,
    "score withheld": lambda each: sum(each.withheld.values()),
    "new then": lambda each: each.new,
    "not in the book then": lambda each: each.not_in_book,
    "decided by then": lambda each: each.decided,
    "counted with another renewal": lambda each: each.merged,
    "past their end, outcome unknown": lambda each: each.censored,
    "before the facts begin": lambda each: each.before_facts,
}


def horizons(result: Backtest) -> Sheet:
    """One column a horizon, one row a figure."""
    every = result.horizons
    rows = [
        ("cases scored", *(str(each.n) for each in every)),
        ("of them lost", *(str(each.n_bad) for each in every)),
        ("accounts", *(str(each.accounts) for each in every)),
        *((name, *(percent(find(each)) for each in every)) for name, find in _SHARES.items()),
        *_revenue(every),
        *((name, *(figure(find(each)) for each in every)) for name, find in _FIGURES.items()),
    ]
    for name, count in _COUNTS.items():
        if any(count(each) for each in every):
            rows.append((name, *(str(count(each)) for each in every)))
    return Sheet(
        "How well it foresaw",
        "Each column looks so many days ahead of the renewals; AUC is the chance that a lost "
        "account scored below a kept one (0.5 is a coin).",
        ("", *(f"{each.days} days" for each in every)),
        tuple(rows),
    )


def _revenue(every: Sequence[HorizonFigures]) -> list[tuple[str, ...]]:
    currencies = sorted({name for each in every for name in each.revenue_flagged})
    none = Measured.unknown("")
    return [
        (
            f"lost revenue flagged, {name}",
            *(percent(e.revenue_flagged.get(name, none)) for e in every),
        )
        for name in currencies
    ]


def baselines(result: Backtest) -> Sheet:
    """What simpler answers give."""
    return Sheet(
        "Against simpler answers, at 90 days",
        "The gain is the score's AUC minus theirs on the same cases: only an interval above 0 says "
        "that the score adds something.",
        ("", "cases", "accuracy", "AUC", "gain of the score"),
        tuple(_baseline(each) for each in result.baselines),
    )


def _baseline(each: Baseline) -> tuple[str, ...]:
    accuracy = "" if each.accuracy is None else percent(each.accuracy)
    auc = "" if each.auc is None else figure(each.auc)
    gain = "" if each.gain is None else figure(each.gain, signed=True)
    return (each.name, str(each.n), accuracy, auc, gain)


def parts(title: str, found: Sequence[Part]) -> Sheet:
    """By segment, plan, owner or quarter."""
    return Sheet(
        title,
        "Parts are small: an interval that reaches over another part's figure says that the two "
        "may be the same.",
        ("", "cases", "lost", "accuracy", "recall", "precision", "AUC"),
        tuple(
            (
                each.name,
                str(each.n),
                str(each.n_bad),
                percent(each.accuracy),
                percent(each.recall),
                percent(each.precision),
                figure(each.auc),
            )
            for each in found
        ),
    )


def named(title: str, guide: str, found: Sequence[Named], *, limit: int | None) -> Sheet:
    """Wrong calls by name."""
    shown = found if limit is None else found[:limit]
    return Sheet(
        f"{title}: {len(found)}",
        guide,
        ("account", "due", "what became of it", "revenue", "score", "band", "what spoke against"),
        tuple(
            (
                f"{each.result.name or each.case.account_id} ({each.case.account_id})",
                str(each.case.due_on),
                became(each.case),
                money(each),
                f"{each.result.score.shown}",
                bands(each.result.band, each.result.effective_band),
                "; ".join(each.hints[:3]) or "nothing that was measured",
            )
            for each in shown
        ),
        tuple(shown),
        len(found) - len(shown),
    )


def bands(band: str | None, effective: str | None) -> str:
    """The score's band, and the effective one where it is another.

    That is what people said, or growth; a label by itself would hide which of the two was right.
    """
    return f"{band or '–'}{in_effect(band, effective)}"


def in_effect(band: str | None, effective: str | None) -> str:
    """The effective band where it is another than the score's."""
    return "" if effective is None or effective == band else f", in effect {effective}"


_AVOIDABLE = {"yes": " (avoidable)", "no": " (not avoidable)"}


def became(case: Case) -> str:
    """What became of a case, with what was recorded: the reason, and whether it was avoidable."""
    reason = f": {case.reason}" if case.reason else ""
    avoidable = _AVOIDABLE.get(case.avoidable or "", "")
    return f"{case.kind}{reason}{avoidable}"


def money(each: Named) -> str:
    """The revenue of a case before its renewal."""
    if each.case.arr_before is None:
        return "–"
    return f"{each.case.arr_before:,.0f} {each.case.currency or ''}".strip()


def scorecards(result: Backtest) -> Sheet:
    """The verdict of each scorecard."""
    return Sheet(
        "By scorecard, at 90 days",
        "Each is judged by the cases that it scored itself; a verdict of all together may hide a "
        "weak one.",
        ("", "cases", "lost", "AUC", "balanced accuracy", "verdict", "what it calls success"),
        tuple(
            (
                f"{each.name} v{each.version}",
                str(each.n),
                str(each.n_bad),
                figure(each.auc),
                percent(each.balanced_accuracy),
                f"{each.verdict.name}: {each.verdict.because}",
                "; ".join(f"{name} {said}" for name, said in each.success.items()),
            )
            for each in result.by_scorecard
        ),
    )


_GROWTH: Mapping[str, Callable[[ExpansionFigures], str]] = {
    "cases with a growth score": lambda each: str(each.n),
    "of them expanded": lambda each: str(each.n_expanded),
    "precision of growth": lambda each: percent(each.precision),
    "recall of growth": lambda each: percent(each.recall),
    "others in growth": lambda each: percent(each.false_positive_rate),
    "AUC of the growth score": lambda each: figure(each.auc),
}


def expansion(result: Backtest) -> Sheet:
    """Growth against who expanded."""
    found = result.expansion
    every = found.horizons if found else ()
    said = f" Verdict: {found.verdict.name}: {found.verdict.because}." if found else ""
    return Sheet(
        "Did growth foresee expansion",
        f"Precision is the share of the accounts in growth that expanded.{said}",
        ("", *(f"{each.days} days" for each in every)),
        tuple((name, *(say(each) for each in every)) for name, say in _GROWTH.items() if every),
    )


def reviews(result: Backtest) -> Sheet:
    """Small books: each loss and downsell."""
    days = sorted({at.days for each in result.reviews for at in each.stood}, reverse=True)
    return Sheet(
        f"Every loss and downsell: {len(result.reviews)}",
        "Too few for statistics, so each is a case to talk through: where it stood so many days "
        "before, and what was known 90 days before and spoke against the band. A dash: it was not "
        "in the book then, or the facts begin later.",
        (
            "account",
            "due",
            "what became of it",
            *(f"{each} days" for each in days),
            "first flag",
            "what was missed",
        ),
        tuple(_review(each, days) for each in result.reviews),
    )


def _review(each: Review, days: Sequence[int]) -> tuple[str, ...]:
    stood = {at.days: at for at in each.stood}
    flagged = each.first_flag_days
    return (
        f"{each.name or each.case.account_id} ({each.case.account_id})",
        str(each.case.due_on),
        became(each.case),
        *(_stood(stood.get(number), each.case, number) for number in days),
        "never" if flagged is None else f"{flagged} days",
        "; ".join(each.missed[:2]) or "nothing that was measured",
    )


def _stood(at: Stood | None, case: Case, days: int) -> str:
    if at is None:
        return "decided by then" if case.is_decided(days) else "–"
    if at.score is None:
        return at.reason or "not scored"
    return f"{at.score} {bands(at.band, at.effective_band)}"


def compared(found: Comparison | None) -> Sheet:
    """Two scorecards on the same cases; no rows without a comparison."""
    return Sheet(
        f"{found.second} against {found.first}: {found.said}" if found else "",
        "Both on exactly the same cases, the difference drawn over the same accounts: only an "
        "interval that leaves out 0 says that one of them is better.",
        (
            "days before",
            "cases",
            "lost",
            "",
            *((found.first, found.second) if found else ("", "")),
            "difference",
            "says",
        ),
        tuple(
            (
                str(each.days),
                str(each.n),
                str(each.n_bad),
                one.name,
                figure(one.first),
                figure(one.second),
                figure(one.difference, 3, signed=True),
                one.said if one.said != TOO_FEW else each.missing or one.because,
            )
            for each in (found.horizons if found else ())
            for one in each.figures
        ),
    )


def sheets(result: Backtest, *, limit: int | None) -> tuple[Sheet, ...]:
    """Every table of a backtest, in the order in which it is read."""
    # Both are made of what stands above.
    from forewarn.render.said_figures import said
    from forewarn.render.statement_figures import statements

    return (
        compared(result.compared),
        horizons(result),
        scorecards(result),
        baselines(result),
        parts("By quarter, at 90 days", result.by_quarter),
        parts("By segment, at 90 days", result.by_segment),
        parts("By plan, at 90 days", result.by_plan),
        parts("By owner, at 90 days", result.by_owner),
        named(
            "Lost, and not flagged 90 days before",
            "Each is a case to review: what was known then and pointed the other way stands last.",
            result.false_negatives,
            limit=limit,
        ),
        named(
            "Lost from the top effective band 90 days before",
            "Kept green until the renewal quarter: what people saw was the top band or growth.",
            result.kept_green,
            limit=limit,
        ),
        named(
            "Kept, although flagged 90 days before",
            "A flag that was worked on belongs here, too, as long as plays are not recorded yet.",
            result.false_positives,
            limit=limit,
        ),
        reviews(result),
        expansion(result),
        *said(result, limit=limit),
        statements(result),
    )


def lead_time(result: Backtest) -> str:
    """Lead time and surprise in a sentence each."""
    lead, surprise = result.lead_time_days, result.surprise_churn
    said = "no loss was flagged when it came"
    if lead.value is not None:
        said = f"{figure(lead, 0)} days from the first flag to the loss (median of {lead.n})"
    of = f" of {surprise.n} losses" if surprise.n else ""
    return (
        f"Lead time: {said}. Lost from the top effective band 90 days before: "
        f"{percent(surprise)}{of}."
    )
