"""What must hold of stakeholders and of the platforms they have themselves."""

from ..records.drafts import Draft
from ..records.links import Ref
from ..records.store import RecordStore


async def another_platform(_: RecordStore, drafts: list[Draft]) -> None:
    """Refuse a stakeholder whose own platform is the one it takes part in."""
    for draft in drafts:
        own: Ref | None = getattr(draft.body, "represented_by_platform", None)
        if own is not None and own.id == draft.platform_id:
            message = "this is the platform it takes part in, not one of its own"
            draft.refuse("represented_by_platform", "own-platform", message)
