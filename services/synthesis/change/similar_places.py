"""Similar territories: which places hear the same things as one of them, and whom it might ask."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np

from shared.identity import Identity
from shared.vocabulary.codebook import Codebook
from shared.vocabulary.roles import Question

from ..engine.change.comparability import mix_distance
from ..engine.change.resampling import RESAMPLINGS
from ..engine.change.similarity import GROUPS_OF_A_PLACE, Lead, Likeness, alike, leads
from ..engine.facts import Ints
from ..errors import ScopeUnknown
from ..mirror import Mirror
from ..selecting import Filters, GroupTable, Of, covers, exact_reach, kinds_of, select, tabulate
from ..trends import label, notice
from .judging import SEED
from .schemas import AlikeIn, AlikePlace, LeadRow, SimilarTerritories
from .telling import estimate, number

READING = (
    "Alike is the affinity of two profiles of codes, with the part taken off that is due to hearing few groups. A lead"
    " is somebody to ask: a territory alike in its ill-being, where surely more of what is done is about something that"
    " is mostly ill-being here. It says nothing about who does better."
)


@dataclass(frozen=True)
class Wanted:
    """What a caller asks for."""

    territory: UUID
    of: Of
    filters: Filters
    questions: tuple[Question, ...] = ()
    """Empty for all that were answered."""
    limit: int = 10


@dataclass(frozen=True)
class _Places:
    """Territories (t) of one kind, and the one (g) that each group belongs to."""

    ids: list[UUID]
    of_group: Ints
    focus: int
    kind: str


async def similar_territories(
    mirror: Mirror, identity: Identity, wanted: Wanted, codebook: Codebook, language: str, as_of: datetime
) -> SimilarTerritories:
    """Compare a territory with the others of its kind, each with everything below it.

    Raises ``CubeNotPublic``, ``ScopeNotYours``, and ``ScopeUnknown`` where the territory is not in reach.
    """
    scopes = exact_reach(mirror, identity, wanted.filters.under)
    root = wanted.filters.under
    if wanted.territory not in mirror.territories or (root and not covers(mirror, root, wanted.territory)):
        raise ScopeUnknown
    table = tabulate(mirror, select(mirror, wanted.filters, scopes), codebook, wanted.of)
    places = _places(mirror, wanted.territory, root, table.rows)
    profiles = kinds_of(mirror, ["profile"], table.rows).numbers
    asked = [name for name in table.questions if not wanted.questions or name in wanted.questions]
    told, found = await asyncio.to_thread(_compute, table, places, asked, wanted.limit)
    return SimilarTerritories(
        territory=wanted.territory,
        name=mirror.territories[wanted.territory].name,
        kind=places.kind,
        questions=[_alike_in(mirror, table, places, profiles, wanted.limit, *each) for each in told],
        leads=[_lead(mirror, table, places, codebook, language, lead) for lead in found],
        reading=READING,
        of=wanted.of,
        resamplings=RESAMPLINGS,
        seed=SEED,
        codebook=notice(codebook),
        as_of=as_of,
    )


def _places(mirror: Mirror, territory: UUID, root: UUID | None, rows: Ints) -> _Places:
    """Find for each group (g) the territory of the wanted kind that it lies in, inside the root."""
    kind = mirror.territories[territory].kind
    inside = mirror.below(root) if root else np.ones(len(mirror.territory_names.list), np.bool_)
    own = [_upwards(mirror, place, kind) for place in mirror.territory_names.list]
    reached = [place is not None and bool(inside[mirror.territory_names.find(place)]) for place in own]
    ids = sorted({place for place, near in zip(own, reached, strict=True) if place and near} | {territory})
    numbers = {place: at for at, place in enumerate(ids)}
    table = np.array([numbers[place] if place and near else -1 for place, near in zip(own, reached, strict=True)])
    return _Places(ids, table[mirror.groups["territory"][rows]].astype(np.int64), numbers[territory], kind)


def _upwards(mirror: Mirror, place: UUID, kind: str) -> UUID | None:
    """Give the place itself or the first above it that is of a kind."""
    seen: set[UUID] = set()
    now: UUID | None = place
    while now is not None and now not in seen and now in mirror.territories:
        if mirror.territories[now].kind == kind:
            return now
        seen.add(now)
        now = mirror.territories[now].parent
    return None


_Told = tuple[str, Likeness, Ints]
"""A question, who is alike in it, and how many groups of each territory answered it."""


def _compute(table: GroupTable, places: _Places, asked: list[str], limit: int) -> tuple[list[_Told], list[Lead]]:
    told: dict[str, _Told] = {}
    for name in table.questions:
        heard = table.counts[table.questions.index(name)].any(axis=1)
        place = np.where(heard, places.of_group, -1)
        groups = np.bincount(place[place >= 0], minlength=len(places.ids))
        if heard.any() and (name in asked or name == Question.ILLBEING):
            counts = table.counts[table.questions.index(name)]
            told[name] = (name, alike(counts, place, len(places.ids), places.focus, seed=SEED), groups)
    found: list[Lead] = []
    if Question.ILLBEING in told:
        nearest = _nearest(told[Question.ILLBEING][1], places.focus, limit)
        well, ill, did = (table.counts[table.questions.index(name)] for name in ("wellbeing", "illbeing", "action"))
        found = leads(well, ill, did, places.of_group, len(places.ids), places.focus, nearest, seed=SEED)
    return [told[name] for name in asked if name in told], found


def _nearest(likeness: Likeness, focus: int, limit: int) -> Ints:
    """Give the places that are most alike; equal ones in the order of their ids."""
    others = np.flatnonzero(np.isfinite(likeness.affinity) & (np.arange(len(likeness.affinity)) != focus))
    order = np.argsort(-likeness.affinity[others], kind="stable")
    nearest: Ints = others[order][:limit]
    return nearest


def _alike_in(
    mirror: Mirror, table: GroupTable, places: _Places, profiles: Ints, limit: int,
    name: str, likeness: Likeness, groups: Ints,
) -> AlikeIn:  # fmt: skip
    heard = table.counts[table.questions.index(name)].any(axis=1)
    few = (groups > 0) & (groups < GROUPS_OF_A_PLACE) & (np.arange(len(groups)) != places.focus)
    compared = np.isfinite(likeness.affinity) & (np.arange(len(groups)) != places.focus)

    def mix(place: int) -> Ints:
        return np.bincount(profiles[heard & (places.of_group == place)], minlength=int(profiles.max()) + 1)

    return AlikeIn(
        question=Question(name),
        n_groups=int(groups[places.focus]),
        needed=max(GROUPS_OF_A_PLACE - int(groups[places.focus]), 0),
        usual=number(np.median(likeness.affinity[compared])) if compared.any() else None,
        n_compared=int(compared.sum()),
        n_too_few=int(few.sum()),
        items=[
            AlikePlace(
                territory=places.ids[at],
                name=mirror.territories[places.ids[at]].name,
                country=mirror.territories[places.ids[at]].country,
                n_groups=int(groups[at]),
                affinity=estimate(likeness.affinity[at], likeness.low[at], likeness.high[at]),
                mix_overlap=round(1 - mix_distance(mix(places.focus), mix(at)), 4),
                shared=[code for code, both in zip(table.codes, likeness.shared[at].tolist(), strict=True) if both],
            )
            for at in _nearest(likeness, places.focus, limit).tolist()
        ],
    )


def _lead(mirror: Mirror, table: GroupTable, places: _Places, codebook: Codebook, language: str, lead: Lead) -> LeadRow:
    return LeadRow(
        code=table.codes[lead.code],
        label=label(codebook, table.codes[lead.code], language),
        territory=places.ids[lead.place],
        name=mirror.territories[places.ids[lead.place]].name,
        more_action=estimate(lead.apart, lead.low, lead.high),
    )
