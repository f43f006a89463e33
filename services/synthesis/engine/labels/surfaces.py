"""How people write a phrase: the form most of them used, with its accents and capitals."""

from __future__ import annotations

from collections import Counter

from .phrases import Phrases

LOOKED_AT = 200
"""Occurrences of a phrase that are looked at."""
OPENING, SHOUTED = 0.1, 0.01
"""What a form counts that has its capital from opening a text, or stands in a text all in capitals."""


def surface(phrases: Phrases, phrase: int) -> str:
    """The most frequent form of a phrase, in small letters if it is only shouted; ties to the shorter one."""
    counts: Counter[str] = Counter()
    start, end = int(phrases.places[phrase]), int(phrases.places[phrase + 1])
    for place in range(start, min(end, start + LOOKED_AT)):
        text = phrases.texts[phrases.text[place]]
        begins, ends = int(phrases.begins[place]), int(phrases.ends[place])
        form = " ".join(text[begins:ends].split())
        counts[form] += _worth(text, begins, form)  # type: ignore[assignment]
    form = min(counts, key=lambda one: (-counts[one], len(one), one))
    return form.lower() if form.isupper() and " " in form else form


def _worth(text: str, begins: int, form: str) -> float:
    if len(form) > 3 and form.isupper() and text.isupper():
        return SHOUTED
    opens = not any(letter.isalnum() for letter in text[:begins]) or text[:begins].rstrip()[-1:] in ".!?:;"
    return OPENING if opens and form[:1].isupper() else 1.0
