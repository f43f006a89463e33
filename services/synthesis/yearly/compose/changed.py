"""What changed: evaluations before and after, situations found and wished, measures, and improvements carried out."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from statistics import fmean
from typing import Literal
from uuid import UUID

from ...process.records import KnownRecord
from ..document import Cell, Improvement, Measure, Moment, Situation, Value, WhatChanged
from ..records import Judged, Observed, codes, day, ref, text
from .setting import Setting

Levels = dict[UUID | None, int]
"""The last level each group told; the platform itself stands as None."""


def compose_changed(setting: Setting) -> WhatChanged:
    """Tell what evaluations, observations and measures show, and what followed from them."""
    situations = compose_situations(setting)
    agreed = {record.id for record in setting.ledger.of("indicator") if record.body.get("state") == "agreed"}
    return WhatChanged(
        evaluations=_evaluations(setting),
        situations=situations,
        n_indicators_unobserved=len(agreed - {one.id for one in situations if one.present}),
        measures=compose_measures(setting),
        improvements=_improvements(setting),
    )


def compose_situations(setting: Setting) -> list[Situation]:
    """Tell where indicators stand that somebody observed."""
    by_indicator: dict[UUID, list[Observed]] = defaultdict(list)
    for one in setting.ledger.observed:
        if one.on <= setting.as_of:
            by_indicator[one.indicator].append(one)
    indicators = [record for record in setting.ledger.of("indicator") if record.body.get("state") != "retired"]
    found = [_situation(setting, record, by_indicator[record.id]) for record in indicators]
    return [one for one in found if one.present or one.reached or (one.wished and one.last_year)]


def compose_measures(setting: Setting) -> list[Measure]:
    """Tell the measures that have any value."""
    found = [_measure(setting, record) for record in setting.ledger.of("measure")]
    return [one for one in found if one.latest or one.baseline]


def _evaluations(setting: Setting) -> list[Cell]:
    """Lay out what was judged, before and after, of everything that somebody judged in this year."""
    held = {
        record.id: (record, on)
        for record in setting.ledger.of("evaluation")
        if (on := day(record.body, "held_on")) is not None and on <= setting.as_of
    }
    cells: dict[tuple[str, UUID, str], list[tuple[date, str, Judged]]] = defaultdict(list)
    for one in setting.ledger.judged:
        if one.evaluation in held:
            record, on = held[one.evaluation]
            of = one.action or ref(record.body, "of") or record.id
            key = text(record.body, "kind_of") or "impact", of, one.aspect
            cells[key].append((on, text(record.body, "moment") or "after", one))
    this_year = {key[:2] for key, judged in cells.items() if any(setting.in_year(on) for on, _, _ in judged)}
    found = [_cell(setting, key, judged) for key, judged in sorted(cells.items(), key=str) if key[:2] in this_year]
    return [cell for cell in found if cell.before or cell.after or cell.platform]


def _cell(setting: Setting, key: tuple[str, UUID, str], judged: Sequence[tuple[date, str, Judged]]) -> Cell:
    kind_of, of, aspect = key
    told: dict[str, Levels] = {"before": {}, "after": {}}
    last: dict[str, date] = {}
    for on, moment, one in judged:
        told[moment][one.group] = one.situation
        last[moment] = on
    before, after = (told[moment].copy() for moment in ("before", "after"))
    platform = {moment: levels[None] for moment, levels in told.items() if None in levels}
    before.pop(None, None), after.pop(None, None)
    moments = _moment(before, setting.ledger.fewest), _moment(after, setting.ledger.fewest)
    same = before.keys() == after.keys() and all(moments)
    return Cell(
        of=of,
        title=setting.title_of(of) or setting.ledger.platforms.get(of),
        kind_of=kind_of,
        aspect=setting.naming.aspect(aspect),
        before=moments[0],
        after=moments[1],
        difference=round(fmean(after[group] - before[group] for group in before), 2) if same else None,
        n_both=len(before.keys() & after.keys()) if all(moments) else 0,
        before_on=last.get("before"),
        after_on=last.get("after"),
        platform=platform if setting.ledger.fewest == 1 else {},
    )


def _moment(levels: Levels, fewest: int) -> Moment | None:
    """Count groups by level, where enough stand behind it."""
    found = list(levels.values())
    if not found or len(found) < fewest:
        return None
    situations = {level: found.count(level) for level in range(1, 6)}
    return Moment(mean=round(fmean(found), 2), situations=situations, n_groups=len(found))


def _situation(setting: Setting, record: KnownRecord, observed: Sequence[Observed]) -> Situation:
    """Tell where an indicator stands: this year, last year, and what is wished.

    Those who read exactly are told of the last wish, however old it is; the public of the year's only, since it
    could subtract years from one another.
    """
    exact = setting.ledger.fewest == 1
    this_year = [one for one in observed if one.on.year == setting.year]
    present = _last(this_year, "present")
    wished = _last(this_year, "wished") or (_last(observed, "wished") if exact else {})
    own = {
        name: levels[None] for name in ("present", "reached", "wished") if None in (levels := _last(this_year, name))
    }
    last_year = _last((one for one in observed if one.on.year == setting.year - 1), "present")
    now = _groups(setting, present)
    return Situation(
        **setting.entry(record),
        components=setting.naming.components(codes(record.body)),
        present=now,
        last_year=_groups(setting, last_year),
        reached=_groups(setting, _last(this_year, "reached")),
        wished=_groups(setting, wished),
        platform=own if exact else {},
        statement=_statement(setting, record, round(now.mean)) if now else None,
    )


def _last(observed: Iterable[Observed], situation_of: str) -> Levels:
    return {one.group: one.level for one in observed if one.situation_of == situation_of}


def _groups(setting: Setting, levels: Levels) -> Moment | None:
    return _moment({group: level for group, level in levels.items() if group is not None}, setting.ledger.fewest)


def _statement(setting: Setting, record: KnownRecord, level: int) -> str | None:
    """Give what people wrote that things are like at a level, in the report's language, else as it was written."""
    for one in record.body.get("statements") or []:
        if one["level"] == level:
            texts: dict[str, str] = one["texts"]
            return texts.get(setting.naming.language) or next(iter(texts.values()), None)
    return None


def _measure(setting: Setting, record: KnownRecord) -> Measure:
    body = record.body
    known = [Value(on=date.fromisoformat(one["on"]), value=one["value"]) for one in body.get("series") or []]
    series = sorted((one for one in known if one.on <= setting.as_of), key=lambda one: one.on)
    latest = series[-1] if series else None
    last_year = next((one for one in reversed(series) if one.on.year < setting.year), None)
    baseline = _value(body.get("baseline"))
    return Measure(
        **setting.entry(record),
        unit=text(body, "unit"),
        direction=text(body, "direction"),
        baseline=baseline,
        target=_value(body.get("target")),
        last_year=last_year,
        latest=latest,
        series=series,
        moves=_moves(text(body, "direction"), last_year or baseline, latest),
        notes=text(body, "notes"),
        source=text(body, "source_of") or setting.title_of(ref(body, "data_source")),
        components=setting.naming.components(codes(body)),
    )


def _value(told: dict[str, object] | None) -> Value | None:
    return Value.model_validate(told) if told else None


def _moves(direction: str | None, first: Value | None, last: Value | None) -> Literal["better", "worse", "same"] | None:
    """Tell which way a measure moved, by whether more of it is well-being or ill-being."""
    if first is None or last is None or first.on >= last.on or direction is None:
        return None
    change = (last.value - first.value) * (-1 if direction == "illbeing" else 1)
    return "same" if change == 0 else "better" if change > 0 else "worse"


def _improvements(setting: Setting) -> list[Improvement]:
    """List what was decided after evaluations: decided or carried out this year, or still to be done."""
    found = [_improvement(setting, record) for record in setting.ledger.of("improvement") if _of_year(setting, record)]
    return sorted(found, key=lambda one: (not one.overdue, str(one.due_on or "9")))


def _of_year(setting: Setting, record: KnownRecord) -> bool:
    first = day(record.body, "decided_on") or setting.met_on_evaluation(record)
    last = day(record.body, "carried_out_on")
    if first is not None and first > setting.as_of:
        return False
    return last is None or last.year >= setting.year


def _improvement(setting: Setting, record: KnownRecord) -> Improvement:
    body = record.body
    due, carried = day(body, "due_on"), day(body, "carried_out_on")
    state = text(body, "state")
    if state == "carried-out" and carried is not None and carried > setting.as_of:
        state = "under-way"
    return Improvement(
        **setting.entry(record),
        text=text(body, "text") or record.title,
        state=state,
        owner=setting.who(body, "owner"),
        due_on=due,
        overdue=state in ("decided", "under-way") and due is not None and due < setting.as_of,
        evaluation=setting.title_of(ref(body, "evaluation")),
    )
