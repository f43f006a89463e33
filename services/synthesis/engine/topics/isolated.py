"""Which statements no topic speaks for.

They keep their place in the nearest topic and are shown as what they are: single voices. Two things make one: to be
much further from the topic's centre than its others are, or to be in a topic that hardly anyone else is in.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..encoding.encoder import Vectors
from .sums import Labels, Weights

FAR = 2.5  # spreads below the middle
FEW = 3  # criteria from which a topic is more than single voices
WEIGHT_OF_ALL = 20  # statements of a topic from which its own spread tells more than that of all topics
SCALE = 1.4826  # from median absolute deviation to standard deviation, for a normal distribution


def least_closeness(closeness: Vectors, labels: Labels, n_topics: int) -> Vectors:
    """How close (t,) to its centre a statement must be for a topic to speak for it; a cosine.

    The topic's median closeness less 2.5 spreads, where the spread is the median absolute deviation (Leys and others
    2013, Journal of Experimental Social Psychology 49) drawn towards that of all topics while the topic is small, and
    never less than the same figure over all statements: a topic of odds and ends speaks for few.
    """
    middle = _medians(closeness, labels, n_topics)
    away = np.abs(closeness - middle[labels])
    sizes = np.bincount(labels, minlength=n_topics)
    of_all = float(np.median(away))
    spread = (sizes * _medians(away, labels, n_topics) + WEIGHT_OF_ALL * of_all) / (sizes + WEIGHT_OF_ALL)
    overall = float(np.median(closeness))
    floor = overall - FAR * SCALE * float(np.median(np.abs(closeness - overall)))
    return np.maximum(middle - FAR * SCALE * spread, floor).astype(np.float32)


def isolated(closeness: Vectors, labels: Labels, weights: Weights, least: Vectors) -> NDArray[np.bool_]:
    """Whether each statement (n,) is isolated: further than `least` (t,), or in a topic of fewer than 3 criteria."""
    voices = np.bincount(labels, weights, minlength=len(least))
    alone: NDArray[np.bool_] = (closeness < least[labels]) | (voices[labels] < FEW)
    return alone


def _medians(values: Vectors, labels: Labels, n_topics: int) -> Vectors:
    """Median value for each label."""
    order = np.lexsort((values, labels))
    sizes = np.bincount(labels, minlength=n_topics)
    first = np.cumsum(sizes) - sizes
    lower, upper = first + (sizes - 1) // 2, first + sizes // 2
    ranked = values[order]
    return np.asarray((ranked[lower] + ranked[upper]) / 2, dtype=np.float32)
