"""``spiral diagnosis`` and ``spiral matrix``: in which of five situations groups see themselves, and what changed."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import typer

from ..client import Client
from ..errors import Refused, Unsettled
from .labels import Labels, counted, labels_of
from .push import Json
from .report import Language
from .speaking import as_json, guarded, say, table

Found = Mapping[str, Any]

_SIGHTS = ("present", "reached", "wished")
_KINDS = ("actions", "plans", "platforms")


@guarded
def diagnosis(
    said: Annotated[str, typer.Argument(metavar="ID", help="An indicator: its id, your external id, or its title.")],
    json_output: Json = False,
) -> None:
    """Tell where groups see an indicator: how it is, what was reached and what they wish, each group once."""
    with Client() as client:
        indicators = client.records("indicators")
        id = indicators.find(said)
        found = client.diagnosis(id)
        title = "" if json_output else indicators.read(id)["title"]
    if json_output:
        as_json(found)
        return
    say(f"{title}, from 1 (very unsatisfactory) to 5 (ideal)", "bold")
    whole = [("all years", found["latest"])] if found["latest"] else []
    spans = [*whole, *((str(year["year"]), year) for year in found["years"])]
    rows = [row for span, sight in spans for row in _sights(span, sight)]
    if not rows:
        say(f"nothing is told of it, or by fewer than {found['fewest_groups']} groups", trouble=True)
        return
    table(("when", "situation", "groups", "mean", "in 1", "in 2", "in 3", "in 4", "in 5"), rows)
    for span, sight in spans:
        if gap := sight["gap"]:
            say(f"{span}: wished is {gap['mean']:+.1f} from present, of {_groups(gap['n_groups'])} that told both")
    say(f"- counted: {found['counts']}", "dim")


def _sights(span: str, sight: Found) -> Iterator[list[Any]]:
    for name in _SIGHTS:
        if told := sight[name]:
            yield [span, name, told["n_groups"], f"{told['mean']:.1f}", *(told["levels"][str(n)] for n in range(1, 6))]
        if own := sight["platform"].get(name):
            yield [span, f"{name} (the platform's own)", "", own, *("" for _ in range(5))]


@guarded
def matrix(
    action: Annotated[str | None, typer.Option(help="An action: its id, your external id, or its title.")] = None,
    plan: Annotated[str | None, typer.Option(help="A plan and its actions.")] = None,
    platform: Annotated[str | None, typer.Option(help="Everything that a platform evaluated: id or name.")] = None,
    kind_of: Annotated[
        str | None, typer.Option("--kind-of", help="impact, self-evaluation or human-rights-impact.")
    ] = None,
    lang: Language = None,
    json_output: Json = False,
) -> None:
    """Tell how groups judged before and after, and what changed for the groups that judged both times."""
    if sum(each is not None for each in (action, plan, platform)) > 1:
        raise Unsettled("ask for one of --action, --plan and --platform")
    with Client() as client:
        if action is not None:
            of = {"action": client.records("actions").find(action)}
        elif plan is not None:
            of = {"plan": client.records("plans").find(plan)}
        else:
            of = {"platform": client.platform_id(platform)}
        found = client.matrix(**of, kind_of=kind_of)
        if json_output:
            as_json(found)
            return
        titles = {id: _title(client, id) for id in dict.fromkeys(cell["of"] for cell in found["cells"])}
        labels = labels_of(client, (lang or "en")[:2])
    if not found["cells"]:
        say(f"nothing was judged, or by fewer than {found['fewest_groups']} groups", trouble=True)
        return
    columns = ("of", "aspect", "label", "before", "groups", "after", "groups", "change", "")
    table(columns, [[titles[cell["of"]], *_cell(cell, labels)] for cell in found["cells"]])
    say("- means of situations from 1 (very unsatisfactory) to 5 (ideal), each group once, with its last word", "dim")


def _cell(cell: Found, labels: Labels) -> list[Any]:
    code = cell["aspect"].rpartition("/")[2]
    shown = code if labels.code(code) else cell["aspect"]
    moments = [part for name in ("before", "after") for part in _moment(cell[name], cell["platform"].get(name))]
    return [shown, labels.code(code), *moments, *_change(cell["change"])]


def _moment(told: Found | None, own: int | None) -> list[Any]:
    if told:
        return [f"{told['mean']:.1f}", told["n_groups"]]
    return [f"{own} (the platform)", ""] if own else ["", ""]


def _change(change: Found | None) -> list[str]:
    if change is None:
        return ["", ""]
    if change["comparable"]:
        return [f"{change['mean']:+.1f}", f"of {_groups(change['n_groups'])} that judged both times"]
    missing = [
        f"{_groups(change[f'n_missing_{moment}'])} did not judge {moment}"
        for moment in ("before", "after")
        if change[f"n_missing_{moment}"]
    ]
    return ["", "not comparable: " + (", ".join(missing) or "no group judged both times")]


def _groups(number: int) -> str:
    return counted(number, "group", "groups")


def _title(client: Client, id: str) -> str:
    for kind in _KINDS:
        try:
            found = client.records(kind).read(id)
        except Refused:
            continue
        return str(found.get("title") or found.get("name") or id)
    return id
