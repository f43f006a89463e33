"""``spiral budget`` and ``spiral summary``: what the money is for, and a few lines for a city's own site."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer

from ..client import Client
from ..process.readings import SUMMARIES, TABLES
from .labels import counted, percent
from .push import Json
from .readings import Place
from .records import write
from .report import Language
from .reports import form_of
from .speaking import as_json, guarded, say, table

Found = Mapping[str, Any]

_TOP = 3
"""Components told for each question."""


@guarded
def budget(
    territory: Place = None,
    year: Annotated[int | None, typer.Option(help="Of the budget, else of the action.")] = None,
    framework: Annotated[str, typer.Option(help="Whose rights components lead to: udhr, sdg ...")] = "udhr",
    to: Annotated[Path | None, typer.Option("--out", help="Write the table to this file (.csv or .json).")] = None,
    lang: Language = None,
    json_output: Json = False,
) -> None:
    """Tell what each budget line is for: actions, what they are measured by, components and rights."""
    form = form_of(to, None, False, TABLES) if to else "json"
    with Client() as client:
        text = client.budget_table(territory, year, form, framework=framework, lang=lang)
    if to is not None:
        write(text, to)
        return
    found = json.loads(text)
    if json_output:
        as_json(found)
        return
    _tell_budget(found)


def _tell_budget(found: Found) -> None:
    of = f" in {found['year']}" if found.get("year") else ""
    say(f"{found['territory']['name']}{of}: {_actions(found['n_actions'])}", "bold")
    for each in found["sums"]:
        say(f"{_money(each['amount'], each['currency'])} for {_actions(each['n_actions'])}")
    if found["n_without_budget"]:
        say(f"without an amount: {_actions(found['n_without_budget'])}")
    if rows := [row for action in found["actions"] for row in _lines(action)]:
        table(("budget line", "action", "amount", "measured by", "component", "label", "right"), rows)
    shared = [[each["kind"], each["key"], each["label"], _money(each["amount"], each["currency"])]
              for each in found["shared"] if each["kind"] in ("component", "right")]  # fmt: skip
    if shared:
        say("each amount divided among what its action is for:")
        table(("", "key", "label", "amount"), shared)


def _actions(number: int) -> str:
    return counted(number, "action", "actions")


def _lines(action: Found) -> Iterator[list[Any]]:
    amount = _money(action["amount"], action.get("currency")) if action.get("amount") is not None else ""
    for number, link in enumerate(action["links"]):
        component = link.get("component") or {}
        measured = (link.get("measured_by") or {}).get("title")
        told = [measured, component.get("code"), component.get("label"), _right(link)]
        yield [action.get("reference"), action["title"], amount if number == 0 else "", *told]


def _right(link: Found) -> str:
    """Name a right; where the component leads to it, with who says so."""
    code = str((link.get("right") or {}).get("code") or "")
    author = link.get("right_author") if link.get("right_via") == "component" else None
    return f"{code} (by {author})" if author else code


def _money(amount: Any, currency: str | None) -> str:
    return f"{Decimal(str(amount)):,.2f}".removesuffix(".00") + f" {currency or ''}".rstrip()


@guarded
def summary(
    territory: Place = None,
    to: Annotated[Path | None, typer.Option("--out", help="Write it to this file (.html or .json).")] = None,
    lang: Language = None,
    json_output: Json = False,
) -> None:
    """Tell what everybody may read of a territory in a few lines, or write the page for a city's own site."""
    form = form_of(to, None, False, SUMMARIES) if to else "json"
    with Client() as client:
        text = client.summary(territory, form, lang)
    if to is not None:
        write(text, to)
        return
    found = json.loads(text)
    if json_output:
        as_json(found)
        return
    _tell_summary(found)


def _tell_summary(found: Found) -> None:
    say(f"{found['territory']['name']}, what everybody may read on {found['as_of']}", "bold")
    for question in found["said"]["questions"]:
        top = ", ".join(f"{each['component']['label']} ({percent(each['share'])})" for each in question["top"][:_TOP])
        if top:
            say(f"named most, {question['question']}: {top}")
    if not found["said"]["questions"]:
        say("no figures were released yet")
    for heading, rows in (
        (f"commitments: {found['n_commitments']}", [_titled(each) for each in found["commitments"]]),
        (f"actions: {_states(found['n_by_state']) or 0}", [_titled(each) for each in found["actions"]]),
        (f"measures: {len(found['measures'])}", [_measured(each) for each in found["measures"]]),
    ):
        say(heading)
        for row in rows:
            say(f"    {row}")
    say(f"the whole report: {found['report']}")


def _states(by_state: Mapping[str, int]) -> str:
    return ", ".join(f"{n} {state}" for state, n in by_state.items() if n)


def _titled(each: Found) -> str:
    return f"{each['title']} ({each['state']})" if each.get("state") else str(each["title"])


def _measured(each: Found) -> str:
    steps = [f"{each[name]['value']:g} ({each[name]['on'][:4]})" for name in ("baseline", "latest") if each.get(name)]
    target = f", should be {each['target']['value']:g}" if each.get("target") else ""
    return f"{each['title']}: {' → '.join(steps) or 'no value yet'} {each.get('unit') or ''}".rstrip() + target
