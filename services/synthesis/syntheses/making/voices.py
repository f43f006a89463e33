"""Who stands behind a synthesis."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..document import Heard, Voices
from ..inputs import QUESTIONS, STATUSES, Inputs
from .axes import country_name


def voices(inputs: Inputs) -> Voices:
    """Count criteria, groups and participants, whole and by who, where, when and in which language."""
    criteria, groups = inputs.criteria, inputs.groups
    of_group = criteria["group"]
    names = inputs.names
    years = sorted({int(year) for year in groups["year"]})
    by_year = np.searchsorted(years, groups["year"])
    countries = [country_name(code) for code in names["country"]]
    return Voices(
        n_criteria=len(criteria),
        n_statements=len(inputs.statement_ids),
        n_groups=len(groups),
        n_participants=int(groups["participants"].sum()),
        n_territories=len(names["territory"]),
        n_countries=len(names["country"]),
        by_question=_heard(inputs, criteria["question"], [str(question) for question in QUESTIONS]),
        by_profile=_heard(inputs, groups["profile"][of_group], names["profile"]),
        by_country=_heard(inputs, groups["country"][of_group], names["country"], countries),
        by_territory=_heard(inputs, groups["territory"][of_group], names["territory"], inputs.territory_names),
        by_year=_heard(inputs, by_year[of_group], [str(year) for year in years]),
        by_language=_heard(inputs, criteria["language"], names["language"]),
        by_status=_heard(inputs, criteria["status"], [str(status) for status in STATUSES]),
    )


def _heard(
    inputs: Inputs, numbers: NDArray[Any], values: Sequence[str], called: Sequence[str | None] | None = None
) -> list[Heard]:
    """Count by value (n numbers); a group that stands in two values is counted in both."""
    n_criteria = np.bincount(numbers, minlength=len(values))
    pairs = np.unique(numbers.astype(np.int64) * len(inputs.groups) + inputs.criteria["group"])
    value, group = pairs // max(len(inputs.groups), 1), pairs % max(len(inputs.groups), 1)
    n_groups = np.bincount(value, minlength=len(values))
    n_participants = np.bincount(value, weights=inputs.groups["participants"][group], minlength=len(values))
    found = [
        Heard(
            value=values[at],
            name=called[at] if called else None,
            n_criteria=int(n_criteria[at]),
            n_groups=int(n_groups[at]),
            n_participants=int(n_participants[at]),
        )
        for at in range(len(values))
        if n_criteria[at]
    ]
    return sorted(found, key=lambda heard: (-heard.n_criteria, heard.value))
