"""How fast the workspace answers: 20 people at once over a book of any size.

    python -m benchmarks.workspace --accounts 50000 --weeks 104 --database sqlite --users 20
    python -m benchmarks.workspace --accounts 50000 --weeks 104 --database postgres --users 20

Fills a ledger with a made-up book (nothing is scored), lays it out, starts the real server with one
layer around it that counts, and lets people of every role read pages, with a pause after each that
is ``--think`` seconds long on average (0 = as fast as they come, which only measures the machine).

Printed are time on the clock inside the server, CPU time of the answering thread and queries, p50
and p95, against the goals. Time on the clock counts what waits for other requests and for other
programs on the machine: the load average stands beside it, and a figure is only worth quoting from
an idle one.

``--folder`` keeps the book, so that it is filled once and measured often.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from multiprocessing import get_context
from pathlib import Path
from threading import Thread

from benchmarks.pages.counting import HEADERS
from benchmarks.peers.server import server as own_server

GOALS: Mapping[str, int] = {"accounts": 150, "today": 150, "account": 100, "portfolio": 300}
"""p95 of milliseconds inside the server."""
PATIENCE = 1800
_PEOPLE = "people.txt"
_Found = dict[tuple[str, str], list[tuple[float, float, int]]]


def pages(number: int, chance: random.Random, account: str) -> Iterator[tuple[str, str]]:
    """What a person reads, in this order again and again."""
    filters = ("", "?sort=revenue", "?show=due", "?band=Watch", "?segment=smb&sort=-moved", "?q=77")
    apart = ("", "?by=owner", "?by=plan", "?segment=smb", "?by=owner&segment=mid", "?plan=pro")
    for _ in range(number):
        yield "today", "/today/"
        yield "accounts", f"/accounts/{chance.choice(filters)}"
        yield "account", f"/accounts/{account}/"
        yield "portfolio", f"/portfolio/{chance.choice(apart)}"


def prepared(folder: Path, url: str | None) -> None:
    """Sets Django up for the folder; the layer that counts lies around everything."""
    from forewarn.workspace import settings
    from forewarn.workspace.serving import project_of

    if "benchmarks.pages.counting.counted" not in settings.MIDDLEWARE:
        settings.MIDDLEWARE.insert(0, "benchmarks.pages.counting.counted")
    if url is not None:
        os.environ["DATABASE_URL"] = url
    from forewarn.workspace.site import prepare

    prepare(project_of(folder))


def make(folder: Path, *, number: int, weeks: int, url: str | None, users: int) -> None:
    """Fills what is not there, lays it out and signs people in; says what each took."""
    from benchmarks.pages import filling

    started = time.monotonic()
    if not (folder / "forewarn.yml").exists():
        # In a process of its own: there Django is set up for the ledger alone.
        asked = {"number": number, "weeks": weeks, "url": url}
        child = get_context("spawn").Process(target=filling.fill, args=(folder,), kwargs=asked)
        child.start()
        child.join()
        if child.exitcode:
            raise SystemExit("the ledger was not filled")
        print(f"filled in {time.monotonic() - started:.0f} s", flush=True)
    prepared(folder, url)
    from forewarn.workspace.access import visible_accounts
    from forewarn.workspace.book.refreshing import up_to_date
    from forewarn.workspace.models import Member
    from forewarn.workspace.project import shown

    filling.vouch(shown())
    # Territories are there before results are: shifts are laid out for what people see.
    people = filling.people(users)
    started = time.process_time()
    state = up_to_date(shown())
    print(f"laid out: {state.accounts} accounts, {time.process_time() - started:.0f} s CPU")
    lines = []
    for role, name, session in people:
        member = Member.objects.get(email=f"{name}@example.com")
        some = visible_accounts(member).order_by("account_id")
        first = some.values_list("account_id", flat=True).first()
        if first is not None:
            lines.append(f"{role} {name} {session} {first} {some.count()}")
    (folder / _PEOPLE).write_text("\n".join(lines), "utf-8")


@contextmanager
def served(folder: Path, url: str | None, processes: int) -> Iterator[int]:
    """The real server in a process of its own; gives its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "benchmarks.workspace", "--serve", str(port),
               "--folder", str(folder), "--processes", str(processes)]  # fmt: skip
    if url is not None:
        command += ["--url", url]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        _wait(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=60)


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if server.poll() is not None:
            raise SystemExit("the server stopped")
        try:
            asked = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            asked.request("GET", "/healthz")
            asked.getresponse().read()
        except OSError:
            time.sleep(0.3)
        else:
            return
    raise SystemExit("the server did not come up")


def read(port: int, person: Sequence[str], number: int, think: float, found: _Found) -> None:
    """One person reads their pages one after the other."""
    role, name, session, account, _ = person
    chance = random.Random(f"{name} thinks")
    time.sleep(chance.random() * think)
    for page, address in pages(number, random.Random(name), account):
        # A connection each: the server closes one that a reader leaves idle.
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
        connection.request("GET", address, headers={"Cookie": f"sessionid={session}"})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        if answer.status != 200:
            raise SystemExit(f"{name} {address}: {answer.status}")
        wall, cpu, queries = (answer.getheader(header) or "0" for header in HEADERS)
        found[page, role].append((float(wall), float(cpu), int(queries)))
        time.sleep(chance.expovariate(1 / think) if think else 0)


def measured(port: int, people: Sequence[Sequence[str]], rounds: int, think: float) -> _Found:
    """Everybody reads at once."""
    found: _Found = defaultdict(list)
    readers = [Thread(target=read, args=(port, each, rounds, think, found)) for each in people]
    for each in readers:
        each.start()
    for each in readers:
        each.join()
    return found


def shown_table(found: _Found, users: int) -> str:
    """The table, pages over all roles first, then by role."""
    lines = [
        f"{'page':<11}{'who':<12}{'n':>5}{'wall p50':>10}{'p95':>8}{'CPU p50':>9}{'p95':>8}"
        f"{'queries':>9}{'goal':>7}"
    ]
    every: _Found = defaultdict(list)
    for (page, _), rows in found.items():
        every[page, "everybody"] += rows
    for (page, who), rows in [*sorted(every.items()), *sorted(found.items())]:
        wall, cpu, queries = zip(*rows, strict=True)
        goal = str(GOALS[page]) if who == "everybody" else ""
        lines.append(
            f"{page:<11}{who:<12}{len(rows):>5}{at(wall, 0.5):>10.0f}{at(wall, 0.95):>8.0f}"
            f"{at(cpu, 0.5):>9.0f}{at(cpu, 0.95):>8.0f}"
            f"{f'{min(queries)}-{max(queries)}':>9}{goal:>7}"
        )
    load = os.getloadavg()
    lines.append(
        f"{users} people at once, {os.cpu_count()} cores, load average {load[0]:.1f} "
        f"{load[1]:.1f} {load[2]:.1f}; milliseconds inside the server"
    )
    return "\n".join(lines)


def at(values: Sequence[float], share: float) -> float:
    """A percentile, the nearest value above."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def main() -> None:
    """Parse, fill, serve, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=50_000)
    parser.add_argument("--weeks", type=int, default=104)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=10, help="of four pages a person")
    parser.add_argument("--think", type=float, default=2.0, help="seconds after each page")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--folder", type=Path, help="keeps the book there; used again if it is")
    parser.add_argument("--url", help="of a database of one's own, empty at first")
    parser.add_argument("--fill-only", action="store_true")
    parser.add_argument("--serve", type=int, metavar="PORT", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.serve:
        _serve(asked.folder, asked.url, asked.serve, asked.processes)
        return
    own = own_server() if asked.database == "postgres" and asked.url is None else nullcontext(None)
    with tempfile.TemporaryDirectory() as made, own as server:
        folder = asked.folder or Path(made) / "company"
        folder.mkdir(parents=True, exist_ok=True)
        url = asked.url or server
        make(folder, number=asked.accounts, weeks=asked.weeks, url=url, users=asked.users)
        if asked.fill_only:
            return
        lines = (folder / _PEOPLE).read_text("utf-8").splitlines()
        people = [line.split(" ") for line in lines]
        with served(folder, url, asked.processes) as port:
            first = measured(port, people, 1, asked.think)
            print("The first time each, nothing kept:", shown_table(first, len(people)), sep="\n")
            print(
                shown_table(measured(port, people, asked.rounds, asked.think), len(people)),
                flush=True,
            )


def _serve(folder: Path, url: str | None, port: int, processes: int) -> None:
    prepared(folder, url)
    from forewarn.workspace.serving import serve

    serve(folder, host="127.0.0.1", port=port, link=None, processes=processes)


if __name__ == "__main__":
    main()
