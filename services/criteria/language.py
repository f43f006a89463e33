"""Guess the language of a text that came without one, among the languages the network works in."""

from functools import lru_cache
from typing import Any

from lingua import IsoCode639_1, LanguageDetectorBuilder

SURE = 0.5
"""Below this confidence no language is claimed; short notes of two close languages often are."""


class LanguageGuesser:
    """Recognises languages offline; the models are loaded when the first text asks for them."""

    def __init__(self, languages: str) -> None:
        """Name the languages by their ISO 639-1 codes, separated by spaces."""
        self._codes = languages.split()
        self._detector: Any = None
        self._guess = lru_cache(maxsize=50_000)(self._look)

    def guess(self, text: str) -> str | None:
        """Give the likely language's code, or None when it is not clear."""
        return self._guess(text)

    def _look(self, text: str) -> str | None:
        if self._detector is None:
            codes = [IsoCode639_1.from_str(code.upper()) for code in self._codes]
            self._detector = LanguageDetectorBuilder.from_iso_codes_639_1(*codes).build()
        best = self._detector.compute_language_confidence_values(text)[:1]
        if not best or best[0].value < SURE:
            return None
        return str(best[0].language.iso_code_639_1.name.lower())
