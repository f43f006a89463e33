"""Which encoding a text file was saved in: told by a mark, by UTF-8's strictness, else guessed from its letters."""

import codecs
import unicodedata

from ..errors import FileUnreadable
from .table import Note

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# In order of preference: the first of equals is taken, so that a file with three accents reads as French.
_EIGHT_BIT = (
    ("cp1252", "àáâãäçèéêëìíîïñòóôõöùúûüœæßÿåøšžÉÀÈÊÇÂÔÎÜÖÄÁÍÓÚÑ"),
    ("cp1250", "ąćęłńóśźżăâîşţșțčřšžěůýáéíőűäöüßŁŚŻŹĆŞŢĂÎČŘŠŽ"),
    ("iso8859-7", ""),
    ("cp1253", ""),
    ("cp1256", ""),
    ("mac_roman", "àáâãäçèéêëìíîïñòóôõöùúûüœæßÿåøÉÀÈÊÇ"),
)
_SCRIPTS = {"iso8859-7": "GREEK", "cp1253": "GREEK", "cp1256": "ARABIC"}
_USUAL_SIGNS = frozenset("’‘“”«»–—…•°€\u00a0·")
_SAMPLE = 200_000


def decode(data: bytes, encoding: str | None = None) -> tuple[str, list[Note]]:
    """Give a file's text, and say how it was read unless it is plain UTF-8."""
    if encoding is not None:
        return _decode_as_told(data, encoding), []
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _decode_as_told(data, name), _note(name) if name != "utf-8-sig" else []
    if wide := _wide_without_mark(data):
        return _decode_as_told(data, wide), _note(wide)
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError:
        name = guess_eight_bit(data)
        return data.decode(name, errors="strict"), _note(name, guessed=True)


def _decode_as_told(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except LookupError as error:
        raise FileUnreadable(f"there is no encoding called {encoding}; try utf-8 or cp1252") from error
    except UnicodeDecodeError as error:
        raise FileUnreadable(
            f"the file is not {encoding}: byte {error.start + 1} does not fit; save it as CSV UTF-8"
        ) from error


def _wide_without_mark(data: bytes) -> str | None:
    # Latin text in UTF-16 has a zero in every other byte; no other encoding of text has any.
    head = data[:2000]
    if head.count(0) < len(head) * 0.3:
        return None
    return "utf-16-le" if head[1::2].count(0) > head[0::2].count(0) else "utf-16-be"


def guess_eight_bit(data: bytes) -> str:
    """Give the eight-bit encoding whose reading looks most like words."""
    best, best_score = "latin-1", float("-inf")
    for name, letters in _EIGHT_BIT:
        try:
            data.decode(name)
        except UnicodeDecodeError:
            continue
        score = _plausibility(data[:_SAMPLE].decode(name), letters, _SCRIPTS.get(name))
        if score > best_score:
            best, best_score = name, score
    return best


def _plausibility(text: str, letters: str, script: str | None) -> float:
    """Score what is outside ASCII: usual letters in usual places for it, odd signs inside words against it."""
    score, foreign_run, before = 0.0, 0, " "
    for position, sign in enumerate(text):
        if sign < "\x80":
            foreign_run, before = 0, sign
            continue
        after = text[position + 1] if position + 1 < len(text) else " "
        foreign_run += 1
        score += _sign_score(sign, before, after, letters, script)
        if script is None and foreign_run > 2:
            score -= 2  # no language of Latin letters strings accents together
        before = sign
    return score


def _sign_score(sign: str, before: str, after: str, letters: str, script: str | None) -> float:
    in_word = before.isalpha() and after.isalpha()
    if sign in _USUAL_SIGNS:
        return -1 if in_word and sign != "’" else 0.5
    if not unicodedata.category(sign).startswith(("L", "M")):
        return -2
    if sign.isupper() and before.islower():
        return -2
    if script is not None:
        return 1 if unicodedata.name(sign, "").startswith(script) else -1.5
    return 1 if sign in letters else -1.5


def _note(name: str, guessed: bool = False) -> list[Note]:
    how = "guessed from its letters; if words look wrong, pass --encoding" if guessed else "told by its first bytes"
    return [Note("encoding", f"the file is not UTF-8 but {name}, {how}", loud=guessed)]
