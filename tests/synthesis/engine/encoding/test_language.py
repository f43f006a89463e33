import json
from pathlib import Path

import numpy as np
import pytest

from services.synthesis.engine.encoding.encoder import Encoder, Vectors, unit_rows
from services.synthesis.engine.encoding.language import LanguageNeutralizer, fit_neutralizer, is_learnt, parallel_text
from services.synthesis.engine.encoding.language_trace import language_auc, translation_recall
from services.synthesis.engine.encoding.stand_in import TinyEncoder


@pytest.fixture(scope="module")
def raw(encoder: Encoder) -> Vectors:
    return encoder.encode(parallel_text().texts)


def held_out(raw: Vectors) -> tuple[Vectors, Vectors, list[str], list[int]]:
    """Raw and neutral vectors of the eight last concepts, the neutralizer having learnt from the others."""
    parallel = parallel_text()
    concepts, languages = np.array(parallel.concepts), np.array(parallel.languages)
    out = np.isin(concepts, np.unique(concepts)[-8:])
    fitted = LanguageNeutralizer().fit(raw[~out], list(languages[~out]), list(concepts[~out]))
    return raw[out], fitted.transform(raw[out]), list(languages[out]), list(concepts[out])


def test_the_language_cannot_be_recovered_on_concepts_not_learnt_from(raw: Vectors) -> None:
    before, after, languages, concepts = held_out(raw)
    assert language_auc(before, languages, concepts) > 0.8
    assert language_auc(after, languages, concepts) < 0.65


def test_a_meaning_is_found_in_other_languages(raw: Vectors) -> None:
    _, after, _, concepts = held_out(raw)
    assert translation_recall(after, concepts) > 0.95


def test_a_shift_by_language_is_taken_out_exactly() -> None:
    draw = np.random.default_rng(7)
    meaning, shift = draw.normal(size=(20, 32)), draw.normal(size=(4, 32)) * 3
    concepts, languages = np.repeat(np.arange(20), 4), np.tile(np.arange(4), 20)
    vectors = unit_rows(meaning[concepts] + 0) + shift[languages].astype(np.float32)
    fitted = LanguageNeutralizer(3).fit(vectors, [str(one) for one in languages], list(concepts))
    neutral = fitted.transform(vectors)
    same = neutral.reshape(20, 4, 32)
    np.testing.assert_allclose(same, same[:, :1].repeat(4, axis=1), atol=1e-4)


def test_a_missing_translation_does_not_tilt_the_directions() -> None:
    draw = np.random.default_rng(7)
    meaning, shift = draw.normal(size=(20, 32)) * 5, np.zeros((2, 32))
    shift[1, 0] = 1.0
    concepts, languages = np.repeat(np.arange(20), 2), np.tile(np.arange(2), 20)
    kept = np.arange(40) >= 3
    vectors = (meaning[concepts] + shift[languages]).astype(np.float32)[kept]
    fitted = LanguageNeutralizer(1).fit(vectors, [str(one) for one in languages[kept]], list(concepts[kept]))
    assert abs(fitted.directions_[0, 0]) > 0.99


def test_what_was_learnt_is_kept_with_the_model_and_read_back_bit_for_bit(tmp_path: Path) -> None:
    first = fit_neutralizer(TinyEncoder(), tmp_path)
    assert is_learnt(tmp_path, TinyEncoder())
    again = fit_neutralizer(TinyEncoder(), tmp_path)
    np.testing.assert_array_equal(first.directions_, again.directions_)
    np.testing.assert_array_equal(first.mean_, again.mean_)


def test_what_was_learnt_with_another_revision_is_not_used(tmp_path: Path) -> None:
    fit_neutralizer(TinyEncoder(), tmp_path)
    kept = tmp_path / "neutralizer.json"
    kept.write_text(json.dumps(json.loads(kept.read_text()) | {"revision": "0"}))
    assert not is_learnt(tmp_path, TinyEncoder())


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    assert fit_neutralizer(TinyEncoder(), tmp_path / "absent").directions_.shape == (14, 384)
