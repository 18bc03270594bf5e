"""What a check is, and what it looks at."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from forewarn.scorecard.complaints import real_path
from forewarn.scorecard.document import Document
from forewarn.scorecard.form import nearest
from forewarn.scorecard.forms import ScorecardForm
from forewarn.signals.columns import columns_of
from forewarn.terms.facts import TABLES
from forewarn.terms.issue import Issue, Severity


@dataclass(frozen=True, slots=True)
class Subject:
    """A scorecard's form with the file it came from.

    Attributes:
        columns: columns of the project's own sources by table, beside the registry's; None when
            the sources are not known.
    """

    form: ScorecardForm
    document: Document
    columns: Mapping[str, Collection[str]] | None = None

    @property
    def strict(self) -> bool:
        """Whether the rules for scorecards in force hold (health, and no candidate)."""
        return self.form.purpose == "health" and not self.form.candidate

    @property
    def signal_names(self) -> tuple[str, ...]:
        """Names of the signals as written, also of those that have errors."""
        written = self.document.value(("signals",))
        return tuple(str(name) for name in written) if isinstance(written, dict) else ()

    def written(self, signal: str) -> Mapping[Any, Any]:
        """A signal's own keys as written; empty when there is none of that name."""
        value = self.document.value(("signals", signal))
        return value if isinstance(value, dict) else {}

    def columns_of(self, table: str) -> tuple[str, ...] | None:
        """Known columns of a table, None when the table is not known."""
        own = (self.columns or {}).get(table)
        if own is None and table not in TABLES:
            return None
        return tuple(dict.fromkeys([*columns_of(table), "known_at", "day", *sorted(own or ())]))


class Check(ABC):
    """One thing that can be wrong with a scorecard. The docstring is its page in the docs."""

    code: ClassVar[str]
    severity: ClassVar[Severity] = Severity.ERROR
    # Safe to run when parts of the file with errors were left out.
    piecewise: ClassVar[bool] = False
    # How much alike a guess must be; more where other words are fine as well.
    closeness: ClassVar[float] = 0.6

    @abstractmethod
    def look(self, subject: Subject) -> Iterator[Issue]:
        """The issues of this kind, in the order of the file."""

    def at(
        self,
        subject: Subject,
        keys: Sequence[Any],
        found: str,
        *,
        severity: Severity | None = None,
        of_key: bool = False,
        accepted: Iterable[str] = (),
        guess: str = "",
        fix: str = "",
    ) -> Issue:
        """An issue of this check at a place; ``guess`` finds the nearest accepted word."""
        words = tuple(accepted)
        return subject.document.issue(
            self.code,
            real_path(subject.document, keys),
            found,
            severity=severity or self.severity,
            of_key=of_key,
            accepted=", ".join(words),
            did_you_mean=nearest(guess, words, cutoff=self.closeness) if guess else "",
            fix=fix,
        )
