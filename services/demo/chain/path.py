"""One way through a chain: the one that touches most of its stages."""

from collections import defaultdict
from typing import Any

Row = dict[str, Any]

STAGES = (
    "criterion",
    "collective-criterion",
    "component",
    "right",
    "commitment",
    "indicator",
    "budget-line",
    "action",
    "evaluation",
)
"""What a way goes through, in this order; what is of no stage here is passed by."""


def longest(found: Row) -> list[tuple[Row, Row | None]]:
    """Give the nodes of the way that touches most stages, each with the link that led to it (none at the first).

    Among ways of one length, the one with the latest end and with most links that say why.
    """
    nodes = {node["id"]: node for node in found["nodes"] if node["kind"] in STAGES and not node.get("withdrawn")}
    before: dict[str, list[Row]] = defaultdict(list)
    for link in found["links"]:
        if link["source"] in nodes and link["target"] in nodes:
            before[link["target"]].append(link)
    best: dict[str, tuple[int, Row | None]] = {}
    for node in sorted(nodes.values(), key=lambda node: (STAGES.index(node["kind"]), node["id"])):
        ways: list[tuple[int, int, str, Row | None]] = [
            (best[link["source"]][0] + 1, (link["made"] == "people") + bool(link.get("why")), link["source"], link)
            for link in before[node["id"]]
            if link["source"] in best
        ]
        length, _, _, link = min(ways, key=_rank, default=(1, 0, "", None))
        best[node["id"]] = (length, link)
    end = max(
        best, key=lambda id: (best[id][0], STAGES.index(nodes[id]["kind"]), nodes[id].get("day") or ""), default=None
    )
    way: list[tuple[Row, Row | None]] = []
    while end is not None:
        link = best[end][1]
        way.append((nodes[end], link))
        end = link["source"] if link else None
    return way[::-1]


def _late(node: Row) -> tuple[int, str]:
    return STAGES.index(node["kind"]), node.get("day") or ""


def _rank(way: tuple[int, int, str, Row | None]) -> tuple[int, int, str]:
    length, told, source, _ = way
    return -length, -told, source
