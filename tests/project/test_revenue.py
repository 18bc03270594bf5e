"""Contracts are read for the accounts that are asked about, and let go of where many are."""

from datetime import date

from forewarn.engines.duckdb.engine import DuckDBEngine
from forewarn.project.revenue import Contracts
from tests.engines.duckdb.facts import engine_with

ON = date(2026, 3, 1)


def engine() -> DuckDBEngine:
    rows = [
        {"account_id": account, "contract_id": f"c{n}", "starts_on": date(2026, 1, 1), "arr": n}
        for n, account in enumerate("abbc", start=1)
    ]
    return engine_with(accounts=("a", "b", "c"), contracts=rows)


def arr(contracts: Contracts, account: str) -> int:
    return sum(int(each.arr) for each in contracts.terms(account, ON).revenue)


def test_contracts_are_at_hand_while_expected_and_no_longer() -> None:
    contracts = Contracts.read(engine(), "EUR")
    contracts.expect(["c"])
    with contracts.expecting(["a", "c", "a", "nobody"]):
        assert set(contracts._rows) == {"a", "c", "nobody"}
        assert [arr(contracts, each) for each in ("a", "c", "nobody")] == [1, 4, 0]
    assert set(contracts._rows) == {"c"}
    with contracts.expecting(["a"]):
        assert arr(contracts, "a") == 1


def test_whoever_was_not_expected_is_read_with_all_others() -> None:
    contracts = Contracts.read(engine(), "EUR")
    with contracts.expecting(["a"]):
        assert arr(contracts, "b") == 5
    assert [arr(contracts, each) for each in "abc"] == [1, 5, 4]
