"""The links of a crosswalk laid out as a table of components by rights."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from shared.vocabulary.rights import Framework

from ...engine.facts import Mask
from .crosswalk import ORDER, RightLink


@dataclass(frozen=True)
class Laid:
    """Links laid out over the codes (k) of a table and the items (r) of a framework."""

    linked: Mask
    """(k, r)"""
    links: dict[tuple[str, str], RightLink]
    """The strongest by component and item."""


def laid_out(links: Sequence[RightLink], codes: Sequence[str], framework: Framework) -> Laid:
    """Lay out links; where two say the same, the stronger one is told."""
    strongest: dict[tuple[str, str], RightLink] = {}
    for link in sorted(links, key=lambda one: ORDER.index(one.strength)):
        strongest.setdefault((link.component, link.item), link)
    row = {code: at for at, code in enumerate(codes)}
    column = {item.item: at for at, item in enumerate(framework.items)}
    linked = np.zeros((len(row), len(column)), np.bool_)
    for component, item in strongest:
        if component in row and item in column:
            linked[row[component], column[item]] = True
    return Laid(linked, strongest)
