"""One key for the forms of a word: case, accents, plural and the like folded, so that forms are counted together.

Keys are never shown. The endings are light ones, in the manner of J. Savoy, "Light stemming approaches for the French,
Portuguese, German and Hungarian languages" (SAC 2006), and, for Arabic, of L. Larkey, L. Ballesteros and M. Connell,
"Light stemming for Arabic information retrieval" (2007): number and case go, and what makes a noun of a verb stays.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# The marks that may be missing in writing: accents, Hebrew points, Arabic vowels. Indic vowel signs are letters.
FIRST_MARKS = (("\u0300", "\u036f"), ("\u0591", "\u05c7"), ("\u0610", "\u061a"), ("\u064b", "\u065f"))
LETTERS = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ـ": "", "ł": "l",
                         "ø": "o", "đ": "d", "ı": "i", "’": "'", "ʼ": "'"})  # fmt: skip
ARABIC_OPENINGS = ("وال", "بال", "كال", "فال", "لل", "ال")
SLAVIC = "ami ach ech ych ich iego ego emu imi ymi iem em om ow ie ia a e i o u y"
CYRILLIC = "ами ями ого его ему ому ыми ими ах ях ов ев ей ий ый ой ая яя ое ее ые ие ам ям ом ем а я о е ы и у ю ь"
ENDINGS: dict[str, str] = {
    "en": "ing ed s",
    "fr": "s x",
    "es": "es s",
    "ca": "es s",
    "gl": "es s",
    "pt": "s",
    "it": "he hi a e i o",
    "de": "ern er en es em e n s",
    "nl": "en s",
    "sv": "arna erna orna ar er or en et na n t s",
    "da": "erne er en et e s",
    "no": "ene er en et e s",
    "pl": SLAVIC,
    "cs": SLAVIC,
    "sk": SLAVIC,
    "hr": SLAVIC,
    "ru": CYRILLIC,
    "uk": CYRILLIC,
    "bg": "ите ята та то те ът ия а и о е",
    "ro": "ului ilor elor ile ele ul lor le ii a e i",
    "el": "ους εις ων ες ος ου οι ης ας ισ ια η α ο ε υ ι σ ν",
    "hu": "okat eket akat ok ek ak ot et at k t",
    "tr": "ları leri lari lar ler",
    "fi": "issa issä ista istä ien jen ssa sta lla t n a",
    "ar": "ات ون ين ه",
    "ko": "에서 으로 들이 들을 들 은 는 이 가 을 를 의 에 도",
    "fa": "های ها",
}
SHORTEST = {"ar": 3, "ko": 2, "en": 3, "fr": 3, "fa": 3}
"""Letters that must be left by an ending of one letter; four elsewhere."""
PLURALS = {
    "en": (("ies", "y"), ("ie", "y")),
    "fr": (("aux", "al"),),
    "es": (("ces", "z"),),
    "pt": (("oes", "ao"), ("ais", "al")),
}


@lru_cache(maxsize=1)
def _endings() -> dict[str, tuple[str, ...]]:
    folded = {language: {bare(ending) for ending in endings.split()} for language, endings in ENDINGS.items()}
    return {language: tuple(sorted(found, key=lambda e: (-len(e), e))) for language, found in folded.items()}


def bare(word: str) -> str:
    """A word without case and without the marks that may be missing in writing."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    kept = "".join(letter for letter in apart if not any(low <= letter <= high for low, high in FIRST_MARKS))
    return unicodedata.normalize("NFC", kept).translate(LETTERS)


def word_key(word: str, language: str) -> str:
    """The key of a word in a language; a language without endings here folds case and accents only."""
    key = bare(word).replace("-", "").removesuffix("'s")
    shortest = SHORTEST.get(language, 4)
    if language == "ar":
        key = next((key[len(start) :] for start in ARABIC_OPENINGS if _opens(key, start)), key)
    for ending, singular in PLURALS.get(language, ()):
        if key.endswith(ending) and len(key) - len(ending) >= 2:
            return key[: -len(ending)] + singular
    if language == "en" and key.endswith(("ss", "us", "is")):
        return key
    if language == "en" and (doubled := DOUBLED.fullmatch(key)):
        return doubled[1]
    return next(
        (
            key[: -len(e)]
            for e in _endings().get(language, ())
            if _closes(key, e, shortest if len(e) == 1 or language != "en" else 4)
        ),
        key,
    )


DOUBLED = re.compile(r"(\w{2,}([bdgmnprt]))\2(?:ing|ed)")  # swimming, planned


def _opens(key: str, start: str) -> bool:
    return key.startswith(start) and len(key) - len(start) >= 3


def _closes(key: str, ending: str, shortest: int) -> bool:
    return key.endswith(ending) and len(key) - len(ending) >= shortest
