"""Changes: shares by period with intervals, and what may be called a change because the same kinds were heard."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import numpy as np

from shared.identity import Identity
from shared.vocabulary.codebook import Codebook

from ..engine.change.resampling import RESAMPLINGS
from ..engine.change.spans import Span, periods_of, split
from ..engine.change.standardise import How
from ..mirror import Mirror
from ..selecting import Filters, Of, exact_reach, kinds_of, select, tabulate
from ..trends import label, notice
from .judging import SEED, Answers, judge_together, test
from .schemas import Changes
from .telling import tell

RULE = (
    "A change is called where at least 5 groups were heard in both periods, every kind that gives a tenth of either"
    " has at least 2 groups in the other, and the mixes differ by a quarter at most or are standardised; at a false-"
    "discovery rate of 5 % over all cells tested. Countries are looked at as kinds are, where several were heard."
)


Kind = Literal["profile", "family", "country"]


@dataclass(frozen=True)
class Wanted:
    """What a caller asks for."""

    of: Of
    filters: Filters
    periods: tuple[Span, ...] = ()
    """Empty to have the years split."""
    standardise: How = "none"
    kinds: tuple[Kind, ...] = ("profile",)
    """The axes that tell kinds of groups apart."""
    codes: frozenset[str] = frozenset()
    """Those to be told, by their names or their dimensions'; empty for all."""


async def changes(
    mirror: Mirror, identity: Identity, wanted: Wanted, codebook: Codebook, language: str, as_of: datetime
) -> Changes:
    """Tell what changed in what a caller may count exactly; raises ``CubeNotPublic`` and ``ScopeNotYours``."""
    selected = select(mirror, wanted.filters, exact_reach(mirror, identity, wanted.filters.under))
    table = tabulate(mirror, selected, codebook, wanted.of)
    values = np.array([*mirror.years.list, 0], np.int64)  # no year, -1, is the 0 at the end
    years = values[mirror.groups["year"][table.rows]]
    spans = list(wanted.periods) or split(years[years > 0])
    period = periods_of(years, spans)
    countries = len(np.unique(mirror.groups["country"][table.rows]))
    axes = list(dict.fromkeys([*wanted.kinds, *(["country"] if countries > 1 else [])]))
    questions = []
    for question in table.questions:
        rows, counts = table.answers(question)
        if len(rows):
            apart = [kinds_of(mirror, [axis], rows) for axis in axes]
            when = period[np.searchsorted(table.rows, rows)]
            questions.append(Answers(question, counts, when, apart, kinds_of(mirror, wanted.kinds, rows)))
    # What is computed here was copied from the mirror, which may go on growing meanwhile.
    tested = await asyncio.to_thread(lambda: [test(answers, wanted.standardise, len(spans)) for answers in questions])
    keep = _kept(table.codes, wanted.codes)
    q, stands = judge_together(tested)
    return Changes(
        of=wanted.of,
        standardise=wanted.standardise,
        kinds=list(wanted.kinds),
        periods=[str(span) for span in spans],
        n_groups_elsewhere=int((period < 0).sum()),
        rule=RULE,
        resamplings=RESAMPLINGS,
        seed=SEED,
        codebook=notice(codebook),
        as_of=as_of,
        questions=[
            tell(found, spans, [(at, code, label(codebook, code, language)) for at, code in keep], q[n], stands[n])
            for n, found in enumerate(tested)
        ],
    )


def _kept(codes: list[str], wished: frozenset[str]) -> list[tuple[int, str]]:
    """Give the codes that are told; all are tested, so that nobody finds something by asking for little."""
    return [(at, code) for at, code in enumerate(codes) if not wished or {code, code[:1]} & wished]
