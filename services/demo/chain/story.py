"""The records of the chain, as Mons would keep them; ``mons.json`` has them, each with its kind."""

import json
from collections.abc import Callable, Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Any

ORDER = (
    "stakeholders",
    "mandates",
    "meetings",
    "phases",
    "population-notes",
    "collective-criteria",
    "terms",
    "commitments",
    "crosswalk",
    "data-sources",
    "indicators",
    "measures",
    "scenarios",
    "plans",
    "actions",
    "observations",
    "evaluations",
    "improvements",
    "label-steps",
    "complaint-bodies",
    "practices",
    "exchanges",
)
"""Kinds in the order they are kept in: each points to those before it."""

MIXED = "the mixed group"
"""A name that stands for the first mixed group of the city: which number it has differs with the size."""

SAID = "@"
"""A text that begins so stands for criteria: of a group, about some components, to a question."""

MOST = 6
"""Criteria that one record points to at most."""

Find = Callable[[str, tuple[str, ...], str | None], list[str]]
"""Gives ids of criteria: of a group (its external id), about components, and perhaps to one question."""


@lru_cache(maxsize=1)
def story() -> tuple[dict[str, Any], ...]:
    """Give every record, with its kind under ``kind``."""
    return tuple(json.loads((files(__package__) / "mons.json").read_bytes())["records"])


def of_kind(kind: str, find: Find, mixed: str) -> Iterator[dict[str, Any]]:
    """Give the records of one kind, with real criteria where the story only says whose and about what.

    ``mixed`` is the external id of a mixed group.
    """
    for record in story():
        if record["kind"] == kind:
            said = {name: mixed if value == MIXED else _said(value, find) for name, value in record.items()}
            yield {name: value for name, value in said.items() if name != "kind"}


def _said(value: Any, find: Find) -> Any:
    if not isinstance(value, str) or not value.startswith(SAID):
        return value
    group, *words = value.removeprefix(SAID).split()
    question = words.pop() if words[-1].islower() else None
    return find(group, tuple(words), question)[:MOST]
