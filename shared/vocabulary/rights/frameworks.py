"""Frameworks of rights: what each is called, who issued it, its items, and how far each of them was checked."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from .spelling import nearest, spellings

Status = Literal["verified", "general-knowledge", "unverified"]
"""Read in a text; well known and not looked up; or known in part only, as the note tells."""


class UnknownRight(ValueError):
    """A framework, version or item that is not there; ``suggestions`` has what may have been meant."""

    def __init__(self, message: str, suggestions: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.suggestions = suggestions


class Item(BaseModel):
    """One right, goal or principle of a framework, by the code under which people cite it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    item: str = Field(description="As it is cited: 25, X, XII, 11")
    names: dict[str, str] = Field(description="Short name by language tag, in this project's words")
    part: str | None = Field(default=None, description="The part or title of the framework that it stands in")
    status: Status
    note: str | None = None


class Framework(BaseModel):
    """One version of a framework, its items in their own order."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    version: str = Field(description="A year")
    nature: Literal["rights", "goals", "process"] = Field(
        description="What a city owes people, what it aims at, or how it goes about it; the last is not read from words"
    )
    names: dict[str, str] = Field(description="By language tag")
    issued_by: str
    adopted_on: date | None = None
    source: str = Field(description="What was read, and what is from general knowledge")
    status: Status = Field(description="That of most items")
    successor: str | None = Field(default=None, description="What is known of a later version")
    notes: tuple[str, ...] = ()
    gaps: tuple[str, ...] = Field(default=(), description="What the framework has and this list lacks")
    parts: dict[str, dict[str, str]] = Field(default={}, description="Names of its parts, by language tag")
    items: tuple[Item, ...]

    @model_validator(mode="after")
    def _check(self) -> Self:
        if len({item.item for item in self.items}) < len(self.items):
            raise ValueError(f"{self.id} {self.version} has an item twice")
        if strange := {item.part for item in self.items if item.part} - set(self.parts):
            raise ValueError(f"{self.id} {self.version} does not name its part {', '.join(sorted(strange))}")
        return self


class Found(NamedTuple):
    """An item, and the version of the framework that it stands in."""

    framework: Framework
    item: Item

    @property
    def names(self) -> dict[str, str]:
        """Give the item's short names by language tag."""
        return self.item.names


@lru_cache(maxsize=1)
def frameworks() -> Mapping[tuple[str, str], Framework]:
    """Give every framework by id and version."""
    folder = files(__package__) / "frameworks"
    texts = [file.read_bytes() for file in folder.iterdir() if file.name.endswith(".json")]
    found = sorted(map(Framework.model_validate_json, texts), key=lambda one: (one.id, one.version))
    return MappingProxyType({(one.id, one.version): one for one in found})


def framework(id: str, version: str | None = None) -> Framework:
    """Give one framework, in its newest version if none is named; raises ``UnknownRight``."""
    name = id.strip().casefold()
    versions = {of: one for (named, of), one in frameworks().items() if named == name}
    if not versions:
        raise _no_framework(name)
    if version is None:
        return versions[max(versions)]
    if version not in versions:
        known = tuple(versions)
        raise UnknownRight(f"{name} has the versions {', '.join(known)}", known)
    return versions[version]


def find(id: str, item: str, version: str | None = None) -> Found:
    """Give one item and its framework, however it is spelt (``x``, ``10`` and ``X`` are right X).

    Without a version the newest is meant. Raises ``UnknownRight``.
    """
    chosen = framework(id, version)
    by_spelling = _items(chosen.id, chosen.version)
    meant = item.strip().casefold().lstrip("0")
    if meant not in by_spelling:
        raise _no_item(chosen, item)
    return Found(chosen, by_spelling[meant])


@lru_cache(maxsize=64)
def _items(id: str, version: str) -> dict[str, Item]:
    return {spelt: item for item in frameworks()[id, version].items for spelt in spellings(item.item)}


def _no_framework(name: str) -> UnknownRight:
    known = sorted({named for named, _ in frameworks()})
    near = nearest(name, known)
    meant = f"did you mean {' or '.join(near)}? " if near else ""
    return UnknownRight(f"no such framework; {meant}There are {', '.join(known)}", near)


def _no_item(chosen: Framework, item: str) -> UnknownRight:
    codes = [one.item for one in chosen.items]
    near = nearest(item, codes)
    meant = f"; did you mean {' or '.join(near)}?" if near else ""
    listed = f"{codes[0]} to {codes[-1]}" if chosen.nature != "process" else ", ".join(codes)
    return UnknownRight(f"{chosen.id} {chosen.version} has the items {listed}{meant}", near)
