"""The portable engine: the primitives once, in Ibis, for facts that live in PostgreSQL or Spark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from forewarn.engines.portable.engine import PortableEngine as PortableEngine
    from forewarn.engines.portable.opening import open_engine as open_engine

__all__ = ["PortableEngine", "open_engine"]
_AT = {"PortableEngine": "engine", "open_engine": "opening"}


def __getattr__(name: str) -> Any:
    """Ibis takes a second to import, so nothing does before it is asked for."""
    if name not in _AT:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_AT[name]}"), name)
