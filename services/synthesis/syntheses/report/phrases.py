"""Sentences as pieces of text, each in its own language: what people wrote never becomes markup."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff"
    "\ud800-\udfff\ufffe\uffff\U000e0000-\U000e007f]"
)
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Span:
    """A piece of a sentence; ``language`` is empty where it is that of the sentence, ``link`` is a part of the page.

    ``href`` is an address of this service that we made ourselves, never one that somebody wrote.
    """

    text: str
    language: str | None = None
    link: str | None = None
    strong: bool = False
    href: str | None = None


Phrase = tuple[Span, ...]
"""A sentence, a heading or a cell."""


def seen(text: str) -> str:
    """Give text without what cannot be seen: control characters, and those that turn the direction of other text."""
    if text.isprintable() and "  " not in text:
        return text.strip()
    return _SPACE.sub(" ", _UNSEEN.sub("", text)).strip()


def phrase(*pieces: "str | Span | Phrase") -> Phrase:
    """Join pieces to one phrase."""
    if len(pieces) == 1 and isinstance(pieces[0], tuple):
        return pieces[0]
    joined: list[Span] = []
    for piece in pieces:
        if isinstance(piece, str):
            joined.append(Span(piece))
        elif isinstance(piece, Span):
            joined.append(piece)
        else:
            joined.extend(piece)
    return tuple(joined)


def strong(span: Span) -> Span:
    """Give a piece that stands out."""
    return replace(span, strong=True)


def plain(text: Phrase) -> str:
    """Give a phrase as text alone."""
    return "".join(span.text for span in text)


def joined(pieces: Sequence[Span | Phrase], between: str = ", ") -> Phrase:
    """Join the pieces of a list with what stands between them."""
    found: list[Span] = []
    for number, piece in enumerate(pieces):
        found += [Span(between)] if number else []
        found.extend((piece,) if isinstance(piece, Span) else piece)
    return tuple(found)
