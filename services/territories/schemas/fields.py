"""The fields that territories, platforms and groups have in common."""

from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Self
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from shared.text import Label

OWN_SOURCE = "commons"
"""The source of records that were written here and came from no other register."""

Source = Annotated[Label, Field(description="The register it comes from, such as a platform's own list")]
ExternalId = Annotated[Label, Field(description="What it is called in that register")]
Count = Annotated[int, Field(strict=True)]


def _only_text(value: object) -> object:
    # A bare number would be read as seconds since 1970.
    if isinstance(value, str | date):
        return value
    raise PydanticCustomError("day", "a day is written as text, such as 2026-05-31")


Day = Annotated[date, BeforeValidator(_only_text)]


class Sent(BaseModel):
    """Whatever a caller sends: a field that is not known is refused, never dropped in silence."""

    model_config = ConfigDict(extra="forbid")

    def mentioned(self, fields: frozenset[str]) -> dict[str, Any]:
        """Give those of some fields that the caller mentioned; the others are to stay as they are."""
        return {name: getattr(self, name) for name in self.model_fields_set & fields}

    def all_of(self, fields: frozenset[str]) -> dict[str, Any]:
        """Give some fields, with their defaults where the caller did not mention them."""
        return {name: getattr(self, name) for name in fields}


class SentChange(Sent):
    """A change of one record: fields that are absent stay as they are."""

    CLEARABLE: ClassVar[frozenset[str]] = frozenset()
    """Fields that null empties; null is refused for the others."""

    @model_validator(mode="after")
    def _refuse_null(self) -> Self:
        for name in sorted(self.model_fields_set - self.CLEARABLE):
            if getattr(self, name) is None:
                raise PydanticCustomError("null", "{name} cannot be emptied; leave it out", {"name": name})
        return self


class Kept(BaseModel):
    """What every record has once it is kept."""

    id: UUID
    path: tuple[UUID, ...] = Field(exclude=True, description="From its country down to its territory")
    revision: int
    created_at: datetime
    updated_at: datetime
