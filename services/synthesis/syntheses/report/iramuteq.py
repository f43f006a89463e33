"""Criteria as a corpus for IRaMuTeQ: starred variables, then the text.

The form is that of IRaMuTeQ (Ratinaud) and, before it, of Alceste (Reinert): each text opens with four stars and
variables of the form ``*name_value``. Names and values have only unaccented letters, digits and one underscore.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from .phrases import seen
from .rows import Said

_STARS = re.compile(r"(?:^|(?<=\s))\*+|\*{2,}")


def as_iramuteq(rows: Iterable[Said]) -> Iterator[str]:
    """Give one text a criterion, each a line of variables, a line of words and an empty line.

    IRaMuTeQ reads one language a run: ask for the criteria of one. A criterion without words is left out.
    """
    for row in rows:
        if words := harmless(row.text):
            yield f"{' '.join(['****', *_variables(row)])}\n{words}\n\n"


def harmless(text: str) -> str:
    """Give text on one line in which no star opens a text, a variable or a theme."""
    return seen(_STARS.sub("", seen(text)).replace("_", " ").lstrip("-* "))


def _variables(row: Said) -> Iterator[str]:
    isolated = "yes" if row.isolated else "no"
    known = {
        "country": row.country,
        "territory": row.territory,
        "profile": row.profile,
        "year": row.year,
        "question": row.question,
        "language": row.language,
        "dimension": row.code[0] if row.code else None,
        "component": row.code,
        "status": row.status,
        **{f"topic{layer}" if layer else "topic": number for layer, number in enumerate(row.topics)},
        "isolated": isolated if row.topics else None,
        "id": str(row.criterion),
    }
    for name, value in known.items():
        if written := _value(value):
            yield f"*{name}_{written}"


def _value(value: str | int | None) -> str:
    """Give unaccented letters and digits alone; letters of other scripts become their code points."""
    letters = unicodedata.normalize("NFKD", "" if value is None else str(value))
    return "".join(letter if letter.isascii() else f"u{ord(letter):x}" for letter in letters if letter.isalnum())
