"""What ``import`` read back, as text that is Markdown too."""

from __future__ import annotations

from collections.abc import Iterator

from forewarn.terms.imported import BadCell, Challenger, Conflict, Imported, Taken, Written
from forewarn.terms.synced import Synced

FIELDS = {
    "champion_status": "champion",
    "executive_engagement": "executive contact",
    "outcome_narrative": "outcome story",
    "pulse": "pulse",
    "note": "note",
    "because": "why seen differently",
}
IN_WORDS = ("note", "because")
_LONGEST = 60


def imported(result: Imported) -> str:
    """What was taken, what asks, what cannot be taken; and the way on."""
    head = f"Workbook {result.workbook}, written as of {result.as_of}"
    parts = [[head], list(_bad(result)), list(_conflicts(result)), list(_taken(result))]
    parts += [list(_challenger(each, result)) for each in result.challengers]
    parts += [list(_end(result)), list(result.notices)]
    return "\n\n".join("\n".join(lines) for lines in parts if lines)


def synced(result: Synced) -> str:
    """What was read back from a shared sheet, then what was written."""
    parts = [imported(result.imported)] if result.imported is not None else []
    again = ", going on where it stopped" if result.resumed else ""
    said = f"written anew with {result.accounts} accounts as of {result.as_of}{again}"
    parts.append(f"{result.where}: {said if result.written else 'left as it is'}")
    told = result.imported.notices if result.imported is not None else ()
    parts += [each for each in result.notices if each not in told]
    return "\n\n".join(parts)


def _bad(result: Imported) -> Iterator[str]:
    if result.bad_cells:
        yield f"Cells that cannot be taken: {len(result.bad_cells)}"
    for each in result.bad_cells:
        yield from _bad_cell(each)


def _bad_cell(each: BadCell) -> Iterator[str]:
    of = f" ({each.account_id})" if each.account_id else ""
    column = f", column {each.column}" if each.column else ""
    yield f"- {each.sheet}!{each.at}, row {each.row}{column}{of}: {each.found}"
    if each.accepted:
        yield f"    accepted: {each.accepted}"
    if each.did_you_mean:
        yield f"    did you mean: {each.did_you_mean}"


def _conflicts(result: Imported) -> Iterator[str]:
    if result.conflicts:
        yield f"Changed in the sheet and on record since the export: {len(result.conflicts)}"
    for each in result.conflicts:
        yield from _conflict(each)


def _conflict(each: Conflict) -> Iterator[str]:
    name = FIELDS.get(each.field, each.field)
    yield f"- {each.account_id}, {name} ({each.at}): was {_shown(each.base)} in the export"
    yield f"    sheet:  {_shown(each.sheet)} ({each.sheet_by}, {each.sheet_on})"
    who = f" ({each.record_by or 'nobody named'}, {each.record_on})" if each.record_on else ""
    yield f"    record: {_shown(each.record)}{who}"
    yield f"    to choose: --take {each.cell}=sheet  or  --take {each.cell}=record"


def _taken(result: Imported) -> Iterator[str]:
    if not result.assessments:
        return
    word = "Taken" if result.written else "Would be taken"
    yield f"{word}: {_count(len(result.assessments), 'assessment')}"
    for each in result.assessments:
        yield f"- {each.account_id} ({each.at}), {each.said_by}, {each.said_on}: {_cells(each)}"


def _cells(each: Taken) -> str:
    said = [
        f"{FIELDS.get(name, name)} {_quoted(name, value)}" for name, value in each.cells.items()
    ]
    kept = [FIELDS.get(name, name) for name in each.kept]
    as_was = f"as on record: {', '.join(kept)}" if kept else ""
    return "; ".join(filter(None, [", ".join(said) or "no change", as_was]))


def _challenger(each: Challenger, result: Imported) -> Iterator[str]:
    yield f"Scorecard {each.scorecard}: {_count(len(each.edits), 'cell')} changed in the sheet"
    for edit in each.edits:
        by_hand = "" if edit.taken else " (not taken: write it into the file by hand)"
        yield f"- {edit.what} ({edit.at}): {_shown(edit.before)} to {_shown(edit.after)}{by_hand}"
    if not each.file:
        return
    there = "is there already" if not each.new else "written" if result.written else "to be written"
    yield f"Challenger, not in force: {each.file} ({there})"
    yield from (f"    {issue}" for issue in each.issues)
    yield "What it would change:"
    yield from (f"    {command}" for command in each.commands)


def _end(result: Imported) -> Iterator[str]:
    if result.known:
        yield f"{_count(result.known, 'row')} said nothing new: read before, or on record already."
    nothing = not (result.assessments or result.challengers or result.refused or result.conflicts)
    if nothing and not result.known and not result.bad_cells:
        yield "Nothing was typed into the yellow cells."
    if result.refused:
        yield f"Nothing was written: {result.refused}."
        ways = ["correct the cells and read it again"] * bool(result.bad_cells)
        ways += ["choose with --take sheet or --take record"] * bool(result.conflicts)
        yield f"    fix: {', '.join(ways)}; --accept-good-rows takes all other rows"
    elif result.dry_run:
        yield "Nothing was written: this was a dry run."
    elif result.counts_from and result.written:
        yield f"Counts in scores from {result.counts_from} on: facts of a day count from the next."


def _quoted(name: str, value: Written) -> str:
    """What people say in their words stands in quotes."""
    shown = _shown(value)
    return f"“{shown}”" if name in IN_WORDS and value is not None else shown


def _shown(value: Written) -> str:
    if value is None or value == "":
        return "nothing"
    text = " ".join(str(value).split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _count(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"
