"""Numbers, shares and dates as a language writes them (by the Unicode locale data in Babel)."""

import math
import re
from datetime import date, datetime
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, format_percent

NOT_TOLD = "–"
"""What stands where there is no figure: confidential, or not counted."""

_EUROPEAN = {"en": "en-GB", "pt": "pt-PT"}
_LAST_ZERO = re.compile("0(?=[^0]*%)")


@lru_cache(maxsize=64)
def locale_of(language: str) -> Locale:
    """Give the conventions of a language tag, those of its base language, or English ones.

    English and Portuguese are those of Europe: days before months, and spaces between thousands.
    """
    language = _EUROPEAN.get(language, language)
    for tag in (language, language.split("-")[0]):
        try:
            return Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale("en", "GB")


class Numerals:
    """Writes figures in one language; what is not known is written as a dash."""

    def __init__(self, language: str) -> None:
        """Take a language's conventions."""
        self.locale = locale_of(language)

    def number(self, value: float | None, digits: int = 0) -> str:
        """Write a number, with at most so many digits after the decimal sign."""
        if value is None or not math.isfinite(value):
            return NOT_TOLD
        return _decimal(round(float(value), digits) + 0.0, self.locale)  # so that there is no "-0"

    def share(self, value: float | None) -> str:
        """Write a share between 0 and 1 as a percentage: whole from 10 % up, with one decimal below."""
        if value is None or not math.isfinite(value):
            return NOT_TOLD
        if 0 < value < 0.0005:
            return f"<\u00a0{_percent(0.001, self.locale, 1)}"
        return _percent(round(float(value), 5), self.locale, 0 if value >= 0.0995 or value == 0 else 1)

    def roughly(self, value: float) -> str:
        """Write a share as a whole percentage."""
        return _percent(round(value, 2), self.locale, 0)

    def points(self, value: float | None) -> str:
        """Write a difference of shares in percentage points, with its sign, and without saying what it is."""
        if value is None or not math.isfinite(value):
            return NOT_TOLD
        return f"{'+' if value > 0 else ''}{self.number(100 * value, 1)}"

    def between(self, low: float | None, high: float | None) -> str:
        """Write an interval of shares."""
        return f"{self.share(low)}\u00a0–\u00a0{self.share(high)}"

    def ratios(self, low: float | None, high: float | None) -> str:
        """Write an interval of odds ratios."""
        return f"{self.number(low, 1)}\u00a0–\u00a0{self.number(high, 1)}"

    def times(self, odds: float | None) -> str:
        """Write an odds ratio: 2.4 ×."""
        if odds is None or not math.isfinite(odds):
            return NOT_TOLD
        return f"{self.number(odds, 1 if odds < 10 else 0)}\u00a0×"

    def day(self, value: date | datetime | None) -> str:
        """Write a day in full."""
        return NOT_TOLD if value is None else _day(value, self.locale)

    def instant(self, value: datetime | None) -> str:
        """Write a day and a time, in UTC."""
        if value is None:
            return NOT_TOLD
        return f"{format_datetime(value, 'd MMMM y, HH:mm', locale=self.locale)} UTC"


@lru_cache(maxsize=4096)
def _day(value: date | datetime, locale: Locale) -> str:
    return str(format_date(value, "long", locale=locale))


@lru_cache(maxsize=16_384)
def _decimal(value: float, locale: Locale) -> str:
    return format_decimal(value, locale=locale)


@lru_cache(maxsize=16_384)
def _percent(value: float, locale: Locale, digits: int) -> str:
    pattern = str(locale.percent_formats[None].pattern)
    return format_percent(value, format=_LAST_ZERO.sub("0.0", pattern) if digits else pattern, locale=locale)
