"""What a kind of record is: its name, its fields, who may see which of them, and what must hold for it."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel

from ...schemas.fields import Sent
from .links import Link, Ref, To

if TYPE_CHECKING:
    from .drafts import Draft
    from .store import RecordStore


HIDDEN = frozenset({"group", "criterion"})
"""Kinds of links that the public never sees: what a small group said could be read from them."""


class Body(Sent):
    """What one kind of record says; every kind's fields are a subclass of this."""


Rule = Callable[["RecordStore", "list[Draft]"], Awaitable[None]]
"""Looks at records about to be written, all of one kind; calls ``draft.refuse(...)`` for those that cannot be."""


@dataclass(frozen=True)
class LinkField:
    """A field of a body that holds links, perhaps inside a part of it: one link, or a list of them."""

    path: tuple[str, ...]
    to: tuple[str, ...]
    """Kinds that a reference may point to; for other links the one kind that their type says."""
    relation: str

    def found(self, body: BaseModel) -> Iterator[tuple[str, Link]]:
        """Give the links of a body, each with its place (``/judgements/0/group``)."""
        return _walk(body, self.path, "")

    def kept(self, body: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        """Give the links of a body as it is kept."""
        return _walk_kept(body, self.path)

    def kind_of(self, link: Link) -> str:
        """Give the kind of what a link of this field points to, once it is known."""
        return (link.kind if isinstance(link, Ref) else None) or self.to[0]


@dataclass(frozen=True, eq=False)
class Kind:
    """One kind of record of the process."""

    name: str
    """As in the feed and in links, such as ``action``."""
    path: str
    """As in addresses, such as ``actions``."""
    body: type[Body]
    title: str
    """The field that people know a record by."""
    public: bool = True
    """Whether a platform may release it to everybody."""
    private: frozenset[str] = frozenset()
    """Fields that stay with the platform and the network's staff even then."""
    rules: tuple[Rule, ...] = ()
    conditions: Mapping[str, str] = field(default_factory=dict)
    """Filters of its list that are true or false: name, and the condition in SQL on ``r`` (the record)."""
    describes: Mapping[str, str] = field(default_factory=dict)
    """What each of those filters means, in a sentence."""

    @cached_property
    def links(self) -> tuple[LinkField, ...]:
        """Give the fields that hold links."""
        return tuple(_link_fields(self.body, ()))

    @cached_property
    def secret_relations(self) -> frozenset[str]:
        """Give the relations of links that stand in private fields; a field that everybody reads may share one."""
        return frozenset(field.relation for field in self.links if field.path[0] in self.private)

    @cached_property
    def public_links(self) -> tuple[LinkField, ...]:
        """Give the fields that hold links and that everybody may read once a record is released."""
        return tuple(field for field in self.links if field.path[0] not in self.private and not HIDDEN & set(field.to))

    def title_of(self, body: Mapping[str, Any]) -> str:
        """Give what people know a record by; a link's field gives what it points to."""
        value = body.get(self.title)
        if isinstance(value, Mapping):
            value = next((value[name] for name in ("profile", "code", "item", "id") if value.get(name)), None)
        return str(value or self.name)[:300]


def _walk(part: Any, path: tuple[str, ...], place: str) -> Iterator[tuple[str, Link]]:
    if part is None:
        return
    if isinstance(part, list):
        for index, each in enumerate(part):
            yield from _walk(each, path, f"{place}/{index}")
    elif path:
        yield from _walk(getattr(part, path[0]), path[1:], f"{place}/{path[0]}")
    else:
        yield place, part


def _walk_kept(part: Any, path: tuple[str, ...]) -> Iterator[Mapping[str, Any]]:
    if isinstance(part, list):
        for each in part:
            yield from _walk_kept(each, path)
    elif path and isinstance(part, Mapping):
        yield from _walk_kept(part.get(path[0]), path[1:])
    elif isinstance(part, Mapping):
        yield part


def _link_fields(body: type[BaseModel], above: tuple[str, ...]) -> Iterator[LinkField]:
    for name, info in body.model_fields.items():
        path = (*above, name)
        for part in _parts(info.annotation):
            if not isinstance(part, type) or not issubclass(part, BaseModel):
                continue
            if not issubclass(part, Link):
                yield from _link_fields(part, path)
                continue
            to = next((mark for mark in info.metadata if isinstance(mark, To)), None)
            if issubclass(part, Ref) and to is None:
                raise TypeError(f"{body.__name__}.{name} does not say what it points to")
            yield LinkField(path, to.kinds if to else (part.KIND,), (to and to.relation) or path[0])


def _parts(annotation: object) -> list[object]:
    """Give every type an annotation is made of: ``list[Ref] | None`` is made of list, Ref and None."""
    arguments = get_args(annotation)
    return [part for each in arguments for part in _parts(each)] if arguments else [annotation]
