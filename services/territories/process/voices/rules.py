"""What must hold between collective criteria, their groups and what they take up."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, cast
from uuid import UUID

from ...store import GroupStore
from ..records.drafts import Draft
from ..records.store import RecordStore
from .counting import Voice, in_a_loop
from .schemas import CollectiveCriterion, Level
from .standing import Standings, rank
from .store import voices_below


def said(draft: Draft) -> CollectiveCriterion:
    """Give what a draft says."""
    return cast(CollectiveCriterion, draft.body)


async def fits_its_group(store: RecordStore, drafts: list[Draft]) -> None:
    """Refuse a group of another platform, and a level that is not that of the group: mixed, or of one profile."""
    named = {cast(UUID, ref.id) for draft in drafts if (ref := said(draft).group)}
    known = {group.id: group for group in await GroupStore(store.connection).several(list(named))}
    for draft in drafts:
        body = said(draft)
        group = known.get(cast(UUID, body.group.id)) if body.group else None
        if group is None:
            continue
        if group.platform_id != draft.platform_id:
            draft.refuse("group", "group-elsewhere", "this group is of another platform")
        elif group.mixed != (body.level == Level.MIXED):
            draft.refuse("level", "level-of-group", "a mixed group speaks as mixed, one with one profile as group")


async def takes_up_from_below(store: RecordStore, drafts: list[Draft]) -> None:
    """Refuse to take up what is not below: a lower level, or the same level on a platform further down."""
    standings = await Standings.of(store, drafts)
    for draft in drafts:
        own = rank(said(draft).level), draft.platform_id
        for index, link in enumerate(said(draft).takes_up):
            if not standings.below(cast(UUID, link.id), own):
                message = "only what a lower level says is taken up, or the same level of a place inside this one"
                draft.refuse(f"takes_up/{index}", "takes-up-upwards", message)
        if any(not standings.below(draft.id, standings.known[upper]) for upper in standings.takers[draft.id]):
            draft.refuse("level", "takes-up-upwards", "a collective criterion that is not above takes this one up")


async def never_in_a_loop(store: RecordStore, drafts: list[Draft]) -> None:
    """Refuse a collective criterion that would, by whatever way round, take itself up."""
    lower = {cast(UUID, link.id) for draft in drafts for link in said(draft).takes_up}
    voices = {voice.id: voice for voice in await voices_below(store.connection, lower)}
    voices |= {draft.id: voice_of(draft) for draft in drafts}
    for draft in drafts:
        if in_a_loop(draft.id, voices):
            draft.refuse("takes_up", "takes-up-loop", "it would take itself up")


async def merges_once(store: RecordStore, drafts: list[Draft]) -> None:
    """Refuse a criterion that the same group (or, without one, platform) has merged into another already."""
    wanted = {str(link.id) for draft in drafts for link in said(draft).merges}
    taken = {
        (_speaker_of(row["group"], row["platform_id"]), row["criterion"]): row["id"]
        for row in await _merged(store, wanted, [draft.id for draft in drafts])
    }
    for draft in drafts:
        body = said(draft)
        speaker = _speaker_of(body.group and body.group.id, draft.platform_id)
        for index, link in enumerate(body.merges):
            if taken.setdefault((speaker, str(link.id)), draft.id) != draft.id:
                draft.refuse(
                    f"merges/{index}", "merged-twice", "this group has merged it into another collective criterion"
                )


def voice_of(draft: Draft) -> Voice:
    """Give a draft as far as it is counted."""
    body = said(draft)
    return Voice(
        id=draft.id,
        level=body.level,
        group=body.group.id if body.group else None,
        merges=tuple(link.id for link in body.merges),
        takes_up=tuple(cast(UUID, link.id) for link in body.takes_up),
    )


def _speaker_of(group: Any, platform: Any) -> str:
    return str(group or platform)


async def _merged(store: RecordStore, criteria: Iterable[str], but: Sequence[UUID]) -> list[Any]:
    """Give which of these criteria living collective ones have merged, apart from some."""
    rows = await store.connection.fetch(
        "select r.id, r.platform_id, r.body->'group' as of_group, l.key as criterion"
        " from link l join record r on r.id = l.from_id"
        " where l.kind = 'criterion' and l.relation = 'merges' and l.key = any($1::text[])"
        " and r.kind = 'collective-criterion' and r.withdrawn_at is null and r.id != all($2::uuid[])",
        list(criteria),
        list(but),
    )
    return [{**dict(row), "group": (json.loads(row["of_group"] or "null") or {}).get("id")} for row in rows]
