"""Checks of signals by name: those asked for, those never asked for, and their columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from forewarn.scorecard.checks.check import Check, Subject
from forewarn.signals.book import book_troubles
from forewarn.signals.columns import FIRST_USES
from forewarn.signals.fields import read_filter
from forewarn.signals.filters.tokens import KEYWORDS
from forewarn.signals.filters.tree import names
from forewarn.terms.issue import Issue, Severity


def asked_for(subject: Subject) -> Iterator[tuple[tuple[Any, ...], str]]:
    """Signals by name, with the place that asks."""
    form = subject.form
    for index, item in enumerate(form.inputs):
        yield ("inputs", index, "signal"), item.signal
    for index, cap in enumerate(form.caps):
        for name in sorted(names(read_filter(cap.when))):
            yield ("caps", index, "when"), name
    for signal, given in form.signals.items():
        for name in given.refers_to():
            yield ("signals", signal), name


class UnknownSignal(Check):
    """Inputs, caps and signals speak of signals that the file defines."""

    code = "unknown-signal"
    piecewise = True

    def look(self, subject: Subject) -> Iterator[Issue]:
        """Error per name that is not defined under ``signals:``."""
        known = subject.signal_names
        for keys, name in asked_for(subject):
            if name not in known:
                place = _naming(subject, keys, name)
                fix = "define it under 'signals:', or use one that is there"
                found = f"there is no signal '{name}'"
                yield self.at(subject, place, found, accepted=known, guess=name, fix=fix)


class SignalNames(Check):
    """Signals have names that conditions can speak of."""

    code = "signal-name"
    piecewise = True

    def look(self, subject: Subject) -> Iterator[Issue]:
        """Error per name with other than ASCII letters, digits and underscores, or a keyword."""
        for name in subject.signal_names:
            plain = name.isascii() and name.isidentifier() and name[:1].isalpha()
            if not plain or name in KEYWORDS:
                found = f"'{name}' cannot name a signal"
                accepted = ("a letter, then letters, digits and underscores",)
                keys = ("signals", name)
                yield self.at(subject, keys, found, of_key=True, accepted=accepted)


class SignalBook(Check):
    """Signals that build on others can be worked out.

    None builds on itself, words are not reckoned with, and what is compared with an earlier value
    has one.
    """

    code = "signal-book"

    def look(self, subject: Subject) -> Iterator[Issue]:
        """Error per signal that cannot."""
        signals = subject.form.signals
        if any(other not in signals for one in signals.values() for other in one.refers_to()):
            return  # named by UnknownSignal
        for trouble in book_troubles(signals):
            keys = ("signals", trouble.signal, *([trouble.field] if trouble.field else []))
            accepted = (trouble.accepted,) if trouble.accepted else ()
            issue = self.at(subject, keys, trouble.found, accepted=accepted, fix=trouble.fix)
            yield replace(issue, did_you_mean=trouble.did_you_mean)


class UnusedSignal(Check):
    """Every signal is asked for by something."""

    code = "unused-signal"
    severity = Severity.NOTE

    def look(self, subject: Subject) -> Iterator[Issue]:
        """Note per signal that no input, cap or signal uses."""
        used = {name for _, name in asked_for(subject)}
        for name in subject.form.signals:
            if name not in used:
                found = f"no input or cap uses '{name}'"
                fix = "it is measured and shown, and changes no score"
                yield self.at(subject, ("signals", name), found, of_key=True, fix=fix)


class SignalColumns(Check):
    """Signals ask for columns that the tables have.

    Sources may bring columns of their own, so a column that is not in the registry is a note.
    """

    code = "unknown-column"
    severity = Severity.NOTE
    piecewise = True
    closeness = 0.75

    def look(self, subject: Subject) -> Iterator[Issue]:
        """Note per column, warning per table, that is not known."""
        for name, signal in subject.form.signals.items():
            for table, columns in sorted(signal.columns_used().items()):
                yield from self._table(subject, name, table, columns)

    def _table(
        self, subject: Subject, name: str, table: str, columns: frozenset[str]
    ) -> Iterator[Issue]:
        known = subject.columns_of(table)
        if known is None:
            if table != FIRST_USES and subject.columns is not None:
                found = f"no source gives a table '{table}'"
                place = _naming(subject, ("signals", name), table)
                tables = sorted(subject.columns)
                yield self.at(
                    subject,
                    place,
                    found,
                    severity=Severity.WARNING,
                    accepted=tables,
                    guess=table,
                    fix="add it under 'sources:' in forewarn.yml",
                )
            return
        for column in sorted(columns - set(known)):
            found = f"'{column}' is no known column of {table}"
            fix = "fine if your source has it: unknown columns are kept"
            place = _naming(subject, ("signals", name), column)
            yield self.at(subject, place, found, accepted=known, guess=column, fix=fix)


class AttributeNames(Check):
    """Filters and curves over accounts ask for attributes that accounts have."""

    code = "unknown-attribute"
    severity = Severity.WARNING
    piecewise = True
    closeness = 0.75

    def look(self, subject: Subject) -> Iterator[Issue]:
        """Warning per attribute that no account is known to have."""
        known = subject.columns_of("accounts") or ()
        for keys, name in _attributes(subject):
            if name not in known:
                found = f"'{name}' is no known attribute of accounts"
                fix = "fine if your accounts source has it: unknown columns are kept"
                yield self.at(subject, keys, found, accepted=known, guess=name, fix=fix)


def _attributes(subject: Subject) -> Iterator[tuple[tuple[Any, ...], str]]:
    form = subject.form
    if form.applies_to is not None:
        for name in sorted(names(read_filter(form.applies_to))):
            yield ("applies_to",), name
    if form.onboarding is not None and form.onboarding.go_live is not None:
        for name in sorted(names(read_filter(form.onboarding.go_live))):
            yield ("onboarding", "go_live"), name
    for index, item in enumerate(form.inputs):
        for kind, curve in (("target", item.curve.target), ("percentile", item.curve.percentile)):
            if curve is not None:
                yield ("inputs", index, "curve", kind, "by"), curve.by


def _naming(subject: Subject, keys: tuple[Any, ...], word: str) -> tuple[Any, ...]:
    """The place under ``keys`` whose text holds the word, else ``keys`` itself."""
    value = subject.document.value(keys)
    items = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, item in items:
        if isinstance(item, str) and word in item:
            return (*keys, key)
        if isinstance(item, (dict, list)):
            inner = _naming(subject, (*keys, key), word)
            if inner != (*keys, key):
                return inner
    return keys
