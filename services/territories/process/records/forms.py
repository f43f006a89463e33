"""What callers send of each kind, and what is answered: the kind's own fields, under one header."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Annotated, Any, Optional, cast
from uuid import UUID

from pydantic import BaseModel, Field, create_model
from pydantic.fields import FieldInfo

from shared.contracts.process import ProcessLink
from shared.paging import Page
from shared.text import Label, Statement

from ...schemas.fields import OWN_SOURCE, ExternalId, Sent, Source
from .kinds import Kind

HEADER = frozenset({"platform_id", "platform_external_id", "source", "external_id", "released", "why"})
"""Fields of every record that are not its kind's own."""

Released = Annotated[bool, Field(strict=True, description="Everybody may read it")]
Why = Annotated[Statement | None, Field(description="Why it is written or changed so; stands in its history")]


class Header(Sent):
    """Where a record belongs, what it is called there, and whether everybody may read it."""

    platform_id: UUID | None = None
    platform_external_id: Label | None = Field(default=None, description="A platform from the same source")
    source: Source = OWN_SOURCE
    external_id: ExternalId | None = None
    released: Released | None = None
    why: Why = None


class ShownLink(ProcessLink):
    """A link as whoever asks may see it."""

    by: str | None = Field(description="For those who work with it")  # type: ignore[assignment]


class KeptHeader(BaseModel):
    """What every record has once it is kept."""

    id: UUID
    platform_id: UUID
    territory_id: UUID
    source: str | None = Field(description="For those who work with it")
    external_id: str | None = Field(description="For those who work with it")
    released: bool
    revision: int
    created_at: datetime
    updated_at: datetime
    links: list[ShownLink] = Field(description="Every link of this record, with who made it, when and why")


@dataclass(frozen=True)
class Forms:
    """The forms of one kind."""

    new: type[Header]
    item: type[Header]
    """One of many: any of its fields, each by itself."""
    change: type[Sent]
    kept: type[BaseModel]
    page: Any


@cache
def forms_of(kind: Kind) -> Forms:
    """Make the forms of a kind."""
    name = kind.body.__name__
    kept = create_model(f"Kept{name}", __base__=(kind.body, KeptHeader), __doc__=f"{_first(kind)}, as it is kept.")
    new = create_model(f"New{name}", __base__=(kind.body, Header), __doc__=kind.body.__doc__)
    optional: dict[str, Any] = {
        field: (_or_null(info), Field(default=None, description=info.description))
        for field, info in kind.body.model_fields.items()
    }
    item = create_model(f"{name}Item", __base__=Header, **optional)
    change = create_model(
        f"{name}Change",
        __base__=Sent,
        __doc__=f"What to change of this: {_first(kind)}. Fields that are absent stay; null empties one.",
        released=(Released | None, None),
        why=(Why, None),
        **optional,
    )
    return Forms(cast(type[Header], new), item, change, kept, Page[kept])


def _or_null(info: FieldInfo) -> Any:
    # With what stands beside the type: a change is read as strictly as what is new.
    whole = Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation
    return Optional[whole]  # noqa: UP045


def _first(kind: Kind) -> str:
    return (kind.body.__doc__ or "").strip().split("\n")[0].rstrip(".")
