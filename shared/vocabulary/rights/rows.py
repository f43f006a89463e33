"""Links as rows of data: which component, and which meaning, is read under which right, by whose proposal."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from pydantic import Field

from .references import Right

Strength = Literal["direct", "indirect", "weak"]
"""The component names what the right is about; the right gives conditions for it; or a distant link only."""


class CrosswalkRow(Right):
    """One link between a component of a codebook version and a right: a proposal, with who made it and when."""

    codebook: str
    component: str
    strength: Strength
    author: str
    proposed_on: date | None = None
    note: str | None = None


class MeaningRow(Right):
    """One link between a detailed meaning, such as P15 (it cannot be paid for), and a right that it points to."""

    codebook: str
    meaning: str
    author: str
    proposed_on: date | None = Field(default=None)
    note: str | None = None


@lru_cache(maxsize=1)
def shipped_rows() -> Mapping[str, tuple[CrosswalkRow, ...]]:
    """Give the rows of ``crosswalk.jsonl`` by codebook version, in the order of the file."""
    found: dict[str, list[CrosswalkRow]] = defaultdict(list)
    for line in _lines("crosswalk.jsonl"):
        row = CrosswalkRow.model_validate_json(line)
        found[row.codebook].append(row)
    return {version: tuple(rows) for version, rows in found.items()}


@lru_cache(maxsize=1)
def meaning_rows() -> tuple[MeaningRow, ...]:
    """Give the rows of ``meanings.jsonl``, of every codebook version."""
    return tuple(MeaningRow.model_validate_json(line) for line in _lines("meanings.jsonl"))


def rights_by_component(codebook: str) -> dict[str, dict[str, tuple[str, ...]]]:
    """Give for each component its items by framework, as a codebook entry lists them."""
    found: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for row in shipped_rows().get(codebook, ()):
        listed = found[row.component]
        listed[row.framework] = (*listed.get(row.framework, ()), row.item)
    return dict(found)


def _lines(name: str) -> list[str]:
    return (files(__package__) / name).read_text(encoding="utf-8").splitlines()
