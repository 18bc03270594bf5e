"""Open contacts and the meetings with them.

A contact's time is cut at the meetings with it; between two cuts the day of the last meeting is
fixed, so the days without one are known for every date of the piece.
"""

from __future__ import annotations

from forewarn.engines.duckdb.courses import Course, Way
from forewarn.engines.duckdb.layers import Layer, Output, nothing
from forewarn.engines.duckdb.placing import Draft
from forewarn.engines.duckdb.primitives.intervals import differences
from forewarn.engines.duckdb.primitives.open import Spell, spell
from forewarn.engines.grids import identity
from forewarn.signals.primitives import Unmet

CLOSES = "until"
LINK = "contact_id"
_NEVER_MET = """SELECT 0 AS a, CAST(NULL AS VARCHAR) AS link, 0 AS i, CAST(NULL AS DATE) AS day
WHERE false"""


def layer(primitive: Unmet, draft: Draft) -> Layer:
    """The layer of one number of unmet contacts, or of the longest time without a meeting."""
    people = spell(primitive.people, draft, closes=CLOSES, back_days=primitive.back_days)
    if people is None:
        return nothing("NULL" if primitive.longest else "CAST(0 AS BIGINT)", primitive)
    contacts = _contacts(people)
    meetings = _meetings(primitive, draft)
    # Materialised: it numbers its rows, and is read twice.
    named = f"WITH contacts AS MATERIALIZED ({contacts}), meetings AS ({meetings})"
    course = _longest(primitive, draft, named) if primitive.longest else _unmet(draft, named)
    return Layer({identity(primitive): Output("CAST({layer}_v AS BIGINT)")}, (course,))


def _contacts(people: Spell) -> str:
    """The open contacts, each row with a number of its own."""
    link = people.placed.table.column(LINK).sql
    spells = people.select(f"{link} AS link", f"{people.placed.day} AS since")
    return f"SELECT *, row_number() OVER () AS n FROM ({spells}) WHERE e < l"


def _meetings(primitive: Unmet, draft: Draft) -> str:
    """Per account, contact and date index, the day of the newest meeting that comes into view."""
    placed = draft.place(primitive.meetings)
    if placed is None:
        return _NEVER_MET
    link = placed.table.column(LINK).sql
    enters = draft.enters(placed.day, placed.known, back_days=primitive.back_days)
    return f"""SELECT a, link, i, max(day) AS day FROM (
    SELECT g.a AS a, {link} AS link, {enters} AS i, {placed.day} AS day
    FROM {placed.source} WHERE {placed.where} AND {draft.in_reach(placed)}
) WHERE i < {draft.calendar.after} AND link IS NOT NULL GROUP BY a, link, i"""


def _unmet(draft: Draft, named: str) -> Course:
    alone = f"""{named}, first_met AS (SELECT a, link, min(i) AS i FROM meetings GROUP BY a, link)
SELECT c.a AS a, c.e AS e, least(c.l, coalesce(m.i, c.l)) AS l, CAST(1 AS BIGINT) AS v
FROM contacts AS c LEFT JOIN first_met AS m ON m.a = c.a AND m.link = c.link"""
    return differences(alone, {"v": "BIGINT"}, draft.parameters.values)


def _longest(primitive: Unmet, draft: Draft, named: str) -> Course:
    first = draft.parameters.bind(list(draft.calendar.dates))
    select = f"""{named}, cuts AS (
    SELECT n, a, e AS i, l, since, CAST(NULL AS DATE) AS day FROM contacts
    UNION ALL
    SELECT c.n, c.a, greatest(c.e, m.i), c.l, c.since, m.day
    FROM contacts AS c JOIN meetings AS m ON m.a = c.a AND m.link = c.link AND m.i < c.l
), merged AS (
    SELECT n, a, i, l, since, max(day) AS day FROM cuts GROUP BY n, a, i, l, since
), pieces AS (
    SELECT a, i AS e, coalesce(lead(i) OVER so_far, l) AS l,
        coalesce(max(day) OVER so_far, since) AS day
    FROM merged WINDOW so_far AS (PARTITION BY n ORDER BY i)
), stretched AS (
    SELECT a, unnest(range(e, l)) AS i, day FROM pieces WHERE e < l
)
SELECT a, i, list_extract(CAST({first} AS DATE[]), i + 1) - {primitive.back_days} - min(day) AS v
FROM stretched GROUP BY a, i"""
    return Course(select, {"v": ""}, Way.HERE, draft.parameters.values)
