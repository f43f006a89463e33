"""The real model, read once for all tests of the engine."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from services.synthesis.engine.encoding.encoder import Encoder, Vectors
from services.synthesis.engine.encoding.language import LanguageNeutralizer, fit_neutralizer
from services.synthesis.engine.encoding.loading import load_encoder

HERE = Path(__file__).parents[3]
Embed = Callable[[Sequence[str]], Vectors]


@pytest.fixture(scope="session")
def model_folder() -> Path:
    """Prepared by `make install`; its absence is a failure, never a reason to skip."""
    folder = Path(os.environ.get("SPIRAL_MODELS", HERE / ".spiral" / "models")) / "multilingual-e5-small"
    assert (folder / "model.json").exists(), f"no model in {folder}: run `make install`"
    return folder


@pytest.fixture(scope="session")
def encoder(model_folder: Path) -> Encoder:
    return load_encoder("onnx", model_folder)


@pytest.fixture(scope="session")
def neutralizer(encoder: Encoder) -> LanguageNeutralizer:
    return fit_neutralizer(encoder)


@pytest.fixture(scope="session")
def embed(encoder: Encoder, neutralizer: LanguageNeutralizer) -> Embed:
    return lambda texts: neutralizer.transform(encoder.encode(texts))
