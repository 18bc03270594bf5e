"""A NUL in what was sent does no harm, on either database."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from forewarn.workspace.models import SavedView
from tests.workspace.conftest import SignedIn


@pytest.mark.parametrize(
    "place", ["/accounts/?q=Al%00der", "/today/?kind=%00", "/portfolio/?segment=%00"]
)
def test_in_a_query_it_is_left_out(place: str, signed_in: SignedIn) -> None:
    assert signed_in("omar").get(place).status_code == 200


def test_what_is_searched_is_found(signed_in: SignedIn) -> None:
    page = signed_in("omar").get("/accounts/?q=Al%00der").content.decode()
    assert "Alder" in page
    assert "Birch" not in page


def test_in_an_address_there_is_nothing(signed_in: SignedIn) -> None:
    assert signed_in("omar").get("/accounts/a1%00/").status_code == 404


def test_in_a_form_it_is_left_out(signed_in: SignedIn, form: Callable[..., dict[str, str]]) -> None:
    sent = form(name="mi\x00ne", query="band=Watch")
    assert signed_in("omar").post("/accounts/views/save", sent).status_code == 302
    assert SavedView.objects.filter(name="mine").exists()
