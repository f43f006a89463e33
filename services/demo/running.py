"""Starting the services for the demonstration, and stopping exactly those that were started."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import httpx

READY_SECONDS = 180
STOP_SECONDS = 45


class CannotRun(RuntimeError):
    """The services do not come up; the message says where to look."""


@dataclass(frozen=True)
class Installation:
    """One installation: its folder, and the port its gateway answers on."""

    state: Path
    port: int

    @property
    def url(self) -> str:
        """Give the gateway's address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """Give where the services write their log."""
        return self.state / "run" / "services.log"

    @property
    def record(self) -> Path:
        """Give where it is written down which process was started."""
        return self.state / "run" / "services.pid"

    def answers(self) -> bool:
        """Tell whether something answers on the port."""
        try:
            return httpx.get(f"{self.url}/health/live", timeout=3).is_success
        except httpx.HTTPError:
            return False

    def start(self) -> "subprocess.Popen[bytes]":
        """Start all services in a process of their own, which outlives this one unless it is stopped."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        more = {"SPIRAL_STATE": str(self.state), "SPIRAL_PORT": str(self.port)}
        more["SPIRAL_DEMONSTRATION"] = "true"
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "services"],
                env=os.environ | more,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # Ctrl-C is for the demonstration, which then stops the services in order.
                start_new_session=True,
            )
        self.record.write_text(json.dumps({"pid": process.pid, "started": started(process.pid)}))
        return process

    def wait_until_ready(self, process: "subprocess.Popen[bytes] | None") -> None:
        """Wait until every service says that it is ready; raises ``CannotRun`` if that does not come."""
        end = time.monotonic() + READY_SECONDS
        while time.monotonic() < end:
            if process is not None and process.poll() is not None:
                raise CannotRun(f"the services ended at once; the last lines of {self.log}:\n{self._last_lines()}")
            with contextlib.suppress(httpx.HTTPError, ValueError):
                answer = httpx.get(f"{self.url}/health/ready", timeout=5)
                told = answer.json().get("services", {})
                if answer.is_success and all(state == "ready" for state in told.values()):
                    return
            time.sleep(0.3)
        raise CannotRun(f"the services are not ready after {READY_SECONDS} seconds; their log is {self.log}")

    def stop(self) -> bool:
        """Stop the process that was recorded, if it still is that process; tells whether there was one."""
        try:
            kept = json.loads(self.record.read_text())
            pid, since = int(kept["pid"]), str(kept["started"])
        except (OSError, ValueError, KeyError, TypeError):
            return False
        there = bool(since) and started(pid) == since
        if there:
            os.kill(pid, signal.SIGTERM)
            end = time.monotonic() + STOP_SECONDS
            while started(pid) == since:
                if time.monotonic() > end:
                    raise CannotRun(f"process {pid} does not end; its log is {self.log}")
                _reap(pid)
                time.sleep(0.1)
        self.record.unlink(missing_ok=True)
        return there

    def _last_lines(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])


def started(pid: int) -> str:
    """Tell when a process began, so that a number that was given to another is not taken for it; empty if gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return "" if fields[0] == "Z" else fields[19]
    except (FileNotFoundError, ProcessLookupError):
        if Path("/proc/self/stat").exists():
            return ""
    found = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)  # noqa: S603, S607
    return found.stdout.strip()


def _reap(pid: int) -> None:
    """Let a child of this process go; one of another process is not ours to wait for."""
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
