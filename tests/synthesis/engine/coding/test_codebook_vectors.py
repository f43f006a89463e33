"""One vector an entry, from its labels and its description."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from services.synthesis.engine.coding.codebook_vectors import describe
from services.synthesis.engine.encoding.encoder import Vectors, unit_rows

WORDS = {
    "food": (1, 0, 0), "manger": (1, 0.2, 0), "bread and water": (0, 0, 1),
    "work": (0, 1, 0), "travail": (0.2, 1, 0), "what one does all day": (0, 0.4, -1),
    "": (0, 0, 0),
}  # fmt: skip


@dataclass(frozen=True)
class Entry:
    code: str
    labels: Mapping[str, str]
    description: str
    dimension: str = "A"
    general: bool = False


def embed(texts: Sequence[str]) -> Vectors:
    return unit_rows(np.array([WORDS[text] for text in texts], dtype=np.float32))


def entries(languages: int) -> list[Entry]:
    """The same labels in as many languages as are wanted."""
    names = [f"l{number}" for number in range(languages)]
    return [
        Entry("A01", dict.fromkeys(names, "food"), "bread and water"),
        Entry("A02", dict.fromkeys(names, "work"), "what one does all day"),
    ]


def test_a_dozen_translations_do_not_drown_the_description() -> None:
    one, dozen = describe(entries(1), embed), describe(entries(12), embed)
    np.testing.assert_allclose(one, dozen, atol=1e-6)
    assert (np.abs(dozen[:, 2]) > 0.3).all()  # the description's own direction
    np.testing.assert_allclose(np.linalg.norm(dozen, axis=1), 1, atol=1e-6)


def test_labels_count_twice_a_description() -> None:
    labels, descriptions = embed(["food", "work"]), embed(["bread and water", "what one does all day"])
    wanted = unit_rows(2 * (labels - labels.mean(axis=0)) + descriptions - descriptions.mean(axis=0))
    np.testing.assert_allclose(describe(entries(3), embed), wanted, atol=1e-6)


def test_a_language_that_an_entry_lacks_counts_neither_for_it_nor_against_it() -> None:
    first, second = entries(2)
    partly = [first, Entry("A02", {"l0": "work"}, second.description)]
    made = describe(partly, embed)
    assert made[0] @ made[1] < 0
    whole = describe([first, second], embed)
    assert whole[1] @ made[1] > 0.99


def test_an_entry_without_labels_is_what_its_description_says() -> None:
    made = describe([Entry("A01", {}, "bread and water"), Entry("A02", {}, "what one does all day")], embed)
    assert made[0, 2] > 0.9
    assert made[1, 2] < -0.9
