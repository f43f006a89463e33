"""What a kind of record is: its name, its fields, who may see which of them, and what must hold for it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from .bodies import Body, LinkField, link_fields
from .drafts import Draft
from .store import RecordStore

HIDDEN = frozenset({"group", "criterion"})
"""Kinds of links that the public never sees: what a small group said could be read from them."""

Rule = Callable[[RecordStore, list[Draft]], Awaitable[None]]
"""Looks at records about to be written, all of one kind; calls ``draft.refuse(...)`` for those that cannot be."""


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
        return tuple(link_fields(self.body))

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
