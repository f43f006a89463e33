"""``spiral proposals`` and ``spiral practices``: words to begin an indicator with, and what others found to work."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from ..client import Client
from ..errors import FileUnreadable
from .labels import counted
from .push import Json
from .records import write
from .report import Language
from .speaking import as_json, guarded, say, table

Found = Mapping[str, Any]


@guarded
def proposals(
    component: Annotated[str, typer.Argument(metavar="COMPONENT", help="Such as D00 or A03.")],
    territory: Annotated[str | None, typer.Option(help="Id, name or country (BE); by default your key's own.")] = None,
    profile: Annotated[list[str] | None, typer.Option(help="Only groups of this kind; repeat for several.")] = None,
    words: Annotated[int | None, typer.Option(min=1, max=20, help="For each situation, at most.")] = None,
    draft: Annotated[
        Path | None, typer.Option("--draft", help="Write a first draft here (.json), to be pushed as indicators.")
    ] = None,
    external_id: Annotated[str | None, typer.Option("--external-id", help="Your own short name for the draft.")] = None,
    lang: Language = None,
    json_output: Json = False,
) -> None:
    """Lay what people said of a component out over the five situations of an indicator, to be edited by them."""
    if draft is not None and draft.suffix.lower() != ".json":
        raise FileUnreadable(f"the draft is JSON: give a name that ends in .json, not {draft}")
    with Client() as client:
        found = client.indicator_proposal(component, territory, profile=profile, words=words, lang=lang)
    if json_output:
        as_json(found)
    else:
        _tell(found)
    if draft is not None:
        named = {"external_id": external_id or f"draft-{found['component']}", **found["draft"]}
        write(json.dumps([named], ensure_ascii=False, indent=2) + "\n", draft, quiet=json_output)
        if not json_output:
            say(f"push it with: spiral records push indicators {draft}")


def _tell(found: Found) -> None:
    label = f" {found['label']}" if found.get("label") else ""
    said = counted(found["n_criteria"], "criterion", "criteria")
    say(f"{found['component']}{label} in {found['territory_name']}: {found['n_placed']:,} of {said} placed", "bold")
    for situation in found["situations"]:
        behind = counted(situation["n_criteria"], "criterion", "criteria")
        groups = counted(situation["n_groups"], "group", "groups")
        say(f"situation {situation['level']}: {behind} of {groups}")
        _words(situation["words"])
    if found["to_do"]:
        say("what people do or would do about it:")
        _words(found["to_do"])
    if found.get("cut"):
        say("! there were more criteria than are looked at", "yellow")
    say(f"- {found['reading']}", "dim")


def _words(words: list[Found]) -> None:
    for each in words:
        say(f"    “{each['text']}” ({each['question']})")


@guarded
def practices(
    words: Annotated[list[str], typer.Argument(metavar="WORDS", help="What you look for, in any language.")],
    kind: Annotated[
        list[str] | None, typer.Option(help="practice, exchange or action; by default practices and exchanges.")
    ] = None,
    component: Annotated[str | None, typer.Option(help="Only what is about this component, such as A03.")] = None,
    territory: Annotated[str | None, typer.Option(help="Only from here and below: id, name or country.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=100, help="How many to show at most.")] = 20,
    json_output: Json = False,
) -> None:
    """Find what others found to work, by its meaning, in any language."""
    with Client() as client:
        place = client.territory_id(territory) if territory else None
        wished = {"kind": kind, "component": component, "territory": place, "limit": limit}
        found = client.practices(" ".join(words), **wished)
    if json_output:
        as_json(found)
        return
    if found["items"]:
        table(("score", "kind", "title", "from", "where", "text", "id"), [_practice(each) for each in found["items"]])
    else:
        say("nothing close was found", trouble=True)
    if found["n_unread"]:
        say(f"{counted(found['n_unread'], 'record is', 'records are')} still to be read by the model", trouble=True)


def _practice(each: Found) -> list[Any]:
    kind = " ".join(filter(None, (each["kind"], each.get("direction"))))
    told = [each.get(name) for name in ("title", "platform_name", "territory_name", "text", "id")]
    return [f"{each['score']:.2f}", kind, *told]
