"""What a write answers: the record as it is kept now, and whether anything changed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from ..schemas.bulk import Outcome
from ..schemas.fields import Kept

Record = TypeVar("Record", bound=Kept)

Check = Callable[[int], None]
"""Raises unless a change is made on the revision that its author has seen."""


@dataclass(frozen=True)
class Put(Generic[Record]):
    """What became of a record that was put here."""

    outcome: Outcome
    record: Record

    @classmethod
    def created(cls, record: Record) -> "Put[Record]":
        """Tell of a record that is new."""
        return cls(Outcome.CREATED, record)

    @classmethod
    def updated(cls, record: Record) -> "Put[Record]":
        """Tell of a record that has a new revision."""
        return cls(Outcome.UPDATED, record)

    @classmethod
    def unchanged(cls, record: Record) -> "Put[Record]":
        """Tell of a record that was like this already."""
        return cls(Outcome.UNCHANGED, record)
