"""What was said at the time, and how it stands against what is recomputed, as tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from forewarn.evidence.backtest import Backtest
from forewarn.evidence.measured import Measured
from forewarn.evidence.said import Differing, Said, SaidHorizon
from forewarn.render.figures import Sheet, figure, percent

_SAID: Mapping[str, Callable[[SaidHorizon], str]] = {
    "cases asked": lambda each: str(each.cases),
    "on record": lambda each: str(each.recorded),
    "of them scored": lambda each: str(each.figures.n),
    "of them lost": lambda each: str(each.figures.n_bad),
    "accuracy": lambda each: percent(each.figures.flag.accuracy),
    "balanced accuracy": lambda each: percent(each.figures.flag.balanced_accuracy),
    "precision": lambda each: percent(each.figures.flag.precision),
    "recall": lambda each: percent(each.figures.flag.recall),
    "AUC": lambda each: figure(each.figures.auc),
    "Brier score": lambda each: figure(each.figures.brier),
}
_COMPARED: Mapping[str, Callable[[SaidHorizon], str]] = {
    "cases with a score both ways": lambda each: str(each.compared.n),
    "same band": lambda each: percent(each.compared.same_band),
    "same flag": lambda each: percent(each.compared.same_flag),
    "scores apart, mean points": lambda each: figure(each.compared.score_difference, 1),
    "AUC as it was said": lambda each: figure(each.compared.recorded_auc),
    "AUC recomputed": lambda each: figure(each.compared.recomputed_auc),
    "recomputed minus said": lambda each: _signed(each.compared.auc_difference),
    "only what was said was right": lambda each: str(each.compared.only_recorded_right),
    "only what is recomputed is right": lambda each: str(each.compared.only_recomputed_right),
}


def said(result: Backtest, *, limit: int | None) -> tuple[Sheet, ...]:
    """The tables of the record; none where nothing was on record."""
    if result.said is None:
        return ()
    return tuple(_sheets(result.said, limit))


def _sheets(found: Said, limit: int | None) -> Iterator[Sheet]:
    columns = ("", *(f"{each.days} days" for each in found.horizons))
    yield Sheet(
        "What we said at the time",
        f"The newest snapshot of at most {found.within_days} days before each date, as it was "
        "first said; where few cases are on record, these figures are of those few.",
        columns,
        _rows(_SAID, found.horizons),
    )
    yield Sheet(
        "What we said against what is recomputed",
        "Both on the same cases: where they are far apart, facts came late or the scorecard "
        "changed, and the recomputed figures flatter or wrong what was said.",
        columns,
        _rows(_COMPARED, found.horizons),
    )
    yield _differing("Right then, wrong when recomputed", found.recorded_right, limit)
    yield _differing("Wrong then, right when recomputed", found.recomputed_right, limit)


def _rows(
    lines: Mapping[str, Callable[[SaidHorizon], str]], every: Sequence[SaidHorizon]
) -> tuple[tuple[str, ...], ...]:
    return tuple((name, *(say(each) for each in every)) for name, say in lines.items())


def _signed(found: Measured) -> str:
    return figure(found, signed=True)


def _differing(title: str, found: Sequence[Differing], limit: int | None) -> Sheet:
    shown = found if limit is None else found[:limit]
    return Sheet(
        f"{title}: {len(found)}",
        "Each with why the two differ, as far as the record tells.",
        ("account", "days", "due", "what became of it", "said", "recomputed", "why"),
        tuple(
            (
                f"{each.name or each.account_id} ({each.account_id})",
                str(each.days),
                str(each.due_on),
                each.kind,
                f"{_score(each.said_score)} {each.said_band or '–'} on {each.said_as_of}",
                f"{_score(each.score)} {each.band or '–'} on {each.as_of}",
                "; ".join(each.because),
            )
            for each in shown
        ),
        left_out=len(found) - len(shown),
    )


def _score(score: float | None) -> str:
    return "–" if score is None else f"{score:.1f}"
