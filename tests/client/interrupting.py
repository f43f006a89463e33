"""A command that hears an interrupt, even where the tests themselves run in the background and do not."""

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def interruptible(command: list[str], **more: Any) -> Iterator[subprocess.Popen[str]]:
    """Start a command with text pipes; one that is still there at the end is killed, so that no test hangs on it."""
    heed = lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)  # noqa: E731
    with subprocess.Popen(command, text=True, preexec_fn=heed, **more) as running:
        try:
            yield running
        finally:
            running.kill()
