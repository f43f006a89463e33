"""Vectors of examples are read once and kept beside the model."""

from pathlib import Path

import numpy as np

from services.synthesis.engine.coding.kept import keep_vectors, kept_vectors
from services.synthesis.engine.encoding.encoder import ModelCard
from services.synthesis.engine.encoding.stand_in import TinyEncoder

TEXTS = ["a roof", "un toit"]


def test_what_is_kept_comes_back_for_the_same_model_and_texts_only(tmp_path: Path) -> None:
    encoder = TinyEncoder()
    vectors = encoder.encode(TEXTS)
    assert kept_vectors(tmp_path, encoder, TEXTS) is None
    keep_vectors(tmp_path, encoder, TEXTS, vectors)
    np.testing.assert_array_equal(kept_vectors(tmp_path, encoder, TEXTS), vectors)
    assert kept_vectors(tmp_path, encoder, TEXTS[::-1]) is None
    assert kept_vectors(tmp_path, ModelCard(), TEXTS) is None
    assert [path.name for path in tmp_path.iterdir()] == ["examples.npz"]


def test_no_folder_a_strange_file_and_one_that_cannot_be_written_do_no_harm(tmp_path: Path) -> None:
    encoder = TinyEncoder()
    vectors = encoder.encode(TEXTS)
    for folder in (None, tmp_path / "nowhere"):
        keep_vectors(folder, encoder, TEXTS, vectors)
        assert kept_vectors(folder, encoder, TEXTS) is None
    (tmp_path / "examples.npz").write_bytes(b"PK not really")
    assert kept_vectors(tmp_path, encoder, TEXTS) is None
