"""``spiral status``, ``spiral trends`` and ``spiral search``: questions to the server."""

from typing import Annotated, Any

import typer

from ..client import Client
from ..errors import FileUnreadable
from .push import Json
from .speaking import Telling, as_json, err, guarded, say, table

Where = Annotated[
    list[str] | None, typer.Option("--where", help="Any other filter, as name=value; repeat for several.")
]
Country = Annotated[str | None, typer.Option(help="ISO code, such as FR.")]
QuestionFilter = Annotated[str | None, typer.Option(help="wellbeing, illbeing, action or policy.")]
Dimension = Annotated[str | None, typer.Option(help="Letter of a dimension, such as A.")]
YearFilter = Annotated[int | None, typer.Option(help="The year the groups met.")]

FOUND = ("score", "language", "country", "question", "code", "label", "n_alike", "text", "id")
"""The columns of a search, on a terminal and off it."""


@guarded
def status(
    import_id: Annotated[str | None, typer.Argument(metavar="[IMPORT]", help="An import's id.")] = None,
    wait: Annotated[
        bool, typer.Option("--wait", help="Wait until all that was pushed until now is read and counted.")
    ] = False,
    json_output: Json = False,
) -> None:
    """Show one import, or the imports made with your key; or wait until what you pushed is in every figure."""
    with Client() as client:
        if wait:
            counted = _counted(client, quiet=json_output)
            if import_id is None:
                as_json(counted) if json_output else say("all that was pushed until now is read and counted")
                return
        found: Any = client.status(import_id) if import_id else client.imports()
    if json_output:
        as_json(found)
    elif import_id:
        _import(found)
    else:
        columns = ("id", "state", "source", "dry_run", "counts", "created_at")
        table(columns, [[each.get(name) for name in columns] for each in found])


def _counted(client: Client, quiet: bool) -> dict[str, Any]:
    with Telling(quiet=quiet or not err().is_terminal, counts_bytes=False) as telling:
        return client.wait_until_counted(told=lambda done, most: telling("waiting", done, most))


def _import(found: dict[str, Any]) -> None:
    for name in ("id", "state", "source", "mode", "dry_run", "created_at", "finished_at"):
        say(f"{name}: {found.get(name)}")
    counts = ", ".join(f"{number} {name}" for name, number in (found.get("counts") or {}).items() if number)
    say(f"counts: {counts or 'none yet'}")
    for cause in found.get("causes") or []:
        say(
            f"x {cause.get('count')} × {cause.get('field')}: {cause.get('message')}, "
            f"first in line {cause.get('example_line')}"
        )


@guarded
def trends(
    by: Annotated[str, typer.Option(help="What to count by, such as country,dimension.")] = "country,dimension",
    country: Country = None,
    question: QuestionFilter = None,
    dimension: Dimension = None,
    year: YearFilter = None,
    where: Where = None,
    json_output: Json = False,
) -> None:
    """Show how often things are said."""
    filters = {"country": country, "question": question, "dimension": dimension, "year": year, **where_filters(where)}
    with Client() as client:
        _show(client.trends(by, **filters), json_output)


@guarded
def search(
    text: Annotated[str, typer.Argument(help="Words in any language; found by meaning.")],
    country: Country = None,
    question: QuestionFilter = None,
    dimension: Dimension = None,
    year: YearFilter = None,
    where: Where = None,
    json_output: Json = False,
) -> None:
    """Find criteria by meaning."""
    filters = {"country": country, "question": question, "code": dimension, "year": year, **where_filters(where)}
    with Client() as client:
        found = client.search(text, **filters)
    if json_output:
        as_json(found)
    elif found.get("items"):
        table(FOUND, [[row.get(name) for name in FOUND] for row in found["items"]])
    else:
        say("nothing close was found; --where floor=0 shows what is farther away", trouble=True)
    if not json_output and (notice := found.get("codebook", {}).get("notice")):
        say(notice, trouble=True)


def where_filters(where: list[str] | None) -> dict[str, str]:
    """Read filters written as name=value; raises ``FileUnreadable``."""
    found = {}
    for each in where or []:
        name, sign, value = each.partition("=")
        if not sign:
            raise FileUnreadable(f"--where is written name=value, not {each!r}")
        found[name.strip()] = value.strip()
    return found


def _show(found: dict[str, Any], json_output: bool) -> None:
    """Show the first list of an answer as a table, and its plain members as lines under it."""
    if json_output:
        as_json(found)
        return
    listed = [value for value in found.values() if isinstance(value, list) and value and isinstance(value[0], dict)]
    if listed:
        columns = list(dict.fromkeys(name for row in listed[0] for name in row))
        table(columns, [[row.get(name) for name in columns] for row in listed[0]])
    for name, value in found.items():
        if not isinstance(value, list | dict) and value is not None:
            say(f"{name}: {value}")
