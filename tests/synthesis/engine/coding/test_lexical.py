import numpy as np

from services.synthesis.engine.coding.lexical import WordWeights, hashed_runs


def test_texts_that_share_stems_are_alike_and_others_are_not() -> None:
    texts = ["working together", "we work", "sand"]
    rows = WordWeights().fit(texts).transform(texts)
    alike = (rows @ rows.T).toarray()
    assert alike[0, 1] > 0.1
    assert alike[0, 2] == 0
    np.testing.assert_allclose(np.diag(alike), 1, atol=1e-6)


def test_no_run_crosses_words_or_texts() -> None:
    apart, together = hashed_runs(["ab", "cd"]), hashed_runs(["ab cd"])
    assert set(together.indices) == set(apart.indices)


def test_an_empty_text_has_no_words() -> None:
    assert hashed_runs([""]).nnz == 0
    assert hashed_runs([]).shape[0] == 0
