"""Writes the golden results anew: ``python -m tests.golden.renew``. Read the difference then."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.golden.results import EXAMPLES, explanations, file_of, project, score, text_of


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        for example in EXAMPLES:
            folder = project(Path(home), example)
            book = score(folder)
            file_of(f"{example}-score").write_text(text_of(book) + "\n")
            told = explanations(folder, book)
            file_of(f"{example}-explain").write_text(text_of(told) + "\n")


if __name__ == "__main__":
    main()
