"""What Spark says, as errors for people, with the way out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from forewarn.engines.portable.warehouses.warehouse import first_line, gone, stopped, too_large
from forewarn.terms.errors import ForewarnError

_SHOWN = "Spark"
_NOT_THERE = ("TABLE_OR_VIEW_NOT_FOUND", "SCHEMA_NOT_FOUND")
_NO_RIGHT = "42501"
# Of these classes PySpark makes what it raises before it asks Spark: mistakes of ours.
_OURS = (TypeError, ValueError, AttributeError, LookupError, AssertionError, NotImplementedError)


def said(error: Exception) -> str:
    """What is wrong in one line: of a Java exception its own, not that of the call."""
    lines = str(error).splitlines()
    java = next((line[2:] for line in lines if line.startswith(": ")), "")
    return java or first_line(error)


@contextmanager
def measuring() -> Iterator[None]:
    """Turns what Spark raises while facts are asked for into words; a wrong query stays a bug."""
    from py4j.protocol import Py4JError
    from pyspark.errors import AnalysisException, ArithmeticException, PySparkException

    try:
        yield
    except ArithmeticException as error:
        raise too_large(error) from error
    except AnalysisException as error:
        if error.getSqlState() == _NO_RIGHT:
            raise _may_not(error) from error
        if error.getCondition() in _NOT_THERE:
            raise gone(_SHOWN, error) from error
        raise
    except (PySparkException, Py4JError, ConnectionError, EOFError) as error:
        if isinstance(error, _OURS):
            raise
        raise stopped(_SHOWN, said(error)) from error


@contextmanager
def taking() -> Iterator[None]:
    """Turns what Spark raises while facts are brought into words."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JError, ConnectionError, EOFError) as error:
        if isinstance(error, _OURS):
            raise
        raise ForewarnError(
            f"{_SHOWN} did not take the facts, those of the load before stand: {said(error)}",
            fix="let Spark read the project's folder and write the schema of the facts "
            "(another one: ?schema=NAME at the end of engine:), and look at the server",
        ) from error


def _may_not(error: Exception) -> ForewarnError:
    return ForewarnError(
        f"the {_SHOWN} engine does not let this user measure the facts: {first_line(error)}",
        fix="have the user granted SELECT on the schema of the facts, or name one of yours with "
        "?schema=NAME at the end of engine:",
    )
