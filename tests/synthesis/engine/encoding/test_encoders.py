import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from services.synthesis.engine.encoding.encoder import Encoder, ModelNotPrepared
from services.synthesis.engine.encoding.language import parallel_text
from services.synthesis.engine.encoding.loading import load_encoder
from services.synthesis.engine.encoding.stand_in import TinyEncoder


def test_the_eight_bit_graph_stays_within_cosine_99_of_the_float32_network(
    encoder: Encoder, model_folder: Path
) -> None:
    texts = [*parallel_text().texts[::8], "Un quartier où l'on se parle, avec des bancs et de l'ombre. " * 30]
    # One thread: two that wait for each other on a busy machine took minutes.
    exact = load_encoder("torch", model_folder, threads=1, exact=True).encode(texts)
    assert (encoder.encode(texts) * exact).sum(axis=1).min() >= 0.99


def test_vectors_are_unit_rows_in_the_order_given(encoder: Encoder) -> None:
    texts = ["a much longer statement about the air that we breathe in this street", "school", "clean water for all"]
    vectors = encoder.encode(texts)
    assert vectors.shape == (3, encoder.dimension)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    alone = np.vstack([encoder.encode([text]) for text in texts])
    assert (vectors * alone).sum(axis=1).min() > 0.99


def test_the_same_call_gives_the_same_vectors(encoder: Encoder) -> None:
    texts = parallel_text().texts[:80]
    np.testing.assert_array_equal(encoder.encode(texts), encoder.encode(texts))


@pytest.mark.parametrize("kind", ["onnx", "tiny"])
def test_no_text_gives_no_vector(kind: str, model_folder: Path) -> None:
    assert load_encoder(kind, model_folder).encode([]).shape == (0, 384)


def test_importing_the_encoders_imports_neither_torch_nor_onnxruntime() -> None:
    question = (
        "import sys, services.synthesis.engine.encoding.loading;print({'torch', 'onnxruntime'} & set(sys.modules))"
    )
    answer = subprocess.run([sys.executable, "-c", question], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "set()"


def test_a_folder_without_a_model_says_how_to_prepare_it(tmp_path: Path) -> None:
    with pytest.raises(ModelNotPrepared, match=r"services\.synthesis\.models\.prepare"):
        load_encoder("onnx", tmp_path / "multilingual-e5-small")


def test_an_unknown_encoder_is_refused() -> None:
    with pytest.raises(ValueError, match="onnx, torch, remote or tiny"):
        load_encoder("quantum")


def test_the_stand_in_puts_texts_that_share_words_nearer() -> None:
    tiny: Encoder = TinyEncoder()
    one, near, far = tiny.encode(["clean water", "Clean  water for all", "a job"])
    assert one @ near > one @ far
    np.testing.assert_array_equal(tiny.encode([""]), tiny.encode([""]))
    np.testing.assert_allclose(np.linalg.norm(tiny.encode(["", "x"]), axis=1), 1, atol=1e-6)
