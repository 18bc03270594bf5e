"""Columns of types that nothing here is like: read as what they rest on.

An enumeration is text, and a domain is what it was made over. What is neither stays unread, and
its place in a fact table is held by a type that no signal reads, so that asking for it is refused.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import ibis
import ibis.expr.datatypes as dt
from sqlglot.expressions import DataType

from forewarn.engines.portable.dialects import DIALECTS, Foreign, readable

if TYPE_CHECKING:
    from forewarn.engines.portable.sites import Site

_DECIMALS = 18
_OVER_EACH_OTHER = 8
"""Domains over domains, at most."""


def resolved(site: Site, rows: Any) -> Any:
    """Rows with the columns of such types cast to types that are known, where there is one."""
    strange = {name: kind for name, kind in rows.schema().items() if kind.is_unknown()}
    known = {name: _rests_on(site, kind) for name, kind in strange.items()}
    known |= {name: dt.float64 for name, kind in rows.schema().items() if _too_fine(kind)}
    cast = {name: rows[name].cast(kind) for name, kind in known.items() if kind is not None}
    return rows.mutate(**cast) if cast else rows


def _too_fine(kind: Any) -> bool:
    """Whether sums of a number's decimals are held by no type, here or there."""
    return bool(kind.is_decimal() and (kind.scale or 0) > _DECIMALS)


def type_name(value: Any) -> str:
    """A column's type as its warehouse names it, where no other name is known."""
    kind = value.type()
    named = kind.raw_type if kind.is_unknown() else None
    return named.name if isinstance(named, Foreign) else str(kind)


def unread(value: Any) -> Any | None:
    """What stands for a column that cannot be read: nothing, of a type that cannot be either.

    A column of the warehouse's own type would keep its users from changing that type.
    """
    named = value.type().raw_type
    if not isinstance(named, Foreign) or named.engine != "postgres":
        return None
    return ibis.null(dt.Unknown(raw_type=DataType.build("tsrange", dialect="postgres")))


def _rests_on(site: Site, kind: Any) -> Any | None:
    for _ in range(_OVER_EACH_OTHER):
        named = kind.raw_type
        if not isinstance(named, Foreign) or named.engine != "postgres":
            return None
        if named.name == "money":
            return dt.Decimal(20, 2)
        form, category, under = site.row(_asked(named.name))
        if form == "e" or category == "S":
            return dt.string
        if form != "d":
            return None
        kind = DIALECTS["postgres"].type(under)
        if not kind.is_unknown():
            return kind if readable(kind) else None
    return None


def _asked(name: str) -> Any:
    """What PostgreSQL knows of a type: its form, its category, and what it was made over."""
    types = ibis.table(_TYPES, name="pg_type", database="pg_catalog")
    by_name, written = _functions()
    one = types.filter(types.oid == by_name(ibis.literal(name)))
    under = written(one.typbasetype, one.typtypmod)
    return one.aggregate(form=one.typtype.max(), category=one.typcategory.max(), under=under.max())


_TYPES = {
    "oid": "int64",
    "typtype": "string",
    "typcategory": "string",
    "typbasetype": "int64",
    "typtypmod": "int64",
}


@cache
def _functions() -> tuple[Any, Any]:
    """PostgreSQL's own, which Ibis does not have."""

    def to_regtype(written: dt.String) -> dt.int64:
        raise NotImplementedError

    def format_type(oid: dt.int64, modifier: dt.int64) -> dt.String:
        raise NotImplementedError

    builtin = ibis.udf.scalar.builtin
    return builtin(to_regtype), builtin(format_type)
