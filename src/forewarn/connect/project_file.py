"""``forewarn.yml`` to settings and sources, with every problem at its line and column."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import quote

from pydantic import ValidationError

from forewarn.connect.project_form import GovernanceForm, ProjectForm, SourceForm
from forewarn.scorecard.complaints import issues_from
from forewarn.scorecard.document import Document, read_document
from forewarn.terms.engine_url import (
    ACCEPTED,
    Problem,
    kind_of,
    problem,
    secrets,
    shown,
)
from forewarn.terms.facts import TABLES
from forewarn.terms.governance import Governance, RecordedCause
from forewarn.terms.issue import Issue, Severity
from forewarn.terms.naming import Names
from forewarn.terms.settings import PROJECT_FILE, Settings, SourceSpec

_PLACEHOLDER = re.compile(r"\$\{([^{}]*)\}")
_VARIABLE = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(:-(.*))?", re.DOTALL)


def read_project_file(
    folder: Path, environment: Mapping[str, str], *, languages: Sequence[str] = ("en",)
) -> tuple[Settings | None, tuple[Issue, ...]]:
    """Read a project's settings and sources; never raises for what a user wrote.

    ``FOREWARN_ENGINE``, ``FOREWARN_LEDGER`` and, for the ledger, ``DATABASE_URL`` override the
    file, the more particular name first. ``${NAME}`` and ``${NAME:-otherwise}`` in paths are
    replaced from the environment; relative paths start at the project folder.

    Args:
        folder: the project folder.
        environment: names and values, such as ``os.environ``.
        languages: those that workbooks can be written in.

    Returns:
        The settings, None when there are errors, and everything there is to say.
    """
    path = folder / PROJECT_FILE
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        return None, (_whole(f"the file cannot be read ({error.strerror})", "forewarn init DIR"),)
    except UnicodeDecodeError:
        return None, (_whole("the file is not UTF-8 text", "save it as UTF-8"),)
    document = read_document(text, PROJECT_FILE)
    if not document.whole:
        return None, document.issues
    try:
        form = ProjectForm.model_validate(document.values)
    except ValidationError as error:
        return None, (*document.issues, *issues_from(error, document, ProjectForm))
    reading = _Reading(folder.resolve(), document, environment)
    settings = reading.settings(form)
    reading.look_at_language(form, languages)
    issues = (*document.issues, *reading.issues)
    if any(issue.severity is Severity.ERROR for issue in issues):
        return None, issues
    return settings, issues


def _whole(found: str, fix: str) -> Issue:
    return Issue(PROJECT_FILE, 0, 0, Severity.ERROR, "unreadable", found, fix=fix)


class _Reading:
    """One file being turned into settings; collects issues."""

    def __init__(self, folder: Path, document: Document, environment: Mapping[str, str]) -> None:
        self.issues: list[Issue] = []
        self._folder = folder
        self._document = document
        self._environment = environment

    def settings(self, form: ProjectForm) -> Settings:
        inputs = {name: self._path(text, ("inputs", name)) for name, text in form.inputs.items()}
        sources = tuple(
            self._source(table, source, inputs) for table, source in form.sources.items()
        )
        self._look_at_sources(form)
        engine = self._engine(form.engine)
        self._look_at_warehouse(form, engine)
        return Settings(
            folder=self._folder,
            name=form.name or self._folder.name,
            timezone=form.timezone,
            week_starts=form.week_starts,
            currency=form.currency,
            holidays=form.holidays,
            engine=engine,
            ledger=self._environment.get("FOREWARN_LEDGER")
            or self._environment.get("DATABASE_URL")
            or form.ledger,
            scorecards=form.scorecards,
            roll_up=form.roll_up,
            simulated=form.simulated,
            language=form.language,
            approvers=form.approvers,
            names=Names(**form.names.model_dump()),
            inputs=inputs,
            sources=sources,
            governance=_governance(form.governance),
        )

    def _source(self, table: str, form: SourceForm, inputs: Mapping[str, str]) -> SourceSpec:
        keys = ("sources", table)
        line, col = self._document.place(keys, of_key=True)
        file_keys = (*keys, "file") if isinstance(self._document.value(keys), dict) else keys
        return SourceSpec(
            table=table,
            shown=_shown(form),
            path=self._path(form.file, file_keys) if form.file else None,
            sql=form.sql,
            inputs=inputs if form.sql else {},
            database=self._path(form.database, (*keys, "database")) if form.database else None,
            database_table=form.table,
            warehouse=form.warehouse,
            columns=dict(form.columns),
            timezone=form.timezone,
            covers_all=form.covers is not None,
            stale_after_days=form.stale_after,
            drop_duplicates=form.duplicates == "drop",
            line=line,
            col=col,
        )

    def _engine(self, written: str) -> str:
        """The engine's URL: the environment's, else the file's with the environment's values."""
        given = self._environment.get("FOREWARN_ENGINE")
        if given:
            found = problem(given)
            if found is not None:
                place = Issue("FOREWARN_ENGINE", 0, 0, Severity.ERROR, "engine", found.found)
                self.issues.append(_with_ways(place, found))
            return given
        if secrets(_PLACEHOLDER.sub("", written)):
            self._complain(
                "secret",
                ("engine",),
                f"'{shown(written)}' comes with a password, and this file is no place for one",
                fix="write ${NAME} in its place and set NAME in the environment",
            )
        url = self._filled(written)
        found = problem(url)
        if found is not None and "${" not in url:
            place = self._document.issue("engine", ("engine",), found.found)
            self.issues.append(_with_ways(place, found))
        return url

    def _filled(self, url: str) -> str:
        """A URL with the environment's values; as parts of it these are escaped."""
        if _PLACEHOLDER.fullmatch(url):
            return _PLACEHOLDER.sub(lambda found: self._value(found[1], ("engine",)), url)
        return _PLACEHOLDER.sub(
            lambda found: quote(self._value(found[1], ("engine",)), safe=""), url
        )

    def _path(self, text: str, keys: Sequence[object]) -> str:
        """An absolute path (or pattern), with the environment's values in it."""
        whole = _PLACEHOLDER.sub(lambda found: self._value(found[1], keys), text)
        return os.path.normpath(self._folder / Path(whole).expanduser())

    def _value(self, written: str, keys: Sequence[object]) -> str:
        found = _VARIABLE.fullmatch(written)
        if found is None:
            self._complain(
                "placeholder",
                keys,
                f"'${{{written}}}' is no placeholder",
                accepted="${NAME} or ${NAME:-otherwise}",
            )
            return ""
        value = self._environment.get(found[1]) or found[3]
        if value is None:
            self._complain(
                "environment",
                keys,
                f"the environment has no {found[1]}",
                fix=f"set {found[1]}, or write ${{{found[1]}:-otherwise}}",
            )
        return value or ""

    def _complain(
        self, code: str, keys: Sequence[object], found: str, *, accepted: str = "", fix: str = ""
    ) -> None:
        self.issues.append(self._document.issue(code, keys, found, accepted=accepted, fix=fix))

    def look_at_language(self, form: ProjectForm, languages: Sequence[str]) -> None:
        """Workbooks need a catalogue of their texts."""
        if form.language not in languages:
            self._complain(
                "language",
                ("language",),
                f"there is no catalogue of language '{form.language}'",
                accepted=", ".join(languages),
                fix="choose one of these, or add a catalogue of the workbook's texts",
            )

    def _look_at_warehouse(self, form: ProjectForm, engine: str) -> None:
        """What stays in the engine's database needs an engine that has one, and its contacts."""
        staying = [table for table, source in form.sources.items() if source.warehouse]
        kind = kind_of(engine)
        if kind is not None and not kind.has_tables:
            for table in staying:
                self._complain(
                    "warehouse",
                    ("sources", table),
                    f"the engine is {kind.name}, which has no tables of its own",
                    accepted="file:, sql: or database: with this engine",
                    fix="name the engine that has the table, as in engine: postgresql://...",
                )
        for table in ("interactions", "surveys"):
            if "contacts" in staying and table in form.sources and table not in staying:
                self._complain(
                    "warehouse",
                    ("sources", table),
                    f"contacts stay in the warehouse, so {table} cannot be given their roles here",
                    fix=f"let {table} stay there too, or read contacts in",
                )

    def _look_at_sources(self, form: ProjectForm) -> None:
        if "accounts" not in form.sources:
            found = "there is no source for accounts" if form.sources else "there are no sources"
            self.issues.append(
                self._document.issue(
                    "no-accounts",
                    ("sources",),
                    found,
                    of_key=True,
                    fix="add, below 'sources:', a line such as  accounts: data/accounts.csv",
                )
            )
        for table in form.sources:
            near = get_close_matches(table, TABLES, n=1, cutoff=0.75)
            if table not in TABLES and near:
                issue = self._document.issue(
                    "own-table",
                    ("sources", table),
                    f"'{table}' is read as a table of your own",
                    severity=Severity.WARNING,
                    of_key=True,
                    accepted="fact tables: " + ", ".join(TABLES),
                    did_you_mean=near[0],
                )
                self.issues.append(issue)


def _governance(form: GovernanceForm) -> Governance:
    causes = (RecordedCause(e.month, e.cause, e.because, e.by) for e in form.causes)
    return Governance(dict(form.owners), tuple(causes))


def _with_ways(place: Issue, found: Problem) -> Issue:
    """What is accepted, guessed and to be done about an engine's URL."""
    return replace(
        place, accepted=ACCEPTED, did_you_mean=found.did_you_mean, fix=found.fix or "correct it"
    )


def _shown(form: SourceForm) -> str:
    if form.sql:
        return "sql"
    if form.warehouse:
        return f"warehouse: {form.warehouse}"
    return form.file or f"{form.database}: {form.table}"
