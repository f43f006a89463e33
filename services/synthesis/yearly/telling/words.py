"""The sentences of yearly reports, chapters and summaries, beside those of the report of a synthesis."""

import json
from functools import lru_cache
from importlib.resources import files

from ...syntheses.report.wording import LANGUAGES, Wording


@lru_cache(maxsize=len(LANGUAGES))
def own_words(language: str) -> dict[str, str | dict[str, str]]:
    """Give the sentences that are used here only, by key."""
    folder = files(__package__.rpartition(".")[0]) / "words"
    found: dict[str, str | dict[str, str]] = json.loads((folder / f"{language}.json").read_text(encoding="utf-8"))
    return found


class Words(Wording):
    """Says things in one language: with the words of a synthesis' report, and those used here only."""

    def __init__(self, language: str) -> None:
        """Take a BCP 47 tag."""
        super().__init__(language)
        self._sentences = {**self._sentences, **own_words(self.spoken)}
