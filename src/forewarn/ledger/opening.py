"""Opens a ledger: Django set up once per process, one connection per database, tables up to date.

Django and SQLite are imported inside the functions, so that whoever only asks for help does not pay
for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from forewarn.ledger.address import OWN, Address, read_address
from forewarn.ledger.trouble import in_words
from forewarn.terms.errors import ForewarnError

_APP = "forewarn.ledger"


@dataclass(frozen=True, slots=True)
class Ledger:
    """An open ledger, to be handed to the functions of ``forewarn.ledger.book``.

    Several may be open in one process. As a context manager it closes its connection at the end;
    a closed ledger that is used again connects again.

    Attributes:
        alias: Django's name of the database.
        place: where it is, for people; never holds a password.
    """

    alias: str
    place: str

    def close(self) -> None:
        """Closes this thread's connection; one of a database that others listed is theirs."""
        if self.alias.startswith(OWN):
            from django.db import connections

            connections[self.alias].close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def open_ledger(url: str, *, create: bool = True, folder: Path | None = None) -> Ledger:
    """Opens the ledger at a database URL and brings its tables up to date.

    Two processes may open the same new ledger at once: one makes the tables, the other waits.
    Inside the workspace (Django already set up by others) a URL that is one of its databases
    opens through that.

    Args:
        url: see ``address.read_address``.
        create: make the file and its folder when there is none.
        folder: what a relative SQLite path is relative to; None = the current folder.

    Raises:
        ForewarnError: there is none (with ``create=False``), it cannot be read or reached, it is
            no ledger, or a newer Forewarn wrote it.
    """
    address = read_address(url, folder=folder)
    _prepare_file(address, create)
    if address.file is not None:
        from forewarn.ledger.new_file import prepare

        settings = address.config["OPTIONS"]
        prepare(address.file, settings["init_command"], patience=settings["timeout"])
    configure()
    from forewarn.ledger.tables import bring_up_to_date

    ledger = Ledger(alias=_connected(address), place=address.shown)
    with in_words(ledger.place):
        bring_up_to_date(ledger.alias, place=ledger.place)
    return ledger


def existing_ledger(url: str, *, folder: Path | None = None) -> Ledger | None:
    """The ledger at a database URL, None where no file is there: looking makes none.

    Raises:
        ForewarnError: as ``open_ledger``.
    """
    file = read_address(url, folder=folder).file
    if file is not None and not file.exists():
        return None
    return open_ledger(url, folder=folder)


def configure() -> None:
    """Sets Django up for the ledger alone, unless it is set up already. May run twice."""
    from django.apps import apps
    from django.conf import settings as django_settings

    if not django_settings.configured:
        from forewarn.ledger import settings

        named = {name: getattr(settings, name) for name in dir(settings) if name.isupper()}
        django_settings.configure(**named)
    if not apps.ready:
        # Not django.setup(): it would load the URL machinery, which nothing here uses.
        apps.populate(django_settings.INSTALLED_APPS)
    if not apps.is_installed(_APP):
        raise RuntimeError(f"Django is set up without {_APP}: add it to INSTALLED_APPS")


def _prepare_file(address: Address, create: bool) -> None:
    file = address.file
    if file is None or file.is_file():
        return
    if file.exists():
        raise ForewarnError(f"ledger {file}: this is no file", fix="name a file in the URL")
    if not create:
        raise ForewarnError(
            f"ledger {file}: there is none yet", fix="run `forewarn score` first; it makes one"
        )
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ForewarnError(
            f"ledger {file}: its folder cannot be made: {error.strerror}",
            fix="name a place where this user may write",
        ) from error


def _connected(address: Address) -> str:
    from django.db import connections

    alias = _alias_of_others(address) or address.alias
    if alias not in connections.settings:
        # Django fills in its defaults for every entry and wants one named default among them.
        filled = connections.configure_settings({"default": address.config})["default"]
        connections.settings[alias] = filled
    if address.file is not None and not connections[alias].in_atomic_block:
        # The file may have been replaced since this process last opened it.
        connections[alias].close()
    return alias


def _alias_of_others(address: Address) -> str | None:
    """Name of a database that whoever set Django up has listed as one of theirs."""
    from django.db import connections

    keys = ("ENGINE", "NAME", "HOST", "PORT", "USER")
    wanted = [str(address.config.get(key, "")) for key in keys]
    for alias, config in connections.settings.items():
        same = [str(config.get(key, "")) for key in keys] == wanted
        if same and not alias.startswith(OWN):
            return alias
    return None
