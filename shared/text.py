"""The one strict text type: what a person may write, and what is refused or quietly mended.

| characters | what happens |
|---|---|
| letters, marks, digits, punctuation, symbols, emoji of any script | kept |
| zero-width joiner and non-joiner (emoji, Persian, Indic scripts) | kept |
| tab, line break, other white space, no-break space | one space |
| byte-order mark, soft hyphen, zero-width space, word joiner, left-to-right and right-to-left *marks* | removed |
| NUL and other control characters, lone surrogates | refused |
| bidirectional embeddings, overrides and isolates; tag characters; noncharacters; private use | refused |

Text is put in Unicode form NFC. Nothing else is changed: a criterion is kept as it was said.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

STATEMENT_LENGTH = 2000
"""Characters a statement may have."""

LABEL_LENGTH = 300
"""Characters a name, label or reference may have."""

RAW_LENGTH = 20_000
"""Characters that are looked at at all, before spaces are joined and invisible ones are taken out."""

_REFUSED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"
    "\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\ue000-\uf8ff"
    "\U000e0000-\U000e007f\U000f0000-\U0010ffff]"
)
_REMOVED = re.compile("[\u00ad\u200b\u200e\u200f\u2060\ufeff]")
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"\w")

_KINDS = (
    ("\x00", "\x00", "a NUL character"),
    ("\x01", "\x9f", "a control character"),
    ("\u202a", "\u202e", "a character that overrides the direction of the text"),
    ("\u2066", "\u2069", "a character that isolates the direction of the text"),
    ("\ud800", "\udfff", "half of a surrogate pair"),
)


class UnacceptableText(ValueError):
    """Text that cannot be kept; ``code`` is stable and the message says what to do."""

    def __init__(self, code: str, message: str) -> None:
        """Name the fault without repeating the text."""
        super().__init__(message)
        self.code = code


def is_plain(text: str) -> bool:
    """Tell fast whether text has nothing that must be refused or removed, many statements at a time."""
    return _REFUSED.search(text) is None and _REMOVED.search(text) is None


def clean(text: str) -> str:
    """Give text as it is kept: NFC, single spaces, no invisible characters.

    Raises ``UnacceptableText`` for characters that are refused.
    """
    if (found := _REFUSED.search(text)) is not None:
        raise UnacceptableText("text-character", f"remove {_kind(found.group())} (U+{ord(found.group()):04X})")
    return _SPACE.sub(" ", unicodedata.normalize("NFC", _REMOVED.sub("", text))).strip()


def clean_statement(text: str) -> str:
    """Give a statement as it is kept; it must have words (or an emoji) and at most 2,000 characters."""
    kept = clean(text) if len(text) <= RAW_LENGTH else text
    if len(kept) > STATEMENT_LENGTH:
        raise UnacceptableText("text-too-long", f"at most {STATEMENT_LENGTH} characters, this has {len(kept)}")
    if not _says_something(kept):
        raise UnacceptableText("text-empty", "write what was said; this has no word in it")
    return kept


def clean_label(text: str) -> str:
    """Give a name or a reference as it is kept; it must not be empty."""
    kept = clean(text) if len(text) <= RAW_LENGTH else text
    if not kept:
        raise UnacceptableText("label-empty", "must not be empty")
    if len(kept) > LABEL_LENGTH:
        raise UnacceptableText("label-too-long", f"at most {LABEL_LENGTH} characters, this has {len(kept)}")
    return kept


def _says_something(text: str) -> bool:
    # A heart or a house drawn by a child is something said; a row of dots is a form left empty.
    return _WORD.search(text) is not None or any(unicodedata.category(letter) == "So" for letter in text)


def _kind(character: str) -> str:
    for first, last, name in _KINDS:
        if first <= character <= last:
            return name
    return "a character that is not text"


def _statement(value: str) -> str:
    return _told(clean_statement, value)


def _label(value: str) -> str:
    return _told(clean_label, value)


def _told(clean_as: Callable[[str], str], value: str) -> str:
    try:
        return clean_as(value)
    except UnacceptableText as error:
        # The code is one of ours, however the text came in; pydantic's type would hide which.
        raise PydanticCustomError(error.code, "{reason}", {"reason": str(error)}) from error


_Typed = StringConstraints(strict=True)

Statement = Annotated[str, _Typed, AfterValidator(_statement), Field(json_schema_extra={"maxLength": RAW_LENGTH})]
"""What somebody said: up to 2,000 characters."""

Label = Annotated[str, _Typed, AfterValidator(_label), Field(json_schema_extra={"maxLength": RAW_LENGTH})]
"""A name, label or reference: up to 300 characters."""
