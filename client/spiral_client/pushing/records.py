"""Criteria that a program already has as records: sent as they are, with nothing guessed and no file between."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ..errors import FileUnreadable
from ..understanding.problems import Place, Problem
from .body import line
from .delivery import Delivery, Refusal, Report
from .places import find_territory
from .result import PushResult
from .wire import Wire

SOURCE = "api"
"""The source of records that name none, as the server has it."""


def push_records(
    wire: Wire,
    records: Iterable[Mapping[str, Any]],
    territory: str | None,
    source: str | None,
    dry_run: bool,
    atomic: bool,
    memory: Path | None,
    report: Report,
) -> PushResult:
    """Push records with the fields of a criterion; a problem's row is the number of its record, from 1.

    The server judges every field. Raises ``FileUnreadable`` for what cannot be sent at all.
    """
    lines = [_line(number, record) for number, record in enumerate(records, start=1)]
    if not lines:
        raise FileUnreadable("there is no record to push")
    mode = "atomic" if atomic else "partial"
    result = PushResult(find_territory(wire, territory), source or SOURCE, dry_run, mode)

    def refuse(refusal: Refusal) -> None:
        place = Place(refusal.number + 1, refusal.field)
        result.problems.append(Problem(refusal.code, refusal.message, place, refusal.advice))

    Delivery(wire, memory, result, refuse, report).send(lines)
    return result


def _line(number: int, record: Any) -> bytes:
    if not isinstance(record, Mapping):
        raise FileUnreadable(f"record {number} is not a mapping of fields to values")
    try:
        return line(dict(record))
    except (TypeError, ValueError, RecursionError) as error:
        # Without the values: they may be somebody's words.
        raise FileUnreadable(f"record {number} cannot be written as JSON: {type(error).__name__}") from None
