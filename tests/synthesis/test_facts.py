"""Counting against a count written as plainly as possible."""

from collections import defaultdict
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.synthesis.engine import facts as engine
from services.synthesis.engine.facts import Axis, Facts, count
from services.synthesis.engine.nearest import best, similarities


@st.composite
def worlds(draw: st.DrawFn) -> dict[str, Any]:
    """Random groups and facts, axes of both kinds (some values missing, some never used) and choices."""
    n_groups, n_facts = draw(st.integers(0, 8)), draw(st.integers(0, 30))
    n_facts = n_facts if n_groups else 0

    def axis(name: str, length: int) -> Axis:
        size = draw(st.integers(1, 4))
        numbers = draw(st.lists(st.integers(-1, size - 1), min_size=length, max_size=length))
        return Axis(name, list(range(size)), np.array(numbers, np.int32))

    def ints(low: int, high: int, length: int) -> Any:
        return np.array(draw(st.lists(st.integers(low, high), min_size=length, max_size=length)), np.int32)

    def mask(length: int) -> Any:
        return np.array(draw(st.lists(st.booleans(), min_size=length, max_size=length)), np.bool_)

    return {
        "facts": Facts(ints(0, max(n_groups - 1, 0), n_facts), ints(1, 9, n_facts), ints(1, 12, n_groups)),
        "group_axes": [axis(f"g{at}", n_groups) for at in range(draw(st.integers(0, 3)))],
        "fact_axes": [axis(f"f{at}", n_facts) for at in range(draw(st.integers(0, 3)))],
        "groups": mask(n_groups),
        "chosen": mask(n_facts),
    }


def by_hand(facts: Facts, group_axes: list[Axis], fact_axes: list[Axis], groups: Any, chosen: Any) -> dict[Any, Any]:
    gave: dict[tuple[int, ...], dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for row, (group, n) in enumerate(zip(facts.group.tolist(), facts.n.tolist(), strict=True)):
        cell = (*(int(axis.numbers[group]) for axis in group_axes), *(int(axis.numbers[row]) for axis in fact_axes))
        if groups[group] and chosen[row] and -1 not in cell:
            gave[cell][group] += n
    return {
        cell: (
            sum(by_group.values()),
            len(by_group),
            sum(int(facts.participants[group]) for group in by_group),
            sum(sorted(by_group.values())[-2:]),
        )
        for cell, by_group in gave.items()
    }


def counted(world: dict[str, Any], dominance: bool = True) -> dict[Any, Any]:
    found = count(**world, dominance=dominance)
    columns = (found.n_criteria, found.n_groups, found.n_participants, found.largest_two)
    rows = [tuple(row) for row in found.cells.tolist()]
    assert len(rows) == len(set(rows))
    return dict(zip(rows, zip(*(column.tolist() for column in columns), strict=True), strict=True))


@settings(max_examples=300, deadline=None)
@given(worlds())
def test_counts_are_what_a_plain_count_gives(world: dict[str, Any]) -> None:
    expected = by_hand(**world)
    assert counted(world) == expected
    assert {cell: row[3] for cell, row in counted(world, dominance=False).items()} == dict.fromkeys(expected, 0)


@settings(max_examples=150, deadline=None)
@given(worlds())
def test_sorting_and_tables_give_the_same(world: dict[str, Any]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        dense = counted(world)
        patch.setattr(engine, "_TABLE", 0)
        assert counted(world) == dense


@settings(max_examples=150, deadline=None)
@given(worlds())
def test_criteria_add_up_and_groups_do_not_need_to(world: dict[str, Any]) -> None:
    known = world["chosen"].copy()
    for axis in world["fact_axes"]:
        known &= axis.numbers >= 0
    coarse = counted(world | {"fact_axes": [], "chosen": known})
    fine = counted(world)
    size = len(world["group_axes"])
    for cell, (n_criteria, n_groups, n_participants, _) in coarse.items():
        parts = [row for key, row in fine.items() if key[:size] == cell]
        assert sum(row[0] for row in parts) == n_criteria
        assert max(row[1] for row in parts) <= n_groups <= sum(row[1] for row in parts)
        assert max(row[2] for row in parts) <= n_participants <= sum(row[2] for row in parts)


def test_nothing_at_all_is_counted_as_nothing() -> None:
    none = np.zeros(0, np.int32)
    empty = Axis("nothing", [], none)
    facts = Facts(none, none, none)
    for axes in ([], [empty], [empty, empty]):
        found = count(facts, axes, axes, np.zeros(0, np.bool_), np.zeros(0, np.bool_), dominance=True)
        assert found.cells.shape == (0, 2 * len(axes))
        assert len(found.n_criteria) == len(found.n_groups) == 0


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from([-1.0, 0.0, 0.25, 0.5, 1.0]), st.booleans()), max_size=60), st.integers(1, 70)
)
def test_the_best_are_those_that_sorting_finds(rows: list[tuple[float, bool]], k: int) -> None:
    scores = np.array([score for score, _ in rows], np.float32)
    allowed = np.array([here for _, here in rows], np.bool_)
    expected = sorted((row for row in range(len(rows)) if allowed[row]), key=lambda row: (-scores[row], row))[:k]
    assert best(scores, allowed, k).tolist() == expected


def test_likeness_is_the_cosine() -> None:
    matrix = np.array([[1, 0], [0, 1], [0.6, 0.8]], np.float32)
    assert similarities(matrix, np.array([0, 1], np.float32)).tolist() == pytest.approx([0, 1, 0.8])
