"""A stand-in server on a real socket, an empty home, and ways to write messy files."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
for folder in (HERE.parents[1] / "client", HERE):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

from spiral_client import Client  # noqa: E402
from stand_in_server import StandIn  # noqa: E402


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep configuration and state of every test apart."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(folder / "state"))
    for name in ("SPIRAL_URL", "SPIRAL_KEY", "NO_PROXY", "HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture
def server() -> Iterator[StandIn]:
    """Run the stand-in for one test."""
    with StandIn() as running:
        yield running


@pytest.fixture
def client(server: StandIn) -> Iterator[Client]:
    """Give a client that never really sleeps."""
    with Client(server.url, "spc_test", sleep=server.naps.append) as made:
        yield made
