"""``spiral progress``, ``spiral coverage`` and ``spiral rights``: how far, who was heard, which rights."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

from ..client import Client
from .labels import counted, percent
from .push import Json
from .report import Language
from .speaking import as_json, guarded, say, table

Found = Mapping[str, Any]

Place = Annotated[
    str | None, typer.Argument(metavar="[TERRITORY]", help="Id, name or country (BE); by default your key's own.")
]
_STANDING = {
    "not_heard": "known to be here, and not heard",
    "under_heard": "heard less than their share of people",
    "hardly_heard": "heard through one or two groups only",
    "never_looked_for": "of the network's list, and nothing is known of them here",
}


@guarded
def progress(
    platform: Annotated[
        str | None, typer.Argument(metavar="[PLATFORM]", help="Id, external id or name; by default your only one.")
    ] = None,
    json_output: Json = False,
) -> None:
    """Show how far a platform is, cycle by cycle and phase by phase."""
    with Client() as client:
        found = client.progress(platform)
    if json_output:
        as_json(found)
        return
    rows = [_phase(cycle, phase) for cycle in found["cycles"] for phase in cycle["phases"]]
    if rows:
        table(("cycle", "phase", "name", "state", "from", "to", "behind it"), rows)
    else:
        say("no cycle has begun yet", trouble=True)
    in_total = [(phase["phase"], phase["name"], _behind(phase["behind"])) for phase in found["in_total"]]
    say("")
    say("over all cycles", "bold")
    table(("phase", "name", "behind it"), [row for row in in_total if row[2]])
    if found["released_only"]:
        say("only what the platform released is counted", trouble=True)


def _phase(cycle: Found, phase: Found) -> list[Any]:
    names = ("phase", "name", "state", "started_on", "ended_on")
    return [cycle["number"], *(phase.get(name) for name in names), _behind(phase["behind"])]


def _behind(several: Sequence[Found]) -> str:
    return ", ".join(f"{each['n']:,} {each['what'].replace('-', ' ')}" for each in several if each.get("n"))


@guarded
def coverage(
    territory: Place = None,
    year_from: Annotated[int | None, typer.Option(help="First year.")] = None,
    year_to: Annotated[int | None, typer.Option(help="Last year.")] = None,
    lang: Language = None,
    json_output: Json = False,
) -> None:
    """Show which kinds of people were heard in a territory, and which were not."""
    with Client() as client:
        found = client.coverage(territory, year_from=year_from, year_to=year_to, lang=lang)
    if json_output:
        as_json(found)
        return
    heard = (
        counted(found["n_criteria"], "criterion", "criteria"),
        counted(found["n_participants"], "person", "people"),
        counted(found["n_groups"], "group", "groups"),
    )
    say("{}: {} of {} in {}".format(found["territory_name"], *heard), "bold")
    labels = {kind["profile"]: kind.get("label") or kind["profile"] for kind in found["kinds"]}
    for name, sense in _STANDING.items():
        if found[name]:
            say(f"{sense}: {', '.join(labels.get(profile, profile) for profile in found[name])}")
    rows = [_kind(kind) for kind in found["kinds"] if kind["n_groups_met"] or kind["known_here"]]
    if rows:
        table(("kind of people", "standing", "groups", "people", "criteria", "last", "heard", "known", "from"), rows)
    say(f"- {found['reading']}", "dim")


def _kind(kind: Found) -> list[Any]:
    told = [kind.get("label") or kind["profile"], kind["standing"], kind["n_groups"], kind["n_participants"]]
    sources = [note.get("known_from") or str(note.get("year") or "") for note in kind.get("population", [])]
    shares = [percent(kind.get("share_heard")), percent(kind.get("share_known"))]
    return [*told, kind["n_criteria"], kind.get("last_year"), *shares, ", ".join(filter(None, sources))]


@guarded
def rights(
    territory: Place = None,
    framework: Annotated[str, typer.Option(help="udhr, charter-agenda, eu-charter, sdg ...")] = "udhr",
    everywhere: Annotated[bool, typer.Option("--everywhere", help="The whole network.")] = False,
    strength: Annotated[str | None, typer.Option(help="The least a link must have: direct, indirect or weak.")] = None,
    question: Annotated[list[str] | None, typer.Option(help="Only answers to this question.")] = None,
    lang: Language = None,
    json_output: Json = False,
) -> None:
    """Read by right what people said; a help for reading, and no measure of violation or compliance."""
    with Client() as client:
        place = None if everywhere else client.territory_id(territory)
        found = client.rights_reading(place, framework, strength=strength, question=question, lang=lang)
    if json_output:
        as_json(found)
        return
    where = found.get("territory_name") or "the whole network"
    named = counted(found["n_named"], "coded criterion is", "coded criteria are")
    say(
        f"{where}, by {found['name']} ({found['version']}): {named} named by a right, of {found['n_criteria']:,}",
        "bold",
    )
    spoken = [right for right in found["rights"] if right["weight"]]
    columns = ("item", "right", "weight", "share", "criteria", "groups", "")
    table(columns, [[*_right(right)] for right in sorted(spoken, key=lambda right: -float(right["weight"]))])
    unnamed = ", ".join(f"{each['code']} {each.get('label') or ''}".strip() for each in found["unnamed"])
    if unnamed:
        say(f"asked for, and no right here names it: {unnamed}")
    for name, sense in (
        ("unspoken", "nobody spoke of"),
        ("inexpressible", "the vocabulary has no words for (this is no silence)"),
    ):
        if found[name]:
            say(sense + ": " + ", ".join(f"{each['item']} {each['name']}" for each in found[name]))
    say(f"- {found['note']}", "dim")


def _right(right: Found) -> list[Any]:
    doubtful = {"low_reliability": "few groups"}.get(str(right.get("flag")), "")
    named = [right["item"], right["name"], f"{right['weight']:.1f}", percent(right["share"])]
    return [*named, right["n_criteria"], right["n_groups"], doubtful]
