"""Conditions of a list, gathered as they are asked for."""

from typing import Any


class Where:
    """Conditions and their values; a condition whose value is None is left out."""

    def __init__(self) -> None:
        """Begin without a condition."""
        self._conditions: list[str] = []
        self.values: list[Any] = []

    def add(self, condition: str, value: object) -> None:
        """Add a condition with ``{}`` where its value goes, unless the value is None."""
        if value is not None:
            self.values.append(value)
            self._conditions.append(condition.format(f"${len(self.values)}"))

    def require(self, condition: str) -> None:
        """Add a condition that has no value."""
        self._conditions.append(condition)

    def query(self, select: str, order: str, limit: int) -> str:
        """Give the whole question: what to select, the conditions, the order, and how many rows."""
        where = " and ".join(self._conditions) or "true"
        return f"{select} where {where} order by {order} limit {int(limit)}"
