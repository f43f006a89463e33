"""Every how-to of the process is done as it stands: each command works, and prints what the page says it prints."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.journeys.city import Door
from tests.journeys.conftest import ROOT, run, running, until
from tests.journeys.pages import Step, missing, steps_of
from tests.journeys.test_in_five_processes import free_ports
from tests.journeys.town import Town, corrected_twice, settle

HOW_TOS = ROOT / "docs" / "how-to"

PAGES = (
    "lead-a-platform",
    "facilitate-a-group",
    "keep-city-data",
    "push-actions-and-indicators",
    "follow-the-chain",
)
"""Pages that are done from their first line to their last, in one town; none needs another."""

WITH_IDS = ("publish-a-yearly-report", "embed-a-summary")
"""Pages for somebody who has an address, a key and ids at hand, as ``$URL``, ``$KEY`` and so on."""


@dataclass(frozen=True)
class House:
    """Where the house answers, and the town that lives in it."""

    url: str
    town: Town


@pytest.fixture(scope="module")
async def house(environment: dict[str, str]) -> AsyncIterator[House]:
    """All services in one process, with the stand-in for a model: what is done here is not about meaning."""
    (port,) = free_ports(1)
    told = environment | {"SPIRAL_SYNTHESIS_ENCODER": "tiny", "SPIRAL_LOG_LEVEL": "warning"}
    with running(told, "--port", str(port)):
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:

            async def ready() -> bool:
                try:
                    document = await client.get("/openapi.json")
                    return document.status_code == 200 and "/v1/actions" in document.json()["paths"]
                except httpx.HTTPError:
                    return False

            making = asyncio.to_thread(run, told, "key", "--role", "admin")
            _, key = await asyncio.gather(until(ready, 180), making)
            yield House(str(client.base_url), await settle(Door(client, key)))


def at_home(folder: Path, url: str, key: str) -> dict[str, str]:
    """Give the environment of somebody who sits down to follow a page, with the command ``spiral`` and a key."""
    tools = folder / "bin"
    tools.mkdir()
    (tools / "spiral").write_text(f'#!/bin/sh\nexec {sys.executable} -m spiral_client "$@"\n')
    (tools / "spiral").chmod(0o755)
    # With this, curl ends with a failure where the server refuses: a page whose request is refused is wrong.
    (folder / ".curlrc").write_text("fail-with-body\nsilent\nshow-error\nmax-time = 30\n")
    return {
        "PATH": f"{tools}:{Path(sys.executable).parent}:{os.environ['PATH']}",
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT / "client"),
        "SPIRAL_URL": url,
        "SPIRAL_KEY": key,
    }


def script_of(steps: list[Step], folder: Path) -> str:
    """Give one script for a whole page: what a step exports is there for the next, and what fails ends all."""
    lines = ["set -euo pipefail"]
    for number, step in enumerate(steps):
        for name, text in step.files.items():
            (folder / f"{number}-{name}").write_text(text, "utf-8")
            lines.append(f"cp {number}-{name} {name}")
        lines += [f"exec > printed-{number} 2>&1", step.commands]
    return "\n".join(lines) + "\n"


def do(page: Path, environment: dict[str, str], folder: Path, commands: str = "sh") -> None:
    """Do every step of a page."""
    steps = steps_of(page, commands)
    assert steps, f"{page.name} has nothing to do"
    (folder / "page.sh").write_text(script_of(steps, folder), "utf-8")
    done = subprocess.run(
        ["bash", "page.sh"], cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    for number, step in enumerate(steps):
        path = folder / f"printed-{number}"
        if not path.exists():
            break
        printed, here = path.read_text("utf-8"), f"{page.name}:{step.line}"
        last = not (folder / f"printed-{number + 1}").exists()
        assert done.returncode == 0 or not last, f"{here} failed\n{step.commands}\n{printed}{done.stderr}"
        assert list(missing(step, printed)) == [], f"{here} printed something else\n{printed}"
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("page", PAGES)
async def test_a_how_to_does_what_it_says(house: House, tmp_path: Path, page: str) -> None:
    told = at_home(tmp_path, house.url, house.town.key)
    await asyncio.to_thread(do, HOW_TOS / f"{page}.md", told, tmp_path)


@pytest.mark.parametrize("page", WITH_IDS)
async def test_requests_of_a_how_to_are_answered(house: House, tmp_path: Path, page: str) -> None:
    named = {"URL": house.url, "KEY": house.town.key, "TERRITORY": house.town.territory}
    named |= {"ACTION": await corrected_twice(house.town)}
    told = at_home(tmp_path, house.url, house.town.key) | named
    await asyncio.to_thread(do, HOW_TOS / f"{page}.md", told, tmp_path, "")


SMALL = """# Count
`seen.csv`:

```csv
name
Mons
```

```sh
export WHERE=$(tail -1 seen.csv)
```

```sh
echo "in   $WHERE"; %s
```

```text
in ... %s
```
"""


@pytest.mark.parametrize(
    ("command", "shown", "wrong"),
    [
        ("true", "Mons", None),
        ("true", "Praia", "small.md:13 printed something else"),
        ("false | cat", "Mons", "small.md:13 failed"),
        ("curl $SPIRAL_URL", "Mons", "small.md:13 failed"),
        ("spiral nothing-such", "Mons", "small.md:13 failed"),
    ],
)
def test_a_page_that_does_not_what_it_says_is_noticed(
    tmp_path: Path, command: str, shown: str, wrong: str | None
) -> None:
    page = tmp_path / "small.md"
    page.write_text(SMALL % (command, shown), "utf-8")
    told = at_home(tmp_path, "http://127.0.0.1:9", "nobody")
    if wrong is None:
        do(page, told, tmp_path)
        return
    with pytest.raises(AssertionError, match=wrong):
        do(page, told, tmp_path)
