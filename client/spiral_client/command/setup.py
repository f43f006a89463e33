"""``spiral configure``, ``spiral whoami`` and ``spiral template``."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from .. import configuration
from ..client import Client
from ..template import write_template
from .push import Json
from .speaking import as_json, guarded, say


@guarded
def configure(
    url: Annotated[str | None, typer.Option(help="Address of the server; asked for when not given.")] = None,
    key_stdin: Annotated[
        bool, typer.Option("--key-stdin", help="Read the key from standard input instead of asking.")
    ] = False,
) -> None:
    """Store the server's address and your key in a file that only you can read."""
    address = configuration.checked_url(url or typer.prompt("Address of the server"))
    # Never an option of the command: other users see those, and shells remember them.
    key = sys.stdin.readline() if key_stdin else typer.prompt("Key", hide_input=True, default="", show_default=False)
    path = configuration.store(address, key.strip() or None)
    say(f"stored in {path}")
    if address.startswith("http://") and not address.startswith(("http://localhost", "http://127.0.0.1")):
        say("! this address is not encrypted: the key and the criteria can be read on the way", "yellow")


@guarded
def whoami(json_output: Json = False) -> None:
    """Show what the server knows of your key."""
    if configuration.load().unsafe_file:
        say(f"! others can read {configuration.config_file()}; run spiral configure again", "yellow", trouble=True)
    with Client() as client:
        found = client.whoami()
    if json_output:
        as_json(found)
        return
    for name, value in found.items():
        say(f"{name}: {value}")


@guarded
def template(
    file: Annotated[Path, typer.Argument(help="The workbook to write, such as criteria.xlsx.")],
    language: Annotated[str, typer.Option(help="en, fr, pt, it, es, nl, ro, pl, el, ar or de.")] = "en",
) -> None:
    """Write an empty workbook to fill in, with guidance and lists to choose from."""
    write_template(file, language)
    say(f"wrote {file}")
