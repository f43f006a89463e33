"""Months, years and counts as people write them."""

import re
from dataclasses import dataclass
from functools import lru_cache

from .words import normalise, vocabulary

_ISO = re.compile(r"((?:19|20)\d\d)[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?:[T ].*)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ]((?:19|20)\d\d|\d\d)(?:[T ].*)?")
_MONTH_YEAR = re.compile(r"(\d{1,2})[-/. ]((?:19|20)\d\d)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_NUMBERS = re.compile(r"\d+")


@dataclass(frozen=True)
class When:
    """A year, with a month where one is known; ``ambiguous`` when day and month could be swapped."""

    year: int | None
    month: int | None
    ambiguous: bool = False


def western_digits(text: str) -> str:
    """Give text with the digits of any script as 0 to 9."""
    return "".join(str(int(sign)) if sign.isdecimal() else sign for sign in text)


@lru_cache(maxsize=16_384)
def when(text: str) -> When | None:
    """Read a date or month: ``03/2024``, ``2024-03``, ``mars 2024``, ``15/03/2024``, an Excel day number."""
    text = western_digits(text).strip()
    if match := _ISO.fullmatch(text):
        return _checked(int(match[1]), int(match[2]))
    if match := _MONTH_YEAR.fullmatch(text):
        return _checked(int(match[2]), int(match[1]))
    if match := _DAY_FIRST.fullmatch(text):
        return _day_and_month(int(match[1]), int(match[2]), int(match[3]))
    if text.isdigit() and len(text) == 5 and 20_000 <= int(text) <= 60_000:
        return _from_serial(int(text))
    return _in_words(text)


def _checked(year: int, month: int) -> When | None:
    return When(year, month) if 1 <= month <= 12 else None


def _day_and_month(first: int, second: int, year: int) -> When | None:
    year += 0 if year > 99 else 2000
    if second > 12:
        first, second = second, first  # only the American order is left
        return When(year, second) if 1 <= second <= 12 and first <= 31 else None
    if not 1 <= second <= 12 or not 1 <= first <= 31:
        return None
    return When(year, second, ambiguous=first <= 12 and first != second)


def _from_serial(days: int) -> When:
    from datetime import date, timedelta

    day = date(1899, 12, 30) + timedelta(days=days)
    return When(day.year, day.month)


def _in_words(text: str) -> When | None:
    found = _YEAR.search(text)
    month = month_number(_YEAR.sub(" ", text))
    if found is None and month is None:
        return None
    return When(int(found[1]) if found else None, month)


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    words = vocabulary("words")
    known = {normalise(word): number for word, number in words["short_months"].items()}
    for months in words["months"].values():
        known |= {normalise(month): number for number, month in enumerate(months, start=1)}
    return known


@lru_cache(maxsize=4096)
def month_number(text: str) -> int | None:
    """Give the number of a month written as a number or in words; None when it is not one."""
    plain = normalise(western_digits(text))
    if plain.isdigit():
        return int(plain) if 1 <= int(plain) <= 12 else None
    known = _months()
    if plain in known:
        return known[plain]
    return next((known[word] for word in plain.split() if word in known), None)


def year_number(text: str) -> int | None:
    """Give the year in a cell, or None."""
    found = _YEAR.findall(western_digits(text))
    return int(found[0]) if len(set(found)) == 1 else None


def count(text: str) -> int | None:
    """Give the one whole number in a cell (``12``, ``12 personnes``); None when there are none or several."""
    found = _NUMBERS.findall(re.sub(r"\.0+\b", "", western_digits(text)))
    return int(found[0]) if len(found) == 1 and len(found[0]) < 7 else None


_PLAIN_ORDINAL = re.compile(
    r"(?:p|n|no|nr|#|participant|participante|partecipante|deelnemer|uczestnik|"
    r"συμμετεχων|مشارك|teilnehmer|person|personne|persona|pessoa)?\s*(\d{1,4})"
)


def ordinal(text: str) -> int | None:
    """Give a participant's number (``3``, ``P3``, ``Participant 3``); None for anything else, such as a name."""
    match = _PLAIN_ORDINAL.fullmatch(normalise(western_digits(text.strip().removesuffix(".0"))))
    return int(match[1]) if match and 1 <= int(match[1]) <= 1000 else None
