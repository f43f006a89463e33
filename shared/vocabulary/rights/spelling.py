"""The ways people write the number of an article, and what a misspelt one may have meant."""

import difflib
import re
from collections.abc import Iterable

_ROMAN = re.compile("[IVX]+")
_VALUES = {"I": 1, "V": 5, "X": 10}


def roman(numeral: str) -> int:
    """Give the number of a Roman numeral up to XXXIX, such as 14 for XIV."""
    values = [_VALUES[letter] for letter in numeral]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))


def spellings(code: str) -> tuple[str, ...]:
    """Give the forms under which an item is found, in lower case: Roman numerals by their number too."""
    if _ROMAN.fullmatch(code):
        return code.casefold(), str(roman(code))
    return (code.casefold(),)


def nearest(text: str, known: Iterable[str]) -> tuple[str, ...]:
    """Give up to three known codes that a text may mean: the number in it (``art. 25``), else words like it.

    One number resembles another without being meant, so a number that is not there suggests nothing.
    """
    by_form = {form: word for word in known for form in spellings(word)}
    words = re.findall(r"[a-z-]+|\d+", text.casefold())
    if within := [by_form[word] for word in words if word in by_form]:
        return tuple(dict.fromkeys(within))[:3]
    letters = [form for form in by_form if not form.isdigit() and not _ROMAN.fullmatch(form.upper())]
    return tuple(by_form[form] for form in difflib.get_close_matches(text.strip().casefold(), letters))
