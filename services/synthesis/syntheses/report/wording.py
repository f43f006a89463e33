"""The sentences of a report in one language, with their places filled and their plurals right."""

import json
from functools import lru_cache
from importlib.resources import files
from string import Formatter

from babel import Locale

from .numerals import Numerals, locale_of
from .phrases import Phrase, Span, phrase, plain

LANGUAGES = ("en", "fr", "pt", "it")
"""Languages whose sentences are all here; every other falls back to English."""

Value = str | int | Span | Phrase | None
_Pieces = tuple[tuple[str, str | None], ...]


@lru_cache(maxsize=len(LANGUAGES))
def catalogue(language: str) -> dict[str, str | dict[str, str]]:
    """Give all sentences of a language by key; where a number decides, its plural forms by name (Unicode CLDR)."""
    found: dict[str, str | dict[str, str]] = json.loads(
        (files(__package__) / "words" / f"{language}.json").read_text(encoding="utf-8")
    )
    return found


class Wording:
    """Says things in one language."""

    def __init__(self, language: str) -> None:
        """Take a BCP 47 tag; ``spoken`` is the language that the sentences are in after all."""
        base = language.split("-")[0]
        self.language = language
        self.spoken = base if base in LANGUAGES else "en"
        self.numerals = Numerals(language if base in LANGUAGES else "en")
        self.rtl = locale_of(language).text_direction == "rtl"
        self._sentences = catalogue(self.spoken)

    def knows(self, key: str) -> bool:
        """Tell whether there is such a sentence."""
        return key in self._sentences

    def say(self, key: str, **values: Value) -> Phrase:
        """Give a sentence; whole numbers are written as the language does, and ``n`` decides its plural form."""
        pieces: list[str | Span | Phrase] = []
        for literal, place in _parsed(self._form(key, values.get("n"))):
            pieces.append(literal)
            if place is not None:
                pieces.append(self._written(values[place]))
        return phrase(*(piece for piece in pieces if piece != ""))

    def text(self, key: str, **values: Value) -> str:
        """Give a sentence as text alone."""
        return plain(self.say(key, **values))

    def _form(self, key: str, n: Value) -> str:
        forms = self._sentences[key]
        if isinstance(forms, str):
            return forms
        return forms.get(_plural(self.numerals.locale, n) if isinstance(n, int) else "other", forms["other"])

    def _written(self, value: Value) -> str | Span | Phrase:
        if value is None or isinstance(value, int):
            return self.numerals.number(value)
        return value


@lru_cache(maxsize=4096)
def _plural(locale: Locale, n: int) -> str:
    return locale.plural_form(n)


@lru_cache(maxsize=4096)
def _parsed(sentence: str) -> _Pieces:
    return tuple((literal, place) for literal, place, _, _ in Formatter().parse(sentence))
