"""The filters that all addresses of exact figures take, as they are for trends."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from shared.vocabulary.roles import CodeStatus, Question

from ..selecting import Filters

Country = Annotated[str, Query(pattern="^[A-Z]{2}$")]
Words = Annotated[str, Query(max_length=100)]
Year = Annotated[int, Query(ge=1990, le=2200)]


def _filters(
    under: Annotated[UUID | None, Query(description="A territory with everything below it")] = None,
    country: Annotated[list[Country] | None, Query(description="ISO 3166-1 alpha-2; may be repeated")] = None,
    profile: Annotated[list[Words] | None, Query()] = None,
    family: Annotated[list[Words] | None, Query()] = None,
    year: Annotated[list[Year] | None, Query()] = None,
    status: Annotated[list[CodeStatus] | None, Query(description="Where the code comes from")] = None,
) -> Filters:
    given = {"country": country, "profile": profile, "family": family, "year": year, "status": status}
    return Filters(under, {name: list(values) for name, values in given.items() if values})


Filtered = Annotated[Filters, Depends(_filters)]
Questions = Annotated[list[Question] | None, Query(description="May be repeated")]
