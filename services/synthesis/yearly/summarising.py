"""A summary for a city's own site, as it is composed and told as JSON: public figures and released records only."""

from datetime import date, datetime

from pydantic import Field

from ..schemas import CodebookNotice
from .document import Action, Coded, Commitment, Measure, Part, Place, WhatWasSaid


class Summary(Part):
    """What everybody may read of a territory, in a few lines."""

    territory: Place
    country: str
    as_of: date
    made_at: datetime
    said: WhatWasSaid
    commitments: list[Commitment] = Field(description="The latest")
    n_commitments: int
    actions: list[Action] = Field(description="Done or under way, the latest")
    n_by_state: dict[str, int]
    measures: list[Measure]
    glossary: list[Coded]
    report: str = Field(description="Where the yearly report is")
    codebook: CodebookNotice
