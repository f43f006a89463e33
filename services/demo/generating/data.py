"""What the generator knows, read from the files beside it: notes, places, profiles, and how hands write."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("ar", "de", "el", "en", "es", "fr", "it", "nl", "pl", "pt", "ro", "sw")
QUESTIONS = ("wellbeing", "illbeing", "action")


@dataclass(frozen=True)
class Note:
    """One answer that somebody could have written, the component it is about, and who would write it."""

    text: str
    question: str
    code: str
    who: frozenset[str]


@dataclass(frozen=True)
class Hand:
    """How people write in one language."""

    before: list[str]
    after: list[str]
    joins: list[str]
    short: dict[str, str]
    but: list[str]
    plain: bool
    synthetic: str
    platform: str
    group: str
    neighbourhood: list[str]
    school: list[str]
    hospital: list[str]


@dataclass(frozen=True)
class Profile:
    """A type of group: how usual it is, whose notes it also writes, and its name in each language."""

    weight: float
    near: list[str]
    labels: dict[str, str]


@cache
def hands() -> dict[str, Hand]:
    """Give how people write, by language."""
    return {language: Hand(**hand) for language, hand in _read("hands.json").items()}


@cache
def profiles() -> dict[str, Profile]:
    """Give the types of group that appear here."""
    return {name: Profile(**profile) for name, profile in _read("profiles.json").items()}


@cache
def countries() -> list[dict[str, Any]]:
    """Give the countries with their regions and places, those first that are there at every size."""
    found: list[dict[str, Any]] = _read("places.json")
    return found


@cache
def notes(language: str, country: str) -> list[Note]:
    """Give the notes somebody in a country could have written: a feast or a bus of elsewhere stays there."""
    folder = files("services.demo") / "notes"
    lines = (folder / f"{language}.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    return [
        Note(record["text"], record["question"], record["code"], frozenset(record.get("who", ())))
        for record in records
        if _fits(record["text"], language, country)
    ]


def _fits(text: str, language: str, country: str) -> bool:
    rules: dict[str, list[str]] = _where().get(language, {})
    return all(country in where.split() for where, words in rules.items() if any(word in text for word in words))


@cache
def _where() -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = _read("where.json")
    return found


def _read(name: str) -> Any:
    return json.loads((files("services.demo.generating") / name).read_text(encoding="utf-8"))
