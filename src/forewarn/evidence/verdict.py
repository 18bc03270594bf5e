"""What the evidence allows to say of a scorecard, in words, by rules that are written down here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from forewarn.evidence.measured import Measured
from forewarn.terms.examined import VERDICTS
from forewarn.terms.score import Plain

VALIDATED, PROMISING, CHANCE, TOO_FEW, DECAYING = VERDICTS
FEWEST_LOST = 20
FEWEST_KEPT = 20
JUDGED_AT = (60, 90)
"""Days before the due date at which the score has to have known."""
EVEN = 0.5


@dataclass(frozen=True, slots=True)
class Verdict(Plain):
    """A verdict and the sentence that gives its reason with figures."""

    name: str
    because: str


@dataclass(frozen=True, slots=True)
class Words:
    """What the two kinds of case are called, and how one that is looked for is reviewed.

    Attributes:
        bad, good: adjectives of the cases.
        every: each case of the first kind, to be reviewed.
        flag: what raises the alarm.
    """

    bad: str
    good: str
    every: str
    flag: str


RENEWAL = Words("lost", "kept", "every loss", "flag")


@dataclass(frozen=True, slots=True)
class Judged:
    """What one horizon has to say for a verdict.

    Attributes:
        n, lost: cases that were scored, and those of them that were lost.
        auc: of the score.
        balanced_accuracy: of the flag.
    """

    n: int
    lost: int
    auc: Measured
    balanced_accuracy: Measured


@dataclass(frozen=True, slots=True)
class Halves:
    """The older and the newer half of the cases by due date, at the longer judged horizon.

    Attributes:
        earlier, later: AUC of each.
        change: later minus earlier.
    """

    earlier: Measured
    later: Measured
    change: Measured


def verdict(
    judged: Mapping[int, Judged], halves: Halves | None = None, *, words: Words = RENEWAL
) -> Verdict:
    """The first of these that is true.

    1. *too few to judge*: fewer than 20 lost or 20 kept cases at 60 or 90 days.
    2. *decaying*: the score told lost from kept in the older half (AUC's interval above 0.5), and
       in the newer half worse (the interval of the change below 0).
    3. *no better than chance*: AUC's interval at 90 days reaches down to 0.5.
    4. *validated*: AUC's and the flag's balanced accuracy's intervals lie above 0.5 at 60 and at
       90 days.
    5. *promising*: what is left: the score tells them apart, the flag does not show it yet.

    All intervals here are those of 99 %.

    Args:
        judged: by days; 60 and 90 must be there.
        halves: None where they hold too few cases.
        words: what lost and kept are called.
    """
    thin = _too_few(judged, words)
    if thin is not None:
        return thin
    main = judged[max(JUDGED_AT)]
    if halves is not None and halves.earlier.surely_over(EVEN) and halves.change.surely_under(0):
        return Verdict(
            DECAYING,
            f"AUC {_said(halves.earlier)} in the older half of the cases, {_said(halves.later)} in "
            f"the newer one: a change of {_said(halves.change, signed=True)}",
        )
    if not main.auc.surely_over(EVEN):
        more = ", and it points the wrong way" if main.auc.surely_under(EVEN) else ""
        return Verdict(
            CHANCE,
            f"AUC at {max(JUDGED_AT)} days is {_said(main.auc)} on {_cases(main, words)}: "
            f"chance is 0.5{more}",
        )
    return _better_than_chance(judged, main, words)


def _better_than_chance(judged: Mapping[int, Judged], main: Judged, words: Words) -> Verdict:
    weak = [
        f"{name} at {days} days is {_said(figure)}"
        for days in JUDGED_AT
        for name, figure in (
            ("AUC", judged[days].auc),
            (f"balanced accuracy of the {words.flag}", judged[days].balanced_accuracy),
        )
        if not figure.surely_over(EVEN)
    ]
    told = f"AUC at {max(JUDGED_AT)} days is {_said(main.auc)} on {_cases(main, words)}"
    if weak:
        return Verdict(PROMISING, f"{told}; but {', '.join(weak)}: not yet clear of 0.5")
    flag = main.balanced_accuracy
    return Verdict(VALIDATED, f"{told}; balanced accuracy of the {words.flag} {_said(flag)}")


def _too_few(judged: Mapping[int, Judged], words: Words) -> Verdict | None:
    lost = min(judged[days].lost for days in JUDGED_AT)
    kept = min(judged[days].n - judged[days].lost for days in JUDGED_AT)
    missing = [
        f"{fewest - count} more {kind}"
        for kind, count, fewest in ((words.bad, lost, FEWEST_LOST), (words.good, kept, FEWEST_KEPT))
        if count < fewest
    ]
    if not missing:
        return None
    return Verdict(
        TOO_FEW,
        f"{lost} {words.bad} and {kept} {words.good} cases: {' and '.join(missing)} are needed; "
        f"until then review {words.every} as a case of its own",
    )


def _cases(judged: Judged, words: Words) -> str:
    return f"{judged.n} cases ({judged.lost} {words.bad})"


def _said(figure: Measured, *, signed: bool = False) -> str:
    if figure.value is None:
        return f"not known ({figure.because})"
    form = "+.2f" if signed else ".2f"
    if figure.low_99 is None or figure.high_99 is None:
        return f"{figure.value:{form}}"
    return f"{figure.value:{form}} (99 %: {figure.low_99:{form}} to {figure.high_99:{form}})"
