"""Column types of PostgreSQL that SQLAlchemy does not know, and the names constraints get."""

from typing import Any

from sqlalchemy.types import UserDefinedType

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
"""One naming convention, so that migrations can name what they change."""


class Xid8(UserDefinedType[int]):
    """A transaction's number that never wraps."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """Give the type's name in PostgreSQL."""
        return "xid8"


class HalfVector(UserDefinedType[Any]):
    """A vector of half-precision numbers (pgvector)."""

    cache_ok = True

    def __init__(self, dimension: int | None = None) -> None:
        """Give the number of components, or leave it to each row."""
        self.dimension = dimension

    def get_col_spec(self, **_: Any) -> str:
        """Give the type's name in PostgreSQL."""
        return f"halfvec({self.dimension})" if self.dimension else "halfvec"
