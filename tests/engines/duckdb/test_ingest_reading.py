"""Where rows come from: CSV, Parquet, folders, DuckDB files and SQL, and hostile ones."""

import gzip
from datetime import date, timedelta

import duckdb
import pytest

from forewarn.engines.duckdb.sources import files_state
from forewarn.engines.duckdb.store import open_store
from forewarn.terms.errors import FilesError
from forewarn.terms.settings import SourceSpec
from tests.engines.duckdb.sources_of import csv_source, load, parquet_source, rows, wall

pytestmark = pytest.mark.slow


@pytest.fixture
def store():
    with open_store(":memory:") as opened:
        yield opened.connection


def source_at(path, table="accounts", **options):
    return SourceSpec(table, path.name, path=str(path), **options)


def refusal(store, *sources):
    with pytest.raises(FilesError) as caught:
        load(store, *sources)
    return caught.value.issues


def test_csv_with_mark_quotes_and_line_breaks(store, tmp_path):
    path = tmp_path / "accounts.csv"
    text = '\ufeffAccount_ID,"name",Extra\r\nA,"x, ""y""\r\nz",1\r\n\r\n B ,,\r\n'
    path.write_bytes(text.encode())
    load(store, source_at(path))
    assert rows(
        store, 'SELECT account_id, name, "Extra", _row FROM facts.accounts ORDER BY _row'
    ) == [
        ("A", 'x, "y"\r\nz', "1", 1),
        ("B", None, None, 2),
    ]


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_other_separators(store, tmp_path, mark):
    path = tmp_path / "accounts.csv"
    path.write_text(f"account_id{mark}name\nA{mark}x, y\n")
    load(store, source_at(path))
    assert rows(store, "SELECT account_id, name FROM facts.accounts") == [("A", "x, y")]


def test_rows_with_too_many_or_few_cells_are_named(store, tmp_path):
    path = tmp_path / "accounts.csv"
    path.write_text('account_id,name\nA,one\nB\nC,two,three\nD,"a"b\nE,last\n')
    report = load(store, source_at(path)).table("accounts")
    kept = rows(store, "SELECT account_id, _row FROM facts.accounts ORDER BY _row")
    assert kept == [("A", 1), ("D", 4), ("E", 5)]
    assert report.left_out == {"the row cannot be divided into columns": 2}
    assert report.rows_read == 5
    assert rows(store, "SELECT row_number FROM meta.left_out ORDER BY 1") == [(2,), (3,)]


def test_gzip_folder_and_glob_keep_file_and_row(store, tmp_path):
    folder = tmp_path / "events"
    folder.mkdir()
    head = "account_id,event,occurred_at\n"
    (folder / "b.csv").write_text(head + "B,e,2026-01-01\n")
    with gzip.open(folder / "a.csv.gz", "wt") as file:
        file.write(head + "A,e,2026-01-01\nA,f,2026-01-02\n")
    parquet_source(
        folder, "c", "SELECT 'C' AS account_id, 'e' AS event, DATE '2026-01-01' AS occurred_at"
    )
    (folder / ".hidden.csv").write_text("nonsense")
    (folder / "notes.txt").write_text("nonsense")
    load(store, source_at(folder, "events"))
    found = "SELECT account_id, _file, _row FROM facts.events ORDER BY ALL"
    expected = [
        ("A", "a.csv.gz", 1),
        ("A", "a.csv.gz", 2),
        ("B", "b.csv", 1),
        ("C", "c.parquet", 1),
    ]
    assert rows(store, found) == expected
    load(store, source_at(folder / "*.csv*", "events"))
    assert rows(store, found) == expected[:3]


def test_columns_are_mapped_ours_to_theirs(store, tmp_path):
    text = "customer,ts,name,account_id\nA,2026-01-01,login,other\n"
    columns = {"account_id": "customer", "occurred_at": "TS", "event": "name"}
    report = load(store, csv_source(tmp_path, "events", text, columns=columns)).table("events")
    assert rows(store, "SELECT account_id, event FROM facts.events") == [("A", "login")]
    assert report.unknown_columns == ()


def test_reserved_names_are_left_out_and_told(store, tmp_path):
    text = "account_id,_on,contact_role,kind,occurred_at\nA,x,y,call,2026-01-01\n"
    report = load(store, csv_source(tmp_path, "interactions", text)).table("interactions")
    assert set(report.clashing_columns) == {"_on", "contact_role"}


def test_odd_column_names_are_only_names(store, tmp_path):
    text = 'account_id,"a""b; DROP TABLE facts.accounts; --",ünï\nA,1,2\n'
    load(store, csv_source(tmp_path, "accounts", text))
    names = [row[0] for row in rows(store, "SELECT name FROM pragma_table_info('facts.accounts')")]
    assert 'a"b; DROP TABLE facts.accounts; --' in names
    assert "ünï" in names


def test_a_table_of_a_duckdb_file(store, tmp_path):
    path = tmp_path / "billing.duckdb"
    with duckdb.connect(str(path)) as billing:
        billing.execute(
            "CREATE TABLE bills AS SELECT 'A' AS account_id, DATE '2026-01-01' AS due_on"
        )
    source = SourceSpec("invoices", "b", database=str(path), database_table="main.bills")
    load(store, source)
    assert rows(store, "SELECT account_id, _row FROM facts.invoices") == [("A", 1)]
    with duckdb.connect(str(path)) as billing:
        billing.execute("DROP TABLE bills")
    lost = SourceSpec("invoices", "b", database=str(path), database_table="bills")
    assert refusal(store, lost)[0].code == "no-such-table"


def sql_source(tmp_path, sql, **inputs):
    paths = {name: str(tmp_path / path) for name, path in inputs.items()}
    return SourceSpec("accounts", "sql", sql=sql, inputs=paths)


def test_sql_over_inputs(store, tmp_path):
    csv_source(tmp_path, "orders", "id,day\n1,2026-01-02\n2,2026-01-01\n")
    sql = "WITH o AS (FROM orders) SELECT id AS account_id, day AS created_on FROM o -- all;\n;"
    load(store, sql_source(tmp_path, sql, orders="orders.csv"))
    assert rows(store, "SELECT account_id, created_on::VARCHAR FROM facts.accounts ORDER BY 1") == [
        ("1", "2026-01-02"),
        ("2", "2026-01-01"),
    ]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 'A' AS account_id; DROP TABLE facts.accounts",
        "DROP TABLE facts.accounts",
        "COPY (SELECT 1) TO '{folder}/stolen.csv'",
        "SELECT account_id FROM facts.accounts",
        "SELECT content AS account_id FROM read_text('{folder}/secret.csv')",
        "SELECT * FROM '{folder}/secret.csv'",
        "SELECT file AS account_id FROM glob('{folder}/*')",
        "ATTACH '{folder}/x.duckdb'",
        "SET enable_external_access = true",
        "SELECT 'A' AS account_id WHERE ?",
        "SELEC 1",
        "",
    ],
)
def test_sql_reaches_nothing_but_its_inputs(store, tmp_path, sql):
    load(store, csv_source(tmp_path, "accounts", "account_id\nkept\n"))
    (tmp_path / "secret.csv").write_text("account_id\nsecret\n")
    (tmp_path / "orders.csv").write_text("id\n1\n")
    query = sql.replace("{folder}", str(tmp_path))
    issues = refusal(store, sql_source(tmp_path, query, orders="orders.csv"))
    assert [issue.code for issue in issues] == ["sql"]
    assert rows(store, "SELECT account_id FROM facts.accounts") == [("kept",)]
    assert not (tmp_path / "stolen.csv").exists()


def test_all_problems_at_once_with_place_and_guess(store, tmp_path):
    csv_source(tmp_path, "accounts", "acount_id,name\nA,x\n")
    (tmp_path / "events.xlsx").write_bytes(b"PK")
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 this is none")
    (tmp_path / "latin.csv").write_bytes("account_id\nM\xfcller\n".encode("latin-1"))
    (tmp_path / "empty").mkdir()
    issues = refusal(
        store,
        source_at(tmp_path / "accounts.csv", line=7, col=3),
        source_at(tmp_path / "acounts.csv", "tickets"),
        source_at(tmp_path / "events.xlsx", "events"),
        source_at(tmp_path / "broken.parquet", "invoices"),
        source_at(tmp_path / "latin.csv", "contacts"),
        source_at(tmp_path / "empty", "notes"),
        source_at(tmp_path / "accounts.csv", "goals", columns={"account_id": "acountid"}),
    )
    assert [issue.code for issue in issues] == [
        "missing-column",
        "no-such-file",
        "file-kind",
        "unreadable",
        "encoding",
        "empty-folder",
        "no-such-column",
    ]
    assert str(issues[0]).startswith("forewarn.yml:7:3: error missing-column: source 'accounts'")
    assert issues[0].did_you_mean == "acount_id"
    assert issues[1].did_you_mean == "accounts.csv"
    assert issues[6].did_you_mean == "acount_id"
    assert all(issue.fix or issue.accepted for issue in issues)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "no-header"),
        (b"\n\n", "no-header"),
        (b"account_id,account_id\nA,B\n", "duplicate-column"),
        (b"account_id,Account_ID\nA,B\n", "duplicate-column"),
        (b"account_id,name\nA,\xff\xfe\n", "encoding"),
        ("account_id\nA\n".encode("utf-16"), "encoding"),
        (b"account_id,name\nA," + b"x" * 5_000_000, "unreadable"),
    ],
)
def test_files_that_are_refused_as_a_whole(store, tmp_path, content, code):
    path = tmp_path / "accounts.csv"
    path.write_bytes(content)
    assert [issue.code for issue in refusal(store, source_at(path))] == [code]


def test_broken_gzip(store, tmp_path):
    path = tmp_path / "accounts.csv.gz"
    path.write_bytes(b"no gzip at all")
    assert refusal(store, source_at(path))[0].code == "unreadable"
    path.write_bytes(gzip.compress(b"account_id\n" + b"A\n" * 100_000)[:-40])
    assert refusal(store, source_at(path))[0].code == "unreadable"


def test_a_file_with_only_names_is_an_empty_table(store, tmp_path):
    report = load(store, csv_source(tmp_path, "accounts", "account_id\n"))
    assert report.table("accounts").rows_kept == 0


def test_hostile_cells_stay_text(store, tmp_path):
    cells = [
        "=1+1",
        "@SUM(A1)",
        "'; DROP TABLE facts.accounts; --",
        "\u202eabc",
        "a\x00b",
        "x" * 32_767,
    ]
    path = tmp_path / "accounts.csv"
    lines = "".join(f'{number},"{cell}"\n' for number, cell in enumerate(cells))
    path.write_text("account_id,name\n" + lines, "utf-8")
    load(store, source_at(path))
    assert [row[0] for row in rows(store, "SELECT name FROM facts.accounts ORDER BY _row")] == cells


def test_online_retail_as_it_is(store, third_party_data):
    file = third_party_data / "online_retail" / "online_retail.parquet"
    columns = {"account_id": "CustomerID", "event": "StockCode", "occurred_at": "InvoiceDate"}
    report = load(store, source_at(file, "events", columns=columns), zone="Europe/London")
    table = report.table("events")
    assert table.rows_read == 541_909
    assert table.rows_kept + sum(table.left_out.values()) == 541_909
    assert table.left_out == {"a required value is missing": 135_080}


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo"])
def test_parts_whose_times_are_of_different_kinds_keep_each_its_own(store, tmp_path, zone):
    folder = tmp_path / "events"
    folder.mkdir()
    kinds = {
        "a": "TIMESTAMPTZ '2026-05-10 23:30:00-05'",
        "b": "TIMESTAMP_NS '2026-05-10 10:00:00.123456789'",
        "c": "TIMESTAMP '2026-05-10 10:00:00'",
        "d": "DATE '2026-05-10'",
        "e": "'2026-05-10T10:00+05:30'",
    }
    for name, time in kinds.items():
        select = f"SELECT '{name}' AS account_id, 'login' AS event, {time} AS occurred_at"
        parquet_source(folder, name, select)
    ids = "SELECT unnest(['a', 'b', 'c', 'd', 'e']) AS account_id"
    report = load(
        store,
        parquet_source(tmp_path, "accounts", ids),
        source_at(folder, "events", timezone="Europe/Berlin"),
        zone=zone,
    )
    ahead = timedelta(hours=9 if zone == "Asia/Tokyo" else 0)
    instants = dict(rows(store, "SELECT account_id, occurred_at FROM facts.events"))
    assert instants == {
        "a": wall(2026, 5, 11, 4, 30) + ahead,
        "b": wall(2026, 5, 10, 8, 0, 0, 123456) + ahead,
        "c": wall(2026, 5, 10, 8) + ahead,
        "d": wall(2026, 5, 10),
        "e": wall(2026, 5, 10, 4, 30) + ahead,
    }
    assert report.table("events").naive_times == 2
    assert rows(store, "SELECT DISTINCT _file, _row FROM facts.events ORDER BY 1") == [
        (f"{name}.parquet", 1) for name in kinds
    ]


FAR = {
    "a": "DATE '9999-12-31'",
    "b": "TIMESTAMP '9999-12-31 23:59:59'",
    "c": "TIMESTAMPTZ '9000-01-01 12:00:00+00'",
    "d": "'9999-12-31'",
    "e": "'9999-12-31T23:59:59Z'",
}


@pytest.mark.parametrize("name", FAR)
def test_an_end_in_year_9999_is_none(store, tmp_path, name):
    select = (
        "SELECT 'A' AS account_id, 'c1' AS contract_id, DATE '2026-01-01' AS starts_on,"
        f" {FAR[name]} AS ends_on, DATE '8999-12-31' AS signed_on"
        " UNION ALL SELECT 'A', 'c2', DATE '2026-01-01', DATE '8999-12-31', DATE '9999-12-31'"
    )
    told = load(store, parquet_source(tmp_path, "contracts", select)).table("contracts")
    assert (told.rows_kept, told.left_empty, told.left_out) == (2, 0, {})
    found = rows(store, "SELECT ends_on, signed_on FROM facts.contracts ORDER BY contract_id")
    assert found == [(None, date(8999, 12, 31)), (date(8999, 12, 31), date(9999, 12, 31))]


def test_a_spell_that_is_not_over_is_so_in_text(store, tmp_path):
    lines = (
        "contact_id,account_id,since,until\np1,A,2026-01-01,9999-12-31\np2,A,2026-01-01, 9999-1-1\n"
    )
    told = load(store, csv_source(tmp_path, "contacts", lines)).table("contacts")
    assert (told.rows_kept, told.left_empty) == (2, 0)
    assert rows(store, "SELECT until FROM facts.contacts") == [(None,), (None,)]


@pytest.mark.parametrize("theirs", ["ACCOUNT ID", "Account-Id", "account id"])
def test_a_required_column_is_found_whatever_its_case_and_separators(store, tmp_path, theirs):
    (issue,) = refusal(store, csv_source(tmp_path, "accounts", f"name,{theirs}\nA,1\n"))
    assert issue.did_you_mean == theirs
    assert f"account_id: {theirs}" in issue.fix


@pytest.mark.parametrize("words", ["File too large", "No space left on device"])
def test_what_a_ticket_says_of_a_disk_is_no_full_disk(store, tmp_path, words):
    head = "ticket_id,account_id,opened_at,severity,category,escalated\n"
    short = f"T1,A,2026-01-01,low,{words}\n"
    text = head + short + "T2,A,2026-01-02,low,how-to,false\n"
    report = load(store, csv_source(tmp_path, "tickets", text)).table("tickets")
    assert (report.rows_kept, sum(report.left_out.values())) == (1, 1)


def test_names_that_change_places_are_other_files(tmp_path):
    query = "SELECT * FROM new ANTI JOIN old USING (ticket_id)"
    one, two = str(tmp_path / "one.csv"), str(tmp_path / "two.csv")
    states = {
        files_state(SourceSpec("tickets", sql=query, inputs=dict(inputs)))
        for inputs in ((("new", one), ("old", two)), (("old", one), ("new", two)))
    }
    assert len(states) == 2
