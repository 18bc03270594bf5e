"""The company with something on every page: ``python -m tests.browser.stage FOLDER``.

In a process of its own, for Django is set up for one project once. People of the cast have their
password; what verbs keep is kept, people and the score differ, and the forms of pages were sent.
"""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from forewarn.workspace.serving import project_of
from forewarn.workspace.site import prepare

if TYPE_CHECKING:
    from django.test import Client

SOON = str(datetime.now(UTC).date() + timedelta(days=60))
SENT: tuple[tuple[str, str, str, dict[str, str]], ...] = (
    ("ana", "/accounts/a1/note", "note/record",
     {"kind": "note", "text": "They asked for the API."}),
    ("ana", "/accounts/a1/note", "note/record",
     {"kind": "context", "text": "They migrate to the new plan.", "ends_on": SOON}),
    ("ana", "/accounts/a3/note", "note/record",
     {"kind": "wrong", "text": "The tracker counts a robot.", "signal": "logins",
      "ends_on": SOON}),
    ("ana", "/reviews/accounts/a2/", "decide",
     {"decision": "Call the sponsor", "owner": "Ana", "due_on": SOON, "state": "open"}),
    ("ana", "/today/", "/done", {}),
    ("ana", "/divergences/a1/", "answer",
     {"about": "the score misses something", "missed": "Logins", "said": "They work offline."}),
    ("omar", "/divergences/a1/", "settle", {"follows": "nothing", "reason": "We leave it."}),
    ("omar", "/accounts/?segment=smb", "views/save",
     {"name": "Small ones", "query": "segment=smb"}),
)  # fmt: skip
"""Who sends which form (by the end of its address) of which page, with what."""


def fill(folder: Path) -> None:
    """Puts on record what the pages are to show."""
    prepare(project_of(folder))
    # Models can only be loaded after that.
    from forewarn.workspace.book.refreshing import up_to_date
    from forewarn.workspace.project import shown
    from tests.workspace import cast, evidence
    from tests.workspace.test_divergences import differing

    cast.enter()
    evidence.keep_evidence()
    evidence.keep_the_pack()
    evidence.keep_first_plan(folder)
    up_to_date(shown())
    differing()
    for who, page, form, written in SENT:
        _send(_client(who), page, form, written)


def _send(client: Client, page: str, form: str, written: dict[str, str]) -> None:
    text = client.get(page).content.decode()
    found = re.search(rf'<form[^>]*action="([^"]*{form})".*?</form>', text, re.S)
    assert found is not None, (page, form)
    kept = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', found[0]))
    answer = client.post(found[1], kept | written)
    said = re.findall(r'class="errors".*?</ul>', answer.content.decode())
    assert answer.status_code == 302, (page, form, answer.status_code, said)


def _client(who: str) -> Client:
    from django.test import Client

    from forewarn.workspace.models import Member

    browser = Client(headers={"host": "127.0.0.1"})
    browser.force_login(Member.objects.get(email=f"{who}@example.com"))
    return browser


if __name__ == "__main__":
    fill(Path(sys.argv[1]))
