"""What became of every line of a bulk body, and the reasons where it was refused."""

from collections.abc import Iterable
from typing import Literal, get_args
from uuid import UUID

from pydantic import BaseModel

from .faults import Fault

Became = Literal["created", "updated", "unchanged", "rejected", "tombstoned", "not_stored"]

NAMES: tuple[Became, ...] = get_args(Became)
"""The outcomes a line may have."""


class Outcome(BaseModel):
    """What became of one line."""

    line: int
    external_id: str | None
    outcome: Became
    id: UUID | None = None
    revision: int | None = None
    errors: list[Fault] = []
    warnings: list[Fault] = []


class Cause(BaseModel):
    """One reason for which lines were refused, and how many."""

    code: str
    field: str | None = None
    message: str
    count: int
    example_line: int


def causes_of(faults: Iterable[tuple[int, Fault]]) -> list[Cause]:
    """Count faults, each with its line in the order of the lines, by their reason."""
    found: dict[tuple[str, str | None, str], Cause] = {}
    for line, fault in faults:
        key = (fault.code, fault.field, fault.message)
        if key in found:
            found[key].count += 1
        else:
            found[key] = Cause(code=fault.code, field=fault.field, message=fault.message, count=1, example_line=line)
    return list(found.values())


def merge_causes(one: list[Cause], other: list[Cause], most: int = 50) -> list[Cause]:
    """Add the causes of two chunks, the most frequent first."""
    found = {(cause.code, cause.field, cause.message): cause.model_copy() for cause in one}
    for cause in other:
        key = (cause.code, cause.field, cause.message)
        if key in found:
            found[key].count += cause.count
        else:
            found[key] = cause.model_copy()
    return sorted(found.values(), key=lambda cause: (-cause.count, cause.example_line))[:most]
