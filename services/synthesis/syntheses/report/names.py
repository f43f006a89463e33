"""What codes, places, languages and profiles are called, in the report's language where that is known."""

from collections.abc import Mapping

from shared.vocabulary.codebook import Codebook

from .numerals import NOT_TOLD
from .phrases import Phrase, Span, seen, strong
from .wording import Wording


class Names:
    """Names things for one report."""

    def __init__(self, codebook: Codebook, wording: Wording, called: Mapping[tuple[str, str], str]) -> None:
        """Take the codebook that the synthesis was made with, and what is known of axes' values by other means."""
        self._codebook = codebook
        self._wording = wording
        self._called = called

    def code(self, code: str) -> Span:
        """Give a code with its label: ``A03 Housing``; a code that the codebook lacks stands alone."""
        label = self.label(code)
        return Span(f"{code}\u00a0{label.text}", label.language) if label.text else Span(code)

    def spoken(self, code: str, beside: str = "") -> Phrase:
        """Give a code as one would say it, with the code itself behind: ``Housing (A03)``."""
        label = self.label(code)
        if not label.text:
            return (Span(code, strong=True),)
        return strong(label), Span(f" ({code}, {beside})" if beside else f" ({code})")

    def label(self, code: str) -> Span:
        """Give the label of a dimension or component, in the report's language, else in English."""
        entry = self._codebook.entries.get(code) or self._codebook.dimensions.get(code)
        if entry is None:
            return Span("")
        for language in (self._wording.language, self._wording.language.split("-")[0], self._wording.spoken):
            if language in entry.labels:
                return Span(entry.labels[language], self._foreign(language))
        language = "en" if "en" in entry.labels else next(iter(entry.labels), "en")
        return Span(entry.labels.get(language, ""), self._foreign(language))

    def value(self, axis: str, value: str, name: str | None = None) -> Span:
        """Name a value of an axis: a country, territory, year, language, question, status, profile or family."""
        if axis == "country":
            return self._ours(self._wording.numerals.locale.territories.get(value), value)
        if axis == "language":
            locale = self._wording.numerals.locale
            return self._ours(locale.languages.get(value) or locale.languages.get(value.split("-")[0]), value)
        if self._wording.knows(f"{axis}.{value}"):
            return Span(self._wording.text(f"{axis}.{value}"))
        if axis == "year" and value == "0":
            return Span(NOT_TOLD)
        name = name or self._called.get((axis, value))
        return Span(seen(name) if name else seen(value.removeprefix("other:").replace("-", " ")))

    def question(self, question: str | None) -> Span:
        """Name what a question asks for, or all questions together."""
        return Span(self._wording.text(f"question.{question or 'all'}"))

    def _foreign(self, language: str) -> str | None:
        return None if language == self._wording.spoken else language

    @staticmethod
    def _ours(known: object, value: str) -> Span:
        return Span(str(known)) if known else Span(seen(value))
