import numpy as np
import pytest

from services.synthesis.engine.contrasts.alarm import alarm, by_dimension, ranks_inside
from services.synthesis.engine.contrasts.contrast import contrast
from services.synthesis.engine.contrasts.evidence import evidence
from services.synthesis.engine.contrasts.stories import stories
from tests.synthesis.engine.contrasts.makers import shares, spoken

DIMENSION = np.repeat([0, 1, 2], 4)
TYPE = np.r_[np.zeros(20, int), np.arange(180) % 4 + 1]
PARTS = np.arange(5)[:, None] == TYPE


def mons(seed: int = 0) -> np.ndarray:
    """Type 0 names cell 3 where others name cell 4."""
    swapped, usual = shares(), shares()
    swapped[3], usual[3] = 0.25, 0.05
    swapped[4], usual[4] = 0.05, 0.25
    rng = np.random.default_rng(seed)
    return np.concatenate([spoken(rng, 20, swapped / swapped.sum()), spoken(rng, 180, usual / usual.sum())])


def test_what_a_type_says_more_and_less_is_told_unasked() -> None:
    found = alarm(mons(), PARTS, DIMENSION)
    told = {(part, bool(dim), cell, way) for part, dim, cell, way in zip(
        found.part, found.dimension, found.cell, found.direction, strict=True)}  # fmt: skip
    assert (0, False, 3, 1) in told
    assert (0, False, 4, -1) in told
    assert (np.diff(found.q) >= 0).all()


def test_with_labels_permuted_hardly_any_run_finds_anything() -> None:
    counts, rng = mons(), np.random.default_rng(0)
    alarms = [len(alarm(counts, rng.permutation(TYPE) == np.arange(5)[:, None], DIMENSION).q) > 0 for _ in range(80)]
    assert np.mean(alarms) <= 0.125


def test_a_scope_with_too_few_groups_is_silent() -> None:
    scope = np.zeros(200, np.bool_)
    scope[15:80] = True
    found = alarm(mons(), PARTS, DIMENSION, scope, minimum=6)
    assert 0 not in found.part
    assert alarm(mons(), PARTS, DIMENSION, np.zeros(200, np.bool_)).n_tests == 0


def test_all_scopes_are_one_family() -> None:
    scopes = np.stack([np.ones(200, np.bool_), np.arange(200) % 3 == 0])
    one, two = alarm(mons(), PARTS, DIMENSION), alarm(mons(), PARTS, DIMENSION, scopes)
    assert two.n_tests == 2 * one.n_tests
    assert set(two.scope) == {0, 1}


def test_a_dimension_carried_by_one_component_is_told_as_the_same_story() -> None:
    counts = mons()
    found = alarm(counts, PARTS, DIMENSION)
    told = stories(found, counts, PARTS, DIMENSION)
    more = (found.part == 0) & (found.direction == 1) & np.where(
        found.dimension, found.cell == 0, DIMENSION[np.where(found.dimension, 0, found.cell)] == 0)  # fmt: skip
    assert more.sum() > 1
    assert len(set(told.story[more])) == 1
    assert told.lead[more].sum() == 1
    assert told.carried[more & found.dimension].all()
    assert not told.carried[~found.dimension].any()


def test_a_wider_family_of_profiles_shares_the_story() -> None:
    counts = mons()
    parts = np.concatenate([PARTS, [PARTS[0] | PARTS[1]]])
    found = alarm(counts, parts, DIMENSION)
    apart = stories(found, counts, parts, DIMENSION)
    together = stories(found, counts, parts, DIMENSION, family_of=np.array([0, 1, 2, 3, 4, 0]))
    assert together.lead.sum() < apart.lead.sum()


def test_the_ranking_inside_is_the_other_form() -> None:
    counts = mons()
    ranks = ranks_inside(counts, PARTS[0])
    assert ranks.shape == (3, 12)
    assert (ranks[2] == 1 + (counts[PARTS[0]].sum((0, 1))[None] > counts[PARTS[0]].sum((0, 1))[:, None]).sum(1)).all()


def test_dimensions_are_sums_of_components() -> None:
    counts = mons()
    assert (by_dimension(counts, DIMENSION)[:, :, 1] == counts[:, :, 4:8].sum(axis=2)).all()


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="by group"):
        alarm(mons(), PARTS[:, :10], DIMENSION)


def test_each_finding_has_its_effect_interval_groups_and_rank() -> None:
    counts = mons()
    found = alarm(counts, PARTS, DIMENSION)
    told = evidence(found, counts, PARTS, DIMENSION, resamplings=200)
    one = np.flatnonzero((found.part == 0) & ~found.dimension & (found.cell == 3) & (found.row == 2))[0]
    made = contrast(counts, PARTS[0], resamplings=200)
    assert told.log_odds[one] == made.log_odds[2, 3]
    assert told.low[one] == made.intervals.low[2, 3]
    assert told.n_groups[one] == (counts[PARTS[0]][:, :, 3].sum(axis=1) > 0).sum()
    assert told.heard[one] == 20
    assert told.rank[one] == ranks_inside(counts, PARTS[0])[2, 3]
    assert (np.sign(told.log_odds) == found.direction).mean() > 0.9


def test_no_findings_have_no_evidence() -> None:
    counts = mons()
    nothing = alarm(counts, PARTS, DIMENSION, np.zeros(200, np.bool_))
    assert len(evidence(nothing, counts, PARTS, DIMENSION).rank) == 0
    assert len(stories(nothing, counts, PARTS, DIMENSION).lead) == 0
