"""The ranking inside each part of a scope: what it names most, whatever the others name."""

import numpy as np

from shared.vocabulary.codebook import Codebook

from ..document import OwnRanking
from ..inputs import QUESTIONS, Inputs
from .axes import Parts
from .cells import cells
from .profiles import ranked
from .voicing import Quoting

LEAST_GROUPS = 3
"""Groups of a part whose own ranking is told."""

SHOWN = 7


def own_rankings(
    inputs: Inputs, parts: Parts, codebook: Codebook, quoting: Quoting, resamplings: int, seed: int
) -> list[OwnRanking]:
    """Rank the components inside each part that has some groups, question by question."""
    columns = cells(inputs, codebook, "component")
    coded = columns.of[inputs.criteria["code"]] >= 0
    found = []
    for at in np.flatnonzero(parts.members.sum(axis=1) >= LEAST_GROUPS).tolist():
        inside = parts.members[at][inputs.criteria["group"]] & coded
        for number, question in enumerate(QUESTIONS):
            asked = inside & (inputs.criteria["question"] == number)
            heard = np.unique(inputs.criteria["group"][asked])
            if len(heard) < LEAST_GROUPS:
                continue
            rows = ranked(inputs, columns, asked, quoting, resamplings, seed, quoted=3)
            found.append(
                OwnRanking(
                    value=parts.values[at],
                    name=parts.names[at],
                    question=question,
                    level="component",
                    n_coded=int(asked.sum()),
                    n_groups=len(heard),
                    ranked=[row for row in rows if row.n_criteria][:SHOWN],
                )
            )
    return found
