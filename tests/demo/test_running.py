"""Starting and stopping: exactly the process that was started, and nothing that only has its number."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from services.demo.__main__ import main
from services.demo.keys import write_privately
from services.demo.running import Installation, started


@pytest.fixture
def sleeper() -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])


def record(installation: Installation, pid: int, since: str) -> None:
    installation.record.parent.mkdir(parents=True)
    installation.record.write_text(json.dumps({"pid": pid, "started": since}))


def test_stopping_ends_the_process_that_was_recorded(tmp_path: Path, sleeper: "subprocess.Popen[bytes]") -> None:
    installation = Installation(tmp_path, 9)
    record(installation, sleeper.pid, started(sleeper.pid))
    assert installation.stop()
    assert started(sleeper.pid) == ""
    assert not installation.record.exists()


def test_stopping_spares_another_process_with_the_same_number(
    tmp_path: Path, sleeper: "subprocess.Popen[bytes]"
) -> None:
    installation = Installation(tmp_path, 9)
    record(installation, sleeper.pid, "once upon a time")
    try:
        assert not installation.stop()
        assert sleeper.poll() is None
    finally:
        sleeper.kill()
        sleeper.wait()


def test_stopping_when_nothing_runs_is_no_mistake(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SPIRAL_STATE", str(tmp_path))
    assert main(["--stop"]) == 0
    assert "Nothing was left running" in capsys.readouterr().out


def test_a_size_too_small_to_show_anything_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--size", "100"])
    assert "at least 1500" in capsys.readouterr().err


def test_keys_are_read_by_their_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "demo" / "keys.json"
    write_privately(path, "{}")
    write_privately(path, '{"staff": "x"}')
    assert path.stat().st_mode & 0o777 == 0o600
    assert json.loads(path.read_text()) == {"staff": "x"}
