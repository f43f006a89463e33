"""Correspondence analysis against the example that every textbook has, and what is added to it."""

import numpy as np
import pytest

from services.synthesis.engine.change.correspondence import correspondence, inertia_by_chance, place, regions
from services.synthesis.engine.change.resampling import totals
from tests.synthesis.engine.change.rooms import rooms

# Staff groups × smoking habits (none, light, medium, heavy), Greenacre (1984), and the figures that Nenadić and
# Greenacre (2007, Journal of Statistical Software 20.3) print for it, in thousandths; the last row is supplementary.
SMOKE = np.array([[4, 2, 3, 2], [4, 3, 7, 4], [25, 10, 12, 4], [18, 24, 33, 13], [10, 6, 7, 2], [42, 29, 20, 9]])
ROWS = [
    (57, 31, 66, 92, 3, 194, 800, 214), (93, 139, 259, 526, 84, 243, 465, 551), (264, 450, 381, 999, 512, 11, 1, 3),
    (456, 308, 233, 942, 331, 58, 58, 152), (130, 71, 201, 865, 70, 79, 133, 81),
]  # fmt: skip
COLUMNS = [
    (316, 577, 393, 994, 654, 30, 6, 29), (233, 83, 99, 327, 31, 141, 657, 463), (321, 148, 196, 982, 166, 7, 1, 2),
    (130, 192, 294, 684, 150, 198, 310, 506),
]  # fmt: skip
ACTIVE = np.array([True] * 5 + [False])


@pytest.fixture
def smoke():
    return correspondence(SMOKE, active_rows=ACTIVE)


def test_the_published_example_is_found_again(smoke) -> None:
    assert smoke.inertia == pytest.approx(0.0852, abs=5e-5)
    assert smoke.eigenvalues.tolist() == pytest.approx([0.074759, 0.010017, 0.000414], abs=5e-7)
    for points, printed in ((smoke.rows, ROWS), (smoke.columns, COLUMNS)):
        n = len(printed)
        told = np.column_stack([
            points.mass[:n], points.inertia[:n] / smoke.inertia,
            *(column for axis in (0, 1) for column in (
                np.abs(points.coordinates[:n, axis]), points.quality[:n, axis], points.contributions[:n, axis])),
        ])  # fmt: skip
        assert (np.abs(told * 1000 - np.array(printed)) <= 0.51).all()


def test_a_supplementary_row_is_placed_and_pulls_nothing(smoke) -> None:
    assert np.abs(smoke.rows.coordinates[5]).tolist() == pytest.approx([0.258, 0.118], abs=5e-4)
    assert (smoke.rows.mass[5], smoke.rows.inertia[5]) == (0, 0)
    assert not smoke.rows.contributions[5].any()
    without = correspondence(SMOKE[:5])
    assert without.rows.coordinates == pytest.approx(smoke.rows.coordinates[:5])
    assert place(SMOKE, smoke) == pytest.approx(smoke.rows.coordinates)


def test_a_supplementary_column_is_placed_and_pulls_nothing() -> None:
    wider = np.column_stack([SMOKE[:5], [0, 1, 19, 0, 5]])
    found = correspondence(wider, active_columns=np.array([True] * 4 + [False]))
    plain = correspondence(SMOKE[:5])
    assert found.columns.coordinates[:4] == pytest.approx(plain.columns.coordinates)
    profile = wider[:, 4] / wider[:, 4].sum()
    standard = plain.rows.coordinates / np.sqrt(plain.eigenvalues[:2])
    assert found.columns.coordinates[4] == pytest.approx(profile @ standard)
    assert place(wider, found) == pytest.approx(plain.rows.coordinates)


def test_the_table_can_be_built_again_from_all_axes() -> None:
    table = rooms(np.random.default_rng(1), np.full(7, 1 / 7), 5, 0.2)
    found = correspondence(table, n_axes=9)
    r, c = found.rows.mass, found.columns.mass
    assert found.rows.coordinates.shape == (5, 4)
    scaled = found.rows.coordinates @ (found.columns.coordinates / np.sqrt(found.eigenvalues)).T
    assert table.sum() * np.outer(r, c) * (1 + scaled) == pytest.approx(table)
    assert found.rows.quality.sum(axis=1) == pytest.approx(np.ones(5))
    assert found.columns.contributions.sum(axis=0) == pytest.approx(np.ones(4))
    assert found.rows.inertia.sum() == pytest.approx(found.inertia)
    assert found.eigenvalues.sum() == pytest.approx(found.inertia)


def test_the_heaviest_column_of_an_axis_lies_on_its_positive_side(smoke) -> None:
    for turned in (smoke, correspondence(SMOKE[[3, 0, 4, 2, 1]]), correspondence(SMOKE[:5, ::-1])):
        heaviest = turned.columns.contributions.argmax(axis=0)
        assert (turned.columns.coordinates[heaviest, [0, 1]] > 0).all()


def test_empty_rows_and_columns_are_supplementary_and_unknown() -> None:
    table = np.pad(SMOKE[:5], ((0, 1), (0, 1)))
    found = correspondence(table)
    assert found.rows.coordinates[:5] == pytest.approx(correspondence(SMOKE[:5]).rows.coordinates)
    assert np.isnan(found.rows.coordinates[5]).all()
    assert np.isnan(found.columns.coordinates[4]).all()


@pytest.mark.parametrize("table", [np.ones((1, 5)), np.zeros((3, 3)), np.array([[1, 0], [2, 0]]), np.zeros((0, 0))])
def test_a_map_needs_two_rows_and_two_columns(table: np.ndarray) -> None:
    with pytest.raises(ValueError, match="two rows"):
        correspondence(table)


def test_regions_shrink_with_more_groups_and_hold_the_point() -> None:
    rng = np.random.default_rng(2)
    profiles = rng.dirichlet(np.full(8, 2.0), 3)
    sizes = []
    for n in (6, 48):
        counts = np.concatenate([rooms(rng, shares, n) for shares in profiles])
        row = np.repeat(np.arange(3), n)
        found = correspondence(totals(counts, row, 3))
        told = regions(counts, row, 3, found, 300)
        assert all(region is not None and region.half_long >= region.half_short > 0 for region in told)
        assert all(region is not None and -90 <= region.angle <= 90 for region in told)
        sizes.append(np.mean([region.half_long for region in told if region]))
    assert sizes[1] < sizes[0] / 2


def test_a_row_of_one_group_has_no_region_and_a_map_of_one_axis_has_none() -> None:
    counts, row = SMOKE[:5].repeat([1, 2, 2, 2, 2], axis=0), np.array([0, 1, 1, 2, 2, 3, 3, 4, 4])
    found = correspondence(totals(counts, row, 5))
    assert [region is None for region in regions(counts, row, 5, found, 50)] == [True] + [False] * 4
    assert regions(counts[:3], row[:3], 2, correspondence(totals(counts[:3], row[:3], 2)), 50) == [None, None]


def test_clustered_groups_alone_make_some_map_and_chance_tells_how_much() -> None:
    rng = np.random.default_rng(3)
    shares = rng.dirichlet(np.full(10, 2.0))
    row = np.repeat(np.arange(4), 12)
    same = rooms(rng, shares, 48, 0.1)
    found = correspondence(totals(same, row, 4))
    chance = inertia_by_chance(same, row, 4, found)
    assert chance.min() < found.inertia < chance.max()
    other = np.concatenate([rooms(rng, rng.dirichlet(np.full(10, 2.0)), 12, 0.1) for _ in range(4)])
    found = correspondence(totals(other, row, 4))
    assert inertia_by_chance(other, row, 4, found).max() < found.inertia
