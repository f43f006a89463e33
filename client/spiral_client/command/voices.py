"""``spiral voices`` and ``spiral said``: what sentences were made of, and whose words nothing carries on."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from ..client import Client
from ..errors import Refused
from .labels import counted
from .push import Json
from .report import Language
from .speaking import as_json, guarded, say, table

Found = Mapping[str, Any]
Words = dict[str, str]

_STEP = "  "
_LEVELS = {"group": "of one group", "mixed": "of a mixed group", "territory": "of the territory"}
_MOST = 100
"""First words that are fetched to be told; the others are counted."""


@guarded
def voices(
    said: Annotated[
        str, typer.Argument(metavar="ID", help="A collective criterion: its id, your external id, or words of it.")
    ],
    json_output: Json = False,
) -> None:
    """Tell which first words a collective criterion was made of, and what it was taken up into."""
    with Client() as client:
        found = client.voices(client.records("collective-criteria").find(said))
        words = {} if json_output else _words(client, found)
    if json_output:
        as_json(found)
        return
    _down(found["below"], words, 0)
    if found["above"]:
        say("")
        say("taken up into:", "bold")
        for each in found["above"]:
            _up(each, 1)
    say("")
    behind = counted(found["n_criteria"], "criterion", "criteria"), counted(found["n_groups"], "group", "groups")
    say("behind it: {} of {}, each counted once, however many ways lead there".format(*behind))
    if not words and found["n_criteria"]:
        say("- the first words are told to those who work with it", "dim")
    if found["n_unseen"]:
        say(f"- {found['n_unseen']} sentences below it are not open to you; what stands behind them is counted", "dim")


def _words(client: Client, found: Found) -> Words:
    ids = [str(each["criterion"]) for each in found["criteria"]][:_MOST]
    words = {}
    for id in ids:
        try:
            words[id] = f"“{client.criterion(id)['text']}”"
        except Refused:
            words[id] = f"words that are not open to you ({id})"
    return words


def _down(node: Found, words: Words, depth: int) -> None:
    say(_STEP * depth + _sentence(node) + (", told above" if node["again"] else ""), "" if depth else "bold")
    for id in node["merges"]:
        if id in words:
            say(_STEP * (depth + 2) + words[id], "dim")
    if more := sum(id not in words for id in node["merges"]):
        say(f"{_STEP * (depth + 2)}and {counted(more, 'criterion', 'criteria')} more", "dim")
    for each in node["takes_up"]:
        _down(each, words, depth + 1)


def _up(node: Found, depth: int) -> None:
    say(_STEP * depth + _sentence(node))
    for each in node["taken_up_by"]:
        _up(each, depth + 1)


def _sentence(node: Found) -> str:
    return f"{node['text']} ({_LEVELS.get(node['level'], node['level'])}, {node['state']})"


@guarded
def said(
    platform: Annotated[
        str | None, typer.Argument(metavar="[PLATFORM]", help="Id, external id or name; by default your only one.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=500, help="How many that were left out to show at most.")] = 20,
    lang: Language = None,
    json_output: Json = False,
) -> None:
    """Tell what a platform's groups said, how much of it was carried on, and what was left out, the loneliest first."""
    with Client() as client:
        found = client.said(platform, limit=limit, lang=lang)
    if json_output:
        as_json(found)
        return
    total = found["total"]
    spoke = counted(total["n_said"], "criterion", "criteria"), counted(found["n_groups"], "group", "groups")
    say("{}: {} of {}".format(found["platform_name"], *spoke), "bold")
    say(f"carried on by a collective criterion: {total['n_carried']:,} ({total['n_carried_approved']:,} approved)")
    say(f"left out: {total['n_left_out']:,}")
    if found["left_out"]:
        table(("question", "code", "label", "text", "group of", "id"), [_left_out(each) for each in found["left_out"]])
    if found.get("next"):
        say(f"and more; --limit {min(500, total['n_left_out'])} shows them")
    if found["n_not_yours_to_read"]:
        say(f"{found['n_not_yours_to_read']:,} more were left out whose words are not open to you")
    say(f"- {found['reading']}", "dim")


def _left_out(each: Found) -> list[Any]:
    return [each[name] for name in ("question", "code", "label", "text", "profile", "id")]
