"""Words that hold a sentence together, words that deny, and words too general to name anything: lists per language.

The lists are facts about languages, written for this project. A language without a list is served by
`even_words.py`, which finds such words in the texts themselves.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from .word_keys import bare

LISTS = Path(__file__).with_name("function_words.json")
CONTENT, FUNCTION, DENIAL, INSIDE = 0, 1, 2, 3


@cache
def listed_languages() -> frozenset[str]:
    """The languages that have a list."""
    return frozenset(_lists())


def kind_of(word: str, language: str) -> int:
    """CONTENT, FUNCTION, DENIAL or INSIDE: a function word that may stand inside a phrase (`of`, `de la`).

    A denial (`no`, `sans`, `ohne`, `brak`) may open a phrase, since "no work" is not "work". A word with an accent is
    only what it says; a word without may be a listed word whose accent was left out.
    """
    function, denial, inside = _words(language)
    low = word.casefold().replace("’", "'")
    if low in denial:
        return DENIAL
    if low in inside:
        return INSIDE
    return FUNCTION if low in function else CONTENT


def is_weak(word: str, language: str) -> bool:
    """Whether a word of meaning says too little to name a topic alone: `people`, `week`, `feel`, `well-being`."""
    return word.casefold() in _weak(language)


@cache
def _weak(language: str) -> frozenset[str]:
    return frozenset(_lists().get(language, {}).get("weak", "").casefold().split())


@cache
def _lists() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads(LISTS.read_text(encoding="utf-8"))
    return found


@cache
def _words(language: str) -> tuple[frozenset[str], ...]:
    lists = _lists().get(language, {})
    return tuple(_with_bare(lists.get(kind, "")) for kind in ("function", "negation", "inside"))


def _with_bare(words: str) -> frozenset[str]:
    found = words.casefold().split()
    return frozenset(found) | {bare(word) for word in found}
