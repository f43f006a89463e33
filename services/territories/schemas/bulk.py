"""Many records in one call, each with its own outcome."""

from enum import StrEnum
from typing import Annotated, Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel, Field, SkipValidation

from .fields import Sent
from .groups import GroupWarning

BULK_ITEMS = 1000
"""How many records one call takes."""

Item = TypeVar("Item")


class Bulk(Sent, Generic[Item]):
    """Records to keep; each is created, or changed where its external id is known already.

    What an item does not mention stays as it is. A bad item is refused by itself.
    """

    # Each item is validated by itself later on, so that a bad one does not refuse the others.
    items: Annotated[list[SkipValidation[Item]], Field(max_length=BULK_ITEMS)]


class Outcome(StrEnum):
    """What became of an item."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


class Fault(BaseModel):
    """What is wrong with an item, and where."""

    pointer: str
    code: str
    message: str


class ItemOutcome(BaseModel):
    """What became of one item."""

    index: int = Field(description="Place in the call, from 0")
    outcome: Outcome
    id: UUID | None = None
    revision: int | None = None
    errors: list[Fault] = []
    warnings: list[GroupWarning] = []


class BulkOutcome(BaseModel):
    """What became of every item, in the order they came, and how many of each."""

    items: list[ItemOutcome]
    counts: dict[Outcome, int]
