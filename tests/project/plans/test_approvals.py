"""Who has to approve, and plans kept on record with what was said to them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from forewarn.project import Wish
from forewarn.project.applying import approvals_of
from forewarn.terms.errors import ForewarnError
from tests import ledgers
from tests.project.plans.book import (
    HEALTH,
    TODAY,
    WISH,
    plan_of,
    write,
)
from tests.project.small import opened

pytestmark = pytest.mark.slow


def test_who_and_why_are_kept(applied: Path) -> None:
    write(applied, HEALTH.replace("from: 45", "from: 60"))
    with opened(applied, today=TODAY) as there:
        there.apply(there.plan(), Wish("Ana", "bands were late", ("Ana: cs", "Ana: RevOps")))
        newest = there.applied().applied[0]
    assert (newest.applied_by, newest.why, newest.category) == ("Ana", "bands were late", "banding")
    assert newest.approved_by == ("Ana: cs", "Ana: revops")
    assert newest.notices == ("Ana approved as cs and revops",)


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (Wish("", "why", ("a: cs", "b: revops")), "--by NAME"),
        (Wish("Ana", " ", ("a: cs", "b: revops")), "--why TEXT"),
        (Wish("Ana", "why", ("a: cs",)), "approval is missing from revops"),
        (Wish("Ana", "why"), "approval is missing from cs"),
        (Wish("Ana", "why", ("cs",)), "does not say who approves in which role"),
        (Wish("Ana", "why", ("a: cs", "a: boss")), "approval is missing from revops"),
    ],
)
def test_what_is_missing_is_named(book: Path, wish: Wish, said: str) -> None:
    with opened(book, today=TODAY) as there:
        with pytest.raises(ForewarnError, match=said):
            there.apply(there.plan(), wish)
        assert there.applied().applied == ()


def test_one_person_is_one_however_the_name_is_written() -> None:
    told = approvals_of(["Ana Ruiz: cs", "ana  ruiz: CS", "Ana Ruiz: revops", "Jo: cs"])
    assert [(each.name, each.role) for each in told] == [
        ("Ana Ruiz", "cs"),
        ("Ana Ruiz", "revops"),
        ("Jo", "cs"),
    ]


def test_roles_are_the_projects_own(book: Path) -> None:
    file = book / "forewarn.yml"
    file.write_text(f"approvers: [Boss, boss]\n{file.read_text()}")
    with opened(book, today=TODAY) as there:
        with pytest.raises(ForewarnError, match="missing from boss"):
            there.apply(there.plan(), Wish("Ana", "why", ("a: boss", "a: boss")))
        done = there.apply(there.plan(), Wish("Ana", "why", ("a: boss", "b: boss")))
    assert done.number == 1


def say(folder: Path, plan: str, *given: tuple[str, str], said: str = "approved") -> None:
    """Words on a plan, as the workspace puts them on record."""
    from forewarn.ledger import open_ledger

    with open_ledger(ledgers.url_of(folder)) as ledger:
        from forewarn.ledger.book import say_of_plan
        from forewarn.ledger.words import Word

        at = datetime(2026, 3, 2, 13, tzinfo=UTC)
        for name, role in given:
            say_of_plan(ledger, Word(plan, role, f"{name}@example.com", name, said, "", at))


def test_a_plan_is_kept_and_applied_with_the_approvals_on_record(applied: Path) -> None:
    write(applied, HEALTH.replace("from: 45", "from: 60"))
    plan = plan_of(applied)
    with opened(applied, today=TODAY) as there:
        with pytest.raises(ForewarnError, match=r"missing from cs: .*missing from revops"):
            there.apply(None, Wish("Ana", "why"))
        say(applied, plan.fingerprint, ("Jo", "cs"), ("Ana", "revops"))
        done = there.apply(None, Wish("Ana", "why", ("ana : RevOps",)))
    assert (done.plan, done.number, done.again) == (plan.fingerprint, 2, False)
    assert done.approved_by == ("Jo: cs", "Ana: revops")


def test_an_approval_that_was_withdrawn_does_not_count(applied: Path) -> None:
    write(applied, HEALTH.replace("from: 45", "from: 60"))
    plan = plan_of(applied)
    say(applied, plan.fingerprint, ("Jo", "cs"), ("Ana", "revops"))
    say(applied, plan.fingerprint, ("Jo", "cs"), said="withdrawn")
    with (
        opened(applied, today=TODAY) as there,
        pytest.raises(ForewarnError, match="approval is missing from cs"),
    ):
        there.apply(plan, Wish("Ana", "why"))


def test_without_a_fitting_plan_on_record_nothing_is_applied(applied: Path) -> None:
    write(applied, HEALTH.replace("from: 45", "from: 60"))
    plan_of(applied)
    write(applied, HEALTH.replace("from: 45", "from: 50"))
    with (
        opened(applied, today=TODAY) as there,
        pytest.raises(ForewarnError, match="no plan on record fits"),
    ):
        there.apply(None, WISH)


def test_a_kept_plan_is_the_proposal_it_was(applied: Path) -> None:
    from forewarn.ledger import open_ledger
    from forewarn.project.kept import plan_of as read

    write(applied, HEALTH.replace("from: 45", "from: 60"))
    plan = plan_of(applied)
    plan_of(applied)
    with open_ledger(ledgers.url_of(applied)) as ledger:
        from forewarn.ledger.book import kept_results, kept_text
        from forewarn.ledger.kept import PLAN

        newest, *rest = kept_results(ledger, PLAN)
        again = read(kept_text(ledger, newest.number))
    assert (newest.about, len(rest)) == (plan.fingerprint, 1)
    assert again.to_dict() == plan.to_dict()
    assert again.moves == plan.moves


def test_what_is_tried_with_another_file_is_not_kept(applied: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.yml"
    other.write_text(HEALTH.replace("from: 45", "from: 60"))
    with opened(applied, today=TODAY) as there:
        there.plan(instead=str(other))
    write(applied, HEALTH.replace("from: 45", "from: 60"))
    with (
        opened(applied, today=TODAY) as there,
        pytest.raises(ForewarnError, match="no plan on record fits"),
    ):
        there.apply(None, WISH)
