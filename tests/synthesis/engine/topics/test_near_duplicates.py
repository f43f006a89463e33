import numpy as np
import pytest

from services.synthesis.engine.encoding.encoder import Vectors, unit_rows
from services.synthesis.engine.normalise import normalise
from services.synthesis.engine.topics.near_duplicates import BLOCK, near_duplicates, voices

from ..conftest import Embed
from .mixtures import mixture


def _copies(vectors: Vectors, rows: list[int], seed: int = 3) -> Vectors:
    """Nearly the same vectors as some rows: cosine about .98."""
    added = unit_rows(np.random.default_rng(seed).standard_normal((len(rows), vectors.shape[1])))
    return unit_rows(vectors[rows] + np.float32(0.2) * added)


def test_copies_repeat_the_statement_said_most() -> None:
    vectors, _ = mixture(50, 50, spread=1.0)
    every = np.concatenate([vectors, _copies(vectors, [4, 4, 9])])
    weights = np.ones(53)
    weights[51] = 8
    repeats = near_duplicates(every, weights, np.zeros(53, int))
    assert repeats[[4, 50, 51]].tolist() == [51, 51, 51]
    assert repeats[[9, 52]].tolist() == [9, 9]
    assert (repeats[:4] == np.arange(4)).all()


def test_small_changes_do_not_lead_far_away() -> None:
    angles = np.radians(np.arange(0, 90, 10))
    chain = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    repeats = near_duplicates(chain, np.ones(9), np.zeros(9, int))
    assert ((chain * chain[repeats]).sum(axis=1) >= 0.95).all()
    assert len(np.unique(repeats)) > 2


def test_a_text_sent_thousands_of_times_is_one_group() -> None:
    vectors, _ = mixture(60, 60, spread=1.0)
    campaign = _copies(vectors, [0] * (3 * BLOCK))
    repeats = near_duplicates(np.concatenate([vectors, campaign]), np.ones(60 + len(campaign)), np.zeros(3132, int))
    assert len(np.unique(repeats[60:])) == 1


def test_copies_are_not_looked_for_across_blocks() -> None:
    twice = np.repeat(mixture(5, 5)[0], 2, axis=0)
    assert near_duplicates(twice, np.ones(10), np.tile([0, 1], 5)).tolist() == list(range(10))


def test_a_campaign_counts_as_said_or_once() -> None:
    weights, repeats = np.array([6.0, 2.0, 3.0]), np.array([0, 0, 2])
    assert voices(weights, repeats, "as said").tolist() == [6, 2, 3]
    assert voices(weights, repeats, "once").tolist() == [0.75, 0.25, 1]


COPIED = "Nous demandons plus de bancs publics à l'ombre dans le quartier de la gare"


@pytest.mark.parametrize(
    ("other", "copied"),
    [
        (COPIED.upper() + " !", True),
        ("nous demandons plus de bancs publics à l ombre dans le quartier de la gare.", True),
        ("Nous demandons davantage de bancs publics à l'ombre dans le quartier de la gare", True),
        ("Il faudrait des toilettes publiques propres près du marché", False),
        ("Nous demandons moins de bancs publics dans le quartier de la gare", False),
    ],
)
def test_spelling_makes_no_new_statement_and_another_wish_does(embed: Embed, other: str, copied: bool) -> None:
    vectors = embed([normalise(COPIED), normalise(other)])
    assert (near_duplicates(vectors, np.ones(2), np.zeros(2, int))[1] == 0) == copied
