"""Cells as values: days, amounts, choices and lists as people write them; what cannot be read stays as it is.

The server refuses what stays unread, and says why; nothing is dropped here.
"""

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from ..understanding.values import month_number, western_digits
from ..understanding.words import normalise, vocabulary, word_set
from .forms import Field, Shape

_ISO = re.compile(r"((?:19|20)\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ]((?:19|20)\d\d)(?:[T ].*)?")
_IN_WORDS = re.compile(
    r"(?:\D*\s)?(\d{1,2})(?:er|st|nd|rd|th|º|°|\.)?\s+(?:de\s+)?([^\W\d]+\.?)\s+(?:de\s+)?((?:19|20)\d\d)"
)
_SERIAL = range(20_000, 60_000)
_MONEY = re.compile(r"[\s\u00a0\u202f]|€|£|(?i:\b(?:euros?|EUR|GBP|CHF|CVE|RON|USD)(?![a-z]))")
_CURRENCY = re.compile(r"€|£|(?i:\b(?:euros?|EUR|GBP|CHF|CVE|RON|USD)\b)")
_SIGNS = {"€": "EUR", "EURO": "EUR", "EUROS": "EUR", "£": "GBP"}
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")


class Ambiguous(ValueError):
    """A cell that means two things which are far apart; the message says both."""


def value_of(field: Field, cell: str) -> Any:
    """Give the value that a cell stands for; raises ``Ambiguous``."""
    read: dict[Shape, Callable[[Field, str], Any]] = {
        Shape.DAY: lambda _, text: day(text) or text,
        Shape.TRUTH: lambda _, text: _truth(text),
        Shape.COUNT: lambda _, text: _number(text),
        Shape.NUMBER: lambda _, text: _number(text),
        Shape.CHOICE: lambda asked, text: _choice(asked.choices, text),
        Shape.LIST: lambda _, text: _document(text) if text.startswith("[") else _list(text),
        Shape.DOCUMENT: lambda _, text: _document(text),
        Shape.TEXT: lambda _, text: _document(text) if text.startswith('{"') else text,
    }
    return read[field.shape](field, cell.strip())


def day(text: str) -> str | None:
    """Give a day in the form 2026-05-31; the day comes before the month (31/05/2026), and words are understood."""
    plain = western_digits(text).strip()
    if match := _ISO.fullmatch(plain):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _DAY_FIRST.fullmatch(plain):
        first, second = int(match[1]), int(match[2])
        # Where the day cannot be a month, only the American order is left.
        return _day(int(match[3]), second, first) or _day(int(match[3]), first, second)
    if match := _IN_WORDS.fullmatch(plain):
        month = month_number(match[2])
        return _day(int(match[3]), month, int(match[1])) if month else None
    if plain.isdecimal() and int(plain) in _SERIAL:
        return (date(1899, 12, 30) + timedelta(days=int(plain))).isoformat()
    return None


def is_either_way(text: str) -> bool:
    """Tell a day whose day and month could be swapped."""
    match = _DAY_FIRST.fullmatch(western_digits(text).strip())
    return match is not None and match[1] != match[2] and max(int(match[1]), int(match[2])) <= 12


def _day(year: int, month: int, number: int) -> str | None:
    try:
        return date(year, month, number).isoformat()
    except ValueError:
        return None


def currency_in(text: str) -> str | None:
    """Give the one currency that a text names, by ISO 4217; None for none or several, and for a dollar of anywhere."""
    found = {_SIGNS.get(each.upper(), each.upper()) for each in _CURRENCY.findall(text)}
    return found.pop() if len(found) == 1 else None


def _truth(text: str) -> bool | str:
    plain = normalise(text)
    if plain in word_set("records", "yes"):
        return True
    return False if plain in word_set("records", "no") else text


def _number(text: str) -> int | float | str:
    plain = _MONEY.sub("", western_digits(text)).removesuffix(".0")
    if _THOUSANDS.fullmatch(plain):
        whole, part = re.sub("[.,]", "", plain), plain.replace(",", ".")
        raise Ambiguous(f"this could be {whole} or {float(part):g}; write it without a sign between thousands")
    if plain.count(",") and plain.count("."):
        thousands = min(",.", key=plain.rindex)
        plain = plain.replace(thousands, "")
    elif max(plain.count(","), plain.count(".")) > 1:
        plain = re.sub("[.,]", "", plain)
    plain = plain.replace(",", ".")
    try:
        return int(plain) if plain.lstrip("+-").isdecimal() else float(plain)
    except ValueError:
        return text


def _choice(choices: tuple[str, ...], text: str) -> str:
    plain = normalise(text)
    words = vocabulary("records")["choices"]
    known = {normalise(word): each for each in choices for word in (*words.get(each, ()), each)}
    return known.get(plain, text)


def _list(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]


def _document(text: str) -> Any:
    if text[:1] in ("[", "{"):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            return text
    return text
