"""Where words and codes tell different stories: criteria in the middle of a topic, coded otherwise than the topic."""

from dataclasses import dataclass

import numpy as np

from shared.vocabulary.codebook import Codebook
from shared.vocabulary.roles import Question

from ..document import CodeShare, Disagreement
from ..inputs import QUESTIONS, Inputs
from .cells import cells
from .gathering_topics import Gathered
from .units import Units

LEADING = 0.5
"""Share of a topic's coded criteria from which a code stands for the topic."""

LEAST_CRITERIA = 10
SHOWN, CRITERIA_SHOWN = 60, 8


@dataclass(frozen=True)
class Doubt:
    """A statement in answer to a question whose topic has another code."""

    statement_id: int
    question: Question
    code: str
    """The topic's."""


def disagreements(
    inputs: Inputs, units: Units, gathered: Gathered, codebook: Codebook
) -> tuple[list[Disagreement], list[Doubt]]:
    """List topics with a leading code and criteria near their centre that have another, the most such criteria first.

    The layer nearest to 250 topics is looked at: in broader ones several codes in a topic are no disagreement. All
    the statements that are foreign to their topic's code are given too.
    """
    if not gathered.layers:
        return [], []
    number = int(np.argmin([abs(np.log(len(layer.centres) / 250)) for layer in gathered.layers]))
    layer, columns = gathered.layers[number], cells(inputs, codebook, "component")
    topic, column = layer.labels[units.of], columns.of[inputs.criteria["code"]]
    closeness = gathered.closeness[units.of]
    found = []
    foreign: dict[int, str] = {}
    for at in range(len(layer.centres)):
        coded = np.flatnonzero((topic == at) & (column >= 0))
        counts = np.bincount(column[coded], minlength=len(columns.codes))
        if len(coded) < LEAST_CRITERIA or counts.max() < LEADING * len(coded):
            continue
        leading = int(counts.argmax())
        near = coded[(closeness[coded] >= np.median(closeness[coded])) & (column[coded] != leading)]
        if not len(near):
            continue
        foreign |= dict.fromkeys(units.of[near].tolist(), columns.codes[leading])
        others = np.bincount(column[near], minlength=len(columns.codes))
        order = near[np.lexsort((near, -closeness[near]))]
        found.append((len(near), _told(inputs, number, at, columns.codes, leading, counts, others, order)))
    found.sort(key=lambda one: -one[0])
    doubts = [
        Doubt(int(inputs.statement_ids[units.statement[unit]]), QUESTIONS[int(units.sides[unit])], code)
        for unit, code in sorted(foreign.items())
    ]
    return [told for _, told in found[:SHOWN]], doubts


def _told(
    inputs: Inputs,
    layer: int,
    topic: int,
    codes: list[str],
    leading: int,
    counts: np.ndarray,
    others: np.ndarray,
    rows: np.ndarray,
) -> Disagreement:
    share = others / max(int(counts.sum()), 1)
    ranked = [code for code in np.argsort(-others, kind="stable").tolist() if others[code]][:5]
    return Disagreement(
        layer=layer,
        topic=topic,
        code=codes[leading],
        share=round(float(counts[leading] / counts.sum()), 4),
        criteria=inputs.ids(rows[:CRITERIA_SHOWN]),
        other_codes=[
            CodeShare(code=codes[code], n_criteria=int(others[code]), share=round(float(share[code]), 4))
            for code in ranked
        ],
    )
