"""From a form's validation error to issues at their places, in the words of the form."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import BaseModel, ValidationError

from forewarn.scorecard.document import Document
from forewarn.scorecard.fields import accepted_keys, form_at, kinds_at
from forewarn.scorecard.form import nearest, shown
from forewarn.scorecard.mistakes import SHAPES, mistake_of, named
from forewarn.scorecard.scalars import canonical
from forewarn.terms.issue import Issue

_FILTER_FIX = "compare columns with literals, as in: event = 'login' and count > 3"


def issues_from(
    error: ValidationError,
    document: Document,
    form: type[BaseModel],
    *,
    below: Sequence[Any] = (),
) -> tuple[Issue, ...]:
    """Every problem of a validation error as an issue, by place in the file.

    Args:
        error: what pydantic raised for ``document.values`` (or the part under ``below``).
        document: where the values came from.
        form: the form that was asked for.
        below: path of keys of the validated part.
    """
    raw = _meant(error.errors(include_url=False), document, tuple(below))
    told = [(one, _issue(one, document, form, tuple(below))) for one in raw]
    misspelt = {
        (*real_path(document, one["loc"], below)[:-1], issue.did_you_mean)
        for one, issue in told
        if one["type"] == "extra_forbidden"
    }
    issues = {
        issue: None
        for one, issue in told
        if one["type"] != "missing" or not _written_otherwise(one, document, below, misspelt)
    }
    return tuple(sorted(issues, key=lambda issue: (issue.line, issue.col, issue.code)))


def _written_otherwise(
    one: Any, document: Document, below: Sequence[Any], misspelt: Collection[tuple[Any, ...]]
) -> bool:
    """Whether a missing key is there, misspelt, which is said of it already."""
    path = real_path(document, one["loc"], below)
    return (*path, canonical(one["loc"][-1])) in misspelt


def _meant(raw: Sequence[Any], document: Document, below: tuple[Any, ...]) -> list[Any]:
    """Without 'keys belong here' of a union's other branch, where one branch looked deeper."""
    paths = [real_path(document, one["loc"], below) for one in raw]
    deeper = {path[:length] for path in paths for length in range(len(path))}
    return [
        one
        for one, path in zip(raw, paths, strict=True)
        if not (one["type"] in SHAPES and path in deeper)
    ]


def real_path(document: Document, loc: Sequence[Any], below: Sequence[Any] = ()) -> tuple[Any, ...]:
    """The path of keys in the file that an error's location stands for.

    Locations also hold the tag of a union and markers such as ``[key]``; those are left out.
    """
    path = tuple(below)
    value = document.value(path)
    for step in loc:
        tag = isinstance(value, dict) and step == value.get("kind") and step not in value
        if tag or not _has(value, step):
            continue
        key = _key(value, step)
        value = value[key]
        path = (*path, key)
    return path


def _has(value: Any, step: Any) -> bool:
    if isinstance(value, list):
        return isinstance(step, int) and 0 <= step < len(value)
    return isinstance(value, dict) and any(canonical(key) == canonical(step) for key in value)


def _key(value: Any, step: Any) -> Any:
    if isinstance(value, list) or step in value:
        return step
    return next(key for key in value if canonical(key) == canonical(step))


def _issue(one: Any, document: Document, form: type[BaseModel], below: tuple[Any, ...]) -> Issue:
    kind, loc, ctx = one["type"], one["loc"], one.get("ctx") or {}
    path = real_path(document, loc, below)
    name = canonical(path[-1]) if path else ""
    if kind == "missing":
        return _missing(document, path, canonical(loc[-1]))
    if kind == "extra_forbidden":
        return _unknown_key(document, path, form, loc)
    if kind == "invalid_key":
        return document.issue("key", path, f"'{name}' cannot be a key here", of_key=True)
    if kind in ("literal_error", "enum"):
        return _unknown_word(document, path, name, one)
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        return _unknown_kind(document, path, form, loc, one)
    if "found" in ctx:
        refused = _refusal(document, path, name, kind, ctx)
        return _at_key(document, path, refused) if loc[-1:] == ("[key]",) else refused
    mistake = mistake_of(one, name)
    return document.issue(
        mistake.code,
        path,
        mistake.found,
        accepted=mistake.accepted,
        did_you_mean=mistake.did_you_mean,
        fix=mistake.fix,
    )


def _missing(document: Document, path: tuple[Any, ...], key: str) -> Issue:
    if path and canonical(path[-1]) == key and document.value(path) is None:
        return document.issue(
            "missing-key", path, f"'{key}' is empty", of_key=True, fix=f"write a value for '{key}'"
        )
    found = f"'{key}' is missing"
    return document.issue("missing-key", path, found, of_key=True, fix=f"add '{key}: …' here")


def _unknown_key(
    document: Document,
    path: tuple[Any, ...],
    form: type[BaseModel],
    loc: Sequence[Any],
) -> Issue:
    name = canonical(path[-1])
    owner = form_at(form, loc[:-1])
    keys = [key for key in accepted_keys(owner) if key] if owner else []
    written = document.value(path[:-1])
    free = [key for key in keys if not isinstance(written, dict) or key not in written]
    return document.issue(
        "unknown-key",
        path,
        f"unknown key '{name}'",
        of_key=True,
        accepted=", ".join(keys),
        did_you_mean=nearest(name, free),
        fix="correct or remove it",
    )


def _unknown_word(document: Document, path: tuple[Any, ...], name: str, one: Any) -> Issue:
    words = re.findall(r"'([^']*)'", str((one.get("ctx") or {}).get("expected", "")))
    found = named(name, f"{shown(one['input'])} is not accepted here")
    guess = nearest(canonical(one["input"]), words) if not isinstance(one["input"], dict) else ""
    return document.issue(
        "unknown-word", path, found, accepted=", ".join(words), did_you_mean=guess
    )


def _unknown_kind(
    document: Document,
    path: tuple[Any, ...],
    form: type[BaseModel],
    loc: Sequence[Any],
    one: Any,
) -> Issue:
    kinds = kinds_at(form, loc)
    written = one["input"].get("kind") if isinstance(one["input"], dict) else None
    if written is None:
        found = "'kind' is missing"
        return document.issue(
            "missing-key", path, found, of_key=True, accepted=", ".join(kinds), fix="add 'kind: …'"
        )
    return document.issue(
        "unknown-kind",
        (*path, "kind"),
        f"there is no kind {shown(written)}",
        accepted=", ".join(kinds),
        did_you_mean=nearest(canonical(written), kinds),
    )


def _refusal(
    document: Document, path: tuple[Any, ...], name: str, kind: str, ctx: Mapping[str, Any]
) -> Issue:
    """A field type's own words."""
    found, fix = named(name, str(ctx["found"])), str(ctx.get("fix", ""))
    issue = document.issue(
        kind.replace("_", "-"),
        path,
        found,
        accepted=str(ctx.get("accepted", "")),
        did_you_mean=str(ctx.get("did_you_mean", "")),
        fix=fix or (_FILTER_FIX if kind == "filter" else ""),
    )
    if not ctx.get("col"):
        return issue
    line, col = document.inside(path, int(ctx["col"]))
    return replace(issue, line=line, col=col)


def _at_key(document: Document, path: tuple[Any, ...], issue: Issue) -> Issue:
    line, col = document.place(path, of_key=True)
    return replace(issue, line=line, col=col)
