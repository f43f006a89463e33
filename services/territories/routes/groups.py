"""Groups, for those who work with them: the public never sees one."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from shared.identity import Speaker
from shared.paging import After, Limit, Page
from shared.preconditions import IfNoneMatch
from shared.strict_json import StrictRoute

from ..operations import groups as operations
from ..operations.bulk import put_all
from ..reach import roots_to_read
from ..schemas.bulk import Bulk, BulkOutcome
from ..schemas.groups import GroupChange, GroupFilter, GroupItem, KeptGroup, NewGroup
from .common import Groups, GroupsToRead, IfUnchanged, begins_after, created, page, unless_known, versioned

router = APIRouter(prefix="/v1/groups", route_class=StrictRoute, tags=["groups"])


class GroupList(GroupFilter):
    """Which groups, and which part of the list."""

    limit: Limit = 50
    after: After = None


@router.get("")
async def list_groups(
    request: Request,
    response: Response,
    speaker: Speaker,
    groups: GroupsToRead,
    wanted: Annotated[GroupList, Query()],
) -> Page[KeptGroup]:
    """List groups, a partner's own ones or all of them for the network's staff."""
    after = begins_after(request, wanted.after)
    found = await groups.page(wanted, roots_to_read(speaker), after, wanted.limit + 1)
    return page(request, response, found, wanted.limit)


@router.post("", status_code=201)
async def add_group(request: Request, response: Response, speaker: Speaker, groups: Groups, new: NewGroup) -> KeptGroup:
    """Write down a group that spoke on a platform."""
    return created(request, response, await operations.add(groups, speaker, new))


@router.post("/bulk")
async def put_groups(speaker: Speaker, groups: Groups, bulk: Bulk[GroupItem]) -> BulkOutcome:
    """Create or change up to 1,000 groups by their external ids; each has its own outcome."""
    return await put_all(groups, speaker, bulk.items, GroupItem, operations.put)


@router.get("/{group_id}", response_model=KeptGroup)
async def read_group(
    group_id: UUID, response: Response, speaker: Speaker, groups: GroupsToRead, if_none_match: IfNoneMatch = None
) -> Any:
    """Give one group."""
    return unless_known(if_none_match, await operations.read(groups, speaker, group_id), response)


@router.patch("/{group_id}")
async def change_group(
    group_id: UUID,
    response: Response,
    speaker: Speaker,
    groups: Groups,
    wanted: GroupChange,
    check: IfUnchanged,
) -> KeptGroup:
    """Correct a group; needs If-Match."""
    return versioned(response, await operations.change(groups, speaker, group_id, wanted, check))


@router.delete("/{group_id}", status_code=204)
async def withdraw_group(group_id: UUID, speaker: Speaker, groups: Groups, check: IfUnchanged) -> None:
    """Take a group away that no mixed group takes up from; needs If-Match."""
    await operations.withdraw(groups, speaker, group_id, check)
