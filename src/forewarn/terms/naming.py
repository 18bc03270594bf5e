"""What a company calls its people: shown on pages, never compared with anything."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Names:
    """Words for those who work with accounts, as they stand at the start of a sentence.

    Attributes:
        csm: who keeps the account.
        am: who sells into it.
        leader: who runs the review.
        operations: who keeps scorecards and data.
    """

    csm: str = "CSM"
    am: str = "AM"
    leader: str = "Leader"
    operations: str = "Operations"

    def of_role(self, role: str) -> str:
        """What members of a role are called."""
        known = {"rep": self.csm, "leader": self.leader, "operations": self.operations}
        return known.get(role, "Read-only")

    def of_team(self, column: str) -> str:
        """What the one is called whom a column of the accounts table names."""
        known = {"owner": self.csm, "account_manager": self.am}
        return known.get(column, column.replace("_", " "))


def within(name: str) -> str:
    """A name inside a sentence: small unless it is an abbreviation or has capitals of its own."""
    plain = name[1:] == name[1:].lower() and len(name) > 1
    return name[:1].lower() + name[1:] if plain else name
