"""``spiral synthesise`` and ``spiral syntheses``: what a scope says, told so that it can be read aloud."""

from pathlib import Path
from typing import Annotated, Any

import typer

from ..client import Client
from .aloud import tell
from .labels import labels_of
from .push import Json
from .report import Language, form_of, write
from .speaking import as_json, guarded, say, table
from .waiting import wait

_COLUMNS = ("id", "scope_name", "title", "state", "standing", "asked_at")


@guarded
def synthesise(
    scope: Annotated[
        str,
        typer.Argument(help="network, a country (BE), a territory's name or id, platform:ID or group:ID."),
    ],
    title: Annotated[str | None, typer.Option(help="What to call it.")] = None,
    question: Annotated[
        list[str] | None, typer.Option(help="Only answers to this question; repeat for several.")
    ] = None,
    profile: Annotated[
        list[str] | None, typer.Option(help="Only groups of this kind, such as homeless; repeat for several.")
    ] = None,
    year_from: Annotated[int | None, typer.Option(help="First year.")] = None,
    year_to: Annotated[int | None, typer.Option(help="Last year.")] = None,
    contrast_by: Annotated[
        list[str] | None, typer.Option(help="profile (default), family, country, territory or year; up to three.")
    ] = None,
    label_lang: Annotated[
        list[str] | None,
        typer.Option("--label-lang", help="Languages to name ideas in; by default en, fr, pt, it."),
    ] = None,
    lang: Language = None,
    open_only: Annotated[
        bool, typer.Option("--open-only", help="Only criteria given as open data: it may be released to everybody.")
    ] = False,
    seed: Annotated[int | None, typer.Option(help="Where chance begins; another seed gives another run.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write the report here (.html, .md, .csv or .json).")] = None,
    no_wait: Annotated[bool, typer.Option("--no-wait", help="Ask for it, and do not wait.")] = False,
    json_output: Json = False,
) -> None:
    """Make the synthesis of a scope, and say what it found."""
    if out is not None:
        form_of(out)  # before anybody waits for it
    with Client() as client:
        place = client.scope(scope)
        more = {"questions": question, "profiles": profile, "year_from": year_from, "year_to": year_to}
        more["open_only"] = open_only
        wished = {**place, **{name: value for name, value in more.items() if value}}
        names = list(dict.fromkeys([*label_lang, lang])) if label_lang and lang else label_lang
        asked = client.syntheses.ask(wished, title=title, contrast_by=contrast_by, label_languages=names, seed=seed)
        if no_wait:
            _show(asked, json_output)
            return
        wait(client, asked["id"], json_output)
        found = client.syntheses.read(asked["id"])
        if out is not None:
            write(client, asked["id"], out, lang=lang)
        _tell(client, found, lang, json_output)
    if not json_output:
        say("")
        say(f"report: {out}" if out else f"report: spiral report {asked['id']} --out report.html")


@guarded
def syntheses(
    synthesis_id: Annotated[str | None, typer.Argument(metavar="[SYNTHESIS]", help="A synthesis's id.")] = None,
    cancel: Annotated[bool, typer.Option("--cancel", help="Stop making it.")] = False,
    lang: Language = None,
    json_output: Json = False,
) -> None:
    """Show what a synthesis found, waiting until it is made; or list all that your key may read."""
    with Client() as client:
        if synthesis_id is None:
            _list(client.syntheses.all(), json_output)
        elif cancel:
            _show(client.syntheses.cancel(synthesis_id), json_output)
        else:
            wait(client, synthesis_id, json_output)
            _tell(client, client.syntheses.read(synthesis_id), lang, json_output)


def _tell(client: Client, found: dict[str, Any], lang: str | None, json_output: bool) -> None:
    if json_output:
        as_json(found)
        return
    language = (lang or "en")[:2]
    tell(found, labels_of(client, language, (found.get("provenance") or {}).get("codebook")), language)


def _list(found: list[dict[str, Any]], json_output: bool) -> None:
    if json_output:
        as_json(found)
    elif found:
        table(_COLUMNS, [[each.get(name) for name in _COLUMNS] for each in found])
    else:
        say("there is no synthesis yet that your key may read", trouble=True)


def _show(found: dict[str, Any], json_output: bool) -> None:
    if json_output:
        as_json(found)
        return
    for name in (*_COLUMNS, "finished_at"):
        if found.get(name) is not None:
            say(f"{name}: {found[name]}")
    if found.get("state") in ("queued", "running"):
        say(f"look again with: spiral syntheses {found['id']}")
