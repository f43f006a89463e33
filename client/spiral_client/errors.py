"""The ways the client says no; each carries what to do and the exit code of the command."""

from collections.abc import Mapping
from typing import Any, ClassVar


class SpiralError(Exception):
    """Something could not be done; the message says what, and what to do."""

    exit_code: ClassVar[int] = 2


class FileUnreadable(SpiralError):
    """The file cannot be read, or nothing in it can be understood."""


class SpreadsheetTooLarge(FileUnreadable):
    """The spreadsheet is larger, or unpacks to more, than is safe to open."""


class Unsettled(SpiralError):
    """A choice is left to the person who pushes: a territory, a platform, a year, groups."""


class ServerTrouble(SpiralError):
    """The server or the way to it failed, also after trying again."""

    exit_code = 3


class NotStored(ServerTrouble):
    """The server's receipt does not match what was sent."""


class Refused(SpiralError):
    """The server understood the request and said no."""

    def __init__(self, message: str, status: int, problem: Mapping[str, Any] | None = None) -> None:
        """Keep the status and the problem details beside the sentence."""
        super().__init__(message)
        self.status = status
        self.problem = dict(problem or {})

    @property
    def code(self) -> str:
        """Give the stable name of the problem, such as ``offset-mismatch``."""
        return str(self.problem.get("code", ""))


class NotAllowed(Refused):
    """The key is missing, unknown, or may not do this."""

    exit_code = 4


class NotMade(SpiralError):
    """A synthesis failed or was cancelled: there is nothing to read."""

    exit_code = 1


class Interrupted(SpiralError):
    """Somebody pressed Ctrl-C; the message says what goes on without them."""

    exit_code = 130
