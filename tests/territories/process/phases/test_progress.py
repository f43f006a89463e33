"""How far a platform is, put together from what it wrote down."""

from datetime import date
from uuid import uuid4

from services.territories.process.phases.progress import progress
from services.territories.process.phases.store import GroupTrace, Trace
from services.territories.process.phases.views import Progress, Standing
from services.territories.schemas.platforms import Cycle

PLATFORM = uuid4()
CYCLES = [
    Cycle(number=1, started_on=date(2020, 1, 1), ended_on=date(2021, 12, 31)),
    Cycle(number=2, started_on=date(2022, 1, 1)),
]


def trace(kind: str, comes_from: str | None = None, **said: str) -> Trace:
    return Trace(uuid4(), kind, comes_from, said)


def standing(found: Progress, cycle: int, phase: int, what: str) -> Standing:
    behind = next(each for each in found.cycles if each.number == cycle).phases[phase - 1].behind
    return next(each for each in behind if each.what == what)


def test_every_cycle_has_all_eight_phases_in_their_order() -> None:
    found = progress(PLATFORM, CYCLES, [], [])
    assert [cycle.number for cycle in found.cycles] == [1, 2]
    assert [[phase.phase for phase in cycle.phases] for cycle in found.cycles] == [list(range(1, 9))] * 2
    assert [phase.name for phase in found.cycles[0].phases[:3]] == ["organise", "co-define goals", "evaluate before"]
    assert found.cycles[0].phases[0].state is None


def test_a_phase_tells_its_state_and_its_days() -> None:
    said = trace("phase", cycle="2", phase="3", state="under-way", started_on="2023-01-05")
    phase = progress(PLATFORM, CYCLES, [said], []).cycles[1].phases[2]
    assert (phase.record, phase.state, phase.started_on, phase.ended_on) == (
        said.id,
        "under-way",
        date(2023, 1, 5),
        None,
    )


def test_records_belong_to_the_cycle_they_name_or_that_ran_on_their_day() -> None:
    traces = [
        trace("observation", observed_on="2021-05-01", situation_of="present"),
        trace("observation", observed_on="2022-05-01", situation_of="present"),
        trace("observation", observed_on="2022-06-01", situation_of="wished"),
        trace("observation", situation_of="present"),
        trace("scenario", cycle="2", chosen="false"),
    ]
    found = progress(PLATFORM, CYCLES, traces, [])
    assert standing(found, 1, 3, "observations") == Standing(what="observations", n=1, by={"present": 1})
    assert standing(found, 2, 3, "observations").by == {"present": 1, "wished": 1}
    assert standing(found, 2, 4, "scenarios").n == 1
    assert standing(found, 2, 5, "scenarios-chosen").n == 0
    total = next(each for each in found.in_total[2].behind if each.what == "observations")
    assert (total.n, total.by, total.n_without_cycle) == (4, {"present": 3, "wished": 1}, 1)


def test_what_has_no_day_belongs_to_the_cycle_of_its_meeting() -> None:
    meeting = trace("meeting", held_on="2021-02-03", kind_of="co-decision")
    named = trace("meeting", held_on="2021-02-03", cycle="2")
    traces = [
        meeting,
        named,
        trace("indicator", comes_from=str(meeting.id), state="agreed"),
        trace("indicator", comes_from=str(named.id), state="proposed"),
        trace("indicator", comes_from=str(uuid4()), state="retired"),
        trace("scenario", comes_from=str(meeting.id), chosen="true"),
    ]
    found = progress(PLATFORM, CYCLES, traces, [])
    assert standing(found, 1, 3, "indicators").by == {"agreed": 1}
    assert standing(found, 2, 3, "indicators").by == {"proposed": 1}
    assert standing(found, 1, 5, "scenarios-chosen").n == 1
    assert standing(found, 1, 5, "co-decision-meetings").n == 1
    assert standing(found, 2, 5, "co-decision-meetings").n == 0


def test_evaluations_stand_behind_the_phase_they_are_for() -> None:
    traces = [
        trace("evaluation", kind_of="impact", moment="before", held_on="2020-02-01"),
        trace("evaluation", kind_of="impact", moment="after", held_on="2021-02-01"),
        trace("evaluation", kind_of="self-evaluation", moment="after", held_on="2021-03-01"),
    ]
    traces.append(trace("improvement", comes_from=str(traces[2].id), state="decided"))
    traces.append(trace("evaluation", kind_of="human-rights-impact", moment="before", held_on="2022-02-01"))
    found = progress(PLATFORM, CYCLES, traces, [])
    assert standing(found, 1, 3, "impact-evaluations-before").by == {"impact": 1}
    assert standing(found, 2, 3, "impact-evaluations-before").by == {"human-rights-impact": 1}
    assert standing(found, 1, 8, "improvements").by == {"decided": 1}
    assert standing(found, 1, 7, "impact-evaluations-after").n == 1
    assert standing(found, 1, 8, "self-evaluations").n == 1


def test_groups_belong_to_their_cycle_and_nobody_is_counted_twice() -> None:
    groups = [
        GroupTrace(cycle=1, year=2025, month=None, mixed=False, n_participants=9),
        GroupTrace(cycle=None, year=2022, month=3, mixed=False, n_participants=8),
        GroupTrace(cycle=None, year=2019, month=None, mixed=False, n_participants=None),
        GroupTrace(cycle=2, year=2022, month=None, mixed=True, n_participants=None),
    ]
    found = progress(PLATFORM, CYCLES, [], groups)
    assert [standing(found, 1, 2, what).n for what in ("groups", "mixed-groups", "participants")] == [1, 0, 9]
    assert [standing(found, 2, 2, what).n for what in ("groups", "mixed-groups", "participants")] == [1, 1, 8]
    totals = {each.what: (each.n, each.n_without_cycle) for each in found.in_total[1].behind}
    assert totals["groups"] == (3, 1)
    assert totals["participants"] == (17, 0)


def test_who_is_told_released_records_only_is_told_no_number_of_groups_or_observations() -> None:
    found = progress(PLATFORM, CYCLES, [trace("action", state="done", done_on="2021-01-01")], None)
    assert found.released_only
    for phase, what in ((2, "groups"), (2, "participants"), (3, "observations")):
        assert standing(found, 1, phase, what).n is None
    assert standing(found, 1, 6, "actions") == Standing(what="actions", n=1, by={"done": 1})


def test_a_cycle_that_only_records_name_is_there_too() -> None:
    found = progress(PLATFORM, [], [trace("phase", cycle="0", phase="1", state="done")], [])
    assert [(cycle.number, cycle.started_on) for cycle in found.cycles] == [(0, None)]
