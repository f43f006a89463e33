"""Telling how far it is: bars on a terminal, plain lines elsewhere."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

LINE_SECONDS = 10.0
"""Without a terminal, seconds between two lines about the same stage."""


class Bar:
    """One stage under way; several threads may report to it."""

    def __init__(self, teller: "Teller", title: str, total: float, progress: Progress | None) -> None:
        """Show the stage, at nothing done."""
        self._console, self._title, self._total, self._progress = teller.console, title, total, progress
        self._task = progress.add_task(title, total=total) if progress else None
        self._done, self._lock, self._said = 0.0, Lock(), time.monotonic()

    def advance(self, more: float = 1.0) -> None:
        """Report that so much more is done."""
        with self._lock:
            self.reach(self._done + more)

    def reach(self, done: float, note: str = "") -> None:
        """Report how much is done altogether; it never goes back."""
        self._done = max(self._done, min(done, self._total))
        if self._progress is not None and self._task is not None:
            title = f"{self._title} {note}".strip()
            self._progress.update(self._task, completed=self._done, description=title)
        elif time.monotonic() - self._said > LINE_SECONDS:
            self._said = time.monotonic()
            self._console.print(f"  … {self._done / self._total:.0%} {note}".rstrip())


class Teller:
    """Where the demonstration speaks."""

    def __init__(self, console: Console | None = None) -> None:
        """Speak on standard output, wide enough for tables where nobody tells a width."""
        self.console = console or Console(highlight=False)
        if not self.console.is_terminal:
            self.console = Console(highlight=False, width=118, file=self.console.file)

    def say(self, text: str = "") -> None:
        """Say a line."""
        self.console.print(text, markup=False, soft_wrap=True)

    def title(self, text: str) -> None:
        """Say what comes next."""
        self.console.print()
        self.console.print(f"[bold]{text}[/bold]")

    @contextmanager
    def stage(self, title: str, total: float) -> Iterator[Bar]:
        """Show a stage until it has ended, and how long it took."""
        began = time.monotonic()
        if self.console.is_terminal:
            columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
            with Progress(*columns, console=self.console, transient=True) as progress:
                yield Bar(self, title, max(total, 1), progress)
        else:
            yield Bar(self, title, max(total, 1), None)
        self.say(f"{title}: {time.monotonic() - began:.0f} s")
