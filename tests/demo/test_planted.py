"""The planted effects: they are in the generated truth, at the smallest and at a larger size."""

from collections import Counter
from collections.abc import Callable

import pytest

from services.demo.generating import Demonstration, Group, generate
from services.demo.planted import (
    COUNTRY,
    COUNTRY_DIMENSION,
    HOMELESS,
    HOUSING,
    MONS,
    MONS_HOMELESS_GROUPS,
    RECOGNITION_AND_RELATIONS,
    RISING,
    RISING_AFTER,
    factor,
)


@pytest.fixture(scope="module", params=[6000, 40_000])
def demonstration(request: pytest.FixtureRequest) -> Demonstration:
    return generate(request.param)


def in_mons(group: Group) -> bool:
    return group.platform.territory.external_id == MONS


def ranking(demonstration: Demonstration, chosen: Callable[[Group], bool]) -> list[str]:
    counts = Counter(each.truth for each in demonstration.criteria if chosen(each.group))
    return [component for component, _ in counts.most_common()]


def share(demonstration: Demonstration, chosen: Callable[[Group], bool], begins: str) -> float:
    truths = [each.truth for each in demonstration.criteria if chosen(each.group)]
    return sum(truth.startswith(begins) for truth in truths) / len(truths)


def test_mons_and_other_places_have_groups_of_homeless_people(demonstration: Demonstration) -> None:
    homeless = [group for group in demonstration.groups if group.profile == HOMELESS]
    assert sum(map(in_mons, homeless)) >= MONS_HOMELESS_GROUPS
    assert len({group.platform.territory.country for group in homeless}) >= 5


def test_homeless_people_in_mons_name_recognition_and_relations_most(demonstration: Demonstration) -> None:
    found = ranking(demonstration, lambda group: group.profile == HOMELESS and in_mons(group))
    assert set(found[:6]) == set(RECOGNITION_AND_RELATIONS)
    assert HOUSING not in found[:6]


def test_housing_is_named_clearly_less_in_groups_of_homeless_people(demonstration: Demonstration) -> None:
    def homeless(group: Group) -> bool:
        return group.profile == HOMELESS

    housing = share(demonstration, homeless, HOUSING)
    assert all(share(demonstration, homeless, each) > 1.5 * housing for each in RECOGNITION_AND_RELATIONS)


def test_other_groups_do_not_put_these_first(demonstration: Demonstration) -> None:
    found = ranking(demonstration, lambda group: group.profile != HOMELESS)
    assert HOUSING in found[:4]
    assert not set(RECOGNITION_AND_RELATIONS) & set(found[:4])


def test_one_component_rises(demonstration: Demonstration) -> None:
    before = share(demonstration, lambda group: group.year <= RISING_AFTER, RISING)
    after = share(demonstration, lambda group: group.year > RISING_AFTER + 2, RISING)
    assert after > 2 * before


def test_one_country_names_one_dimension_more(demonstration: Demonstration) -> None:
    there = share(demonstration, lambda group: group.platform.territory.country == COUNTRY, COUNTRY_DIMENSION)
    elsewhere = share(demonstration, lambda group: group.platform.territory.country != COUNTRY, COUNTRY_DIMENSION)
    assert there > 1.7 * elsewhere


def test_groups_nobody_planted_anything_in_are_left_alone() -> None:
    assert factor("D02", "FR", "elders", 2012) == 1.0
    assert factor("C01", "FR", "elders", 2012) == 1.0
    assert factor("C01", "FR", "mixed", 2025) == 1.0
