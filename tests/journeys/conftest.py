"""The whole house with the real model: in one process, or as five."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from shared.database import SERVICES, service_dsn
from shared.settings import CommonSettings
from tests.conftest import SECRET

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def models() -> Path:
    """The folder of the prepared model, which `make install` makes."""
    state = os.environ.get("SPIRAL_STATE", ".spiral")
    folder = (ROOT / os.environ.get("SPIRAL_MODELS", f"{state}/models")).resolve()
    assert (folder / "multilingual-e5-small" / "model.json").exists(), f"no model in {folder}: make install"
    return folder


@pytest.fixture(scope="module")
def environment(settings: CommonSettings, models: Path, database: str) -> dict[str, str]:
    """What a process of the house is told."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("SPIRAL_", "DATABASE_"))}
    return plain | {
        "DATABASE_URL": database,
        "SPIRAL_SECRET": SECRET,
        "SPIRAL_STATE": str(settings.state),
        "SPIRAL_MODELS": str(models),
        "SPIRAL_SYNTHESIS_THREADS": "1",
        "SPIRAL_QUOTA_PUBLIC": "100000",
    }


@pytest.fixture(scope="module")
def addresses(database: str, settings: CommonSettings) -> dict[str, str]:
    return {name: service_dsn(name, settings, database) for name in SERVICES}


@pytest.fixture
def in_this_process(environment: dict[str, str]) -> Iterator[None]:
    """The same settings for what runs inside this process."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            if name.startswith("SPIRAL_"):
                patch.setenv(name, value)
        yield


def run(environment: dict[str, str], *arguments: str) -> str:
    """Run `python -m services ...` to its end, and give what it printed."""
    command = [sys.executable, "-m", "services", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip()


@contextmanager
def running(environment: dict[str, str], *arguments: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Keep `python -m services ...` running; in the end it is told to stop, and does."""
    process = subprocess.Popen([sys.executable, "-m", "services", *arguments], cwd=ROOT, env=environment)
    try:
        yield process
    finally:
        stop(process)


def stop(process: "subprocess.Popen[bytes]") -> int:
    """Ask a process to stop, and give how it ended; it is killed if it will not."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        return process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise


async def until(true: Callable[[], Awaitable[object]], seconds: float = 60.0) -> None:
    """Wait until something holds."""
    end = asyncio.get_running_loop().time() + seconds
    while not await true():
        assert asyncio.get_running_loop().time() < end, "waited too long"
        await asyncio.sleep(0.1)
