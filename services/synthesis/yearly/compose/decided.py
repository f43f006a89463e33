"""What was decided: meetings, commitments, scenarios chosen, collective criteria approved, plans."""

from collections import Counter
from datetime import date
from uuid import UUID

from ...process.records import KnownRecord
from ..document import CollectiveCriterion, Commitment, Decision, Meeting, Plan, Scenario, WhatWasDecided
from ..records import codes, day, ref, rights, text
from .setting import Setting, told_on, words

STANDING = ("made", "revised")
"""States of a commitment that is still to be kept."""


def compose_decided(setting: Setting) -> WhatWasDecided:
    """Tell what was decided in the year, and which commitments stand from before."""
    commitments = [(record, _decided_on(setting, record)) for record in setting.ledger.of("commitment")]
    return WhatWasDecided(
        meetings=_meetings(setting),
        commitments=[_commitment(setting, record, on) for record, on in commitments if setting.in_year(on)],
        standing=[
            _commitment(setting, record, on)
            for record, on in commitments
            if on is not None and on.year < setting.year and record.body.get("state") in STANDING
        ],
        scenarios=_scenarios(setting),
        collective_criteria=_collective(setting),
        plans=_plans(setting),
    )


def compose_commitments(setting: Setting) -> list[Commitment]:
    """Tell every commitment that was decided up to the day that is looked at, whatever became of it."""
    found = [(record, _decided_on(setting, record)) for record in setting.ledger.of("commitment")]
    return [_commitment(setting, record, on) for record, on in found if on is not None and on <= setting.as_of]


def _meetings(setting: Setting) -> list[Meeting]:
    held = [(day(record.body, "held_on"), record) for record in setting.ledger.of("meeting")]
    found = sorted(((on, record) for on, record in held if on and setting.in_year(on)), key=lambda one: one[0])
    return [
        Meeting(**setting.entry(record), held_on=on, kind_of=text(record.body, "kind_of"), decisions=_decisions(record))
        for on, record in found
        if _decisions(record)
    ]


def _decisions(record: KnownRecord) -> list[Decision]:
    return [Decision(text=one["text"], why=one.get("why")) for one in record.body.get("decisions") or []]


def _decided_on(setting: Setting, record: KnownRecord) -> date | None:
    """Give when a commitment was decided; one that is only proposed is not decided."""
    if record.body.get("state") == "proposed":
        return None
    return day(record.body, "decided_on") or setting.met_on(record.body) or told_on(record)


def _commitment(setting: Setting, record: KnownRecord, on: date | None) -> Commitment:
    body = record.body
    return Commitment(
        **setting.entry(record),
        text=text(body, "text"),
        state=text(body, "state"),
        decided_on=on,
        owner=setting.who(body, "owner"),
        next_step=text(body, "next_step"),
        next_step_on=day(body, "next_step_on"),
        components=setting.naming.components(codes(body)),
        rights=setting.naming.rights(rights(body)),
    )


def _scenarios(setting: Setting) -> list[Scenario]:
    found = []
    for record in setting.ledger.of("scenario"):
        on = setting.met_on(record.body) or told_on(record)
        if record.body.get("chosen") and setting.in_year(on):
            components = setting.naming.components(codes(record.body))
            described = text(record.body, "description")
            found.append(Scenario(**setting.entry(record), chosen_on=on, description=described, components=components))
    return found


def _collective(setting: Setting) -> list[CollectiveCriterion]:
    found = []
    for record in setting.ledger.of("collective-criterion"):
        body = record.body
        on = day(body, "approved_on") or setting.met_on(body)
        if body.get("state") == "approved" and setting.in_year(on):
            merges = body.get("merges")
            found.append(
                CollectiveCriterion(
                    **setting.entry(record),
                    text=words(body, "text") or record.title,
                    language=text(body, "language"),
                    level=text(body, "level"),
                    approved_on=on,
                    components=setting.naming.components(codes(body)),
                    n_merged=len(merges or []) if record.whole else None,
                )
            )
    return found


def _plans(setting: Setting) -> list[Plan]:
    n_actions: Counter[UUID | None] = Counter(ref(record.body, "plan") for record in setting.ledger.of("action"))
    return [
        Plan(
            **setting.entry(record),
            state=text(record.body, "state"),
            starts_on=starts,
            ends_on=ends,
            n_actions=n_actions[record.id],
        )
        for record in setting.ledger.of("plan")
        if (starts := day(record.body, "starts_on")) is None or starts <= date(setting.year, 12, 31)
        if (ends := day(record.body, "ends_on")) is None or ends >= date(setting.year, 1, 1)
    ]
