"""The client of SPIRAL Commons: push criteria from spreadsheets, read trends and search."""

from .client import Client
from .errors import (
    FileUnreadable,
    NotAllowed,
    NotStored,
    Refused,
    ServerTrouble,
    SpiralError,
    SpreadsheetTooLarge,
    Unsettled,
)
from .process.result import RecordsResult
from .pushing.result import PushResult
from .records import Records
from .understanding import Reading, ReadingOptions
from .understanding import read_file as check

__version__ = "0.3.0"
__all__ = [
    "Client",
    "FileUnreadable",
    "NotAllowed",
    "NotStored",
    "PushResult",
    "Reading",
    "ReadingOptions",
    "Records",
    "RecordsResult",
    "Refused",
    "ServerTrouble",
    "SpiralError",
    "SpreadsheetTooLarge",
    "Unsettled",
    "check",
]
