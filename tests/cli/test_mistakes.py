"""Mistakes of people: exit code 2, words that help, never a traceback, nothing half-written."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.command import Command
from tests.project.companies import Ran, copy_of

pytestmark = pytest.mark.slow


AS_OF = ("--as-of", "2026-10-05")
ACCOUNT = "acc-0001"


def refused(ran: Ran, *words: str) -> None:
    """Exit code 2, nothing on stdout, every word on stderr, no sign of our insides."""
    assert ran.code == 2, ran
    assert ran.out == ""
    for word in words:
        assert word in ran.err, f"{word!r} is not said in:\n{ran.err}"
    for ours in (
        "Traceback",
        'File "',
        "site-packages",
        "src/forewarn",
        "_duckdb",
        "pydantic",
        "django",
        "Errno",
    ):
        assert ours not in ran.err, f"{ours!r} is said in:\n{ran.err}"


# -- words of the command line -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["scroe"], ["scroe"]),
        (["score", "--acount", "x"], ["--acount"]),
        (["score", "--as-of", "2026-13-01"], ["2026-13-01", "write it as"]),
        (["score", "--as-of", "05.10.2026"], ["05.10.2026", "write it as"]),
        (["score", "--as-of", "2026-02-30"], ["2026-02-30", "write it as"]),
        (["score", "--as-of", "yesterday"], ["yesterday", "write it as"]),
        (["explain", ACCOUNT, "--since", "soon"], ["soon", "write it as"]),
        (["explain"], ["account"]),
        (["score", "--weeks", "0"], ["--weeks"]),
        (["score", "--weeks", "many"], ["--weeks", "integer"]),
        (["score", "--format", "yaml"], ["yaml", "json"]),
        (["init"], ["folder"]),
        (["review", "--month", "2026-10"], ["of the governance pack", "add --governance"]),
    ],
)
def test_words_that_are_not_understood(run: Command, words: list[str], said: list[str]) -> None:
    refused(run(*words), *said)


def test_as_of_at_the_end_of_the_calendar(run: Command, fintech: Path) -> None:
    for on in ("0001-01-01", "9999-12-31"):
        ran = run("score", "--project", fintech, "--as-of", on, "--no-record")
        refused(ran, on, "1900")


# -- where the project is ------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["check", "ingest", "audit", "score"])
def test_no_project_anywhere(run: Command, tmp_path: Path, verb: str) -> None:
    refused(run(verb, cwd=tmp_path), "no forewarn.yml", "forewarn init", "forewarn demo")


def test_a_folder_that_is_no_project(run: Command, tmp_path: Path) -> None:
    refused(run("check", "--project", tmp_path), "is no project", "forewarn init")
    refused(run("check", "--project", tmp_path / "nowhere"), "is no project")


# -- names that are not there --------------------------------------------------------------------


def test_unknown_account(run: Command, fintech: Path) -> None:
    refused(
        run("explain", "acc-0001x", "--project", fintech, *AS_OF),
        "no account 'acc-0001x'",
        "did you mean acc-0001",
    )
    refused(
        run("score", "--account", "acc-0001x", "--project", fintech, *AS_OF),
        "no account 'acc-0001x'",
        "did you mean acc-0001",
    )


def test_several_unknown_accounts_are_all_named(run: Command, fintech: Path) -> None:
    ran = run("score", "--account", "zz", "--account", "yy", "--project", fintech, *AS_OF)
    refused(ran, "'zz'", "'yy'")


@pytest.mark.parametrize("words", [["score"], ["explain", ACCOUNT]])
def test_unknown_scorecard(run: Command, fintech: Path, words: list[str]) -> None:
    ran = run(*words, "--scorecard", "acount health", "--project", fintech, *AS_OF)
    refused(ran, "no scorecard 'acount health'", "did you mean 'account health'")


def test_unknown_status(run: Command, fintech: Path) -> None:
    ran = run("score", "--include", "trail", "--project", fintech, *AS_OF)
    refused(ran, "trail", "trial", "internal")


def test_account_before_its_time(run: Command, fintech: Path) -> None:
    ran = run("explain", ACCOUNT, "--project", fintech, "--as-of", "2001-01-01")
    refused(ran, ACCOUNT, "2001-01-01", "--as-of")


def test_comparing_with_a_later_date(run: Command, fintech: Path) -> None:
    ran = run("explain", ACCOUNT, "--project", fintech, *AS_OF, "--since", "2026-11-02")
    refused(ran, "2026-11-02", "--since")


# -- files ---------------------------------------------------------------------------------------


def _replace(path: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        text = (folder / path).read_text()
        assert old in text
        (folder / path).write_text(text.replace(old, new, 1))

    return change


def _write(path: str, text: str | bytes) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(text.encode() if isinstance(text, str) else text)

    return change


def _source(text: str) -> Callable[[Path], None]:
    """Adds a source as the last one."""

    def change(folder: Path) -> None:
        file = folder / "forewarn.yml"
        file.write_text(f"{file.read_text()}{text}")

    return change


def _folder_instead(path: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / path).unlink(missing_ok=True)
        (folder / path).mkdir()

    return change


def _surveys(text: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        _write("surveys.csv", text)(folder)
        _source("  surveys: surveys.csv\n")(folder)

    return change


def _goals(name: str, content: bytes) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        _write(name, content)(folder)
        _source(f"  goals: {name}\n")(folder)

    return change


CARD = "scorecards/health.yml"
PLACE = r"forewarn.yml:"
FILES: dict[str, tuple[Callable[[Path], None], list[str]]] = {
    "unknown key": (_replace("forewarn.yml", "timezone:", "timezon:"), ["timezon", PLACE]),
    "unknown zone": (_replace("forewarn.yml", "Europe/London", "Europe/Londn"), ["Londn", PLACE]),
    "no utf-8": (_write("forewarn.yml", b"name: \xff\xfe"), ["UTF-8"]),
    "no mapping": (_write("forewarn.yml", "- a\n- b\n"), [PLACE]),
    "empty": (_write("forewarn.yml", ""), ["the file is empty"]),
    "broken yaml": (_write("forewarn.yml", "name: 'x\nsources: ["), [PLACE]),
    "alias": (_write("forewarn.yml", "name: &a x\ntimezone: *a\n"), [PLACE]),
    "no sources": (_write("forewarn.yml", "name: x\n"), ["sources"]),
    "missing file": (_source("  goals: goals.csv\n"), ["goals.csv", "no file"]),
    "missing folder": (_source("  goals: goals/*.csv\n"), ["goals/*.csv"]),
    "other kind": (
        _goals("goals.xlsx", b"PK"),
        ["goals.xlsx", "CSV", "Parquet"],
    ),
    "missing column": (_surveys("account_id,kind\nacc-0001,nps\n"), ["surveys", "score"]),
    "empty file": (_surveys(""), ["surveys"]),
    "no parquet": (
        _goals("g.parquet", b"no"),
        ["goals", "g.parquet"],
    ),
    "no gzip": (
        _goals("g.csv.gz", b"no"),
        ["goals", "g.csv.gz"],
    ),
    "cut gzip": (
        _goals("g.csv.gz", gzip.compress(b"account_id,goal\n" * 99)[:-9]),
        ["goals", "g.csv.gz"],
    ),
    "sql nonsense": (_source("  goals:\n    sql: SELEC 1\n"), ["goals", "SELEC"]),
    "sql of no table": (_source("  goals:\n    sql: SELECT * FROM nowher\n"), ["goals", "nowher"]),
    "sql that writes": (_source("  goals:\n    sql: DROP TABLE x\n"), ["goals"]),
    "sql that reads files": (
        _source("  goals:\n    sql: SELECT * FROM read_csv('/etc/passwd')\n"),
        ["goals"],
    ),
    "no database": (
        _source("  goals:\n    database: x.duckdb\n    table: main.g\n"),
        ["goals", "x.duckdb"],
    ),
    "environment": (_source("  goals: ${NOT_SET_ANYWHERE}/g.csv\n"), ["NOT_SET_ANYWHERE"]),
    "engine": (
        _source("engine: oracle://x\n"),
        ["oracle"],
    ),
    "ledger": (_source("ledger: oracle://x\n"), ["oracle"]),
    "ledger is a folder": (_folder_instead(".forewarn/ledger.sqlite3"), ["ledger.sqlite3"]),
    "ledger is text": (_write(".forewarn/ledger.sqlite3", "hello " * 999), ["ledger.sqlite3"]),
    "facts are text": (_write(".forewarn/facts.duckdb", "hello " * 999), ["facts.duckdb"]),
    "no scorecard": (lambda folder: (folder / CARD).unlink(), ["no scorecard"]),
    "scorecard is a folder": (_folder_instead(CARD), [CARD]),
    "scorecard no utf-8": (_write(CARD, b"scorecard: \xff\n"), [CARD]),
    "scorecard empty": (_write(CARD, ""), [CARD]),
    "signals.py": (_write("signals.py", "def f(:\n"), ["signals.py", "does not run"]),
    "signals.py no utf-8": (_write("signals.py", b"x = '\xff'\n"), ["signals.py"]),
    "signals.py leaves": (_write("signals.py", "import sys\nsys.exit(0)\n"), ["signals.py"]),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_files_with_mistakes(run: Command, fintech: Path, tmp_path: Path, name: str) -> None:
    change, words = FILES[name]
    folder = copy_of(fintech, tmp_path / "mine")
    change(folder)
    refused(run("score", "--project", folder, *AS_OF), *words)
