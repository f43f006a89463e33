"""However criteria are merged and taken up, each counts once and none is lost."""

from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from services.synthesis.process.said.counting import Carried, Collective, Criterion, carried, left_out, tally

LEVELS = ("group", "mixed", "territory")


def criterion(number: int, **more: object) -> Criterion:
    fields = {"group": UUID(int=100 + number % 3), "question": "wellbeing", "statement": number} | more
    return Criterion(UUID(int=number), **fields)  # type: ignore[arg-type]


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[Criterion], list[Collective]]:
    """Criteria of all sorts, and collective ones that take up any of those before them: many ways meet again."""
    said = [
        criterion(
            number,
            statement=draw(st.none() | st.integers(0, 4)),
            question=draw(st.sampled_from(["wellbeing", "illbeing"])),
            approved=draw(st.booleans()),
            taken_up=draw(st.booleans()),
            withdrawn=draw(st.booleans()),
        )
        for number in range(draw(st.integers(0, 10)))
    ]
    ids = [each.id for each in said]
    made: list[Collective] = []
    for number in range(draw(st.integers(0, 8))):
        lower = [each.id for each in made]
        made.append(
            Collective(
                UUID(int=1000 + number),
                draw(st.sampled_from(LEVELS)),
                draw(st.booleans()),
                tuple(draw(st.lists(st.sampled_from(ids), unique=True)) if ids else ()),
                tuple(draw(st.lists(st.sampled_from(lower), unique=True)) if lower else ()),
            )
        )
    return said, made


def above(start: Collective, made: list[Collective]) -> list[Collective]:
    """Every way up, one after the other: what two ways lead to stands here twice."""
    takers = [each for each in made if start.id in each.takes_up]
    return [start, *(each for taker in takers for each in above(taker, made))]


@given(worlds())
def test_every_criterion_that_counts_is_carried_or_left_out_and_never_both(
    world: tuple[list[Criterion], list[Collective]],
) -> None:
    said, made = world
    ways = carried(said, made)
    missed = {each.id for each in left_out(said, ways)}
    assert missed | ways.keys() == {each.id for each in said if each.counts}
    assert not missed & ways.keys()
    counted = tally(said, ways)
    assert counted.n_said == counted.n_carried + counted.n_left_out == sum(counted.by_question.values())
    assert counted.n_left_out == len(missed)
    assert all(n <= counted.n_carried for n in counted.carried_to.values())
    assert counted.n_withdrawn == sum(each.withdrawn for each in said)


@given(worlds())
def test_a_criterion_is_carried_as_far_as_any_way_leads(world: tuple[list[Criterion], list[Collective]]) -> None:
    said, made = world
    ways = carried(said, made)
    for each in said:
        copies = [
            other.id for other in said
            if other.taken_up and not other.withdrawn and other.statement is not None
            and (other.statement, other.question) == (each.statement, each.question)
        ]  # fmt: skip
        met = [up for one in made if {each.id, *copies} & set(one.merges) for up in above(one, made)]
        if each.counts and met:
            assert ways[each.id] == Carried(frozenset(up.level for up in met), any(up.approved for up in met))
        else:
            assert each.id not in ways


@given(worlds())
def test_groups_add_up_to_the_whole_and_order_makes_no_difference(
    world: tuple[list[Criterion], list[Collective]],
) -> None:
    said, made = world
    ways = carried(said, made)
    whole = tally(said, ways)
    parts = [tally([each for each in said if each.group == group], ways) for group in {each.group for each in said}]
    for name in ("n_said", "n_carried", "n_carried_approved", "n_left_out", "n_noted", "n_taken_up", "n_withdrawn"):
        assert getattr(whole, name) == sum(getattr(part, name) for part in parts)
    assert carried(said[::-1], made[::-1]) == ways
    assert tally([*said, *said], ways) == whole


def test_what_two_levels_merge_counts_once() -> None:
    said = [criterion(1), criterion(2), criterion(3)]
    of_group = Collective(uuid4(), "group", merges=(said[0].id, said[1].id))
    of_all = Collective(uuid4(), "territory", approved=True, merges=(said[0].id,), takes_up=(of_group.id,))
    counted = tally(said, carried(said, [of_group, of_all]))
    assert (counted.n_said, counted.n_carried, counted.n_carried_approved, counted.n_left_out) == (3, 2, 2, 1)
    assert counted.carried_to == {"group": 2, "territory": 2}


def test_a_copy_that_a_mixed_group_merged_carries_those_who_said_it_first() -> None:
    first, copy, other = criterion(1), criterion(2, statement=1, taken_up=True), criterion(3)
    asked_otherwise = criterion(4, statement=1, question="illbeing")
    said = [first, copy, other, asked_otherwise]
    ways = carried(said, [Collective(uuid4(), "mixed", merges=(copy.id,))])
    assert ways.keys() == {first.id}
    counted = tally(said, ways)
    assert (counted.n_said, counted.n_taken_up, counted.carried_to) == (3, 1, {"mixed": 1})


def test_a_loop_ends() -> None:
    one, other = uuid4(), uuid4()
    said = criterion(1)
    ways = carried([said], [Collective(one, "group", merges=(said.id,), takes_up=(other,)),
                            Collective(other, "mixed", takes_up=(one,))])  # fmt: skip
    assert ways[said.id].levels == {"group", "mixed"}
