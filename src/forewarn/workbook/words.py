"""The one place through which every text of ours in a workbook comes, so that it can be translated.

English texts are the keys of the catalogues. Not texts but keys in every language: names of sheets,
the labels of the lines *For reading it back*, and the words that formulas compare or that are typed
and read back (steps, statuses, policies, ``yes``, ``no``, ``n/a``, ``agrees``, ``differs``).
"""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from forewarn.terms.errors import ForewarnError
from forewarn.terms.text import Text as Text

ENGLISH, DOMAIN = "en", "workbook"
CATALOGUES = Path(__file__).parent / "catalogues"
"""Holds ``LANGUAGE/LC_MESSAGES/workbook.mo``, and the template ``workbook.pot``."""
_spoken: ContextVar[gettext.NullTranslations | None] = ContextVar("spoken", default=None)


def said(text: Text, /, **values: object) -> str:
    """A text of ours in the language that is spoken, its placeholders filled in.

    Args:
        text: in English, with placeholders as in ``{count} accounts``.
        **values: by placeholder; without any, braces are left as they are.
    """
    catalogue = _spoken.get()
    found = catalogue.gettext(text) if catalogue is not None and text else text
    return found.format(**values) if values else found


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Within it texts are said in a language.

    Raises:
        ForewarnError: there is no catalogue of it.
    """
    token = _spoken.set(_catalogue(language))
    try:
        yield
    finally:
        _spoken.reset(token)


def languages() -> tuple[str, ...]:
    """Languages that there is a catalogue of, and English."""
    found = (path.parts[-3] for path in CATALOGUES.glob(f"*/LC_MESSAGES/{DOMAIN}.mo"))
    return tuple(sorted({ENGLISH, *found}))


def check_spoken(language: str) -> None:
    """Whether workbooks can be written in a language.

    Raises:
        ForewarnError: there is no catalogue of it.
    """
    if language not in languages():
        raise ForewarnError(
            f"workbooks cannot be written or read in language '{language}'",
            fix=f"choose one of {', '.join(languages())}, or add a catalogue (docs/sheet.md)",
        )


def _catalogue(language: str) -> gettext.NullTranslations | None:
    if language == ENGLISH:
        return None
    check_spoken(language)
    return gettext.translation(DOMAIN, CATALOGUES, [language])
