"""Keys: the installation's first from its command line, the others given through the API, kept for the next run."""

import json
import os
import subprocess
import sys
from pathlib import Path

import httpx

from .running import CannotRun, Installation

OWNER = "demonstration (synthetic)"


class Keys:
    """The demonstration's keys, in a file only its owner can read."""

    def __init__(self, installation: Installation) -> None:
        """Read what an earlier run kept."""
        self.installation = installation
        self.path = installation.state / "demo" / "keys.json"
        self._kept: dict[str, str] = {}
        if self.path.exists():
            self._kept = json.loads(self.path.read_text(encoding="utf-8"))

    def open(self) -> None:
        """See that there is a key of an administrator that works, and one of staff."""
        if not self._works(self._kept.get("admin")):
            self._kept = {"admin": self._first()}
            if not self._works(self._kept["admin"]):
                raise CannotRun(
                    f"what answers at {self.installation.url} is not the installation in {self.installation.state}: "
                    "choose another port (--port), or stop it first"
                )
        self.give("staff", {"owner": OWNER, "role": "staff"})

    @property
    def staff(self) -> str:
        """Give the key of staff, who read everything."""
        return self._kept["staff"]

    def partner(self, name: str, owner: str, root: str) -> str:
        """Give a partner's key for everything below one territory."""
        return self.give(f"partner {name}", {"owner": owner, "role": "partner", "roots": [root]})

    def give(self, name: str, wanted: dict[str, object]) -> str:
        """Give the key of this name; it is made the first time."""
        if name not in self._kept:
            answer = httpx.post(
                f"{self.installation.url}/v1/keys",
                json=wanted,
                headers={"Authorization": f"Bearer {self._kept['admin']}"},
                timeout=30,
            )
            answer.raise_for_status()
            self._kept[name] = answer.json()["key"]
            self._write()
        return self._kept[name]

    def _first(self) -> str:
        command = [sys.executable, "-m", "services", "key", "--role", "admin", "--owner", OWNER]
        environment = os.environ | {"SPIRAL_STATE": str(self.installation.state)}
        made = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
        if made.returncode or not made.stdout.strip():
            raise CannotRun(f"no first key could be made:\n{made.stderr.strip()[-1500:]}")
        return made.stdout.strip().splitlines()[-1]

    def _works(self, key: str | None) -> bool:
        if key is None:
            return False
        headers = {"Authorization": f"Bearer {key}"}
        return httpx.get(f"{self.installation.url}/v1/keys/me", headers=headers, timeout=30).is_success

    def _write(self) -> None:
        write_privately(self.path, json.dumps(self._kept, indent=1))


def write_privately(path: Path, text: str) -> None:
    """Write a file that only its owner can read, from its first moment on."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
