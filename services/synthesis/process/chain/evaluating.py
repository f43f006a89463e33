"""Whether those who asked for something are those who judged it: an evaluation by the same groups."""

from collections.abc import Collection, Iterable, Mapping, Set
from uuid import UUID

from ..records import KnownLink, Sight, links_from, links_to
from .schemas import ChainNode, Same, SameGroups
from .viewing import Viewer

ASKED = ("groups", "proposed_by_group")
"""Links of an action to groups that asked for it."""

_WHOLE = Sight(everything=True)
"""The mark is made of all links; which groups they are is told to those only who work with them."""

_GROUPS_OF = "select id, group_id from criterion where id = any($1)"
_PROFILES = "select id, profile from known_group where id = any($1)"

ByRecord = Mapping[UUID, Set[UUID]]


async def mark(viewer: Viewer, nodes: Iterable[ChainNode]) -> None:
    """Tell at each evaluation whether it was made by the groups that asked for what it judges."""
    found = {UUID(node.key): node for node in nodes if node.kind == "evaluation" and not node.withdrawn}
    if not found:
        return
    links = await links_from(viewer.connection, _WHOLE, found, kinds=["action", "plan", "group"])
    actions = await _judged_actions(viewer, links)
    asking = await _asking(viewer, {action for those in actions.values() for action in those})
    judged = _by_record(link for link in links if link.kind == "group" and link.relation == "groups")
    asked = {id: {group for action in actions.get(id, ()) for group in asking.get(action, ())} for id in found}
    profiles = await _profiles(viewer, {group for those in (*asked.values(), *judged.values()) for group in those})
    known = await viewer.records(set(found))
    for id, node in found.items():
        node.by_same_groups = _compared(asked[id], judged.get(id, set()), profiles, told=known[id].whole)


async def _judged_actions(viewer: Viewer, links: Collection[KnownLink]) -> dict[UUID, set[UUID]]:
    """Give the actions that each evaluation judges: those it names, and those of the plan it is of."""
    plans = {link.key for link in links if link.kind == "plan"}
    gathered: dict[str, set[UUID]] = {}
    for link in await links_to(viewer.connection, _WHOLE, "plan", plans, from_kinds=["action"]) if plans else ():
        gathered.setdefault(link.key, set()).add(link.from_id)
    judged: dict[UUID, set[UUID]] = {}
    for link in links:
        if link.kind != "group":
            of = {UUID(link.key)} if link.kind == "action" else gathered.get(link.key, set())
            judged.setdefault(link.from_id, set()).update(of)
    return judged


async def _asking(viewer: Viewer, actions: Set[UUID]) -> ByRecord:
    """Give the groups that asked for actions: those named in them, and those whose criteria they answer."""
    links = await links_from(viewer.connection, _WHOLE, actions, kinds=["group", "criterion"])
    groups = _by_record(link for link in links if link.kind == "group" and link.relation in ASKED)
    criteria = _by_record(link for link in links if link.kind == "criterion")
    rows = await viewer.connection.fetch(_GROUPS_OF, [id for those in criteria.values() for id in those])
    said_by = {row["id"]: row["group_id"] for row in rows}
    for action, those in criteria.items():
        groups.setdefault(action, set()).update(said_by[id] for id in those if id in said_by)
    return groups


def _by_record(links: Iterable[KnownLink]) -> dict[UUID, set[UUID]]:
    found: dict[UUID, set[UUID]] = {}
    for link in links:
        found.setdefault(link.from_id, set()).add(UUID(link.key))
    return found


async def _profiles(viewer: Viewer, groups: Set[UUID]) -> Mapping[UUID, str]:
    rows = await viewer.connection.fetch(_PROFILES, list(groups))
    return {row["id"]: row["profile"] for row in rows if row["profile"]}


def _compared(asked: Set[UUID], judged: Set[UUID], profiles: Mapping[UUID, str], *, told: bool) -> SameGroups:
    kinds = [{profiles[group] for group in groups if group in profiles} for groups in (asked, judged)]
    return SameGroups(
        groups=_same(asked, judged),
        kinds=_same(*kinds),
        asked=sorted(asked) if told else [],
        judged=sorted(judged) if told else [],
    )


def _same(asked: Set[UUID] | Set[str], judged: Set[UUID] | Set[str]) -> Same:
    if not asked or not judged:
        return "unknown"
    both = len(asked & judged)
    return "all" if both == len(asked) else "some" if both else "none"
