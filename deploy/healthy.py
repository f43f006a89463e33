"""What a container's health check runs: exit status 0 if the service in it lives.

A service is asked at its own address. A worker answers nobody, but touches a file while its clock runs.
"""

import os
import sys
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path

LONGEST_SILENCE = 60.0
"""Seconds after which a worker whose file was not touched is taken for stuck."""


def answers(port: int) -> bool:
    """Whether a service on this machine tells that it lives."""
    connection = HTTPConnection("127.0.0.1", port, timeout=4)
    try:
        connection.request("GET", "/health/live")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def beats(file: Path) -> bool:
    """Whether a worker's file was touched a short while ago."""
    try:
        return time.time() - file.stat().st_mtime < LONGEST_SILENCE
    except OSError:
        return False


def main() -> int:
    """Look at what this container runs, as its environment tells."""
    if heartbeat := os.environ.get("SPIRAL_HEARTBEAT"):
        return 0 if beats(Path(heartbeat)) else 1
    return 0 if answers(int(os.environ.get("SPIRAL_PORT", "8000"))) else 1


if __name__ == "__main__":
    sys.exit(main())
