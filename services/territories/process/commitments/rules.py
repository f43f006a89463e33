"""What must hold between commitments, steps, reviews, and what they point to."""

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from ..records.drafts import Draft
from ..records.store import RecordStore
from ..twins import twins
from .schemas import Commitment, PeerReview

_REPLACED = """
with recursive older (id) as (
    select unnest($1::uuid[])
    union
    select l.key::uuid from older o join link l on l.from_id = o.id
    where l.relation = 'replaces' and l.kind = 'commitment'
)
select from_id, key::uuid as older from link
where relation = 'replaces' and kind = 'commitment' and from_id in (select id from older)
"""


async def replaces_backwards(store: RecordStore, drafts: list[Draft]) -> None:
    """Refuse a commitment that would, by whatever way round, replace itself."""
    own = {draft.id: replaced for draft in drafts if (replaced := _older(draft))}
    rows = await store.connection.fetch(_REPLACED, list(own.values()))
    written = {draft.id for draft in drafts}
    older = {row["from_id"]: row["older"] for row in rows if row["from_id"] not in written} | own
    for draft in drafts:
        if _comes_back(draft.id, older):
            draft.refuse("replaces", "replaces-loop", "it would replace itself")


async def reviews_another(store: RecordStore, drafts: list[Draft]) -> None:
    """Refuse a review of one's own platform, and one of steps that the reviewed platform did not make."""
    named = {cast(UUID, link.id) for draft in drafts for link in cast(PeerReview, draft.body).steps}
    makers = {kept.id: kept.place.platform_id for kept in await store.several(named)}
    for draft in drafts:
        body = cast(PeerReview, draft.body)
        if body.reviewed.id == draft.platform_id:
            draft.refuse("reviewed", "own-platform", "another city looks at these steps")
        for index, link in enumerate(body.steps):
            if makers.get(cast(UUID, link.id)) != body.reviewed.id:
                draft.refuse(f"steps/{index}", "step-elsewhere", "this is no step of the city that is reviewed")


async def one_of_each_step(store: RecordStore, drafts: list[Draft]) -> None:
    """Refuse a second record of the same step of one platform: its state changes, and its history stays."""
    for draft in await twins(store, drafts, "label-step", lambda body: body["step"]):
        draft.refuse("step", "step-twice", "this step is written down already; change that record")


async def one_of_each_pair(store: RecordStore, drafts: list[Draft]) -> None:
    """Refuse a second proposal of one platform for the same component and right."""
    for draft in await twins(store, drafts, "crosswalk", _pair):
        draft.refuse("right", "pair-twice", "this component and this right are joined already; change that record")


def _pair(body: Mapping[str, Any]) -> tuple[str, ...]:
    component, right = body["component"], body["right"]
    return component["codebook"], component["code"], right["framework"], right["version"], right["item"]


def _older(draft: Draft) -> UUID | None:
    replaces = cast(Commitment, draft.body).replaces
    return replaces.id if replaces else None


def _comes_back(start: UUID, older: Mapping[UUID, UUID]) -> bool:
    at, seen = older.get(start), set[UUID]()
    while at is not None and at not in seen:
        if at == start:
            return True
        seen.add(at)
        at = older.get(at)
    return False
