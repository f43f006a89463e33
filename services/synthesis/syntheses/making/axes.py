"""Parts of a scope: its groups by kind, country, territory or year."""

from dataclasses import dataclass

import numpy as np
import pycountry
from numpy.typing import NDArray

from ..document import Axis
from ..inputs import Inputs


@dataclass(frozen=True)
class Parts:
    """Values on an axis (p), what they are called, and which groups (p, g) they hold."""

    axis: Axis
    values: list[str]
    names: list[str | None]
    members: NDArray[np.bool_]
    number: NDArray[np.int64]
    """(g): the part of each group."""


def parts_of(inputs: Inputs, axis: Axis) -> Parts:
    """Divide the groups of a scope along an axis."""
    if axis == "year":
        years, number = np.unique(inputs.groups["year"], return_inverse=True)
        values = [str(year) for year in years.tolist()]
        names: list[str | None] = [None] * len(values)
    else:
        values, number = inputs.names[axis], inputs.groups[axis]
        names = _names(inputs, axis)
    members = number == np.arange(len(values))[:, None]
    return Parts(axis, values, names, members, np.asarray(number, np.int64))


def _names(inputs: Inputs, axis: Axis) -> list[str | None]:
    if axis == "territory":
        return list(inputs.territory_names)
    if axis == "country":
        return [country_name(code) for code in inputs.names["country"]]
    return [None] * len(inputs.names[axis])


def country_name(code: str) -> str | None:
    """Give a country's English name; None for a code that is none."""
    found = pycountry.countries.get(alpha_2=code)
    return found.name if found else None
