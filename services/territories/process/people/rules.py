"""What must hold of categories and population notes."""

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from ...tree import TERRITORIES
from ..records.drafts import Draft
from ..records.store import RecordStore
from ..twins import twins
from .schemas import Category

KINDS_OF_PLACES = "select id, kind from territory where id = any($1)"
GROUPS = "select id, platform_id, profile from consulted_group where id = any($1)"


async def of_a_collective_actor(store: RecordStore, drafts: list[Draft]) -> None:
    """Refuse categories on the platform of a territory: those are for schools, hospitals, firms."""
    rows = await store.connection.fetch(KINDS_OF_PLACES, [draft.territory_id for draft in drafts])
    territories = {row["id"] for row in rows if row["kind"] in TERRITORIES}
    for draft in drafts:
        if draft.territory_id in territories:
            message = "only a collective actor, such as a school, has categories; write population notes"
            draft.refuse("platform_id", "not-a-collective-actor", message)


async def with_its_own_groups(store: RecordStore, drafts: list[Draft]) -> None:
    """Refuse groups of another platform, or of another profile than the category's."""
    wanted = [ref.id for draft in drafts for ref in _category(draft).groups]
    groups = {row["id"]: row for row in await store.connection.fetch(GROUPS, wanted)}
    for draft in drafts:
        _check_groups(draft, groups)


def _check_groups(draft: Draft, groups: Mapping[UUID, Any]) -> None:
    category = _category(draft)
    for place, ref in enumerate(category.groups):
        group = groups.get(ref.id) if ref.id else None
        if group is None:
            continue  # withdrawn since; the link stays
        if group["platform_id"] != draft.platform_id:
            draft.refuse(f"groups/{place}", "group-elsewhere", "this group spoke on another platform")
        elif group["profile"] != category.profile.profile:
            draft.refuse(f"groups/{place}", "group-profile", f"this group has the profile {group['profile']}")


def _category(draft: Draft) -> Category:
    return cast(Category, draft.body)


async def once_a_year(store: RecordStore, drafts: list[Draft]) -> None:
    """Refuse a second note on the same profile and year."""
    for draft in await twins(store, drafts, "population-note", _of_whom_and_when):
        draft.refuse("profile", "population-twice", "there is a note on this profile and year; change that one")


def _of_whom_and_when(body: Mapping[str, Any]) -> tuple[str, int]:
    return body["profile"]["profile"], body["year"]
