"""Many records in one transaction: the good ones are kept, each bad one is refused by itself."""

from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from shared.errors import ServiceError
from shared.identity import Identity
from shared.service import place

from ..reach import WRITERS
from ..schemas.bulk import BulkOutcome, Fault, ItemOutcome, Outcome
from ..schemas.fields import Kept
from ..store import PlaceStore
from .versions import Put

Item = TypeVar("Item", bound=BaseModel)
Places = TypeVar("Places", bound=PlaceStore)
Record = TypeVar("Record", bound=Kept)
Operation = Callable[[Places, Identity, Item], Awaitable[Put[Record]]]


async def put_all(
    places: Places, speaker: Identity, items: list[Any], form: type[Item], put: Operation[Places, Item, Record]
) -> BulkOutcome:
    """Put records one after the other, so that each may refer to those before it."""
    speaker.require(*WRITERS)
    forms = [_read(form, item) for item in items]
    await places.take_turn()
    outcomes = []
    for index, item in enumerate(forms):
        if isinstance(item, list):
            outcomes.append(ItemOutcome(index=index, outcome=Outcome.REJECTED, errors=item))
        else:
            outcomes.append(await _put(index, places, speaker, item, put))
    counts = Counter(outcome.outcome for outcome in outcomes)
    return BulkOutcome(items=outcomes, counts={outcome: counts[outcome] for outcome in Outcome})


def _read(form: type[Item], item: object) -> Item | list[Fault]:
    try:
        return form.model_validate(item)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False, include_context=False)
        return [Fault(**place(dict(fault))) for fault in faults]


async def _put(
    index: int, places: Places, speaker: Identity, item: Item, put: Operation[Places, Item, Record]
) -> ItemOutcome:
    # Every reason to refuse is looked for before the first row is written, so a refusal leaves nothing behind.
    try:
        done = await put(places, speaker, item)
    except ServiceError as error:
        return ItemOutcome(index=index, outcome=Outcome.REJECTED, errors=_faults(error))
    warnings = getattr(done.record, "warnings", [])
    return ItemOutcome(
        index=index, outcome=done.outcome, id=done.record.id, revision=done.record.revision, warnings=warnings
    )


def _faults(error: ServiceError) -> list[Fault]:
    if not error.errors:
        return [Fault(pointer="", code=error.code(), message=error.detail or error.title())]
    return [
        Fault(pointer=each["pointer"].removeprefix("/body"), code=each["code"], message=each["message"])
        for each in error.errors
    ]
