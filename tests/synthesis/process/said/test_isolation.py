"""How near something comes to anything that was carried on."""

import numpy as np
import pytest

from services.synthesis.process.said import isolation
from services.synthesis.process.said.isolation import Floats, nearest_likeness


def unit(rows: Floats) -> Floats:
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def test_the_nearest_of_all_others_counts() -> None:
    others = unit(np.array([[1, 0], [0, 1]], np.float32))
    found = nearest_likeness(unit(np.array([[1, 0], [1, 1], [-1, -1]], np.float32)), others)
    assert found == pytest.approx([1.0, np.sqrt(0.5), -np.sqrt(0.5)], abs=1e-6)


def test_parts_give_what_the_whole_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    lots = np.random.default_rng(1)
    vectors, others = [unit(lots.normal(size=(n, 8)).astype(np.float32)) for n in (50, 9)]
    whole = (vectors @ others.T).max(axis=1)
    for at_once in (1, 7, 50, 99):
        monkeypatch.setattr(isolation, "AT_ONCE", at_once)
        assert nearest_likeness(vectors, others) == pytest.approx(whole, abs=1e-6)
    assert nearest_likeness(vectors[:0], others).shape == (0,)
