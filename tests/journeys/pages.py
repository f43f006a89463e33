"""How-to pages as something that can be done: their commands, the files they write, and what they promise to show."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
"""A fenced block, with its language."""

NAME = re.compile(r"`([\w-]+\.(?:csv|json|ndjson))`[^`]*:\s*\Z")
"""The paragraph before a file ends with its name and a colon, so that readers know what to call it."""

FILES = ("csv", "json")


@dataclass
class Step:
    """One block of commands, with the files to be written before it and what it has to show."""

    line: int
    commands: str
    files: dict[str, str] = field(default_factory=dict)
    shown: list[str] = field(default_factory=list)


def steps_of(page: Path, commands: str = "sh") -> list[Step]:
    """Read a page whose commands stand in blocks of one language; a file without a name is only shown."""
    text = page.read_text("utf-8")
    files: dict[str, str] = {}
    found: list[Step] = []
    for match in FENCE.finditer(text):
        language, body = match.groups()
        line = text.count("\n", 0, match.start()) + 1
        if language == commands:
            found.append(Step(line, body, files))
            files = {}
        elif language == "text":
            assert found, f"{page.name}:{line} shows what no command has printed"
            found[-1].shown.append(body)
        elif language in FILES and (named := NAME.search(text[: match.start()])):
            files[named[1]] = body
    assert not files, f"{page.name}: nothing is done with {', '.join(files)}"
    return found


def missing(step: Step, printed: str) -> Iterator[str]:
    """Give what a step promised to show and did not; ``...`` stands for anything, and spaces do not count."""
    said = " ".join(printed.split())
    for shown in step.shown:
        parts = [re.escape(" ".join(part.split())) for part in shown.split("...")]
        if not re.search(r".*?".join(parts), said):
            yield shown
