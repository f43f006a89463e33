"""The profile of a scope: what is named most, what hardly, and what nobody names."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from shared.identity import Identity
from shared.vocabulary.codebook import Codebook

from ..change.schemas import Estimate
from ..engine.contrasts.profile import Profile, profile
from ..mirror import Mirror
from ..selecting import Filters, GroupTable, Of, Selected, exact_reach, select, tabulate
from ..trends import label, notice
from .schemas import NamedCode, ProfileAnswer, QuestionProfile

RESAMPLINGS, SEED = 1000, 1


@dataclass(frozen=True)
class Wanted:
    """What a caller asks for."""

    of: Of
    filters: Filters


async def profile_of(
    mirror: Mirror, identity: Identity, wanted: Wanted, codebook: Codebook, language: str, as_of: datetime
) -> ProfileAnswer:
    """Tell the profile of what a caller may count exactly; raises ``CubeNotPublic`` and ``ScopeNotYours``."""
    selected = select(mirror, wanted.filters, exact_reach(mirror, identity, wanted.filters.under))
    table = tabulate(mirror, selected, codebook, wanted.of)
    participants = mirror.groups["participants"][table.rows]
    counts = np.moveaxis(table.counts, 0, 1)
    found = await asyncio.to_thread(profile, counts, participants, None, None, RESAMPLINGS, 0.95, SEED)
    return ProfileAnswer(
        questions=[
            _told(mirror, selected, table, found, number, codebook, language)
            for number in range(len(table.questions))
            if _said(mirror, selected, number).any()
        ],
        of=wanted.of,
        resamplings=RESAMPLINGS,
        seed=SEED,
        codebook=notice(codebook),
        as_of=as_of,
    )


def _said(mirror: Mirror, selected: Selected, question: int) -> np.ndarray:
    asked: np.ndarray = selected.said & (mirror.column("question") == question)
    return asked


def _told(
    mirror: Mirror,
    selected: Selected,
    table: GroupTable,
    found: Profile,
    number: int,
    codebook: Codebook,
    language: str,
) -> QuestionProfile:
    asked = _said(mirror, selected, number)
    groups = np.unique(mirror.column("group")[asked])
    n = mirror.column("n")[asked]
    status = np.bincount(mirror.column("status")[asked], weights=n, minlength=len(mirror.statuses.list))
    order = np.lexsort((np.arange(len(table.codes)), -found.n_criteria[number]))
    return QuestionProfile(
        question=table.questions[number],
        n_criteria=int(n.sum()),
        n_coded=int(found.total[number]),
        n_groups=len(groups),
        n_participants=int(mirror.groups["participants"][groups].sum()),
        by_status={str(name): int(status[at]) for at, name in enumerate(mirror.statuses.list)},
        codes=[_code(table, found, number, at, codebook, language) for at in order.tolist()],
        hardly=[code for at, code in enumerate(table.codes) if found.hardly[number, at]],
    )


def _code(table: GroupTable, found: Profile, number: int, at: int, codebook: Codebook, language: str) -> NamedCode:
    n = int(found.n_criteria[number, at])
    return NamedCode(
        code=table.codes[at],
        label=label(codebook, table.codes[at], language),
        rank=int(found.rank[number, at]) if n else None,
        n_criteria=n,
        share=Estimate(
            value=round(float(found.share[number, at]), 6),
            low=round(float(found.low[number, at]), 6),
            high=round(float(found.high[number, at]), 6),
        ),
        n_groups=int(found.n_groups[number, at]),
        n_participants=int(found.n_participants[number, at]),
    )
