"""The records that a composition is made of, and the plain reading of their fields."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import Any
from uuid import UUID

from ..process.records import KnownRecord

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Observed:
    """Where a group, or the platform itself, saw an indicator on a day."""

    indicator: UUID
    situation_of: str
    level: int
    on: date
    group: UUID | None


@dataclass(frozen=True, slots=True)
class Judged:
    """How a group, or the platform itself, judged one aspect of what is evaluated."""

    evaluation: UUID
    action: UUID | None
    aspect: str
    """A component, ``phase/3``, or a right."""
    situation: int
    group: UUID | None


@dataclass(frozen=True)
class Ledger:
    """All records of a territory and everything below it, as one reader may read them."""

    records: list[KnownRecord]
    outside: Mapping[UUID, KnownRecord] = field(default_factory=dict)
    """Records elsewhere that these point to, where the reader may read them."""
    gone: frozenset[UUID] = frozenset()
    """Records that these point to and that were withdrawn."""
    profiles: Mapping[UUID, str] = field(default_factory=dict)
    """Groups that these speak of, by id: their profile."""
    territories: Mapping[UUID, str] = field(default_factory=dict)
    """What the territories are called."""
    platforms: Mapping[UUID, str] = field(default_factory=dict)
    """What the platforms are called."""
    authors: Mapping[UUID, tuple[str, ...]] = field(default_factory=dict)
    """Who made the links of a record, where the reader is told."""
    observed: Sequence[Observed] = ()
    judged: Sequence[Judged] = ()
    fewest: int = 1
    """Groups that must stand behind a figure for this reader."""

    @cached_property
    def _by_kind(self) -> dict[str, list[KnownRecord]]:
        found: dict[str, list[KnownRecord]] = defaultdict(list)
        for record in self.records:
            found[record.kind].append(record)
        return found

    @cached_property
    def _by_id(self) -> dict[UUID, KnownRecord]:
        return {**self.outside, **{record.id: record for record in self.records}}

    def of(self, kind: str) -> list[KnownRecord]:
        """Give the records of a kind, the oldest first."""
        return self._by_kind.get(kind, [])

    def find(self, id: UUID | None) -> KnownRecord | None:
        """Give a record, or None where it is not there or not the reader's to read."""
        return self._by_id.get(id) if id is not None else None

    def named(self, ids: Iterable[UUID]) -> list[KnownRecord]:
        """Give those of some records that the reader may read."""
        return [found for id in ids if (found := self.find(id)) is not None]


@lru_cache(maxsize=65_536)
def uuid(text: str) -> UUID:
    """Read an id; records point to the same few again and again."""
    return UUID(text)


def day(body: Body, name: str) -> date | None:
    """Read a day."""
    value = body.get(name)
    return date.fromisoformat(str(value)[:10]) if value else None


def text(body: Body, name: str) -> str | None:
    """Read a text; an empty one is none."""
    value = body.get(name)
    return str(value) if value else None


def ref(body: Body, name: str) -> UUID | None:
    """Read a pointer to a record."""
    value = body.get(name)
    return uuid(value["id"]) if isinstance(value, Mapping) and value.get("id") else None


def refs(body: Body, name: str) -> list[UUID]:
    """Read pointers to records."""
    return [uuid(value["id"]) for value in body.get(name) or [] if value.get("id")]


def codes(body: Body, name: str = "components") -> list[str]:
    """Read the codes of components."""
    return list(dict.fromkeys(str(value["code"]) for value in body.get(name) or []))


def code(body: Body, name: str = "component") -> str | None:
    """Read the code of one component."""
    value = body.get(name)
    return str(value["code"]) if isinstance(value, Mapping) and value.get("code") else None


Right = tuple[str, str, str]
"""Framework, its version, item."""


def rights(body: Body, name: str = "rights") -> list[Right]:
    """Read pointers to rights."""
    found = [(value["framework"], value.get("version") or "", value["item"]) for value in body.get(name) or []]
    return list(dict.fromkeys(found))
