"""What the command says: plain lines, a table, a progress bar on a terminal, or one JSON document."""

import functools
import json
import os
import sys
import traceback
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Any, ParamSpec

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from ..errors import SpiralError

P = ParamSpec("P")
SOFTWARE_FAULT = 70


def out() -> Console:
    """Give where results go."""
    return Console(markup=False, highlight=False, emoji=False, soft_wrap=True)


def err() -> Console:
    """Give where notes and trouble go."""
    return Console(stderr=True, markup=False, highlight=False, emoji=False, soft_wrap=True)


def harmless(text: str) -> str:
    """Take out what would steer a terminal; files and servers are strangers."""
    return "".join(sign if sign.isprintable() or sign in "\n\t" else " " for sign in text)


def say(text: str, style: str = "", trouble: bool = False) -> None:
    """Say one thing."""
    console = err() if trouble else out()
    if console.is_terminal:
        console.print(Text(harmless(text), style=style))
    else:
        print(harmless(text), file=sys.stderr if trouble else sys.stdout)


def as_json(value: Any) -> None:
    """Write one JSON document to standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")


def table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Show a table on a terminal, tab-separated lines elsewhere."""
    console = out()
    if not console.is_terminal:
        for row in (columns, *rows):
            say("\t".join(_cell(value) for value in row))
        return
    shown = Table(box=None, header_style="bold")
    for column in columns:
        shown.add_column(Text(harmless(column)), overflow="fold")
    for row in rows:
        shown.add_row(*(Text(_cell(value)) for value in row))
    console.print(shown)


def _cell(value: Any) -> str:
    if isinstance(value, dict | list):
        return harmless(json.dumps(value, ensure_ascii=False))
    return "" if value is None else harmless(str(value)).replace("\n", " ").replace("\t", " ")


class Telling:
    """Tells progress: a bar on a terminal, a line now and then elsewhere, nothing beside JSON."""

    def __init__(self, quiet: bool, counts_bytes: bool = True) -> None:
        """Decide once how to tell; what is counted is bytes, or parts of a hundred."""
        self._console = err()
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._stage, self._tenth = "", -1
        self.quiet = quiet
        if not quiet and self._console.is_terminal:
            amount = DownloadColumn() if counts_bytes else TaskProgressColumn()
            parts = (TextColumn("{task.description}"), BarColumn(), amount, TimeRemainingColumn())
            self._bar = Progress(*parts, console=self._console, transient=True)

    def __enter__(self) -> "Telling":
        """Begin."""
        if self._bar is not None:
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End, leaving the terminal as it was."""
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Take one report of progress."""
        if self._bar is not None:
            if stage != self._stage or self._task is None:
                self._task = self._bar.add_task(stage, total=total)
            self._bar.update(self._task, completed=done, total=total)
        elif not self.quiet:
            tenth = 10 * done // max(1, total)
            if stage != self._stage or tenth != self._tenth:
                say(f"{stage}: {100 * done // max(1, total)} %", trouble=True)
            self._tenth = tenth
        self._stage = stage


def guarded(command: Callable[P, None]) -> Callable[P, None]:
    """Turn every way to fail into a sentence and its documented exit code."""

    @functools.wraps(command)
    def guard(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except SpiralError as error:
            _fail(str(error), error.exit_code, type(error).__name__, bool(kwargs.get("json_output")))
        except KeyboardInterrupt:
            _fail("interrupted; the same command goes on where this one stopped", 130, "Interrupted", False)
        except BrokenPipeError:
            with suppress(OSError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except (typer.Exit, typer.Abort):
            raise
        except Exception as error:
            if os.environ.get("SPIRAL_DEBUG"):
                traceback.print_exc()
            text = f"a fault of this program ({type(error).__name__}); SPIRAL_DEBUG=1 shows where. Please report it"
            _fail(text, SOFTWARE_FAULT, "Fault", bool(kwargs.get("json_output")))

    return guard


def _fail(text: str, code: int, name: str, json_output: bool) -> None:
    if json_output:
        as_json({"error": {"type": name, "message": text}, "exit_code": code})
    say(text, "bold red", trouble=True)
    raise typer.Exit(code)
