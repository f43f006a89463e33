"""One row's cells read as the fields of a criterion, each with its own way of being wrong."""

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from ..reading.table import Row
from .headers import Headers
from .options import ReadingOptions
from .values import ordinal
from .words import language_tag, listed_value

STATEMENT_LENGTH = 2000
LABEL_LENGTH = 300
_CODE = re.compile(r"[A-Z](\d{2}(-\d{2})?)?(/[A-Z]?-?(\d{2}|--)?)?(/[a-z])?")
_REFUSED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    "\ue000-\uf8ff\U000e0000-\U000e007f\U000f0000-\U0010ffff]"
)
_LISTS: dict[str, tuple[str, ...]] = {
    "state": ("noted", "approved"),
    "visibility": ("private", "network", "public"),
    "consent": ("local", "network", "open"),
}
_CONTACT = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}\.\w|(?<![\d])\+?\d(?:[ ./-]?\d){8,13}(?!\d)")


@dataclass(frozen=True)
class Fault:
    """Why a cell cannot be sent; ``field`` is the column's field."""

    code: str
    field: str
    message: str
    advice: str = ""
    value: str = ""


@dataclass
class RowFields:
    """What a row says besides its text: fields to send, faults that refuse it, cells that are left out."""

    sent: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def cells_by_field(row: Row, headers: Headers) -> dict[str, str]:
    """Give a row's cells under the names of their fields."""
    return {
        column.field: row[column.index].strip()
        for column in headers.columns
        if column.field not in ("text", "wide", "personal", "unknown") and row[column.index].strip()
    }


def read_fields(cells: dict[str, str], options: ReadingOptions) -> RowFields:
    """Read what is optional on a criterion."""
    found = RowFields()
    _language(cells, options, found)
    for name, allowed in _LISTS.items():
        _listed(name, allowed, cells, options, found)
    if text := cells.get("participant", ""):
        number = ordinal(text)
        if number is None:
            found.left_out.append("participant")
        else:
            found.sent["participant"] = number
    _codes(cells, found)
    if licence := cells.get("licence") or options.licence:
        found.sent["licence"] = licence
    if text := cells.get("taken_up_from", ""):
        found.sent["taken_up_from"] = [part.strip() for part in re.split(r"[;,|\n]", text) if part.strip()]
    return found


def _language(cells: dict[str, str], options: ReadingOptions, found: RowFields) -> None:
    tag = language_tag(cells["language"]) if "language" in cells else None
    if "language" in cells and tag is None:
        found.left_out.append("language")
    if tag := tag or options.language:
        found.sent["language"] = tag


def _listed(
    name: str, allowed: tuple[str, ...], cells: dict[str, str], options: ReadingOptions, found: RowFields
) -> None:
    text = cells.get(name) or getattr(options, name, None)
    if not text:
        return
    value = listed_value(text, allowed)
    if value is None:
        # Never dropped: the server's default could be wider than what people agreed to.
        expected = f"expected {', '.join(allowed)}"
        found.faults.append(Fault(f"{name}-unknown", name, expected, "write one of these", text))
    else:
        found.sent[name] = value


def _codes(cells: dict[str, str], found: RowFields) -> None:
    if text := cells.get("codes", ""):
        codes = [part for part in re.split(r"[;,|\s]+", text) if part]
        if all(_CODE.fullmatch(code) for code in codes):
            found.sent["codes"] = codes
            if "codebook" in cells:
                found.sent["codebook"] = cells["codebook"]
        else:
            expected = "expected codes such as A01 or A01/P15/k, separated by semicolons"
            found.faults.append(Fault("code-form", "codes", expected, "correct the code or empty the cell", text))


def looks_coded(texts: list[str]) -> bool:
    """Tell whether a column of codes holds SPIRAL codes for the most part, and not somebody's own."""
    good = sum(1 for text in texts if all(_CODE.fullmatch(part) for part in re.split(r"[;,|\s]+", text) if part))
    return good * 2 >= len(texts)


def text_fault(text: str) -> Fault | None:
    """Tell what the server would refuse in a criterion's words."""
    if len(" ".join(text.split())) > STATEMENT_LENGTH:
        message = f"a criterion has at most {STATEMENT_LENGTH:,} characters"
        return Fault("text-too-long", "text", message, "shorten it or divide it into several", text)
    if found := _REFUSED.search(text):
        message = f"it holds a character that is not text (U+{ord(found.group()):04X})"
        return Fault("text-character", "text", message, "type the words again in this cell", text)
    return None


def says_something(text: str) -> bool:
    """Tell words (or an emoji) from a form left empty: dots, dashes, ``n/a``."""
    if text.strip().casefold() in ("n/a", "n.a.", "#n/a", "nan", "null", "none"):
        return False
    return any(unicodedata.category(sign)[0] in "LN" or unicodedata.category(sign) == "So" for sign in text)


def holds_contact(text: str) -> bool:
    """Tell whether a criterion seems to hold an e-mail address or a telephone number."""
    return _CONTACT.search(text) is not None
