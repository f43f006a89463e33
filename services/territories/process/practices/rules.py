"""What must hold of exchanges."""

from ..records.drafts import Draft
from ..records.links import Ref
from ..records.store import RecordStore


async def with_another(_: RecordStore, drafts: list[Draft]) -> None:
    """Refuse an exchange of a platform with itself."""
    for draft in drafts:
        other: Ref | None = getattr(draft.body, "with_platform", None)
        if other is not None and other.id == draft.platform_id:
            draft.refuse("with_platform", "own-platform", "an exchange has another platform on its other side")
