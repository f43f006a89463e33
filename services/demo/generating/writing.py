"""How a note gets onto paper: everybody shortens, joins, misspells and punctuates in a way of their own."""

import re
import unicodedata
from dataclasses import dataclass
from random import Random

from .data import Hand, hands

LONGEST_PART, LONGEST_JOINED = 52, 92
_SENTENCE = re.compile(r"[.!?:;«»\"“„]")
_CLAUSE = re.compile(r"[,،.;]\s")
_NUMBER = re.compile(r"(?<![\w.,:/])([2-9]\d)(?=(?:h|°)?(?:\s|$))(?! de Abril| plus)")
_WORD = re.compile(r"[^\W\d_]{5,}")
_UNDOTTED = str.maketrans({"ł": "l", "Ł": "L", "ß": "ss", "أ": "ا", "إ": "ا", "آ": "ا", "ة": "ه", "ى": "ي"})


@dataclass(frozen=True)
class Habit:
    """How one person writes."""

    capital: float
    full_stop: float
    plain: bool
    shouts: bool
    typos: float
    short: float
    chatty: float
    joins: float


def habit(profile: str, language: str, random: Random) -> Habit:
    """Draw one person's habits; the young shorten words more, and not every keyboard has accents."""
    young = profile in ("youth", "students", "school-pupils")
    return Habit(
        capital=random.choice((0.0, 0.0, 0.1, 0.5, 0.95)),
        full_stop=random.choice((0.0, 0.0, 0.0, 0.1, 0.8)),
        plain=hands()[language].plain and random.random() < 0.14,
        shouts=random.random() < 0.012,
        typos=random.choice((0.01, 0.03, 0.06, 0.16)),
        short=random.choice((0.0, 0.2, 0.6)) if young else random.choice((0.0, 0.0, 0.0, 0.15)),
        chatty=random.choice((0.0, 0.05, 0.15, 0.3)),
        joins=random.choice((0.1, 0.3, 0.5, 0.7)),
    )


def joined(text: str, other: str, language: str, random: Random) -> str:
    """Write two notes as one, if they are short and each is one piece."""
    if len(text) > LONGEST_PART or len(text) + len(other) > LONGEST_JOINED:
        return text
    if _SENTENCE.search(text) or _SENTENCE.search(other):
        return text
    return text + random.choice(hands()[language].joins) + other


def shortened(text: str, language: str) -> str:
    """Leave out what comes after the first pause, unless it takes back what was said before it."""
    found = _CLAUSE.search(text, 14)
    if found is None:
        return text
    rest = text[found.end() :].split(" ")
    return text if rest[0].lower() in hands()[language].but else text[: found.start()]


def written(text: str, language: str, habits: Habit, random: Random) -> str:
    """Write a note down as this person would."""
    hand = hands()[language]
    text = _NUMBER.sub(lambda number: _near(number[1], random), text)
    if random.random() < habits.chatty:
        text = random.choice(hand.before) + text
    if random.random() < habits.short:
        text = _abbreviated(text, hand, random)
    if random.random() < habits.typos * len(text) / 20:
        text = _misspelt(text, random)
    if habits.plain:
        text = without_accents(text, language)
    if habits.shouts:
        text = text.upper()
    elif random.random() < habits.capital:
        text = text[0].upper() + text[1:]
    return _ended(text, hand, habits, random)


def _ended(text: str, hand: Hand, habits: Habit, random: Random) -> str:
    if text[-1] in ".!?…":
        return text
    if random.random() < habits.chatty * 0.7:
        return text + random.choice(hand.after)
    return text + "." if random.random() < habits.full_stop else text


def _near(number: str, random: Random) -> str:
    return str(int(number) + random.choice((-2, -1, 0, 0, 0, 1, 2)))


def _abbreviated(text: str, hand: Hand, random: Random) -> str:
    for word, short in hand.short.items():
        if word in text and random.random() < 0.7:
            text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", short, text)
    return text


def _misspelt(text: str, random: Random) -> str:
    """Swap, drop or double one letter inside one of the longer words."""
    words = list(_WORD.finditer(text))
    if not words:
        return text
    word = random.choice(words)
    at = random.randrange(word.start() + 1, word.end() - 1)
    kind = random.random()
    if kind < 0.4:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + text[at + 1 :] if kind < 0.7 else text[:at] + text[at] + text[at:]


def without_accents(text: str, language: str) -> str:
    """Write without accents, as on a keyboard that has none; in Arabic without hamza, as most people do."""
    if language == "ar":
        return text.translate(_UNDOTTED)
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn")
    return unicodedata.normalize("NFC", bare).translate(_UNDOTTED)
