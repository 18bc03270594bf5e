"""A project's own Python signals: pure functions in its ``signals.py``.

The file belongs to the people who run the project, like its SQL; it is run as it stands, and its
text is part of the fingerprint of every scorecard that uses one of its functions.
"""

from __future__ import annotations

import hashlib
import traceback
import types
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path

from forewarn.scorecard.model import Scorecard
from forewarn.signals.kinds.python import Python
from forewarn.terms.issue import Issue, Severity

FILE = "signals.py"
Function = Callable[..., object]


@dataclass(frozen=True, slots=True)
class Functions:
    """The functions by name, the file's text and its digest; all empty without a file."""

    by_name: Mapping[str, Function] = field(default_factory=dict)
    digest: str = ""
    text: str = ""


def read_functions(folder: Path) -> tuple[Functions, tuple[Issue, ...]]:
    """Run the project's signals.py, if there is one, and take its public functions."""
    file = folder / FILE
    if not file.is_file():
        return Functions(), ()
    try:
        text = file.read_text("utf-8")
    except (OSError, ValueError) as error:
        return Functions(), (_broken(error),)
    return functions_of(text)


def functions_of(text: str) -> tuple[Functions, tuple[Issue, ...]]:
    """Run the text of a signals.py and take its public functions."""
    module = types.ModuleType("project_signals")
    try:
        exec(compile(text, FILE, "exec"), module.__dict__)  # noqa: S102 the project's own code
    except (Exception, SystemExit) as error:
        return Functions(), (_broken(error),)
    found = {
        name: value
        for name, value in vars(module).items()
        if isinstance(value, types.FunctionType) and not name.startswith("_")
    }
    return Functions(found, hashlib.sha256(text.encode()).hexdigest(), text), ()


def missing_functions(cards: Iterable[Scorecard], functions: Functions) -> tuple[Issue, ...]:
    """Signals of kind python whose function is not there."""
    return tuple(
        _missing(card, name, signal.function, functions)
        for card in cards
        for name, signal in card.signals.items()
        if isinstance(signal, Python) and signal.function not in functions.by_name
    )


def with_functions(card: Scorecard, functions: Functions) -> Scorecard:
    """The scorecard with the functions' text in its fingerprint when it uses any."""
    if not any(isinstance(signal, Python) for signal in card.signals.values()):
        return card
    parts = {**card.parts, "signal": _mixed(card.parts.get("signal", ""), functions.digest)}
    return replace(card, fingerprint=_mixed(card.fingerprint, functions.digest), parts=parts)


def _mixed(fingerprint: str, digest: str) -> str:
    return hashlib.sha256(f"{fingerprint} {digest}".encode()).hexdigest()


def _broken(error: BaseException) -> Issue:
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename == FILE]
    line = getattr(error, "lineno", None) or (frames[-1].lineno if frames else 0) or 0
    found = f"it does not run: {type(error).__name__}: {error}"
    return Issue(FILE, line, 0, Severity.ERROR, "signals-py", found, fix="mend the file")


def _missing(card: Scorecard, name: str, function: str, functions: Functions) -> Issue:
    near = get_close_matches(function, functions.by_name, n=1)
    return Issue(
        card.path,
        0,
        0,
        Severity.ERROR,
        "unknown-function",
        f"signal '{name}' asks for the function '{function}', which {FILE} does not define",
        accepted=", ".join(functions.by_name) or f"no function is defined in {FILE}",
        did_you_mean=near[0] if near else "",
        fix=f"define {function}(...) in {FILE} beside forewarn.yml",
    )
