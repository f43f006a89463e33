"""However voices are taken up, nobody is counted twice and nobody is lost."""

from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from services.territories.process.voices.counting import Voice, counted_once, downwards, in_a_loop

LEVELS = ("group", "mixed", "territory")


def voice(level: str = "group", **more: object) -> Voice:
    return Voice(id=uuid4(), level=level, **{"group": uuid4() if level != "territory" else None, **more})  # type: ignore[arg-type]


def known(*voices: Voice) -> dict[UUID, Voice]:
    return {each.id: each for each in voices}


@st.composite
def forests(draw: st.DrawFn) -> dict[UUID, Voice]:
    """Voices that take up any of those made before them, merging from few criteria so that many meet again."""
    criteria = [UUID(int=number) for number in range(8)]
    made: list[Voice] = []
    for number in range(draw(st.integers(1, 12))):
        lower = [each.id for each in made]
        made.append(
            Voice(
                id=UUID(int=1000 + number),
                level=(level := draw(st.sampled_from(LEVELS))),
                group=None if level == "territory" else UUID(int=100 + draw(st.integers(0, 3))),
                merges=tuple(draw(st.lists(st.sampled_from(criteria), unique=True))),
                takes_up=tuple(draw(st.lists(st.sampled_from(lower), unique=True)) if lower else ()),
            )
        )
    return known(*made)


def reached(start: UUID, voices: dict[UUID, Voice]) -> list[Voice]:
    """Every way down, one after the other: what is reached twice stands here twice."""
    return [voices[start], *(each for lower in voices[start].takes_up for each in reached(lower, voices))]


@given(forests())
def test_a_roll_up_never_counts_twice_and_loses_nobody(voices: dict[UUID, Voice]) -> None:
    for start in voices:
        ways = reached(start, voices)
        counted = counted_once([start], voices)
        assert counted.voices == {each.id for each in ways}
        assert counted.criteria == {criterion for each in ways for criterion in each.merges}
        assert counted.groups == {each.group for each in ways if each.level == "group"}
        assert len(list(downwards([start], voices))) == len(counted.voices)
        assert not in_a_loop(start, voices)


@given(forests(), forests())
def test_the_whole_is_never_more_than_its_parts_nor_less_than_any(
    some: dict[UUID, Voice], others: dict[UUID, Voice]
) -> None:
    voices = some | others
    whole = counted_once(voices, voices)
    parts = [counted_once([each], voices) for each in voices]
    assert whole.criteria == frozenset[UUID]().union(*(part.criteria for part in parts))
    assert len(whole.criteria) <= sum(len(part.criteria) for part in parts)
    assert all(part.criteria <= whole.criteria and part.groups <= whole.groups for part in parts)


@given(forests())
def test_counting_does_not_depend_on_the_order(voices: dict[UUID, Voice]) -> None:
    assert counted_once(list(voices), voices) == counted_once(reversed(voices), voices)


def test_what_a_mixed_group_takes_up_is_counted_with_the_group_that_said_it() -> None:
    """Case seven, Mulhouse: groups with one profile first, then mixed ones that take up what those said."""
    said = uuid4()
    elders = voice(merges=(said,))
    mixed = voice("mixed", merges=(said,), takes_up=(elders.id,))
    counted = counted_once([mixed.id], known(elders, mixed))
    assert counted.criteria == {said}
    assert (counted.groups, counted.mixed_groups) == ({elders.group}, {mixed.group})


def test_a_loop_is_found_and_does_not_hang() -> None:
    one, other = uuid4(), uuid4()
    voices = known(Voice(one, "territory", takes_up=(other,)), Voice(other, "territory", takes_up=(one,)))
    assert in_a_loop(one, voices)
    assert counted_once([one], voices).voices == {one, other}


def test_what_is_not_known_is_left_out() -> None:
    alone = voice(takes_up=(uuid4(),))
    assert counted_once([alone.id, uuid4()], known(alone)).voices == {alone.id}
