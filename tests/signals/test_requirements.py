"""Every line of the requirements on signals has a form: requirement, then YAML as people write it.

D6's classifier and D11's written meanings live elsewhere; here stands what a signal must say.
"""

import io
from collections.abc import Iterator

import pytest
from ruamel.yaml import YAML

from forewarn.signals.book import book_troubles
from forewarn.signals.forms import KINDS, Signal, read_signal

D3_USAGE = """
active_days: {kind: active_days, from: events, where: event = 'login', window: 30d}
weekly_users: {kind: distinct, from: events, column: user_id, window: 7d}
monthly_users: {kind: distinct, from: events, column: user_id, window: 30d}
user_days:
  kind: distinct
  from: events
  column: [user_id, day]
  window: 30d
stickiness: {kind: ratio, of: weekly_users, to: monthly_users}
dau_over_mau: {kind: ratio, of: user_days, to: monthly_users, times: 0.0333}
seats: {kind: open, from: contracts, column: seats}
licence_utilisation: {kind: ratio, of: monthly_users, to: seats, times: 100, unit: '%'}
depth: {kind: count, from: events, where: "event in ['invoicing', 'approvals']", window: 30d}
breadth_features: {kind: distinct, from: events, column: event, window: 30d}
breadth_teams: {kind: distinct, from: events, column: team, window: 30d}
logins_per_seat: {kind: count, from: events, where: event = 'login', window: 30d, per_seats: 1}
"""
D4_KEY_FEATURES = """
features_ever:
  kind: adopted
  from: events
  features: [invoicing, approvals, api]
any_in_use: {kind: adopted, features: [invoicing, approvals], at_least: 1, window: 30d}
by_plan:
  kind: adopted
  features:
    invoicing: [basic, pro]
    api: [pro]
first_use_of_api: {kind: time_to_first, from: events, where: event = 'api'}
"""
D5_SUPPORT = """
tickets: {kind: count, from: tickets, window: 30d, per_seats: 10}
tickets_change: {kind: change, signal: tickets}
urgent: {kind: count, from: tickets, where: severity = 'urgent', window: 90d}
hours_to_resolution:
  kind: mean
  from: tickets.resolution_hours
  at: closed_at
  window: 90d
escalations: {kind: count, from: tickets, where: escalated = true, window: 90d}
reopened_share: {kind: share, from: tickets, of: reopened = true, window: 90d}
open_tickets: {kind: open, from: tickets}
"""
D6_HOW_TO_SHIFT = """
how_to_share: {kind: share, from: tickets, of: category = 'how-to', window: 30d}
how_to_shift:
  kind: share_rise
  from: tickets
  where: category is not missing
  of: category = 'how-to'
  window: 30d
"""
D7_ENGAGEMENT = """
meetings: {kind: count, from: interactions, where: "kind in ['meeting', 'qbr']", window: 90d}
days_since_qbr: {kind: days_since, from: interactions, where: kind = 'qbr'}
attendance:
  kind: share
  from: interactions
  where: kind = 'meeting'
  of: attended = true
  window: 90d
response_time: {kind: mean, from: interactions.response_hours, window: 90d}
executive_contact:
  kind: days_since
  from: interactions
  where: contact_role in ['executive_sponsor', 'economic_buyer']
"""
D8_CHAMPION = """
champion_status: {kind: latest, from: assessments.champion_status, stale_after: 35d}
champions: {kind: open, from: contacts, where: role = 'champion'}
champion_active:
  kind: count
  from: interactions
  where: contact_role = 'champion'
  window: 30d
sponsor_engaged: {kind: latest, from: assessments.executive_engagement}
admins: {kind: open, from: contacts, where: role = 'admin'}
people_active: {kind: distinct, from: interactions, column: contact_id, window: 90d}
days_without_champion: {kind: days_without, from: contacts, where: role = 'champion'}
never_met:
  kind: unmet
  where: role = 'decision_maker'
  met: kind in ['meeting', 'qbr', 'call'] and not attended = false
longest_unmet: {kind: longest_unmet, where: role = 'decision_maker'}
"""
D9_COMMERCIAL = """
lateness: {kind: days_late, window: 180d}
overdue: {kind: overdue}
overdue_amount: {kind: overdue, column: amount}
contract_age: {kind: age, since: contract}
seats: {kind: open, from: contracts, column: seats}
users: {kind: distinct, from: events, column: user_id, window: 30d}
seats_used: {kind: ratio, of: users, to: seats}
seats_change: {kind: change, signal: seats, over: 13w}
expansion: {kind: sum, from: opportunities.amount, where: kind = 'expansion', window: 180d}
open_expansion: {kind: open, from: opportunities, where: kind = 'expansion', column: amount}
reference: {kind: attribute, column: reference_status}
renewal: {kind: days_until, what: renewal}
notice: {kind: days_until, what: notice}
"""
D10_VALUE = """
goals_agreed: {kind: count, from: goals}
goals_measured: {kind: count, from: goals, at: measured_on}
goals_kept: {kind: ratio, of: goals_measured, to: goals_agreed, times: 100}
goals_open: {kind: open, from: goals}
evidence: {kind: days_since, from: goals, at: measured_on, where: evidence is not missing}
shared: {kind: count, from: goals, where: kind = 'shared internally', window: 52w}
milestone: {kind: time_to_first, from: goals, at: measured_on, where: kind = 'milestone'}
time_to_value: {kind: time_to_first, from: events, where: event = 'first_invoice_paid'}
outcome_narrative: {kind: latest, from: assessments.outcome_narrative}
"""
D11_ASSESSMENT = """
pulse: {kind: latest, from: assessments.pulse, stale_after: 35d}
pulse_by_am: {kind: latest, from: assessments.pulse, where: assessed_by = 'am@example.com'}
"""
D12_COVERAGE = """
enterprise_only:
  kind: days_since
  from: interactions
  only_for: segment = 'enterprise' and plan not in ['basic']
"""
D13_ANY_OTHER = """
visits: {kind: count, from: store_visits, where: store_kind = 'flagship', window: 30d}
basket: {kind: mean, from: store_visits.basket, at: visited_on, window: 30d}
visits_change: {kind: change, signal: visits, as: percent}
visits_last_year: {kind: change, signal: visits, against: last_year, as: percent}
visits_trend: {kind: trend, signal: visits, periods: 8, every: 7d}
old_score: {kind: latest, from: scores_elsewhere.points, stale_after: 14d}
momentum:
  kind: python
  function: momentum
  of: [visits, basket]
"""
D14_TEAM = """
partner: {kind: attribute, column: partner}
"""
D15_SATISFACTION = """
nps: {kind: latest, from: surveys.score, where: kind = 'nps', stale_after: 180d}
csat: {kind: mean, from: surveys.score, where: kind = 'csat', window: 90d}
csat_trend: {kind: trend, signal: csat, periods: 4, every: 30d}
answers: {kind: count, from: surveys, window: 90d}
asked: {kind: count, from: surveys_sent, window: 90d}
response_rate: {kind: ratio, of: answers, to: asked}
detractors_who_decide:
  kind: distinct
  from: surveys
  column: contact_id
  where: kind = 'nps' and score <= 6 and contact_role in ['decision_maker', 'economic_buyer']
  window: 180d
sentiment: {kind: share, from: tickets, of: sentiment = 'negative', window: 90d}
mood: {kind: share, from: interactions, of: sentiment = 'negative', window: 90d}
"""
D16_OPTIONAL_TABLES = """
contexts: {kind: open, from: notes, where: kind = 'context'}
worried: {kind: count, from: notes, where: text contains 'worried', window: 30d}
"""
D17_ZERO_AND_MISSING = """
no_login_feed: {kind: active_days, from: events, window: 30d}
no_ticket_feed: {kind: count, from: tickets, window: 30d}
"""
D18_STATUS = """
paying_only: {kind: overdue, only_for: status = 'paying'}
status: {kind: attribute, column: status}
age: {kind: age}
"""
REQUIREMENTS = {
    name: text for name, text in globals().items() if name.startswith("D") and "_" in name
}


def book(text: str) -> dict[str, Signal]:
    written = YAML(typ="safe", pure=True).load(io.StringIO(text))
    return {name: read_signal(fields) for name, fields in written.items()}


@pytest.mark.parametrize("requirement", REQUIREMENTS)
def test_the_requirement_can_be_said(requirement: str) -> None:
    signals = book(REQUIREMENTS[requirement])
    assert book_troubles(signals) == ()
    for signal in signals.values():
        assert isinstance(signal.reductions(signals), tuple)
        assert signal.longest_window_days(signals) >= 0


def every_signal() -> Iterator[Signal]:
    for text in REQUIREMENTS.values():
        yield from book(text).values()


def test_every_kind_is_needed_and_shown() -> None:
    assert {signal.kind for signal in every_signal()} == set(KINDS)


def test_every_requirement_on_signals_is_here() -> None:
    lines = {int(name.split("_")[0].removeprefix("D")) for name in REQUIREMENTS}
    assert lines == set(range(3, 19))
