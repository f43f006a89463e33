"""What a scope says in answer to each question, named most first, and what nobody names."""

import numpy as np

from shared.vocabulary.codebook import Codebook

from ...engine.contrasts import profile as engine
from ..document import Interval, Level, Profile, Ranked
from ..inputs import QUESTIONS, STATUSES, Inputs
from .cells import Cells, cells, table
from .voicing import Quoting

QUOTED = 12
"""Components and dimensions of a question that are shown with quotes."""

_HUMAN = [STATUSES.index(status) for status in ("validated", "human")]


def profiles(inputs: Inputs, codebook: Codebook, quoting: Quoting, resamplings: int, seed: int) -> list[Profile]:
    """Give the profile of every question that was answered."""
    found = []
    for number, question in enumerate(QUESTIONS):
        asked = inputs.criteria["question"] == number
        if not asked.any():
            continue
        levels: dict[Level, list[Ranked]] = {}
        for level in ("dimension", "component"):
            columns = cells(inputs, codebook, level)
            levels[level] = ranked(inputs, columns, asked, quoting, resamplings, seed)
        coded = asked & (cells(inputs, codebook, "component").of[inputs.criteria["code"]] >= 0)
        heard = np.unique(inputs.criteria["group"][asked])
        found.append(
            Profile(
                question=question,
                n_criteria=int(asked.sum()),
                n_coded=int(coded.sum()),
                n_groups=len(heard),
                n_participants=int(inputs.groups["participants"][heard].sum()),
                dimensions=levels["dimension"],
                components=levels["component"],
                never=[row.code for row in levels["component"] if row.n_criteria == 0],
                hardly=_hardly(levels["component"], len(heard)),
            )
        )
    return found


def _hardly(rows: list[Ranked], n_heard: int) -> list[str]:
    """Give the codes that one group names, or at most one group in twenty."""
    return [row.code for row in rows if 0 < row.n_groups <= max(1, n_heard // 20)]


def ranked(
    inputs: Inputs,
    columns: Cells,
    asked: np.ndarray,
    quoting: Quoting,
    resamplings: int,
    seed: int,
    quoted: int = QUOTED,
) -> list[Ranked]:
    """Rank codes among the criteria asked for (n), named most first; the first few have quotes."""
    counts = table(inputs, columns, asked)
    human = table(inputs, columns, asked & np.isin(inputs.criteria["status"], _HUMAN)).sum(axis=0)
    largest_two = np.sort(counts, axis=0)[-2:].sum(axis=0)
    part = np.asarray(counts.any(axis=1), np.bool_)
    if not part.any():
        return []
    found = engine.profile(counts, inputs.groups["participants"], part, resamplings=resamplings, seed=seed)
    column = columns.of[inputs.criteria["code"]]
    rows: list[Ranked] = []
    for at in np.lexsort((np.arange(len(columns.codes)), -found.n_criteria[0])).tolist():
        n = int(found.n_criteria[0, at])
        rows.append(
            Ranked(
                code=columns.codes[at],
                rank=int(found.rank[0, at]) if n else None,
                n_criteria=n,
                share=round(float(found.share[0, at]), 6),
                interval=Interval(low=round(float(found.low[0, at]), 6), high=round(float(found.high[0, at]), 6)),
                n_groups=int(found.n_groups[0, at]),
                n_participants=int(found.n_participants[0, at]),
                largest_two=int(largest_two[at]),
                human_share=round(int(human[at]) / n, 4) if n else None,
                exemplars=quoting.typical(asked & (column == at)) if n and len(rows) < quoted else [],
            )
        )
    return rows
