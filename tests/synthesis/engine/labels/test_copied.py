import numpy as np

from services.synthesis.engine.labels.copied import voice_weights


def test_only_long_texts_that_repeat_each_other_share_a_voice() -> None:
    texts = ["a bus stop near my house", "a bus stop near my home", "good health", "good health!", "the sea"]
    weights = voice_weights(texts, np.array([0, 0, 2, 2, 4]), np.array([0, 0, 1, 2, 3, 4]))
    assert weights.tolist() == [1 / 3, 1 / 3, 1 / 3, 1, 1, 1]
