"""What is remembered of a push until it has ended, so that an interrupted one goes on where it stopped."""

import hashlib
import json
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path

from ..configuration import write_privately


@dataclass
class Memory:
    """One push under way: its idempotency key, its upload, and the parts whose receipt was never seen.

    The key is forgotten at the end: pushing the same file next month is a new push, not a replay.
    """

    path: Path | None
    key: str
    upload_id: str | None = None
    doubted: list[list[int]] = field(default_factory=list)
    resumed: bool = False

    def keep(self) -> None:
        """Write the state down before the next request depends on it."""
        if self.path is None:
            return
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            kept = {name: value for name, value in asdict(self).items() if name not in ("path", "resumed")}
            write_privately(self.path, json.dumps(kept))
        except OSError:
            self.path = None  # without a place to write, a push works but cannot be resumed

    def forget(self) -> None:
        """End the push."""
        if self.path is not None:
            self.path.unlink(missing_ok=True)

    def begin_again(self) -> None:
        """Drop what was stored so far and take a new key."""
        self.key, self.upload_id, self.doubted = new_key(), None, []
        self.keep()


def new_key() -> str:
    """Give an idempotency key nobody else has."""
    return f"spiral-{secrets.token_hex(16)}"


def recall(folder: Path | None, *identity: str) -> Memory:
    """Find an interrupted push of the same content to the same place, or begin a new one."""
    if folder is None:
        return Memory(None, new_key())
    name = hashlib.sha256("\x1f".join(identity).encode()).hexdigest()[:40]
    path = folder / f"{name}.json"
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return Memory(path, kept["key"], kept["upload_id"], kept["doubted"], resumed=True)
    except (OSError, ValueError, KeyError, TypeError):
        return Memory(path, new_key())
