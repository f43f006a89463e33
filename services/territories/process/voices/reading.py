"""Down from a collective criterion to the first words, and up to who took it up."""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from pydantic import BaseModel, Field

from shared.identity import Identity

from ..records.drafts import Kept
from ..records.seeing import may_see, sees_all
from ..records.store import RecordStore
from .counting import counted_once, downwards
from .store import above, voice, voices_below


class Spoken(BaseModel):
    """A collective criterion in the tree; what this reader may not see of it is left out."""

    id: UUID
    text: str
    language: str
    level: str
    state: str
    platform_id: UUID
    group: UUID | None = None


class Below(Spoken):
    """One with what it was made of."""

    merges: list[UUID] = Field(default=[], description="Criteria of individuals that were merged into it")
    takes_up: "list[Below]" = []
    again: bool = Field(default=False, description="It stands in the tree before; what is below it is told there")


class Above(Spoken):
    """One that takes it up, with who takes that one up in turn."""

    taken_up_by: "list[Above]" = []


class Way(BaseModel):
    """The collective criterion that an individual one came in by."""

    collective_criterion: UUID
    level: str
    group: UUID | None


class MergedAway(BaseModel):
    """A criterion of an individual that stands behind, once, with every way it came in by."""

    criterion: UUID
    through: list[Way]


class Voices(BaseModel):
    """What a collective criterion was made of, and what was made of it; every voice is counted once."""

    below: Below
    above: list[Above]
    criteria: list[MergedAway] = Field(description="Each once; empty for those who do not work with it")
    groups: list[UUID] = Field(description="Homogeneous groups, each once")
    mixed_groups: list[UUID] = Field(description="Their members come from homogeneous groups and are not added")
    n_criteria: int
    n_groups: int
    n_unseen: int = Field(description="Collective criteria below that are counted, and that you may not see")


async def voices_of(store: RecordStore, speaker: Identity, kept: Kept) -> Voices:
    """Give the whole tree around a collective criterion, as this speaker sees it."""
    known = {each.id: each for each in await voices_below(store.connection, [kept.id])}
    counted = counted_once([kept.id], known)
    upper = await above(store.connection, kept.id)
    records = {each.id: each for each in await store.several({*known, *upper}) if _there(speaker, each)}
    whole = all(identity in records and sees_all(speaker, records[identity]) for identity in known)
    return Voices(
        below=_downwards(kept.id, records, speaker, set()),
        above=_upwards(kept.id, [records[each] for each in upper if each in records], speaker),
        criteria=_merged_away(kept.id, records) if whole else [],
        groups=sorted(counted.groups) if whole else [],
        mixed_groups=sorted(counted.mixed_groups) if whole else [],
        n_criteria=len(counted.criteria),
        n_groups=len(counted.groups),
        n_unseen=len(counted.voices - records.keys()),
    )


def _there(speaker: Identity, kept: Kept) -> bool:
    return kept.withdrawn_at is None and may_see(speaker, kept)


def _downwards(identity: UUID, records: Mapping[UUID, Kept], speaker: Identity, seen: set[UUID]) -> Below:
    kept, again = records[identity], identity in seen
    spoken = voice(identity, kept.body)
    seen.add(identity)
    return Below(
        **_spoken(kept, speaker),
        merges=list(spoken.merges) if sees_all(speaker, kept) and not again else [],
        takes_up=[
            _downwards(each, records, speaker, seen) for each in spoken.takes_up if each in records and not again
        ],
        again=again,
    )


def _upwards(identity: UUID, upper: Collection[Kept], speaker: Identity) -> list[Above]:
    takers = [kept for kept in upper if identity in voice(kept.id, kept.body).takes_up]
    return [Above(**_spoken(kept, speaker), taken_up_by=_upwards(kept.id, upper, speaker)) for kept in takers]


def _spoken(kept: Kept, speaker: Identity) -> dict[str, object]:
    body = kept.body
    group = (body.get("group") or {}).get("id") if sees_all(speaker, kept) else None
    said = {name: body[name] for name in ("text", "language", "level", "state")}
    return {"id": kept.id, "platform_id": kept.place.platform_id, "group": group, **said}


def _merged_away(start: UUID, records: Mapping[UUID, Kept]) -> list[MergedAway]:
    ways: dict[UUID, list[Way]] = {}
    for each in _in_order(start, records):
        spoken = voice(each.id, each.body)
        for criterion in spoken.merges:
            way = Way(collective_criterion=each.id, level=spoken.level, group=spoken.group)
            ways.setdefault(criterion, []).append(way)
    return [MergedAway(criterion=criterion, through=through) for criterion, through in ways.items()]


def _in_order(start: UUID, records: Mapping[UUID, Kept]) -> Iterable[Kept]:
    known = {kept.id: voice(kept.id, kept.body) for kept in records.values()}
    return [records[each.id] for each in downwards([start], known)]
