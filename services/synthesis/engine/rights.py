"""Reading by right: what was counted by component, spread over the rights that components are read under.

A component may be read under several rights. Each of its criteria counts once all the same: its weight is divided
among them, so that weights over all rights add up to the criteria that any right names. How many criteria and groups
touch a right is told beside it, undivided; those do not add up.
"""

from dataclasses import dataclass

import numpy as np

from .facts import Floats, Ints, Mask


@dataclass(frozen=True)
class Spread:
    """What stands under each right (r)."""

    weight: Floats
    """(q, r): criteria, each divided among its component's rights, by question."""
    n_criteria: Ints
    """(r): criteria that touch it, undivided."""
    n_groups: Ints
    n_participants: Ints
    unnamed: Ints
    """(k): criteria of components that no right names; 0 for others."""


def spread(counts: Ints, linked: Mask, participants: Ints) -> Spread:
    """Spread a table of criteria by question, group and component (q, g, k) over rights.

    ``linked`` (k, r) tells which rights a component is read under, ``participants`` (g) how many people a group had.
    """
    n_rights = linked.sum(axis=1)
    part = linked / np.maximum(n_rights, 1)[:, None]
    by_component = counts.sum(axis=1)
    touching = counts.sum(axis=0) @ linked.astype(np.int64)
    naming = touching > 0
    return Spread(
        weight=by_component @ part,
        n_criteria=touching.sum(axis=0),
        n_groups=naming.sum(axis=0),
        n_participants=participants @ naming,
        unnamed=np.where(n_rights == 0, by_component.sum(axis=0), 0),
    )
