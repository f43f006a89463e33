"""Follow the chain from one node, link by link, and tell what hangs together with it."""

from dataclasses import dataclass, field

from ...errors import ChainStartUnknown
from ...trends import notice
from . import budgets, codes, crosswalks, kept, topics
from .codes import readable
from .evaluating import mark
from .naming import named
from .schemas import Chain, ChainLink, Cut, Direction
from .stages import RECORDS, STAGES, Place
from .viewing import Viewer

STEPS = (codes.step, topics.step, kept.step, crosswalks.step, budgets.step)

NOTES = [
    "A link says who made it, when and why, as far as that was told; it does not say that one thing caused another.",
    "A right beside a component is a help for reading: no measure of violation or compliance.",
]
BY_PLACE = "Which criteria were said in this territory is told to its own partner and to staff."


@dataclass
class Walk:
    """What has been met so far."""

    steps: dict[Place, int]
    links: dict[tuple[str, str, str, str], ChainLink] = field(default_factory=dict)
    cut: list[Cut] = field(default_factory=list)


async def chain_from(viewer: Viewer, start: Place, direction: Direction, depth: int, limit: int) -> Chain:
    """Give all that hangs together with a node, up to ``limit`` nodes; raises ``ChainStartUnknown``."""
    if not await _is_there(viewer, start):
        raise ChainStartUnknown
    walk = Walk({start: 0})
    if direction != "back":
        # What came before has its half of the room, however much came after.
        await _follow(viewer, walk, start, True, depth, limit if direction == "forward" else -(-limit // 2))
    if direction != "forward":
        await _follow(viewer, walk, start, False, depth, limit)
    nodes = await named(viewer, _in_order(walk.steps))
    await mark(viewer, nodes)
    by_place = viewer.territory is not None and not viewer.sight.everything and viewer.territory not in viewer.sight.own
    return Chain(
        start=str(start),
        direction=direction,
        territory=viewer.territory,
        nodes=nodes,
        links=list(walk.links.values()),
        cut=walk.cut,
        complete=not walk.cut,
        notes=[*NOTES, BY_PLACE] if by_place else NOTES,
        codebook=notice(viewer.codebook),
    )


async def _is_there(viewer: Viewer, start: Place) -> bool:
    if start.kind in RECORDS:
        found = (await viewer.records({start.id})).get(start.id)
        return found is not None and found.kind == start.kind
    if start.kind == "criterion":
        row = await viewer.connection.fetchrow("select text from criterion where id = $1", start.id)
        return row is not None and (row["text"] is None or bool(readable(viewer, [start.id])))
    if start.kind == "budget-line":
        return bool(await budgets.actions_of(viewer, [start]))
    if start.kind == "topic":
        return start in await topics.names(viewer, [start])
    return True


async def _follow(viewer: Viewer, walk: Walk, start: Place, forward: bool, depth: int, limit: int) -> None:
    here, seen, more = {start}, {start}, 0
    for step in range(1, depth + 1):
        there: set[Place] = set()
        for find in STEPS:
            found = await find(viewer, here, forward)
            walk.cut += [cut for cut in found.cut if cut not in walk.cut]
            for source, target, link in found.links:
                end = target if forward else source
                if end not in walk.steps and len(walk.steps) >= limit:
                    more += 1
                    continue
                walk.links.setdefault((link.source, link.target, link.relation, str(link.record)), link)
                walk.steps.setdefault(end, step if forward else -step)
                there.add(end)
        here = there - seen
        seen |= here
        if not here:
            break
    else:
        walk.cut.append(Cut(node=str(start), what="forward" if forward else "back", shown=depth))
    if more:
        walk.cut.append(Cut(node=str(start), what="nodes", shown=limit))


def _in_order(steps: dict[Place, int]) -> dict[Place, int]:
    return dict(sorted(steps.items(), key=lambda one: (STAGES[one[0].kind], one[0].kind, abs(one[1]), one[0].key)))
