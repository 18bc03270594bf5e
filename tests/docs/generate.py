"""Write the generated parts of the docs anew: ``python -m tests.docs.generate``."""

from __future__ import annotations

from tests.docs.pages import PART, pages
from tests.docs.sections import render


def main() -> None:
    for page in pages():
        text = page.read_text(encoding="utf-8")
        page.write_text(PART.sub(lambda part: renewed(part[1], part["name"]), text), "utf-8")


def renewed(opening: str, name: str) -> str:
    return f"{opening}{render(name)}\n<!-- end -->"


if __name__ == "__main__":
    main()
