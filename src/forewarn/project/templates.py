"""The texts that ``init`` writes: every option stands in them, those not in use in a comment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from forewarn.project.first_inputs import FIRST_INPUTS, FirstInput

_PROJECT = """\
# A Forewarn project. Every option stands here; those in comments show their default.
name: {name}
timezone: UTC                     # IANA name; days, weeks and snapshots are cut in this zone
week_starts: monday               # weekly snapshots are taken at the start of this day
currency: EUR                     # what an amount without a currency means
{simulated}# holidays: DE                    # country code, for response clocks in business days
# engine: duckdb:///.forewarn/facts.duckdb       # FOREWARN_ENGINE overrides it
# ledger: sqlite:///.forewarn/ledger.sqlite3     # FOREWARN_LEDGER or DATABASE_URL overrides it
# scorecards: [health]            # order of routing when several could apply
# roll_up: revenue                # how parents sum up their children: revenue, count, lowest
# names: {{csm: CSM, am: AM, leader: Leader, operations: Operations}}     # what pages call people
# approvers: [cs, revops]         # roles that have to approve a changed scorecard: forewarn apply

# inputs:                         # named files that SQL sources read as tables
#   orders: ${{EXPORTS:-exports}}/orders.parquet   # ${{NAME:-otherwise}} comes from the environment

# A source feeds each fact table: a path (file, folder or glob of CSV or Parquet), or
#   events:
#     file: exports/events/*.parquet
#     columns: {{account_id: customer, occurred_at: ts}}   # ours: theirs
#     timezone: America/New_York    # zone of times without an offset; default the project's
#     covers: all accounts          # an account without rows has none, it is not missing
#     stale_after: 14d              # when the newest row is older, the feed has gone silent
#     duplicates: drop              # identical rows without an id count once; default keep
#   tickets:
#     sql: SELECT customer AS account_id, created AS opened_at FROM orders
#   invoices:
#     database: billing.duckdb
#     table: main.invoices
sources:
{sources}"""

_SCORECARD = """\
# A scorecard to start from. Change weights and curves, and say why in `why`.
# `forewarn check` names what is missing; docs/scorecards.md explains every key.
scorecard: health
version: 1
kind: heuristic                   # until backtests against renewals say otherwise
# applies_to: segment in ['smb', 'mid']          # default: every account
success: [renewal]                # what healthy means here

signals:                          # measured once, named once
{signals}
inputs:                           # signals put on 0 to 100, with a weight
{inputs}
# caps:                           # hard rules over signals
#   - when: days_since_champion_left > 60
#     not_above: Watch
#     because: No champion for two months.

bands:
  - band: At risk
    from: 0
    color: red
    respond_within: 2d
    review: weekly
    playbook: rescue
    means: A save is needed now.
  - band: Watch
    from: 45
    color: yellow
    respond_within: 7d
    review: 14d
    playbook: action-plan
    means: Still cheap to turn.
  - band: Healthy
    from: 70
    color: green
    review: 30d
    playbook: light-touch
    means: On course; watch for quiet decline.

steady: {{margin: 3, or_after: 14d}}     # no score noise: a band moves past its edge by the margin
coverage_floor: 0.6                    # below this share of observed weight there is no score
{overlay}# growth: {{on: Healthy, scorecard: expansion, from: 60, playbook: expand}}
"""

_OVERLAY = "overlay: {wins: people, stale_after: 35d}      # what reps say, beside the score\n"

_README = """\
# {name}: a Forewarn project

Six steps, in this order:

1. **Outcomes**: what does healthy mean for these customers? (`success:` in the scorecard)
2. **Signals**: four to eight inputs that people watch already. (`signals:`, `inputs:`)
3. **Weights**: who says that an input matters, and why? (`weight:`, `why:`, `origin:`)
4. **Bands**: three or four, each with a meaning and a response time. (`bands:`)
5. **Plays**: what happens in each band, by whom and by when. (`playbook:`)
6. **Governance**: hold the score against real renewals every quarter.

    forewarn check      # are the files sound?
    forewarn audit      # is the data fit?
    forewarn score      # where does every account stand?
    forewarn explain ACCOUNT
"""


def project_file(name: str, tables: Mapping[str, Path], *, simulated: bool) -> str:
    """``forewarn.yml`` for a project whose tables lie in these files."""
    lines = [f"  {table}: {_yaml_text(str(path))}\n" for table, path in tables.items()]
    flag = "simulated: true                   # every page says so; remove it with the data\n"
    return _PROJECT.format(
        name=_yaml_text(name), simulated=flag if simulated else "", sources="".join(lines)
    )


def scorecard(tables: Mapping[str, Path]) -> str:
    """A first scorecard over the tables that are there."""
    chosen = choose(tables)
    return _SCORECARD.format(
        signals="".join(each.signal for each in chosen),
        inputs="".join(each.input for each in chosen),
        overlay=_OVERLAY if "assessments" in tables else f"# {_OVERLAY}",
    )


def readme(name: str) -> str:
    """The project's own README with the six steps (S15)."""
    return _README.format(name=name)


def choose(tables: Mapping[str, Path]) -> Sequence[FirstInput]:
    """The inputs whose tables are there; events fill up to three categories where they are few."""
    own = [each for each in FIRST_INPUTS if each.table in tables and not each.fills_up]
    spare = [each for each in FIRST_INPUTS if each.table in tables and each.fills_up]
    while spare and len(own) < 4:
        own.append(spare.pop(0))
    return own or [each for each in FIRST_INPUTS if each.table == "events"]


def _yaml_text(text: str) -> str:
    """Text as YAML reads it back: quoted, so that no path or name surprises."""
    return "'" + text.replace("'", "''") + "'"
