"""``spiral history``: every writing of a record, who wrote it, when and why, and what it changed."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from ..client import Client
from .push import Json
from .records import Kind
from .speaking import as_json, guarded, say

Found = Mapping[str, Any]

_LONGEST = 160


@guarded
def history(
    kind: Kind,
    said: Annotated[str, typer.Argument(metavar="ID", help="Its id, your external id, or words of its title.")],
    json_output: Json = False,
) -> None:
    """Tell every writing of a record, the newest first: who, when, why, and what it changed."""
    with Client() as client:
        records = client.records(client.kinds.forms.form(kind).path)
        found = records.history(records.find(said))
    if json_output:
        as_json(found)
        return
    for each in found:
        _tell(each)


def _tell(each: Found) -> None:
    why = f": {each['why']}" if each["why"] else ""
    what = "withdrawn" if each["withdrawn"] else "written"
    say(f"revision {each['revision']}, {what} on {each['at'][:10]} by {each['by']}{why}", "bold")
    if each["withdrawn"]:
        return
    for change in each["changes"]:
        before, after = _value(change["before"]), _value(change["after"])
        told = f"from {before} to {after}" if change["before"] is not None else after
        say(f"    {change['field']}: {told}")


def _value(value: Any) -> str:
    """Say a value in one short line; a link by what it points to."""
    if not _says(value):
        return "nothing"
    if isinstance(value, list):
        return _short("; ".join(map(_value, value)))
    if isinstance(value, dict):
        if named := next((value[name] for name in ("code", "item", "profile", "id") if value.get(name)), None):
            return str(named)
        parts = [f"{name.replace('_', ' ')} {_part(each)}" for name, each in value.items() if _says(each)]
        return _short(", ".join(parts))
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else _short(str(value))


def _part(value: Any) -> str:
    return f"({_value(value)})" if isinstance(value, dict | list) else _value(value)


def _says(value: Any) -> bool:
    return value is not None and value not in ([], {}, "")


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
