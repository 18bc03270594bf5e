"""One of several processes that open the same new ledger and write the same weeks into it.

Run by test_races.py: prints, per recording, the week, scorecard and what was written.
"""

import json
import random
import sys
import time
from dataclasses import replace

from forewarn.ledger import book, open_ledger
from tests.ledger import sample
from tests.ledger.sample import ARGUMENTS, CARD, week

WEEKS, ACCOUNTS = 12, 60
# Of another name: of two of one name what is recorded last would be said again.
OTHER = replace(sample.OTHER, name="small accounts")


def main(file: str, seed: int, start_at: float) -> None:
    # Everything slow first, so that the race is one: Django, models, the first connection.
    with open_ledger(f"sqlite:///{file}.warm{seed}") as warm:
        book.dates(warm, "")
    jobs = [(number, card) for number in range(WEEKS) for card in (CARD, OTHER)]
    random.Random(seed).shuffle(jobs)
    time.sleep(max(0.0, start_at - time.time()))
    said = []
    with open_ledger(f"sqlite:///{file}") as ledger:
        for number, card in jobs:
            rows = sample.book(week(number), accounts=ACCOUNTS, card=card)
            done = book.record(ledger, card, rows, as_of=week(number), **ARGUMENTS)
            said.append((number, card.fingerprint, done.revision, done.written, done.unchanged))
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))
