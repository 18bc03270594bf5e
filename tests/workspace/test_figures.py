"""A chart is one spec: in the page, as a page of its own, as SVG and as PNG."""

from __future__ import annotations

from xml.etree import ElementTree

from tests.workspace.conftest import SignedIn

AT = "/accounts/a1/charts/"


def address(signed_in: SignedIn) -> str:
    page = signed_in("omar").get("/accounts/a1/").content.decode()
    return AT + page.split(AT)[1].split('"')[0]


def test_a_chart_can_be_taken_along(signed_in: SignedIn) -> None:
    client, at = signed_in("omar"), address(signed_in)
    assert f"{at}?as=svg" in client.get(at).content.decode()
    svg = client.get(f"{at}?as=svg")
    assert svg["Content-Type"] == "image/svg+xml"
    assert svg["Content-Disposition"].startswith("attachment")
    assert "Score" in "".join(ElementTree.fromstring(svg.content).itertext())
    png = client.get(f"{at}?as=png")
    assert png["Content-Type"] == "image/png"
    assert png.content.startswith(b"\x89PNG")
    assert len(png.content) > 5_000


def test_what_it_cannot_be_is_the_page(signed_in: SignedIn) -> None:
    at = address(signed_in)
    assert "<h1>" in signed_in("omar").get(f"{at}?as=exe").content.decode()


def test_a_file_is_for_those_who_see_the_account(signed_in: SignedIn) -> None:
    at = address(signed_in)
    assert signed_in(None).get(f"{at}?as=png").status_code == 302
    assert signed_in("ben").get(f"{at}?as=png").status_code == 404
