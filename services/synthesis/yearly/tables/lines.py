"""Rows of any dataclass as CSV that no spreadsheet runs."""

from collections.abc import Iterator
from typing import Any

from ...syntheses.report.cells import Cell, line_of


def table_of(columns: tuple[str, ...], rows: Iterator[Any]) -> str:
    """Write rows of any dataclass under their columns."""
    return "".join([line_of(columns), *(line_of(_cells(columns, row)) for row in rows)])


def _cells(columns: tuple[str, ...], row: Any) -> list[Cell]:
    return [getattr(row, name) for name in columns]
