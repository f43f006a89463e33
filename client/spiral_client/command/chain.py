"""``spiral chain``: what led to something and what followed from it, told so that it can be read aloud."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Annotated, Any

import typer

from ..client import Client
from .push import Json
from .report import Language
from .speaking import as_json, guarded, say

Found = Mapping[str, Any]

_STEP = "  "
_MOST = 6
"""Nodes of one kind that are told under another; the others are counted."""

_CODED = {
    "validated": "its code was validated by people",
    "human": "coded by people",
    "proposed": "its code is proposed",
}
_JUDGED = {
    "all": "judged by all who asked for it",
    "some": "judged by some of those who asked for it",
    "none": "judged by none of those who asked for it",
}


@guarded
def chain(
    start: Annotated[
        str,
        typer.Argument(metavar="KIND/KEY", help="component/A03, right/udhr/25, action/ID ...; ID or external id."),
    ],
    territory: Annotated[
        str | None, typer.Option(help="Only what is kept here and below: id, name or country.")
    ] = None,
    direction: Annotated[str, typer.Option(help="forward, back or both.")] = "both",
    lang: Language = None,
    json_output: Json = False,
) -> None:
    """Follow what people said to what was done about it and how they judged that, and back."""
    with Client() as client:
        found = client.chain(start, direction, territory, lang=lang)
    if json_output:
        as_json(found)
    else:
        Telling(found).tell()


class Telling:
    """Tells one chain as a tree; what was told already is only named again."""

    def __init__(self, found: Found) -> None:
        """Sort the links by what they lead to and come from."""
        self._found = found
        self._nodes: dict[str, Found] = {node["id"]: node for node in found["nodes"]}
        self._after: dict[str, list[Found]] = defaultdict(list)
        self._before: dict[str, list[Found]] = defaultdict(list)
        for link in found["links"]:
            self._after[link["source"]].append(link)
            self._before[link["target"]].append(link)
        self._told: set[str] = set()

    def tell(self) -> None:
        """Tell where it begins, what led to it, and what followed."""
        start = self._nodes[self._found["start"]]
        self._say_node(start, 0)
        self._told.add(start["id"])
        self._branch("what led to it", start, self._before, "source", lambda node: node["step"] < 0)
        self._branch("what followed", start, self._after, "target", lambda node: node["step"] > 0)
        for cut in self._found["cut"]:
            of = f" of {cut['n']:,}" if cut.get("n") is not None else ""
            say(f"! not all is told: {cut['what']}, {cut['shown']}{of}, at {cut['node']}", "yellow")
        for note in self._found["notes"]:
            say(f"- {note}", "dim")

    def _branch(
        self, heading: str, start: Found, links: Mapping[str, list[Found]], end: str, wanted: Callable[[Found], bool]
    ) -> None:
        if any(wanted(self._nodes[link[end]]) for link in links[start["id"]]):
            say("")
            say(f"{_STEP}{heading}:", "bold")
            self._follow(start, 2, links, end, wanted)

    def _follow(
        self, node: Found, depth: int, links: Mapping[str, list[Found]], end: str, wanted: Callable[[Found], bool]
    ) -> None:
        by_node: dict[str, list[Found]] = defaultdict(list)
        for link in links[node["id"]]:
            if wanted(self._nodes[link[end]]):
                by_node[link[end]].append(link)
        shown: dict[str, int] = defaultdict(int)
        for id, several in by_node.items():
            other = self._nodes[id]
            shown[other["kind"]] += 1
            if shown[other["kind"]] > _MOST:
                self._told.add(id)
                continue
            again = id in self._told
            self._told.add(id)
            self._say_node(other, depth, again)
            for made in dict.fromkeys(_made(link) for link in several):
                say(f"{_STEP * (depth + 2)}{made}", "dim")
            if not again:
                self._follow(other, depth + 1, links, end, wanted)
        for kind, n in shown.items():
            if n > _MOST:
                say(f"{_STEP * depth}and {n - _MOST} more of kind {kind}")

    def _say_node(self, node: Found, depth: int, again: bool = False) -> None:
        more = ", told above" if again else ""
        say(f"{_STEP * depth}{_called(node)}{more}", "" if depth else "bold")
        judged = (node.get("by_same_groups") or {}).get("groups")
        if judged in _JUDGED and not again:
            say(f"{_STEP * (depth + 2)}{_JUDGED[judged]}", "dim")


def _called(node: Found) -> str:
    """Say what a node is, what it is called, how far it is, when and where."""
    kind = node["kind"].replace("-", " ")
    if node.get("withdrawn"):
        return f"{kind} that was withdrawn ({node['key']})"
    if not node.get("readable", True):
        return f"{kind} whose words are not open to you ({node['key']})"
    title = node.get("title") or node["key"]
    called = f"“{title}”" if kind == "criterion" else title
    code = f"{node['key'].rpartition('/')[2]} " if kind == "component" and node.get("title") else ""
    budget = [_amount(each) for each in (node.get("budget") or {}).get("amounts", [])]
    state = None if kind == "criterion" else node.get("state")
    more = [state, node.get("question"), node.get("day"), *budget, node.get("territory_name")]
    told = ", ".join(str(each) for each in more if each)
    return f"{kind}: {code}{called}" + (f" ({told})" if told else "")


def _amount(told: Found) -> str:
    return f"{told['amount']:,.2f}".removesuffix(".00") + f" {told['currency']}"


def _made(link: Found) -> str:
    """Say who made a link, when and why."""
    if link["made"] == "people":
        who, when = (f" by {link['by']}" if link.get("by") else ""), _day(link)
        return f"linked{who}{when}{_why(link.get('why'))}"
    if link["made"] == "code":
        return _CODED.get(str(link.get("status")), "by its code")
    if link["made"] == "crosswalk":
        author = link.get("author") or link.get("by") or "unknown"
        dated = f", {link['dated_on']}" if link.get("dated_on") else ""
        return f"{link.get('strength', '')} link of a crosswalk by {author}{dated}{_why(link.get('note'))}".strip()
    return "found by a synthesis" if link["made"] == "topic" else "by the budget line it stands on"


def _day(link: Found) -> str:
    return f" on {str(link['at'])[:10]}" if link.get("at") else ""


def _why(text: str | None) -> str:
    return f": {text}" if text else ""
