"""Collective criteria as a kind of record."""

from ..records.kinds import Kind
from .rules import fits_its_group, merges_once, never_in_a_loop, takes_up_from_below
from .schemas import CollectiveCriterion

COLLECTIVE_CRITERION = Kind(
    "collective-criterion",
    "collective-criteria",
    CollectiveCriterion,
    title="text",
    rules=(fits_its_group, takes_up_from_below, never_in_a_loop, merges_once),
    conditions={
        "taken_up": "exists (select 1 from link l join record u on u.id = l.from_id and u.withdrawn_at is null"
        " where l.kind = 'collective-criterion' and l.relation = 'takes_up' and l.key = r.id::text)"
    },
    describes={"taken_up": "Whether another collective criterion takes it up"},
)

KINDS = (COLLECTIVE_CRITERION,)
