"""What can be wrong with scorecards: one class a check, its docstring the page in the docs."""

from __future__ import annotations

from forewarn.scorecard.checks.across import BOOK_CHECKS, Book, BookCheck
from forewarn.scorecard.checks.bands import (
    AccountFilters,
    BandCount,
    BandEdges,
    BandNames,
    CapBands,
    Ranges,
    ResponseTime,
    SteadyMargin,
    Success,
)
from forewarn.scorecard.checks.check import Check, Subject
from forewarn.scorecard.checks.curves import (
    CurveFits,
    CurveOrder,
    CurvePoints,
    LookupWords,
    OneCurve,
    PercentileShape,
    ScaleSteps,
    TargetShape,
)
from forewarn.scorecard.checks.inputs import (
    CategoryCount,
    EasyOutweighsHard,
    HeaviestInput,
    InputCount,
    InputNames,
    MissingOrigin,
    MissingWhy,
    MovesTwoBands,
    Weights,
)
from forewarn.scorecard.checks.overlay import (
    GrowthRule,
    OneRole,
    OverlayFields,
    OverlayGrades,
    OverlayTable,
    RatedOnce,
)
from forewarn.scorecard.checks.pages import CheckPage, page
from forewarn.scorecard.checks.signals import (
    AttributeNames,
    SignalBook,
    SignalColumns,
    SignalNames,
    UnknownSignal,
    UnusedSignal,
)

CHECKS: tuple[Check, ...] = (
    Ranges(),
    Success(),
    AccountFilters(),
    AttributeNames(),
    SignalNames(),
    UnknownSignal(),
    SignalBook(),
    UnusedSignal(),
    SignalColumns(),
    InputCount(),
    InputNames(),
    CategoryCount(),
    Weights(),
    HeaviestInput(),
    EasyOutweighsHard(),
    MissingWhy(),
    MissingOrigin(),
    MovesTwoBands(),
    OneCurve(),
    CurvePoints(),
    CurveOrder(),
    CurveFits(),
    LookupWords(),
    PercentileShape(),
    TargetShape(),
    ScaleSteps(),
    BandCount(),
    BandEdges(),
    BandNames(),
    ResponseTime(),
    SteadyMargin(),
    CapBands(),
    RatedOnce(),
    OverlayFields(),
    OverlayTable(),
    OverlayGrades(),
    GrowthRule(),
    OneRole(),
)

__all__ = ["BOOK_CHECKS", "CHECKS", "Book", "BookCheck", "Check", "CheckPage", "Subject", "page"]
