"""Edited cells of a scorecard as a challenger: a file beside the one in force, never in force."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from forewarn.project.desk import Desk
from forewarn.scorecard.document import Document, read_document
from forewarn.scorecard.load import load_scorecard
from forewarn.scorecard.model import Input, Linear, Lookup, Scorecard, Steps, Target
from forewarn.terms.errors import ForewarnError
from forewarn.terms.imported import BadCell, CardEdit, Challenger, Written
from forewarn.terms.issue import Severity
from forewarn.terms.whole import beside
from forewarn.workbook.foreign.opened import OpenedBook
from forewarn.workbook.identity import Identity
from forewarn.workbook.places import slugs
from forewarn.workbook.scorecard_back import Edited, edited, policies, spoilt_heads

CANDIDATES = "candidates"
_TOKEN = re.compile(r"[^\s,{}\[\]#:\"']+")
_WORD = re.compile(r"[A-Za-z0-9 _-]+")
Keys = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A challenger before it is written.

    Attributes:
        text: the scorecard's text with the cells that could be taken.
        issues: what ``check`` would say of it.
    """

    card: Scorecard
    text: str
    edits: tuple[CardEdit, ...]
    issues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposed:
    """What the sheets of scorecards say.

    Attributes:
        bad: cells that hold no number where one is wanted.
    """

    workbook: str
    drafts: tuple[Draft, ...] = ()
    bad: tuple[BadCell, ...] = ()
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Where:
    """Where a cell stands in the scorecard's file.

    Attributes:
        keys: path of the value, or of the key itself.
        of_key: the key is meant: a point of a curve.
        above: the number has to be larger; None = any, or a word.
        ending: what the file writes after the number.
    """

    keys: Keys
    what: str
    of_key: bool = False
    above: float | None = None
    ending: str = ""


def proposed(desk: Desk, book: OpenedBook, told: Identity) -> Proposed:
    """Everything that was changed in sheets of scorecards."""
    drafts: list[Draft] = []
    bad: list[BadCell] = []
    notices: list[str] = []
    in_force = {card.name: card for card in desk.cards}
    for name, fingerprint in told.scorecards.items():
        card = in_force.get(name)
        base = card and _base(desk, card, fingerprint)
        if card is None or base is None:
            notices.append(
                f"scorecard '{name}': the version that the workbook was written from is not "
                "known here, so changes in its sheet were not looked for"
            )
            continue
        heads = list(spoilt_heads(book, base, told.prefixes[name]))
        if heads:
            bad += heads
            continue
        found, lost = edited(book, base, told.prefixes[name])
        if lost:
            notices.append(f"scorecard '{name}': cells without their names: {', '.join(lost)}")
        spoilt = list(_bad(found, base))
        bad += spoilt
        changes = [each for each in found if (each.sheet, each.at) not in _places(spoilt)]
        left = list(_policies(book, base, told.prefixes[name]))
        if changes or left:
            drafts.append(_draft(card, base, changes, left))
    return Proposed(told.workbook, tuple(drafts), tuple(bad), tuple(notices))


def keep(desk: Desk, cards: Proposed, *, writes: bool) -> tuple[Challenger, ...]:
    """Write the challengers; one that is there already is left as it is.

    Raises:
        ForewarnError: a file cannot be written.
    """
    return tuple(_kept(desk, cards.workbook, each, writes=writes) for each in cards.drafts)


def _kept(desk: Desk, workbook: str, draft: Draft, *, writes: bool) -> Challenger:
    if not any(each.taken for each in draft.edits):
        return Challenger(draft.card.name, "", False, draft.edits, (), draft.issues)
    folder = desk.settings.folder / CANDIDATES
    file, new = _file(folder, Path(draft.card.path).stem, workbook, draft.text)
    if new and writes:
        try:
            folder.mkdir(exist_ok=True)
            with beside(file) as whole:
                whole.write_text(draft.text, "utf-8")
        except OSError as error:
            raise ForewarnError(
                f"{file} cannot be written: {error.strerror}",
                fix="give this user the right to write there",
            ) from None
    shown = f"{CANDIDATES}/{file.name}"
    commands = (
        f"forewarn backtest --against {shown}",
        f"forewarn plan --with {shown}",
    )
    return Challenger(draft.card.name, shown, new, draft.edits, commands, draft.issues)


def take_back(desk: Desk, challengers: Sequence[Challenger]) -> None:
    """Remove challengers that were just written: what belongs to them could not be."""
    for each in challengers:
        if each.new and each.file:
            (desk.settings.folder / each.file).unlink(missing_ok=True)


def _file(folder: Path, stem: str, workbook: str, text: str) -> tuple[Path, bool]:
    """Where the text is, or a free name; nobody's file is ever written over."""
    for file in sorted(folder.glob(f"{stem}-*.yml")):
        if file.read_text("utf-8", errors="replace") == text:
            return file, False
    file, turn = folder / f"{stem}-{workbook}.yml", 2
    while file.exists():
        file, turn = folder / f"{stem}-{workbook}-{turn}.yml", turn + 1
    return file, True


def _base(desk: Desk, card: Scorecard, fingerprint: str) -> Scorecard | None:
    """The version that a workbook was written from."""
    if card.fingerprint == fingerprint:
        return card
    ledger = desk.existing_ledger()
    if ledger is None:
        return None
    from forewarn.ledger.book import scorecard_text

    with ledger:
        text = scorecard_text(ledger, fingerprint)
    return load_scorecard(text, card.path).scorecard if text else None


def _places(bad: Sequence[BadCell]) -> set[tuple[str, str]]:
    return {(each.sheet, each.at) for each in bad}


def _bad(found: Sequence[Edited], card: Scorecard) -> Iterator[BadCell]:
    places = _wheres(card)
    for each in found:
        where = places.get((each.name, each.turn))
        what = where.what if where else each.name
        value, spoilt = each.cell.value, each.cell.formula or each.cell.problem
        if spoilt:
            said = "a formula" if each.cell.formula else each.cell.problem
            yield _bad_cell(each, what, said, "a typed value")
        elif isinstance(each.before, int | float) and not _is_number(value):
            yield _bad_cell(each, what, "nothing" if value is None else f"'{value}'", "a number")
        elif (
            where
            and where.above is not None
            and isinstance(value, int | float)
            and value <= where.above
        ):
            yield _bad_cell(each, what, f"{value:g}", f"a number above {where.above:g}")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _bad_cell(each: Edited, what: str, found: str, accepted: str) -> BadCell:
    return BadCell(each.sheet, each.at, each.row + 1, what, "", found, accepted)


def _policies(book: OpenedBook, card: Scorecard, prefix: str) -> Iterator[CardEdit]:
    """*Without a value*: a key that files may leave out, so it is written by hand."""
    found = policies(book, card, prefix)
    for item in card.inputs:
        at, there = found.get(item.name, ("", None))
        if there is not None and there.value != item.missing:
            shown = there.value if isinstance(there.value, str | float) else None
            yield CardEdit(at, f"{item.name}: without a value", item.missing, shown, False)


def _draft(
    card: Scorecard, base: Scorecard, found: Sequence[Edited], left: Sequence[CardEdit]
) -> Draft:
    document = read_document(card.text, card.path)
    was = read_document(base.text, base.path)
    places = _wheres(base)
    cuts: list[tuple[tuple[int, int], str, str]] = []
    edits: list[CardEdit] = []
    for each in found:
        where = places.get((each.name, each.turn))
        cut = _cut(document, was, where, each) if where else None
        if cut is not None:
            cuts.append(cut)
        what = where.what if where else each.name.replace("_", " ")
        at = f"{each.sheet}!{each.at}"
        after = each.cell.value if isinstance(each.cell.value, str | float | bool) else None
        edits.append(CardEdit(at, what, _tidy(each.before), _tidy(after), cut is not None))
    text = _with_cuts(document.text, cuts)
    issues = load_scorecard(text, card.path).issues
    told = tuple(str(each) for each in issues if each.severity is Severity.ERROR)
    return Draft(card, text, (*edits, *left), told)


def _tidy(value: Written) -> Written:
    return int(value) if isinstance(value, float) and value == int(value) else value


def _cut(
    document: Document, was: Document, where: _Where, each: Edited
) -> tuple[tuple[int, int], str, str] | None:
    """What to put for what at which place; None where the file does not say it in so many words."""
    spots = document.keys_at if where.of_key else document.values_at
    place = spots.get(where.keys)
    if place is None or (not where.of_key and document.value(where.keys) != was.value(where.keys)):
        return None
    line = document.text.splitlines()[place[0] - 1][place[1] - 1 :]
    value = each.cell.value
    if _is_number(value) and isinstance(value, int | float):
        token = _TOKEN.match(line)
        return (place, token[0], _decimal(float(value)) + where.ending) if token else None
    before, after = str(each.before), str(value)
    plain = line.startswith(before) and _WORD.fullmatch(after)
    return (place, before, after) if plain else None


def _decimal(value: float) -> str:
    """A plain decimal, as scorecard files want it."""
    text = f"{value:.12f}".rstrip("0").rstrip(".")
    return text if float(text) == value else format(value, "f")


def _with_cuts(text: str, cuts: Sequence[tuple[tuple[int, int], str, str]]) -> str:
    lines = text.splitlines(keepends=True)
    for (line, column), old, new in sorted(cuts, reverse=True):
        before = lines[line - 1]
        lines[line - 1] = before[: column - 1] + new + before[column - 1 + len(old) :]
    return "".join(lines)


# -- which cell is which line of the file ----------------------------------------------------------


def _wheres(card: Scorecard) -> dict[tuple[str, int], _Where]:
    """Per defined name and cell of it the place in the scorecard's file."""
    document = read_document(card.text, card.path)
    words = slugs(item.name for item in card.inputs)
    found: dict[tuple[str, int], _Where] = {
        ("coverage_floor", 0): _Where(("coverage_floor",), "coverage needed"),
        ("steady_margin", 0): _Where(("steady", "margin"), "steady margin"),
        ("overlay_wins", 0): _Where(("overlay", "wins"), "people's reading"),
        ("overlay_days", 0): _Where(
            ("overlay", "stale_after"), "readings last", above=0, ending="d"
        ),
        ("overlay_needs", 0): _Where(("overlay", "at_least"), "fields needed"),
        ("growth_from", 0): _Where(("growth", "from"), "growth from"),
    }
    for place, item in enumerate(card.inputs):
        found |= _of_input(document, item, place, words[item.name])
    bands = "bands" if "bands" in document.values else "tiers"
    for place, band in enumerate(card.bands):
        found["band_from", place] = _Where((bands, place, "from"), f"band {band.name}: from")
    for place in range(len(card.caps)):
        found[f"cap_{place + 1}_band", 0] = _Where(
            ("caps", place, "not_above"), f"cap {place + 1}: not above"
        )
    return found


def _of_input(
    document: Document, item: Input, place: int, word: str
) -> dict[tuple[str, int], _Where]:
    own, curve = ("inputs", place), item.curve
    path: Keys
    found = {(f"{word}_weight", 0): _Where((*own, "weight"), f"{item.name}: weight", above=0)}
    if isinstance(curve, Linear | Steps):
        kind = "linear" if isinstance(curve, Linear) else "steps"
        keys = {float(key): key for key in document.value((*own, "curve", kind)) or ()}
        for turn, (start, _) in enumerate(curve.points, start=1):
            path = (*own, "curve", kind, keys.get(start))
            found[f"{word}_from", turn] = _Where(path, f"{item.name}: curve, from", of_key=True)
            found[f"{word}_points", turn] = _Where(path, f"{item.name}: points from {start:g} on")
    elif isinstance(curve, Lookup):
        path = (*own, "curve", "lookup")
        written = {str(key): key for key in document.value(path) or ()}
        for turn, key in enumerate(curve.table):
            found[f"{word}_points", turn] = _Where(
                (*path, written.get(key)), f"{item.name}: points of {key}"
            )
        found[f"{word}_otherwise", 0] = _Where((*path, "otherwise"), f"{item.name}: otherwise")
    elif isinstance(curve, Target):
        path = (*own, "curve", "target")
        written = {str(key): key for key in document.value((*path, "values")) or ()}
        for turn, key in enumerate(curve.targets):
            found[f"{word}_targets", turn] = _Where(
                (*path, "values", written.get(key)), f"{item.name}: target of {key}", above=0
            )
        found[f"{word}_otherwise", 0] = _Where((*path, "otherwise"), f"{item.name}: otherwise")
    return found
