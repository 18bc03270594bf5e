"""Forms as people write them: what is refused and how, one way of writing, the editors' schema."""

import json
from typing import Any

import jsonschema
import pytest
from pydantic import TypeAdapter, ValidationError

from forewarn.signals.forms import KINDS, AnySignal, Signal, read_signal
from forewarn.terms.facts import TABLES
from tests.signals.cells import form

SCHEMA: dict[str, Any] = TypeAdapter(AnySignal).json_schema()


def refused(**fields: object) -> dict[str, Any]:
    """The only error of a form: its code, the field, and the parts of an Issue."""
    with pytest.raises(ValidationError) as caught:
        form(**fields)  # type: ignore[arg-type]
    errors = caught.value.errors()
    assert len(errors) == 1, errors
    return {"type": errors[0]["type"], "field": errors[0]["loc"][-1], **errors[0].get("ctx", {})}


@pytest.mark.parametrize(
    ("fields", "field", "parts"),
    [
        (
            {
                "kind": "count",
                "from_": "contacts",
                "where": "since > '2026-01-01' and role = 'cio'",
            },
            "where",
            {"type": "filter", "col": 33, "found": "role is never 'cio'"},
        ),
        (
            {"kind": "count", "from_": "contacts", "where": "role = 'champoin'"},
            "where",
            {"did_you_mean": "champion", "col": 8},
        ),
        (
            {"kind": "count", "from_": "interactions", "where": "kind in ['call', 'ebr']"},
            "where",
            {"did_you_mean": "qbr"},
        ),
        (
            {"kind": "count", "from_": "tickets", "where": "escalated = 'yes'"},
            "where",
            {"accepted": "true or false"},
        ),
        (
            {"kind": "count", "from_": "assessments", "where": "pulse < '3'"},
            "where",
            {"accepted": "a plain number"},
        ),
        (
            {"kind": "count", "from_": "contacts", "where": "since > '01.02.2026'"},
            "where",
            {"accepted": "a date as text, as in '2026-03-31'"},
        ),
        (
            {"kind": "count", "from_": "tickets", "where": "closed_at is missing"},
            "where",
            {"found": "closed_at is filled in later, so a filter on it would look ahead"},
        ),
        (
            {"kind": "share", "from_": "tickets", "of": "closed_at is not missing"},
            "of",
            {"col": 1},
        ),
        (
            {"kind": "count", "from_": "tickets", "where": 'severity = "high"'},
            "where",
            {"type": "filter", "col": 12, "found": "found '\"'"},
        ),
        (
            {"kind": "count", "from_": "tickets", "where": 12},
            "where",
            {"type": "filter", "found": "12 is not a filter"},
        ),
        (
            {"kind": "age", "only_for": "status = 'payng'"},
            "only_for",
            {"did_you_mean": "paying", "col": 10},
        ),
        (
            {"kind": "unmet", "met": "kind = 'meting'"},
            "met",
            {"did_you_mean": "meeting"},
        ),
        (
            {"kind": "count", "from_": "tickets", "window": 30},
            "window",
            {"type": "duration", "did_you_mean": "30d"},
        ),
        (
            {"kind": "count", "from_": "tickets", "window": "30 days"},
            "window",
            {"type": "duration", "found": "'30 days' is not a duration"},
        ),
        (
            {"kind": "count", "from_": "tickets", "window": "999w"},
            "window",
            {"found": "'999w' is too long"},
        ),
        ({"kind": "count", "from_": "tickets", "window": True}, "window", {"type": "duration"}),
        (
            {"kind": "count", "from_": "tickets", "at": "close_at"},
            "at",
            {"type": "column", "did_you_mean": "closed_at"},
        ),
        (
            {"kind": "count", "from_": "tickets", "at": "severity"},
            "at",
            {"accepted": "opened_at, closed_at"},
        ),
        (
            {"kind": "sum", "from_": "invoices", "column": "ammount"},
            "column",
            {"type": "column", "did_you_mean": "amount"},
        ),
        (
            {"kind": "sum", "from_": "tickets", "column": "severity"},
            "column",
            {"found": "tickets.severity holds no numbers"},
        ),
        (
            {"kind": "mean", "from_": "tickets", "column": "resolution_hours"},
            "column",
            {"fix": "add 'at: closed_at'"},
        ),
        (
            {"kind": "latest", "from_": "goals.measured_on"},
            "column",
            {"fix": "add 'at: measured_on'"},
        ),
        (
            {"kind": "distinct", "from_": "events", "column": ["day", "usr_id"]},
            "column",
            {"did_you_mean": "user_id"},
        ),
        (
            {"kind": "count", "from_": "accounts"},
            "from",
            {"fix": "use kind: attribute for a column of the account as of the date"},
        ),
        ({"kind": "count", "from_": "first_uses"}, "from", {"fix": "use kind: adopted"}),
        (
            {"kind": "open", "from_": "contract"},
            "from",
            {"type": "table", "did_you_mean": "contracts"},
        ),
        (
            {"kind": "days_without", "from_": "events"},
            "from",
            {"found": "rows of events do not open and close"},
        ),
        (
            {"kind": "change", "signal": "a", "against": "last_year", "over": "28d"},
            "over",
            {"type": "change"},
        ),
        (
            {"kind": "adopted", "features": ["a", "b", "a"]},
            "features",
            {"found": "a is listed twice"},
        ),
    ],
)
def test_nonsense_is_refused_at_its_field(
    fields: dict[str, object], field: str, parts: dict[str, object]
) -> None:
    found = refused(**fields)
    assert found["field"] == field
    assert {name: found[name] for name in parts} == parts


@pytest.mark.parametrize(
    ("fields", "kind", "field"),
    [
        ({"kind": "count"}, "missing", "from"),
        ({"kind": "sum", "from_": "invoices"}, "missing", "column"),
        ({"kind": "share", "from_": "tickets"}, "missing", "of"),
        ({"kind": "share_rise", "from_": "tickets", "of": "a = 1"}, "missing", "window"),
        ({"kind": "trend", "signal": "a"}, "missing", "periods"),
        ({"kind": "days_until"}, "missing", "what"),
        ({"kind": "count", "from_": "tickets", "windows": "3d"}, "extra_forbidden", "windows"),
        ({"kind": "days_since", "from_": "tickets", "window": "3d"}, "extra_forbidden", "window"),
        ({"kind": "count", "from_": "tickets", "table": "x"}, "extra_forbidden", "table"),
        ({"kind": "count", "from_": "tickets", "per_seats": 0}, "greater_than_equal", "per_seats"),
        ({"kind": "count", "from_": "tickets", "per_seats": "10"}, "int_type", "per_seats"),
        ({"kind": "count", "from_": "tickets", "per_seats": True}, "int_type", "per_seats"),
        ({"kind": "trend", "signal": "a", "periods": 27}, "less_than_equal", "periods"),
        ({"kind": "ratio", "of": "a", "to": "b", "times": True}, "float_type", "times"),
        ({"kind": "count", "from_": "tickets; drop"}, "string_pattern_mismatch", "from"),
        ({"kind": "count", "from_": "_secret"}, "string_pattern_mismatch", "from"),
        ({"kind": "latest", "from_": "own.__class__"}, "string_pattern_mismatch", "column"),
        ({"kind": "counts", "from_": "tickets"}, "union_tag_invalid", None),
    ],
)
def test_missing_and_unknown_fields(
    fields: dict[str, object], kind: str, field: str | None
) -> None:
    with pytest.raises(ValidationError) as caught:
        form(**fields)  # type: ignore[arg-type]
    (error,) = caught.value.errors()
    assert error["type"] == kind
    assert field is None or error["loc"][-1] == field


def test_column_said_twice_is_refused() -> None:
    with pytest.raises(ValidationError, match=r"both 'from: invoices\.amount' and 'column"):
        form("sum", from_="invoices.amount", column="amount")


def test_more_wanted_than_listed_is_refused() -> None:
    with pytest.raises(ValidationError, match="only 2 features are listed"):
        form("adopted", features=["a", "b"], at_least=3)


def test_all_mistakes_of_a_form_come_at_once() -> None:
    with pytest.raises(ValidationError) as caught:
        form("sum", from_="invoices", column="ammount", where="amount = 'x'", window="soon")
    assert [error["loc"][-1] for error in caught.value.errors()] == ["where", "window", "column"]


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "sum", "from_": "invoices", "column": "margin_of_ours"},
        {"kind": "count", "from_": "tickets", "where": "our_own_flag = 'x' and severity = 3"},
        {"kind": "count", "from_": "store_visits", "at": "visited_on", "where": "role = 'x'"},
        {"kind": "sum", "from_": "store_visits", "column": "ammount"},
        {"kind": "count", "from_": "tickets", "at": "closed_at", "where": "closed_at > '2026'"},
        {"kind": "count", "from_": "interactions", "where": "contact_role = 'champion'"},
        {"kind": "sum", "from_": "invoices.days_late", "at": "paid_on"},
        {"kind": "count", "from_": "events", "where": "event contains 'x' or event < 'b'"},
    ],
)
def test_columns_of_ones_own_are_welcome(fields: dict[str, object]) -> None:
    form(**fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            form("count", from_="tickets", window="4w", where="severity='high'  or a=1"),
            form("count", from_="tickets", window="28d", where="(severity = 'high' or a = 1)"),
        ),
        (
            form("latest", from_="assessments.pulse"),
            form("latest", from_="assessments", column="pulse"),
        ),
        (
            form("distinct", from_="events", column="user_id"),
            form("distinct", from_="events", column=["user_id"]),
        ),
        (
            form("adopted", from_="events", features=["a"]),
            form("adopted", features=["a"]),
        ),
        (form("change", signal="a", as_="difference"), form("change", signal="a")),
    ],
)
def test_ways_of_writing_the_same_have_one_dump(one: Signal, other: Signal) -> None:
    assert one == other
    assert json.dumps(one.canonical()) == json.dumps(other.canonical())


def test_the_dump_reads_back() -> None:
    for written in (
        {"kind": "count", "from": "tickets", "where": "a = 1", "window": "30d", "per_seats": 10},
        {"kind": "change", "signal": "a", "over": "28d", "as": "percent", "unit": "%"},
        {"kind": "adopted", "features": {"a": ["x"], "b": ["x", "y"]}, "only_for": "plan = 'x'"},
    ):
        assert read_signal(written).canonical() == written
        assert read_signal(read_signal(written).canonical()) == read_signal(written)


def test_a_form_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        form("age").label = "x"  # type: ignore[misc]


def test_columns_used_are_named_by_table() -> None:
    signal = form(
        "sum",
        from_="invoices.amount",
        at="issued_on",
        where="currency = 'EUR'",
        only_for="segment = 'smb'",
    )
    assert signal.columns_used() == {
        "accounts": {"segment"},
        "invoices": {"amount", "issued_on", "currency"},
    }


def test_the_schema_accepts_what_the_forms_accept() -> None:
    checker = jsonschema.Draft202012Validator(SCHEMA)
    checker.validate({"kind": "count", "from": "tickets", "where": "a = 1", "window": "30d"})
    checker.validate({"kind": "adopted", "features": {"api": ["pro"]}, "at_least": 1})
    checker.validate({"kind": "distinct", "from": "events", "column": ["user_id", "day"]})
    for wrong in (
        {"kind": "count", "from": "tickets", "window": 30},
        {"kind": "count", "from": "tickets", "wndow": "30d"},
        {"kind": "counts", "from": "tickets"},
        {"kind": "count"},
    ):
        assert not checker.is_valid(wrong)


def test_the_schema_tells_editors_about_every_field() -> None:
    assert set(SCHEMA["discriminator"]["mapping"]) == set(KINDS)
    for kind, reference in SCHEMA["discriminator"]["mapping"].items():
        schema = SCHEMA["$defs"][reference.rsplit("/", 1)[-1]]
        assert schema["description"], kind
        assert schema["additionalProperties"] is False
        for field, said in schema["properties"].items():
            assert said.get("description"), f"{kind}.{field}"
            assert {"type": "null"} not in said.get("anyOf", []), f"{kind}.{field}"
            assert "title" not in said


def test_every_kind_is_listed_once_with_a_unit_and_a_window() -> None:
    assert len(KINDS) == 24
    for kind, kind_form in KINDS.items():
        assert issubclass(kind_form, Signal)
        assert kind_form.model_fields["kind"].annotation.__args__ == (kind,)  # type: ignore[union-attr]


def test_every_registry_table_but_accounts_can_be_counted() -> None:
    for table in TABLES:
        if table != "accounts":
            assert form("count", from_=table).unit()
