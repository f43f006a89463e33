"""Which field of a record each column holds: by its name, by its label in four languages, or by a guess that is shown.

A label means what the kind of record has a field for: ``Responsable`` is the owner of a commitment and the
responsible stakeholder of an action.
"""

import difflib
import re
from collections.abc import Mapping

from ..errors import FileUnreadable
from ..reading.table import Row, Sheet
from ..understanding.headers import SEARCHED_ROWS, Column, Headers, Sure, is_letter
from ..understanding.words import normalise, personal_words, vocabulary
from .forms import Field, Form, Shape

PLATFORM = "platform"
"""A column that names the platform as people do; it is no field of a record."""

_SITUATION = re.compile(
    r"(?:situation|statement|enonce|enunciado|enunciato|situacao|situazione)? ?([1-5])(?: ([a-z]{2,3}))?"
)
_LONGEST = 100
_CLOSE = 0.86
_COUNTERS = frozenset(("n", "no", "nr", "num", "numero", "number", "id", "ref", "reference", "code"))
_NOTHING = ("", "ignore", "none", "nothing")


class Labels:
    """The labels that the columns of one kind of record may have."""

    def __init__(self, form: Form, told: Mapping[str, str] | None = None, language: str | None = None) -> None:
        """Know the labels of a kind; ``told`` are columns by label or letter, and the fields that they hold."""
        self._form, self._language = form, language
        self._told = {normalise(label): self._meant(label, name) for label, name in (told or {}).items()}
        self._letters = {label: name for label, name in (told or {}).items() if is_letter(label)}
        plain = {normalise(name): name for name, each in form.cells.items() if each.shape is not Shape.DOCUMENT}
        whole = {normalise(name): name for name, each in form.cells.items() if each.shape is Shape.DOCUMENT}
        words = {
            normalise(word): name
            for name, words in reversed(vocabulary("records")["fields"].items())
            if name in form.cells or name == PLATFORM
            for word in words
        }
        # A column called budget mostly holds an amount, and only in exports the whole as JSON.
        self._known: dict[str, str] = whole | words | plain

    def recognise(self, label: str) -> tuple[str, Sure]:
        """Tell which field a label stands for, or that it is ``personal`` or ``unknown``, and how sure that is."""
        plain = normalise(label)
        if plain in self._told:
            return self._told[plain], "told"
        if not plain or len(label) > _LONGEST:
            return "unknown", "known"
        if plain in self._known:
            return self._known[plain], "known"
        if self._form.at(label.strip()) is not None:
            return label.strip(), "known"
        if situation := self._situation(plain):
            return situation, "known"
        shorter = normalise(label.split("(")[0])
        if shorter in self._known:
            return self._known[shorter], "guess"
        if self._is_personal(plain):
            return "personal", "known"
        if plain in _COUNTERS:
            return "external_id", "guess"
        return self._guess(plain)

    def score(self, row: Row) -> int:
        """Tell how much a row looks like the labels of a table; 0 if it does not."""
        found = [self.recognise(cell) for cell in row.cells.values() if len(cell) <= _LONGEST]
        sure = {name for name, how in found if how != "guess" and name not in ("unknown", "personal")}
        guessed = {name for name, how in found if how == "guess"} - sure
        if not sure and len(guessed) < 2:
            return 0
        # One label alone beside several other cells is no row of labels, unless records are known by what is below.
        if len(sure) + len(guessed) == 1 and len(row.cells) > 2 and self._form.title not in sure and not self._told:
            return 0
        return 3 * len(sure) + len(guessed)

    def find(self, sheet: Sheet) -> Headers | None:
        """Find the row of labels and name every column; None when no row looks like one."""
        rows = sheet.rows[:SEARCHED_ROWS]
        best = max(rows, key=self.score, default=None)
        if best is None or not self.score(best):
            return None
        columns = [self._column(index, label.strip()) for index, label in sorted(best.cells.items())]
        return Headers([best.number], _once(columns))

    def _column(self, index: int, label: str) -> Column:
        column = Column(index, label, *self._of(label))
        letter = self._letters.get(column.letter)
        return column if letter is None else Column(index, label, self._meant(letter, letter), None, "told")

    def _of(self, label: str) -> tuple[str, None, Sure]:
        name, sure = self.recognise(label)
        return name, None, sure

    def _meant(self, label: str, name: str) -> str:
        if normalise(name) in _NOTHING:
            return "unknown"
        found: Field | None = self._form.at(name.strip())
        if found is None and name.strip() != PLATFORM:
            known = ", ".join(self._form.fields)
            raise FileUnreadable(f"--map cannot make {label!r} a {name!r}; {self._form.path} have {known}, or ignore")
        return name.strip()

    def _situation(self, plain: str) -> str | None:
        """Take ``Situation 1 (fr)`` to ``Situation 5`` for the statements of an indicator."""
        match = _SITUATION.fullmatch(plain)
        if match is None or "statements" not in self._form.fields:
            return None
        if not (language := match[2] or self._language):
            raise FileUnreadable("say in which language the situations are: --language fr, or a label Situation 1 (fr)")
        return f"statements.{match[1]}.texts.{language}"

    def _is_personal(self, plain: str) -> bool:
        padded = f" {plain} "
        return plain in personal_words(whole=True) or any(f" {word} " in padded for word in personal_words(whole=False))

    def _guess(self, plain: str) -> tuple[str, Sure]:
        padded = f" {plain} "
        inside = [word for word in self._known if len(word) > 3 and f" {word} " in padded]
        if inside:
            return self._known[max(inside, key=len)], "guess"
        close = difflib.get_close_matches(plain, [word for word in self._known if len(word) > 4], 1, _CLOSE)
        return (self._known[close[0]], "guess") if close else ("unknown", "known")


def _once(columns: list[Column]) -> list[Column]:
    """Keep one column a field, the surest and leftmost; the others are set aside and shown."""
    order = {"told": 0, "known": 1, "guess": 2}
    taken: set[str] = set()
    kept: dict[int, Column] = {}
    for column in sorted(columns, key=lambda each: (order[each.sure], each.index)):
        if column.field in taken:
            column = Column(column.index, column.label, "unknown")
        elif column.field not in ("unknown", "personal"):
            taken.add(column.field)
        kept[column.index] = column
    return [kept[index] for index in sorted(kept)]
