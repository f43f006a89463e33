"""What was done: the actions of the year, who carries them, what they cost, and which are late or nobody's."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from ...process.records import KnownRecord
from ..document import Action, Budget, Sum, WhatWasDone, Who
from ..records import codes, day, ref, refs, rights, text
from .setting import Setting, told_on

STATES = ("proposed", "decided", "under-way", "done", "abandoned")
OPEN = ("proposed", "decided", "under-way")


def compose_done(setting: Setting) -> WhatWasDone:
    """Tell the actions that were open at some time of the year."""
    actions = compose_actions(setting)
    states = Counter(action.state for action in actions)
    return WhatWasDone(
        by_state={state: states[state] for state in (*STATES, *sorted(set(states) - set(STATES))) if states[state]},
        n_done_this_year=sum(setting.in_year(action.done_on) for action in actions),
        n_overdue=sum(action.overdue for action in actions),
        n_orphaned=sum(action.orphaned for action in actions),
        n_without_budget=sum(action.budget is None or action.budget.amount is None for action in actions),
        budgets=sums(action.budget for action in actions),
        actions=actions,
    )


def compose_actions(setting: Setting) -> list[Action]:
    """Tell the actions of the year: done first, then what is late, under way and to come."""
    found = [compose_action(setting, record) for record in setting.ledger.of("action") if of_year(setting, record)]
    return sorted(found, key=lambda action: _order(setting, action))


def of_year(setting: Setting, record: KnownRecord) -> bool:
    """Tell whether an action was open, done or given up in the year; what began later is of a later year."""
    body = record.body
    first = day(body, "starts_on") or min(filter(None, (day(body, "done_on"), told_on(record))), default=None)
    done = day(body, "done_on")
    if first is not None and first > date(setting.year, 12, 31):
        return False
    if body.get("state") == "abandoned":
        return record.updated_at is None or record.updated_at.year >= setting.year
    if body.get("state") == "done":
        ended = done or (record.updated_at and record.updated_at.date())
        return ended is None or ended >= date(setting.year, 1, 1)
    return True


def compose_action(setting: Setting, record: KnownRecord) -> Action:
    """Tell an action as it stood on the day that is looked at."""
    body = record.body
    state, due, done = state_at(body, setting.as_of), day(body, "due_on"), day(body, "done_on")
    responsible = ref(body, "responsible")
    return Action(
        **setting.entry(record),
        state=state,
        overdue=state in OPEN and due is not None and due < setting.as_of,
        orphaned=state in OPEN and not setting.is_there(responsible),
        starts_on=day(body, "starts_on"),
        due_on=due,
        done_on=done if done and done <= setting.as_of else None,
        responsible=setting.stakeholder(responsible) if responsible else None,
        contributors=_contributors(setting, body),
        budget=budget(body),
        components=setting.naming.components(codes(body)),
        rights=setting.naming.rights(rights(body)),
        asked_by=setting.profiles(refs(body, "groups")),
        n_evidence=len(body.get("evidence") or []),
    )


def state_at(body: Mapping[str, Any], when: date) -> str:
    """Give the state of an action on a day: what was done later was still under way then."""
    done = day(body, "done_on")
    state = text(body, "state") or "proposed"
    return "under-way" if state == "done" and done is not None and done > when else state


def _contributors(setting: Setting, body: Mapping[str, Any]) -> list[Who]:
    found = []
    for one in body.get("contributors") or []:
        if (id := ref(one, "stakeholder")) is not None:
            found.append(setting.stakeholder(id, text(one, "brings")))
    return found


def budget(body: Mapping[str, Any]) -> Budget | None:
    """Read the budget line of an action; the amount as written, so that nothing is lost in adding."""
    told = body.get("budget")
    if not told:
        return None
    amount = told.get("amount")
    return Budget(
        reference=told.get("reference"),
        amount=None if amount is None else Decimal(str(amount)),
        currency=told.get("currency"),
        year=told.get("year"),
    )


def sums(budgets: Iterable[Budget | None]) -> list[Sum]:
    """Add amounts up, each currency by itself."""
    found: dict[str, list[Decimal]] = defaultdict(list)
    for one in budgets:
        if one is not None and one.amount is not None:
            found[one.currency or ""].append(one.amount)
    return [
        Sum(currency=currency, amount=sum(amounts, Decimal()), n_actions=len(amounts))
        for currency, amounts in sorted(found.items())
    ]


def _order(setting: Setting, action: Action) -> tuple[int, str, str]:
    if setting.in_year(action.done_on):
        rank = 0
    elif action.overdue:
        rank = 1
    else:
        rank = {"under-way": 2, "decided": 3, "proposed": 4, "done": 5, "abandoned": 6}.get(action.state, 7)
    return rank, str(action.due_on or "9"), action.title
