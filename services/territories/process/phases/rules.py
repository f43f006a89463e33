"""What must hold between phases, and between a record and the cycles of its platform."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from ..records.drafts import Draft
from ..records.store import RecordStore
from ..twins import twins

CYCLES = "select platform_id, number from cycle where platform_id = any($1)"


async def cycle_of_platform(store: RecordStore, drafts: list[Draft]) -> None:
    """Refuse a cycle that the platform does not have; one that tells no cycles may name any."""
    cycles: dict[UUID, set[int]] = defaultdict(set)
    for row in await store.connection.fetch(CYCLES, [draft.platform_id for draft in drafts]):
        cycles[row["platform_id"]].add(row["number"])
    for draft in drafts:
        cycle, known = getattr(draft.body, "cycle", None), cycles[draft.platform_id]
        if cycle is not None and known and cycle not in known:
            numbers = ", ".join(str(number) for number in sorted(known))
            draft.refuse("cycle", "cycle-unknown", f"this platform has the cycles {numbers}")


async def once_a_cycle(store: RecordStore, drafts: list[Draft]) -> None:
    """Refuse a second record of the same phase of the same cycle."""
    for draft in await twins(store, drafts, "phase", _phase):
        draft.refuse("phase", "phase-twice", "this phase of this cycle is written down already; change that record")


def _phase(body: Mapping[str, Any]) -> tuple[int, int]:
    return body["cycle"], body["phase"]
