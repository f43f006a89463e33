"""Days of a record that follow one another."""

from itertools import combinations
from typing import TypeVar

from pydantic import BaseModel
from pydantic_core import PydanticCustomError

Part = TypeVar("Part", bound=BaseModel)


def in_order(part: Part, *fields: str) -> Part:
    """Give a body back if the days in these fields, those that are given, never go backwards."""
    for first, last in combinations(fields, 2):
        before, after = getattr(part, first), getattr(part, last)
        if before and after and after < before:
            names = {"first": first, "last": last}
            raise PydanticCustomError("dates-order", "{last} cannot be before {first}", names)
    return part
