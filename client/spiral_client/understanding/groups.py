"""The groups a file speaks of: by which name, and what it says about each."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from .problems import Place
from .values import count, when, year_number
from .words import language_tag, normalise, vocabulary

UNSPECIFIED = "other:unspecified"


@dataclass
class Group:
    """A group as the file describes it; what the file does not say is None."""

    key: str
    name: str
    external_id: str | None = None
    profile: str | None = None
    year: int | None = None
    month: int | None = None
    n_participants: int | None = None
    language: str | None = None
    cycle: int | None = None
    places: list[Place] = field(default_factory=list)
    disagreements: set[str] = field(default_factory=set)
    unread: set[str] = field(default_factory=set)
    ambiguous_date: bool = False

    def learn(self, **facts: Any) -> None:
        """Take facts from one more row; the first value of each stays, and a different one is remembered."""
        for name, value in facts.items():
            if value in (None, ""):
                continue
            known = getattr(self, name)
            if known in (None, ""):
                setattr(self, name, value)
            elif known != value and name != "name":
                self.disagreements.add(name)


def group_key(name: str) -> str:
    """Give the form in which two spellings of a group's name are the same."""
    return normalise(name) or name.strip()


def read_date(group: Group, cells: dict[str, str]) -> None:
    """Take year and month from whichever of the columns date, month and year the row has."""
    for name in ("date", "month"):
        text = cells.get(name, "")
        if not text:
            continue
        found = when(text)
        if found is None:
            group.unread.add(name)
            continue
        group.ambiguous_date = group.ambiguous_date or found.ambiguous
        group.learn(year=found.year, month=found.month)
    if text := cells.get("year", ""):
        found = when(text) if year_number(text) is None else None
        year = year_number(text) or (found.year if found else None)
        if year is None:
            group.unread.add("year")
        group.learn(year=year)


def read_facts(group: Group, cells: dict[str, str]) -> None:
    """Take everything a row says about its group."""
    group.learn(external_id=cells.get("group") or None, profile=cells.get("profile") or None)
    read_date(group, cells)
    for name, read in (("n_participants", count), ("cycle", count)):
        if text := cells.get(name, ""):
            value = read(text)
            if value is None:
                group.unread.add(name)
            group.learn(**{name: value})


def read_language(text: str) -> str | None:
    """Give a language's tag, or None for what is not understood."""
    return language_tag(text) if text else None


@lru_cache(maxsize=4096)
def profile_concept(text: str) -> str | None:
    """Give the client's own word for a profile in any of the languages, such as ``elders`` for ``Aînés``."""
    plain = normalise(text)
    for concept, words in vocabulary("profiles").items():
        if plain == normalise(concept) or plain in {normalise(word) for word in words}:
            return str(concept)
    return None


def profile_slug(text: str, known: list[dict[str, Any]]) -> tuple[str, bool]:
    """Give the server's slug for a profile, and whether it is one of the list; unknown ones are ``other:``."""
    plain = normalise(text)
    if not plain:
        return UNSPECIFIED, False
    concept = profile_concept(text)
    words = {plain}
    if concept:
        words |= {normalise(concept)} | {normalise(word) for word in vocabulary("profiles")[concept]}
    partly = None
    for profile in known:
        labels = {normalise(label) for label in profile.get("labels", {}).values()}
        labels.add(normalise(str(profile["profile"])))
        if plain in labels:
            return str(profile["profile"]), True
        if partly is None and words & labels:
            partly = str(profile["profile"])
    if partly:
        return partly, True
    if text.casefold().startswith("other:"):
        plain = normalise(text[6:]) or "unspecified"
    return f"other:{_slug(plain)}", False


def _slug(plain: str) -> str:
    return "-".join(plain.split())[:60].strip("-") or "unspecified"
