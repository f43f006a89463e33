"""Waiting until the synthesis has taken over, read and counted what was pushed."""

import time
from datetime import UTC, datetime
from typing import Any

from spiral_client import Client

from .running import CannotRun
from .telling import Teller

PATIENCE_SECONDS = 900
"""How long nothing may move before the demonstration gives up."""

POLL_SECONDS = 2.0


def wait_for_synthesis(client: Client, n_criteria: int, teller: Teller) -> dict[str, Any]:
    """Wait until ``/v1/status`` says that everything pushed is read and counted; gives its last answer.

    Raises ``CannotRun`` if nothing moves for a long time.
    """
    since = datetime.now(UTC)
    moved, before = time.monotonic(), ""
    with teller.stage("Reading: finding each statement's meaning, and proposing codes", 100) as bar:
        while True:
            status = client.status()
            if status["up_to_date"] and _followed_since(status, since):
                break
            shown = _note(status)
            if shown != before:
                moved, before = time.monotonic(), shown
            if time.monotonic() - moved > PATIENCE_SECONDS:
                raise CannotRun(f"the synthesis does not move any more: {shown}")
            bar.reach(_share(status, n_criteria) * 100, shown)
            time.sleep(POLL_SECONDS)
        _wait_for_figures(client)
        bar.reach(100)
    return status


def wait_for_process(client: Client, teller: Teller) -> None:
    """Wait until the synthesis has taken over what a platform kept just now.

    Raises ``CannotRun`` if that takes a minute.
    """
    since = datetime.now(UTC)
    end = time.monotonic() + 60
    with teller.stage("Joining it with what people said", 1):
        while not _followed_since(client.status(), since):
            if time.monotonic() > end:
                raise CannotRun("the synthesis does not follow the process")
            time.sleep(0.5)


def _unread(status: dict[str, Any]) -> int | None:
    """Give how many texts are still to be read, once there is a model to read them."""
    pending: list[int] = [reading["pending"] for reading in status["readings"]]
    return sum(pending) if pending else None


def _followed_since(status: dict[str, Any], since: datetime) -> bool:
    """Tell whether all feeds were read to their end after the last push: before, "nothing behind" is old news."""
    times = [feed.get("caught_up_at") for feed in status["feeds"]]
    return all(when is not None and datetime.fromisoformat(when) > since for when in times)


def _share(status: dict[str, Any], n_criteria: int) -> float:
    followed = min(1.0, int(status.get("n_criteria", 0)) / max(n_criteria, 1))
    unread = _unread(status)
    if unread is None:
        return 0.1 * followed
    return followed * (0.1 + 0.9 * max(0.0, 1 - unread / max(int(status.get("n_statements", 0)), 1)))


def _note(status: dict[str, Any]) -> str:
    unread = _unread(status)
    left = "the model is being loaded" if unread is None else f"{unread:,} texts still to read"
    return f"({status.get('n_criteria', 0):,} criteria taken over, {left})"


def _wait_for_figures(client: Client) -> None:
    """Wait until the answers stand on what was counted last; each process brings its copy up to date by itself."""
    counted = datetime.now(UTC)
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if datetime.fromisoformat(client.trends("country")["as_of"]) > counted:
            return
        time.sleep(0.5)
