"""Which records a list gives: the same filters for every kind, and each kind's own."""

from collections.abc import Iterable
from functools import cache
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, ValidationError, create_model
from pydantic_core import PydanticCustomError

from shared.identity import Identity
from shared.paging import After, Limit
from shared.text import UnacceptableText, clean

from ...store.where import Where
from .kinds import HIDDEN, Kind
from .links import KEY_PARTS, ComponentLink, Link, RightLink


def _cleaned(text: str) -> str:
    try:
        return clean(text)
    except UnacceptableText as error:
        raise PydanticCustomError(error.code, "{reason}", {"reason": str(error)}) from error


Wanted = Annotated[str | None, Field(max_length=300)]

_POINTS = "select 1 from link l where l.from_id = r.id and l.kind = ({0}::text[])[1] and l.key = ({0}::text[])[2]"

_KEY = ", ".join(f"e->>'{part}'" for part in KEY_PARTS)

_LISTED = "case jsonb_typeof(r.body->l.relation) when 'array' then r.body->l.relation else '[]' end"

_TOLD = f"l.key in (select concat_ws('/', {_KEY}) from jsonb_array_elements({_LISTED}) e)"  # noqa: S608 - all of it is ours
"""Whether a link stands in a field of its relation's name, and not in a private one alone."""

_REACHED = "t.path && ({0}::text[])[3:]::uuid[]"

Words = Annotated[str, AfterValidator(_cleaned), Field(max_length=300)]
"""A part of a text, cleaned as what is kept was; may be empty."""


def _unknown(link: type[Link], reason: str) -> PydanticCustomError:
    if link is RightLink:
        return PydanticCustomError("right-unknown", "{reason}", {"reason": reason})
    return PydanticCustomError("component-unknown", "{reason}", {"reason": reason})


def _key_of(link: type[Link]) -> AfterValidator:
    def check(text: str | None) -> str | None:
        if text is None:
            return None
        try:
            return f"{link.KIND}/{link.model_validate(text).key()}"
        except ValidationError as error:
            fault = error.errors(include_url=False, include_input=False)[0]
            raise _unknown(link, fault["msg"]) from error

    return AfterValidator(check)


class RecordFilter(BaseModel):
    """Which records."""

    platform_id: UUID | None = None
    under: UUID | None = Field(default=None, description="A territory: those of its whole subtree")
    external_id: Words | None = Field(default=None, description="What its platform calls it; finds records of your own")
    source: Words | None = Field(default=None, description="The register it comes from; finds records of your own")
    state: Words | None = None
    component: Annotated[Wanted, _key_of(ComponentLink)] = Field(
        default=None, description="Those that point to a component, such as A03"
    )
    right: Annotated[Wanted, _key_of(RightLink)] = Field(
        default=None, description="Those that point to an item of a framework, such as udhr/25"
    )
    links_to: Annotated[Words, Field(pattern="^[a-z-]+/.+$")] | None = Field(
        default=None, description="Those that point to something, such as action/<id>"
    )
    released: bool | None = None
    q: Words | None = Field(default=None, description="Those whose title has this in it")


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
        where.add("(r.released or t.path && {}::uuid[])", _roots(speaker))
    where.add("r.platform_id = {}", wanted.platform_id)
    where.add("t.path @> array[{}::uuid]", wanted.under)
    where.add("r.body->>'state' = {}", wanted.state)
    where.add("r.released = {}", wanted.released)
    where.add(f"{_title(kind)} ilike '%' || {{}} || '%'", _plain(wanted.q))
    _add_names(where, speaker, wanted)
    for pointed in (wanted.component, wanted.right, wanted.links_to):
        _add_pointing(where, kind, speaker, pointed)
    for name, condition in kind.conditions.items():
        asked = getattr(wanted, name)
        if asked is not None:
            where.require(f"({condition})" if asked else f"not coalesce(({condition}), false)")
    return where


def _add_names(where: Where, speaker: Identity, wanted: RecordFilter) -> None:
    """Ask by what a platform calls its records, which nobody else is told: others find none by it."""
    if wanted.external_id is None and wanted.source is None:
        return
    where.add("r.external_id = {}", wanted.external_id)
    where.add("r.source = {}", wanted.source)
    if not speaker.reads_everything:
        where.add("t.path && {}::uuid[]", _roots(speaker))


def _add_pointing(where: Where, kind: Kind, speaker: Identity, pointed: str | None) -> None:
    """Ask for records that point to something by a link that this speaker may see.

    Otherwise asking for a group would tell which released action it stands behind.
    """
    if pointed is None:
        return
    to, _, key = pointed.partition("/")
    conditions = [_POINTS]
    if not speaker.reads_everything:
        if to in HIDDEN:
            conditions.append(_REACHED)
        elif kind.secret_relations:
            shared = kind.secret_relations & {field.relation for field in kind.public_links if len(field.path) == 1}
            told = f"l.relation = any({_texts(shared)}) and {_TOLD}"
            conditions.append(f"(l.relation <> all({_texts(kind.secret_relations)}) or {told} or {_REACHED})")
    where.add(f"exists ({' and '.join(conditions)})", [to, key, *map(str, _roots(speaker))])


def _texts(names: Iterable[str]) -> str:
    return "array[" + ", ".join(f"'{name}'" for name in sorted(names)) + "]::text[]"


def _roots(speaker: Identity) -> list[UUID]:
    return list(speaker.roots) if speaker.role == "partner" else []


def _title(kind: Kind) -> str:
    """Give the title in SQL; that of a link is the name of what it points to."""
    field = f"r.body->'{kind.title}'"
    return f"coalesce({field}->>'profile', {field}->>'code', {field}->>'id', r.body->>'{kind.title}')"


def _plain(text: str | None) -> str | None:
    return text and text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
