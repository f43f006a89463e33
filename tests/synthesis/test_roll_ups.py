"""Figures roll up through trees of places, and no criterion, group or participant is counted twice."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from services.synthesis import trends as operation
from services.synthesis.mirror import _FACT, _GROUP, Mirror, Territory
from services.synthesis.process.coverage.counting import Whole, heard
from services.synthesis.schemas import Trends
from shared.identity import Identity
from shared.vocabulary.codebook import default_codebook

NOW = datetime(2026, 1, 1, tzinfo=UTC)
STAFF = Identity("staff", "staff")
PROFILES = ("elders", "youth", "mixed")
CODES = ("", "A01", "A02", "B01")


@dataclass(frozen=True)
class Land:
    """Places, each inside one before it or in none, groups with a place, profile and participants, and facts."""

    parents: list[int | None]
    groups: list[tuple[int, str, int]]
    facts: list[tuple[int, str, int]] = field(default_factory=list)
    """A group, a code and how many criteria."""

    def below(self, place: int) -> set[int]:
        """A place and all inside it, found by walking up from each."""
        found = set()
        for start in range(len(self.parents)):
            now: int | None = start
            while now is not None:
                if now == place:
                    found.add(start)
                now = self.parents[now]
        return found

    def speaking(self, places: set[int], code: str | None = None) -> set[int]:
        """Groups of some places that said something, or something of a component."""
        return {group for group, of, _ in self.facts if self.groups[group][0] in places and code in (None, of)}

    def expected(self, places: set[int], code: str | None = None) -> tuple[int, int, int]:
        """Criteria, groups and participants, counted as plainly as possible."""
        groups = self.speaking(places, code)
        n = sum(n for group, of, n in self.facts if group in groups and code in (None, of))
        return n, len(groups), sum(self.groups[group][2] for group in groups)


@st.composite
def lands(draw: st.DrawFn) -> Land:
    n_places, n_groups = draw(st.integers(1, 9)), draw(st.integers(0, 8))
    parents = [draw(st.none() | st.integers(0, place - 1)) if place else None for place in range(n_places)]
    groups = st.tuples(st.integers(0, n_places - 1), st.sampled_from(PROFILES), st.integers(1, 12))
    facts = st.tuples(st.integers(0, max(n_groups - 1, 0)), st.sampled_from(CODES), st.integers(1, 5))
    said = draw(st.lists(facts, max_size=20)) if n_groups else []
    return Land(parents, [draw(groups) for _ in range(n_groups)], said)


def place(number: int) -> UUID:
    return UUID(int=number + 1)


def mirror_of(land: Land) -> Mirror:
    """A copy in memory with these places, groups and facts, and no database behind it."""
    mirror = Mirror(None, None)
    for number in reversed(range(len(land.parents))):  # a place may be met before the one that it lies in
        parent = land.parents[number]
        above = None if parent is None else place(parent)
        mirror.territories[place(number)] = Territory(above, "region", "CV", f"{number}")
        mirror.territory_names.number(place(number))
    country, family, year = mirror.countries.number("CV"), mirror.families.number("age"), mirror.years.number(2025)
    mirror.groups = np.array(
        [
            (mirror.territory_names.number(place(at)), country, mirror.profiles.number(profile), family, year, n, True)
            for at, profile, n in land.groups
        ],
        _GROUP,
    )
    question, scope, status = (
        mirror.questions.number("wellbeing"),
        mirror.scopes.number("network"),
        mirror.statuses.number("human"),
    )
    mirror.facts = np.array(
        [(group, question, scope, mirror.codes.number(code), status, n) for group, code, n in land.facts], _FACT
    )
    return mirror


def ask(mirror: Mirror, under: int, *by: str, **filters: Any) -> Trends:
    wanted = operation.Wanted(by, {name: [value] for name, value in filters.items()}, place(under))
    return operation.trends(mirror, STAFF, wanted, default_codebook(), NOW)


def told(found: Any) -> tuple[int, int, int]:
    return found.n_criteria, found.n_groups, found.n_participants


def counted(mirror: Mirror, under: int) -> Whole:
    return heard(mirror, place(under), None, None, ("network", "open"))


@settings(max_examples=150, deadline=None)
@given(lands())
def test_every_place_counts_the_groups_of_all_below_it_once(land: Land) -> None:
    mirror = mirror_of(land)
    for number in range(len(land.parents)):
        below = land.below(number)
        assert told(ask(mirror, number, "territory")) == land.expected(below)
        rows = {row.component: told(row) for row in ask(mirror, number, "component").rows}
        named = {code for group, code, _ in land.facts if code and land.groups[group][0] in below}
        assert rows == {code: land.expected(below, code) for code in named}


@settings(max_examples=150, deadline=None)
@given(lands())
def test_a_place_is_the_sum_of_its_own_and_of_what_lies_right_below_it(land: Land) -> None:
    mirror = mirror_of(land)
    whole = [told(ask(mirror, number, "territory")) for number in range(len(land.parents))]
    for number in range(len(land.parents)):
        parts = [whole[child] for child, parent in enumerate(land.parents) if parent == number]
        own = told(ask(mirror, number, "territory", territory=place(number)))
        assert whole[number] == tuple(sum(column) for column in zip(own, *parts, strict=True))
        rows = {row.territory: row.n_groups for row in ask(mirror, number, "territory").rows}
        assert sum(n or 0 for n in rows.values()) == whole[number][1]
    assert sum(n for n, *_ in (whole[top] for top, parent in enumerate(land.parents) if parent is None)) == sum(
        n for _, _, n in land.facts
    )


@settings(max_examples=150, deadline=None)
@given(lands())
def test_who_was_heard_rolls_up_without_those_who_were_heard_before(land: Land) -> None:
    """Members of a mixed group were heard in a group of one profile, so coverage leaves mixed groups out."""
    mirror = mirror_of(land)
    of_one_profile = {number for number, (_, profile, _) in enumerate(land.groups) if profile != "mixed"}
    without = Land(land.parents, land.groups, [fact for fact in land.facts if fact[0] in of_one_profile])
    for number in range(len(land.parents)):
        found = counted(mirror, number)
        assert told(found) == without.expected(land.below(number))
        kinds = [(kind.n_criteria, kind.n_groups, kind.n_participants) for kind in found.kinds.values()]
        assert told(found) == tuple(sum(column) for column in zip((0, 0, 0), *kinds, strict=True))


@settings(max_examples=100, deadline=None)
@given(lands(), st.data())
def test_moving_a_place_moves_its_figures_and_changes_no_total(land: Land, data: st.DataObject) -> None:
    moved = data.draw(st.integers(0, len(land.parents) - 1))
    free = sorted(set(range(len(land.parents))) - land.below(moved))
    parents = [*land.parents]
    parents[moved] = data.draw(st.none() | st.sampled_from(free)) if free else None
    after = Land(parents, land.groups, land.facts)
    mirror = mirror_of(after)
    for number in range(len(parents)):
        assert told(ask(mirror, number, "territory")) == after.expected(after.below(number))
    everything = operation.trends(mirror, STAFF, operation.Wanted(("territory",)), default_codebook(), NOW)
    assert told(everything) == land.expected(set(range(len(parents))))
