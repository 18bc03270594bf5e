"""What people are called."""

import pytest

from forewarn.terms.naming import Names, within


def test_roles_have_the_names_of_the_company() -> None:
    names = Names(csm="Success partner")
    assert names.of_role("rep") == "Success partner"
    assert names.of_role("leader") == "Leader"
    assert names.of_role("read_only") == "Read-only"


@pytest.mark.parametrize(
    ("name", "inside"),
    [("Leader", "leader"), ("CSM", "CSM"), ("RevOps", "RevOps"), ("Team lead", "team lead")],
)
def test_inside_a_sentence(name: str, inside: str) -> None:
    assert within(name) == inside
