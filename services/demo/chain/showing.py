"""Showing the chain: how far Mons is, one way from a sentence to its evaluation, and who was not heard."""

from typing import Any

from spiral_client import Client

from ..keys import write_privately
from ..running import Installation
from ..telling import Teller
from .path import longest

Row = dict[str, Any]

YEAR = 2026
"""The year that Mons reports on: most of its chain was decided at the end of the year before."""

_MADE = {
    "code": "by its code",
    "crosswalk": "a proposed crosswalk",
    "topic": "found by a synthesis",
    "budget": "by its budget",
}


def show(city: Client, territory: str, installation: Installation, teller: Teller) -> None:
    """Print one way through the chain of Mons both ways, its coverage, and where its yearly report is."""
    [platform] = city.platforms(territory_id=territory)
    teller.title("From words to deeds: the process of Mons (with its partner's own key; synthetic)")
    kept = {path: city.records(path).all(platform_id=platform["id"]) for path in ("commitments", "evaluations")}
    commitment = next(each for each in kept["commitments"] if each["state"] == "made")
    evaluation = next(each for each in kept["evaluations"] if each["moment"] == "after")
    teller.say("  One sentence, and what came of it:")
    _tell(city.chain(f"criterion/{commitment['criteria'][0]['id']}", "forward", territory), teller)
    back = city.chain(f"evaluation/{evaluation['id']}", "back", territory)
    n_said = sum(node["kind"] == "criterion" for node in back["nodes"])
    teller.say(f"  And back: the same evaluation leads to {n_said} sentences, and to all that lies between.")
    _coverage(city.coverage(territory), teller)
    file = (installation.state / "demo" / "reports" / f"mons-{YEAR}.html").resolve()
    write_privately(file, city.yearly_report(territory, YEAR, "html", "en"))
    teller.say(f"  The yearly report of Mons: {file.as_uri()}")
    teller.say(f"  What its website can embed, for everybody: {installation.url}/v1/summaries/{territory}")


def _tell(found: Row, teller: Teller) -> None:
    for node, link in longest(found):
        if link is not None:
            teller.say(f"        ↓ {_made(link)}")
        teller.say(f"    {node['kind'].replace('-', ' '):22}{_called(node)}")
        if judged := (node.get("by_same_groups") or {}).get("groups"):
            teller.say(f"{'':26}judged by {judged} of the groups that asked for it")


def _called(node: Row) -> str:
    title = node.get("title") or node["key"]
    if node["kind"] == "criterion":
        return f"“{title}”"
    code = f"{node['key'].rpartition('/')[2]} " if node["kind"] == "component" else ""
    amounts = [f"{each['amount']:,.0f} {each['currency']}" for each in (node.get("budget") or {}).get("amounts", [])]
    return f"{code}{title}" + (f", {', '.join(amounts)}" if amounts else "")


def _made(link: Row) -> str:
    if link["made"] != "people":
        more = [link.get("status"), link.get("strength")]
        return ", ".join([_MADE[link["made"]], *(str(each) for each in more if each)])
    why = f": {link['why']}" if link.get("why") else ""
    return f"{link['by']}, {str(link['at'])[:10]}{why}"


def _coverage(found: Row, teller: Teller) -> None:
    labels = {each["profile"]: each.get("label") or each["profile"] for each in found["kinds"]}
    for name, said in (
        ("not_heard", "Known to live there and never heard"),
        ("under_heard", "Heard less than their share"),
        ("hardly_heard", "Heard through one or two groups"),
    ):
        if found[name]:
            teller.say(f"  {said}: {', '.join(labels.get(each, each) for each in found[name])}")
