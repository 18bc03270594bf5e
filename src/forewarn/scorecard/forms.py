"""The scorecard file's form: every key with its meaning, as editors show it.

Shapes and types are judged here; what they mean together is judged by ``checks``.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AliasChoices, ConfigDict, Field, WithJsonSchema, field_validator

from forewarn.scorecard.form import (
    Cadence,
    Day,
    Days,
    FilterText,
    Form,
    Number,
    NumberKey,
    Text,
    Truth,
    Whole,
    Word,
    for_editors,
    without_empty,
)
from forewarn.signals.forms import AnySignal

_POINTS = {"type": "number", "minimum": 0, "maximum": 100}
Points = Annotated[Number, WithJsonSchema(_POINTS)]
Positive = Annotated[Number, WithJsonSchema({"type": "number", "exclusiveMinimum": 0})]
Share = Annotated[Number, WithJsonSchema({"type": "number", "minimum": 0, "maximum": 1})]
Grade = Annotated[Whole, WithJsonSchema({"type": "integer", "minimum": 0, "maximum": 2})]

Success = Literal["renewal", "expansion", "time_to_value", "activation", "adoption_depth"]
Color = Literal["red", "orange", "yellow", "green", "blue"]
OverlayField = Literal["champion_status", "executive_engagement", "outcome_narrative", "pulse"]


class TargetForm(Form):
    """The share of a target that depends on an account attribute."""

    by: Text = Field(description="Account attribute the target depends on, such as plan.")
    values: dict[Word, Positive] = Field(
        min_length=1, description="Target per value of the attribute; reaching it gives 100."
    )
    otherwise: Positive | None = Field(
        None, description="Target for other values; without it they are not applicable."
    )


class PercentileForm(Form):
    """The rank among peers, frozen at a date."""

    by: Text = Field(description="Account attribute that says who the peers are.")
    frozen_on: Day = Field(description="Date the quantiles were taken at.")
    values: dict[Word, list[Number]] = Field(
        min_length=1,
        description="Quantiles per value of the attribute, ascending, at equal steps of rank.",
    )
    falling: Truth = Field(False, description="Write true where less is better.")


def _exactly_one(schema: dict[str, Any]) -> None:
    for_editors(schema)
    schema |= {"minProperties": 1, "maxProperties": 1}


class CurveForm(Form):
    """How a signal becomes points from 0 to 100. Exactly one of the five."""

    model_config = ConfigDict(json_schema_extra=_exactly_one)

    linear: dict[NumberKey, Points] | None = Field(
        None, description="Points at values; straight lines between them, flat outside."
    )
    steps: dict[NumberKey, Points] | None = Field(
        None, description="From each value on, these points; below the first, the first points."
    )
    lookup: dict[Word, Points] | None = Field(
        None, description="Points per word or number; 'otherwise' serves all others."
    )
    target: TargetForm | None = Field(None, description="Share of a target per plan or segment.")
    percentile: PercentileForm | None = Field(None, description="Frozen rank among peers.")

    @property
    def kind(self) -> str:
        """The word of the curve; of the first one when there are several."""
        return next((word for word in CURVES if getattr(self, word) is not None), "")


CURVES = ("linear", "steps", "lookup", "target", "percentile")


class InputForm(Form):
    """A signal put on 0 to 100, with its weight."""

    input: Text = Field(description="Name on the screen.")
    signal: Text = Field(description="Name of a signal from 'signals:'.")
    category: Text = Field(description="Group with a score of its own, such as usage or support.")
    curve: CurveForm = Field(description="How the signal becomes points.")
    weight: Positive = Field(description="Weight; shares are taken of the sum of all weights.")
    missing: Literal["reweight", "neutral", "poor"] = Field(
        "reweight",
        description="Without a value: leave out and re-weight, count 50, or the curve's lowest.",
    )
    why: Text = Field("", description="Why it is in.")
    origin: Text = Field("", description="Who named it, or which outcomes support it.")
    evidence: Text = Field("", description="What is known of its effect.")
    scale: dict[Word, Text] = Field(
        default_factory=dict, description="Meaning of every step, for judgements."
    )


class CapForm(Form):
    """A hard rule: while it holds, the band is not above this one."""

    when: FilterText = Field(description="Condition on signals, by their names.")
    not_above: Text = Field(description="Highest band while it holds.")
    because: Text = Field(description="The reason in words, as shown.")


class BandForm(Form):
    """One interval of the score, from its edge to the next band's."""

    band: Text = Field(validation_alias=AliasChoices("band", "tier"), description="Name.")
    from_score: Points = Field(
        validation_alias=AliasChoices("from"), description="Lower edge; the lowest band is 0."
    )
    color: Color = Field(description="Colour wherever the band is shown.")
    means: Text = Field(description="The definition in words.")
    playbook: Text = Field(description="Name of the playbook that says what to do.")
    review: Cadence = Field(description="How often the account is reviewed.")
    respond_within: Days | None = Field(
        None, description="Time to respond after the band is entered; not needed for the top band."
    )


class SteadyForm(Form):
    """What keeps noise from moving a band."""

    margin: Points = Field(0.0, description="Points beyond the edge that move the band at once.")
    or_after: Days | None = Field(
        None, description="How long the score stands elsewhere before the band moves anyway."
    )


class OverlayRuleForm(Form):
    """One line of the overlay's table; the first that holds counts."""

    when: FilterText | None = Field(
        None, description="Condition on zeros, ones, twos, filled and pulse; none = always."
    )
    band: Text = Field(
        validation_alias=AliasChoices("band", "tier"), description="The overlay's band."
    )


class OverlayForm(Form):
    """How people's assessments become a band beside the score."""

    wins: Literal["people", "score", "lower"] = Field(
        "people", description="Whose band counts when they differ."
    )
    stale_after: Days = Field(35, description="Age at which an assessment no longer counts.")
    fields: list[OverlayField] | None = Field(
        None, description="Fields in use; by default all that are no input."
    )
    grades: dict[OverlayField, dict[Word, Grade]] = Field(
        default_factory=dict, description="Per field, word to 2, 1 or 0."
    )
    table: list[OverlayRuleForm] | None = Field(
        None, min_length=1, description="From grades to a band."
    )
    at_least: Whole = Field(2, description="Graded fields that must be filled in.")


class GrowthForm(Form):
    """When an account of the top band counts as Growth."""

    on: Text = Field(description="The band it builds on: the top one.")
    scorecard: Text = Field(description="Scorecard with 'purpose: growth' that it must pass.")
    from_score: Points = Field(
        validation_alias=AliasChoices("from"), description="Score it needs there."
    )
    playbook: Text = Field(description="Name of the expansion playbook.")
    band: Text = Field("Growth", validation_alias=AliasChoices("band", "tier"), description="Name.")
    means: Text = Field("", description="The definition in words.")
    review: Cadence = Field(30, description="How often the account is reviewed.")
    respond_within: Days | None = Field(None, description="Time to respond.")
    color: Color = Field("blue", description="Colour wherever it is shown.")


class OnboardingForm(Form):
    """This scorecard serves new accounts only."""

    until: Days = Field(90, description="Age at which the account leaves this scorecard.")
    go_live: FilterText | None = Field(
        None, description="Condition on account attributes that says the account is live."
    )


class ProductsForm(Form):
    """A score per product, rolled up."""

    names: list[Text] = Field(min_length=1, description="Products, as in the facts.")
    roll_up: Literal["revenue", "count", "lowest"] = Field(
        "revenue", description="Weighted by recurring revenue, equally, or the lowest counts."
    )


class ScorecardForm(Form):
    """A scorecard: signals, inputs with curves and weights, bands, and what people say."""

    scorecard: Text = Field(description="Name of the scorecard.")
    version: Whole = Field(1, description="Counts up with every change in force.")
    kind: Literal["heuristic", "predictive"] = Field(
        "heuristic", description="Heuristic until backtests say otherwise."
    )
    purpose: Literal["health", "growth"] = Field(
        "health", description="Growth scorecards are asked only by 'growth:' of others."
    )
    candidate: Truth = Field(False, description="Scored beside the one in force, never acted on.")
    applies_to: FilterText | None = Field(
        None, description="Condition on account attributes; none = every account."
    )
    success: list[Success] = Field(
        default_factory=list, description="Outcomes that define healthy here."
    )
    signals: dict[Text, AnySignal] = Field(min_length=1, description="Raw values, named once.")
    inputs: list[InputForm] = Field(min_length=1, description="What makes up the score.")
    caps: list[CapForm] = Field(default_factory=list, description="Hard rules.")
    bands: list[BandForm] = Field(
        default_factory=list,
        validation_alias=AliasChoices("bands", "tiers"),
        description="Three or four, worst first.",
    )
    steady: SteadyForm | None = Field(None, description="Against noise.")
    coverage_floor: Share = Field(
        0.6, description="Share of weight that must rest on observed signals, 0 to 1."
    )
    overlay: OverlayForm | None = Field(None, description="People's assessments beside the score.")
    growth: GrowthForm | None = Field(None, description="The top band's growth accounts.")
    onboarding: OnboardingForm | None = Field(None, description="For new accounts only.")
    products: ProductsForm | None = Field(None, description="A score per product.")

    @field_validator("signals", mode="before")
    @classmethod
    def _drop_empty(cls, signals: Any) -> Any:
        if not isinstance(signals, dict):
            return signals
        return {name: without_empty(signal) for name, signal in signals.items()}
