"""What a record says: the fields of its kind, and which of them point to something else."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, get_args

from pydantic import BaseModel

from ...schemas.fields import Sent
from .links import Link, Ref, To


class Body(Sent):
    """What one kind of record says; every kind's fields are a subclass of this."""


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


class Linking(Protocol):
    """A kind of record as its store knows it: what it is called, and where it points."""

    @property
    def name(self) -> str:
        """Give its name, as in the feed."""
        ...

    @property
    def links(self) -> tuple[LinkField, ...]:
        """Give the fields that hold links."""
        ...


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


def link_fields(body: type[BaseModel], above: tuple[str, ...] = ()) -> Iterator[LinkField]:
    """Give the fields of a body and its parts that hold links; ``TypeError`` for one that says not where to."""
    for name, info in body.model_fields.items():
        path = (*above, name)
        for part in _parts(info.annotation):
            if not isinstance(part, type) or not issubclass(part, BaseModel):
                continue
            if not issubclass(part, Link):
                yield from link_fields(part, path)
                continue
            to = next((mark for mark in info.metadata if isinstance(mark, To)), None)
            if issubclass(part, Ref) and to is None:
                raise TypeError(f"{body.__name__}.{name} does not say what it points to")
            yield LinkField(path, to.kinds if to else (part.KIND,), (to and to.relation) or path[0])


def _parts(annotation: object) -> list[object]:
    """Give every type an annotation is made of: ``list[Ref] | None`` is made of list, Ref and None."""
    arguments = get_args(annotation)
    return [part for each in arguments for part in _parts(each)] if arguments else [annotation]
