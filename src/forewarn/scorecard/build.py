"""From a sound form to the scorecard as a value."""

from __future__ import annotations

from forewarn.scorecard.checks.curves import OTHERWISE
from forewarn.scorecard.document import Document
from forewarn.scorecard.fingerprint import fingerprint, parts
from forewarn.scorecard.forms import BandForm, CurveForm, GrowthForm, InputForm, ScorecardForm
from forewarn.scorecard.model import (
    Cap,
    Curve,
    Growth,
    Input,
    Linear,
    Lookup,
    Onboarding,
    Percentile,
    Products,
    Scorecard,
    Steady,
    Steps,
    Target,
)
from forewarn.scorecard.overlay import overlay_spec
from forewarn.signals.fields import read_filter
from forewarn.signals.filters.tree import Expression
from forewarn.terms.band import Band


def build(form: ScorecardForm, document: Document) -> Scorecard:
    """The scorecard of a form that passed every check."""
    return Scorecard(
        name=form.scorecard,
        version=form.version,
        kind=form.kind,
        purpose=form.purpose,
        candidate=form.candidate,
        applies_to=_filter(form.applies_to),
        success=tuple(form.success),
        signals=dict(form.signals),
        inputs=tuple(_input(item) for item in form.inputs),
        caps=tuple(Cap(read_filter(cap.when), cap.not_above, cap.because) for cap in form.caps),
        bands=tuple(_band(band) for band in form.bands),
        steady=_steady(form),
        coverage_floor=form.coverage_floor,
        overlay=overlay_spec(form),
        growth=_growth(form.growth),
        onboarding=_onboarding(form),
        products=_products(form),
        fingerprint=fingerprint(document.values),
        parts=parts(document.values),
        path=document.path,
        text=document.text,
    )


def curve(form: CurveForm) -> Curve:
    """The one curve of a form."""
    if form.linear is not None:
        return Linear(tuple(form.linear.items()))
    if form.steps is not None:
        return Steps(tuple(form.steps.items()))
    if form.target is not None:
        return Target(form.target.by, dict(form.target.values), form.target.otherwise)
    if form.percentile is not None:
        ranked = form.percentile
        quantiles = {group: tuple(values) for group, values in ranked.values.items()}
        return Percentile(ranked.by, ranked.frozen_on, quantiles, ranked.falling)
    table = dict(form.lookup or {})
    return Lookup(table, table.pop(OTHERWISE, None))


def _filter(text: str | None) -> Expression | None:
    return read_filter(text) if text is not None else None


def _input(form: InputForm) -> Input:
    return Input(
        name=form.input,
        signal=form.signal,
        category=form.category,
        curve=curve(form.curve),
        weight=form.weight,
        missing=form.missing,
        why=form.why,
        origin=form.origin,
        evidence=form.evidence,
        scale=dict(form.scale),
    )


def _band(form: BandForm) -> Band:
    return Band(
        name=form.band,
        from_score=form.from_score,
        color=form.color,
        means=form.means,
        playbook=form.playbook,
        respond_within_days=form.respond_within,
        review_days=form.review,
    )


def _steady(form: ScorecardForm) -> Steady:
    steady = form.steady
    return Steady() if steady is None else Steady(steady.margin, steady.or_after)


def _growth(form: GrowthForm | None) -> Growth | None:
    if form is None:
        return None
    band = Band(
        name=form.band,
        from_score=form.from_score,
        color=form.color,
        means=form.means or f"{form.on}, and ready to grow.",
        playbook=form.playbook,
        respond_within_days=form.respond_within,
        review_days=form.review,
    )
    return Growth(form.on, form.scorecard, form.from_score, band)


def _onboarding(form: ScorecardForm) -> Onboarding | None:
    onboarding = form.onboarding
    if onboarding is None:
        return None
    return Onboarding(onboarding.until, _filter(onboarding.go_live))


def _products(form: ScorecardForm) -> Products | None:
    products = form.products
    return None if products is None else Products(tuple(products.names), products.roll_up)
