"""Where the server's address and the key are kept: a file only its owner can read, or the environment."""

import json
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from .errors import FileUnreadable, Unsettled


@dataclass(frozen=True)
class Configuration:
    """An address and a key; the key never shows when this is printed."""

    url: str | None = None
    key: str | None = None
    unsafe_file: bool = False

    def __repr__(self) -> str:
        """Show everything but the key."""
        return f"Configuration(url={self.url!r}, key={'…' if self.key else None})"


def config_file() -> Path:
    """Give the path of the configuration (XDG)."""
    root = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(root) / "spiral" / "config.json"


def state_folder() -> Path:
    """Give the folder where interrupted pushes are remembered (XDG)."""
    root = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(root) / "spiral" / "pushes"


def load() -> Configuration:
    """Read the configuration; ``SPIRAL_URL`` and ``SPIRAL_KEY`` win over the file.

    A stored key belongs to the stored address: with another ``SPIRAL_URL`` it is not used.
    """
    stored = _stored()
    url = os.environ.get("SPIRAL_URL") or stored.url
    same_server = url is not None and stored.url is not None and url.rstrip("/") == stored.url.rstrip("/")
    key = os.environ.get("SPIRAL_KEY") or (stored.key if same_server else None)
    return Configuration(url, key, stored.unsafe_file)


def _stored() -> Configuration:
    path = config_file()
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        unsafe = os.name == "posix" and bool(stat.S_IMODE(path.stat().st_mode) & 0o077)
        return Configuration(kept.get("url"), kept.get("key"), unsafe)
    except FileNotFoundError:
        return Configuration()
    except (OSError, ValueError, AttributeError) as error:
        raise FileUnreadable(f"{path} cannot be read; run spiral configure again") from error


def store(url: str, key: str | None) -> Path:
    """Write the configuration so that only its owner can read it, whole or not at all."""
    checked_url(url)
    path = config_file()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_privately(path, json.dumps({"url": url.rstrip("/"), "key": key}))
    return path


def write_privately(path: Path, text: str) -> None:
    """Write a file with mode 0600 beside its place, then put it there."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    beside.replace(path)


def checked_url(url: str) -> str:
    """Give the address without a closing slash; raises ``Unsettled`` unless it is http(s)."""
    if not url.startswith(("http://", "https://")) or len(url.split("/")) < 3 or not url.split("/")[2]:
        raise Unsettled("the address of the server begins with https://, such as https://spiral.example.org")
    return url.rstrip("/")
