"""The words people put in spreadsheets, in eleven languages, compared without accents, case or punctuation."""

import itertools
import json
import re
import unicodedata
from functools import lru_cache
from importlib.resources import files
from typing import Any

_STRAY = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "’": " ", "'": " "})
_GAP = re.compile(r"[\W_]+")
_NUMBERED = re.compile(r"\bq\s?([1-4])\b")
ROLES = ("wellbeing", "illbeing", "action", "policy")


@lru_cache(maxsize=65_536)
def normalise(text: str) -> str:
    """Give text in the form in which words are compared: ``"N° du Groupe :"`` is ``"n du groupe"``."""
    if text.strip() == "#":
        return "#"
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_STRAY))
    bare = "".join(sign for sign in folded if not unicodedata.combining(sign))
    return _GAP.sub(" ", bare.casefold()).strip()


@lru_cache(maxsize=16)
def vocabulary(name: str) -> Any:
    """Give one of the word lists shipped with the client: ``columns``, ``words`` or ``profiles``."""
    return json.loads((files("spiral_client") / f"{name}.json").read_text(encoding="utf-8"))


@lru_cache(maxsize=64)
def word_set(name: str, key: str) -> frozenset[str]:
    """Give one list of words, normalised."""
    return frozenset(normalise(word) for word in vocabulary(name)[key])


@lru_cache(maxsize=64)
def field_names() -> dict[str, str]:
    """Give every known column label with the field it stands for."""
    known: dict[str, str] = {}
    for field, languages in vocabulary("columns")["fields"].items():
        if field != "group":  # a column called so mostly holds names
            known.setdefault(normalise(field), field)
        for labels in languages.values():
            for label in labels:
                known.setdefault(normalise(label), field)
    return known


@lru_cache(maxsize=8)
def personal_words(whole: bool) -> frozenset[str]:
    """Give the labels of columns about a person: those that are the whole label, or any part of it."""
    listed = vocabulary("columns")["personal"]["whole" if whole else "within"]
    return frozenset(normalise(word) for word in listed)


@lru_cache(maxsize=8)
def _role_phrases() -> tuple[tuple[str, re.Pattern[str]], ...]:
    # Order matters: what one does "for well-being" is about action, and ill-being may hold the word well-being.
    found = []
    for role in ("policy", "action", "illbeing", "wellbeing"):
        phrases = sorted((normalise(word) for word in vocabulary("words")["questions"][role]), key=len)
        found.append((role, re.compile(rf"\b(?:{'|'.join(map(re.escape, reversed(phrases)))})\b")))
    return tuple(found)


@lru_cache(maxsize=65_536)
def question_role(text: str, bare_numbers: bool = True) -> str | None:
    """Tell which question a cell, label or sheet name means: a word, ``Q1``, or its full wording.

    ``bare_numbers`` also takes ``1``; a column label that is only a number means nothing.
    """
    plain = normalise(text)
    if plain in ROLES:
        return plain
    for role, phrases in _role_phrases():
        if phrases.search(plain):
            return role
    words = plain.split()
    if bare_numbers and words and words[0] in ("1", "2", "3", "4") and len(words) <= 2:
        return ROLES[int(words[0]) - 1]
    if numbered := _NUMBERED.search(plain):
        return ROLES[int(numbered[1]) - 1]
    labels = word_set("words", "question_words")
    for word, number in itertools.pairwise(words):
        if word in labels and number in ("1", "2", "3", "4"):
            return ROLES[int(number) - 1]
    return None


def without_question(text: str) -> str:
    """Give what is left of a sheet name when the question's words are taken out: ``Aînés - Q1`` is ``Aînés``."""
    parts = [part.strip(" -–_:()/") for part in re.split(r"\s[-–/|]\s|[_:()]", text)]
    return " ".join(part for part in parts if part and question_role(part) is None)


@lru_cache(maxsize=4096)
def is_default_sheet(name: str) -> bool:
    """Tell whether a sheet name is what the program gave, such as ``Sheet1`` or ``Feuil2``."""
    return normalise(re.sub(r"\s*\(?\d*\)?\s*$", "", name)) in word_set("words", "default_sheets")


def is_guidance_sheet(name: str) -> bool:
    """Tell whether a sheet is there to explain the others, such as ``Read me``."""
    return normalise(name) in word_set("words", "guidance_sheets")


@lru_cache(maxsize=4096)
def language_tag(text: str) -> str | None:
    """Give the tag of a language written as a tag or as a word (``fr``, ``FR-be``, ``français``)."""
    plain = normalise(text)
    for tag, names in vocabulary("words")["languages"].items():
        if plain == tag or plain in {normalise(name) for name in names}:
            return str(tag)
    tag = text.strip().replace("_", "-")
    if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|\d{3}))?", tag):
        return tag
    return None


@lru_cache(maxsize=4096)
def listed_value(text: str, allowed: tuple[str, ...]) -> str | None:
    """Give the word of a closed list that a cell means, in whatever language it was written."""
    plain = normalise(text)
    words = vocabulary("words")["values"]
    return next((value for value in allowed if plain in {normalise(word) for word in (value, *words[value])}), None)
