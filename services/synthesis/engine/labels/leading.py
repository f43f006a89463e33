"""Which components of a codebook lead in a topic: with a fair share of its codes, and more than elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .said import Floats, Ints, primary_tag

FAIR, LIFTED = 0.1, 1.5
"""Share of a topic's codes from which a component leads, and how many times its share in the whole layer."""
DIMENSION_FAIR, DIMENSION_LIFTED = 0.2, 1.2
"""The same for a dimension, of which there are few."""
HALF = 0.5
"""Share from which one component says it all; and the part of the first's share with which a second joins it."""
MET = 0.05
"""Share from which another component is met in a topic."""


@dataclass(frozen=True)
class Components:
    """What a codebook calls its components (c), and how the codes of each layer's topics are spread over them."""

    codes: Sequence[str]
    labels: Sequence[Mapping[str, str]]
    shares: Sequence[Floats] = ()
    """By layer (k, c); rows sum to one at most. Without them the nearest examples say the component."""
    dimensions: Components | None = None
    """The same for the dimensions, which stand for a topic that spans too many components."""


@dataclass(frozen=True)
class Leading:
    """Components in one topic, the largest share first, by row."""

    names: list[int]
    """One or two that name the topic; none if none leads."""
    lifted: list[int]
    """All with a fair share, clearly above the layer's."""
    met: list[int]
    """Others with a small share that is clearly above the layer's."""


def leading(shares: Floats, topic: int, sizes: Ints, fair: float = FAIR, lifted: float = LIFTED) -> Leading:
    """Find who leads in a topic of a layer: shares (k, c) of codes, and how many criteria each topic has (k).

    A second one joins the first where the topic spans several. A layer of one topic has nothing to rise above.
    """
    own = shares[topic]
    average = sizes @ shares / max(int(sizes.sum()), 1)
    above = (own >= MET) & ((own >= lifted * average) | (len(sizes) == 1))
    ranked = [row for row in np.lexsort((np.arange(len(own)), -own)).tolist() if above[row]]
    leads = [row for row in ranked if own[row] >= fair]
    names = leads[:1]
    if leads and own[leads[0]] < HALF:
        names = [row for row in ranked[:2] if own[row] >= HALF * own[leads[0]]]
    return Leading(names, leads, [row for row in ranked if own[row] < fair])


def largest(shares: Floats, topic: int) -> list[int]:
    """The rows with the largest shares, if any: two where the first is not half of the topic."""
    own = shares[topic]
    ranked = [row for row in np.lexsort((np.arange(len(own)), -own)).tolist() if own[row] >= MET]
    return ranked[: 1 if ranked and own[ranked[0]] >= HALF else 2]


def labels_of(components: Components, rows: Sequence[int], language: str) -> list[str]:
    """The labels that these rows have in a language."""
    tagged = ({primary_tag(tag): label for tag, label in components.labels[row].items()} for row in rows)
    return [labels[language] for labels in tagged if language in labels]
