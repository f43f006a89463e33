"""How far a platform is, from what it wrote down: nothing is asked for twice, and nothing is scored."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from ...schemas.platforms import Cycle
from .behind import BEHIND
from .cycles import cycle_in, cycle_on
from .eight import PHASES
from .schemas import PhaseState
from .store import GroupTrace, Trace
from .tallies import Tally
from .views import CycleStanding, PhaseStanding, PhaseTotal, Progress

HELD_IN = 2
"""The phase in which groups are held."""

HELD = ("meeting", "evaluation")
"""Kinds of records that have a day, and that others follow from."""


def progress(
    platform_id: UUID, cycles: Sequence[Cycle], traces: Sequence[Trace], groups: Sequence[GroupTrace] | None
) -> Progress:
    """Put together how far a platform is; ``groups`` is None for those who are told released records only.

    What names no cycle belongs to the one that ran on its day, or else on the day of the
    meeting or evaluation that it follows from.
    """
    tallies = [*_tallies_of_groups(groups, cycles), *_tallies(traces, cycles, whole=groups is not None)]
    numbers = {cycle.number for cycle in cycles}
    numbers |= {number for tally in tallies for number in tally.n if number is not None}
    numbers |= {number for trace in traces if trace.kind == "phase" and (number := trace.number("cycle")) is not None}
    return Progress(
        platform_id=platform_id,
        released_only=groups is None,
        cycles=[_cycle(number, cycles, traces, tallies) for number in sorted(numbers)],
        in_total=[
            PhaseTotal(
                phase=phase.number,
                name=phase.name,
                behind=[tally.in_total() for tally in tallies if tally.phase == phase.number],
            )
            for phase in PHASES
        ],
    )


def _tallies_of_groups(groups: Sequence[GroupTrace] | None, cycles: Sequence[Cycle]) -> list[Tally]:
    held, mixed, people = (
        Tally(HELD_IN, what, told=groups is not None) for what in ("groups", "mixed-groups", "participants")
    )
    for group in groups or ():
        cycle = cycle_in(group.year, group.month, cycles) if group.cycle is None else group.cycle
        (mixed if group.mixed else held).add(cycle)
        if group.n_participants is not None:
            people.add(cycle, n=group.n_participants)
    return [held, mixed, people]


def _tallies(traces: Sequence[Trace], cycles: Sequence[Cycle], *, whole: bool) -> Iterable[Tally]:
    held = {str(trace.id): _own_cycle(trace, ("held_on",), cycles) for trace in traces if trace.kind in HELD}
    for each in BEHIND:
        tally = Tally(each.phase, each.what, told=whole or not each.inside)
        for trace in traces:
            if trace.kind == each.kind and each.counts(trace.said):
                cycle = _own_cycle(trace, each.days, cycles)
                if cycle is None and trace.comes_from is not None:
                    cycle = held.get(trace.comes_from)
                tally.add(cycle, trace.said.get(each.by) if each.by else None)
        yield tally


def _own_cycle(trace: Trace, days: Sequence[str], cycles: Sequence[Cycle]) -> int | None:
    if (told := trace.number("cycle")) is not None:
        return told
    day = trace.day(*days)
    return cycle_on(day, cycles) if day else None


def _cycle(number: int, cycles: Sequence[Cycle], traces: Sequence[Trace], tallies: Sequence[Tally]) -> CycleStanding:
    cycle = next((cycle for cycle in cycles if cycle.number == number), None)
    told = {
        trace.number("phase"): trace for trace in traces if trace.kind == "phase" and trace.number("cycle") == number
    }
    return CycleStanding(
        number=number,
        started_on=cycle and cycle.started_on,
        ended_on=cycle and cycle.ended_on,
        phases=[_phase(phase.number, phase.name, told.get(phase.number), number, tallies) for phase in PHASES],
    )


def _phase(phase: int, name: str, told: Trace | None, cycle: int, tallies: Sequence[Tally]) -> PhaseStanding:
    return PhaseStanding(
        phase=phase,
        name=name,
        record=told and told.id,
        state=PhaseState(str(told.said["state"])) if told else None,
        started_on=told and told.day("started_on"),
        ended_on=told and told.day("ended_on"),
        behind=[tally.in_cycle(cycle) for tally in tallies if tally.phase == phase],
    )
