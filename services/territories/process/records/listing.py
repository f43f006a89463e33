"""Which records a list gives: the same filters for every kind, and each kind's own."""

from functools import cache
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, ValidationError, create_model
from pydantic_core import PydanticCustomError

from shared.identity import Identity
from shared.paging import After, Limit

from ...store.where import Where
from .kinds import Kind
from .links import ComponentLink, Link, RightLink

Wanted = Annotated[str | None, Field(max_length=300)]


def _key_of(link: type[Link]) -> AfterValidator:
    def check(text: str | None) -> str | None:
        if text is None:
            return None
        try:
            return f"{link.KIND}/{link.model_validate(text).key()}"
        except ValidationError as error:
            fault = error.errors(include_url=False, include_input=False)[0]
            raise PydanticCustomError(f"{link.KIND}-unknown", "{reason}", {"reason": fault["msg"]}) from error

    return AfterValidator(check)


class RecordFilter(BaseModel):
    """Which records."""

    platform_id: UUID | None = None
    under: UUID | None = Field(default=None, description="A territory: those of its whole subtree")
    state: Annotated[str | None, Field(max_length=60)] = None
    component: Annotated[Wanted, _key_of(ComponentLink)] = Field(
        default=None, description="Those that point to a component, such as A03"
    )
    right: Annotated[Wanted, _key_of(RightLink)] = Field(
        default=None, description="Those that point to an item of a framework, such as udhr/25"
    )
    links_to: Wanted = Field(default=None, description="Those that point to something, such as action/<id>")
    released: bool | None = None
    q: Wanted = Field(default=None, description="Those whose title has this in it")


class Part(RecordFilter):
    """Which records, and which part of the list."""

    limit: Limit = 50
    after: After = None


@cache
def filters_of(kind: Kind) -> tuple[type[RecordFilter], type[Part]]:
    """Give the filters of a kind's export, and those of its list."""
    own: dict[str, Any] = {
        name: (bool | None, Field(default=None, description=kind.describes.get(name))) for name in kind.conditions
    }
    name = kind.body.__name__
    return (
        create_model(f"{name}Filter", __base__=RecordFilter, **own),
        create_model(f"{name}Part", __base__=Part, **own),
    )


def where_of(kind: Kind, speaker: Identity, wanted: RecordFilter) -> Where:
    """Give the conditions of a list as this speaker may see it."""
    where = Where()
    where.add("r.kind = {}", kind.name)
    where.require("r.withdrawn_at is null")
    if not speaker.reads_everything:
        roots = list(speaker.roots) if speaker.role == "partner" else []
        where.add("(r.released or t.path && {}::uuid[])", roots)
    where.add("r.platform_id = {}", wanted.platform_id)
    where.add("t.path @> array[{}::uuid]", wanted.under)
    where.add("r.body->>'state' = {}", wanted.state)
    where.add("r.released = {}", wanted.released)
    where.add(f"{_title(kind)} ilike '%' || {{}} || '%'", _plain(wanted.q))
    for pointed in (wanted.component, wanted.right, wanted.links_to):
        where.add("exists (select 1 from link l where l.from_id = r.id and l.kind || '/' || l.key = {})", pointed)
    for name, condition in kind.conditions.items():
        asked = getattr(wanted, name)
        if asked is not None:
            where.require(f"({condition})" if asked else f"not coalesce(({condition}), false)")
    return where


def _title(kind: Kind) -> str:
    """Give the title in SQL; that of a link is the name of what it points to."""
    field = f"r.body->'{kind.title}'"
    return f"coalesce({field}->>'profile', {field}->>'code', {field}->>'id', r.body->>'{kind.title}')"


def _plain(text: str | None) -> str | None:
    return text and text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
