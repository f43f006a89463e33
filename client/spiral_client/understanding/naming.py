"""A name for every criterion that stays the same when its file is pushed again, with lines moved or added."""

import hashlib
import json
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ..reading.table import Note

if TYPE_CHECKING:
    from .criteria import Draft

_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200e\u200f\u2060\ufeff"))


def name_by_content(drafts: Sequence["Draft"]) -> None:
    """Give each criterion an external_id made from its group, question, words and occurrence number.

    Same words said twice in a group are numbered in an order that depends on their other fields and not on
    their rows, so that sorting the sheet changes nothing.
    """
    alike: dict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        alike["\x1f".join((draft.group_key, draft.fields["question"], same_words(draft.text)))].append(draft)
    for key, several in alike.items():
        ordered = sorted(several, key=lambda draft: json.dumps(draft.fields, sort_keys=True, ensure_ascii=False))
        for number, draft in enumerate(ordered, start=1):
            digest = hashlib.sha256(f"{key}\x1f{number}".encode("utf-8", "surrogatepass")).hexdigest()
            draft.fields["external_id"] = f"c-{digest[:24]}"


def same_words(text: str) -> str:
    """Give the form in which two writings of a criterion are the same words."""
    return " ".join(unicodedata.normalize("NFC", text.translate(_INVISIBLE)).casefold().split())


def is_line_number(values: Iterable[str]) -> bool:
    """Tell numbers that only count the lines from names that stay with a criterion when lines move.

    A column called ``N°`` with nothing but numbers is taken to count: wrongly trusted it would let a moved line
    overwrite another's words, wrongly distrusted it costs nothing.
    """
    given = list(values)
    return len(set(given)) < len(given) or all(value.isdecimal() for value in given)


def name_as_given(drafts: Sequence["Draft"]) -> tuple[list["Draft"], list[Note]]:
    """Use the names of the file; give back the criteria whose name is already another's, and say what was done.

    A name may be repeated by the parts of one row (several questions or criteria) and by several groups.
    """
    notes: list[Note] = []
    names = {(draft.sheet_index, draft.row.number): draft for draft in drafts}
    groups: dict[str, set[str]] = defaultdict(set)
    for draft in names.values():
        groups[draft.given_id].add(draft.group_key)
    per_group = Counter((draft.group_key, draft.given_id) for draft in names.values())
    with_group = any(len(several) > 1 for several in groups.values()) and max(per_group.values(), default=0) == 1
    if with_group:
        notes.append(Note("ids-by-group", "the same identifiers occur in several groups; the group is put before"))
    taken: dict[str, Draft] = {}
    refused = []
    for draft in drafts:
        name = f"{draft.group_key}/{draft.given_id}" if with_group else draft.given_id
        if draft.part:
            name = f"{name}/{draft.part}"
        draft.fields["external_id"] = name
        if name in taken:
            refused.append(draft)
        taken.setdefault(name, draft)
    if any(draft.part for draft in drafts):
        text = "rows with several criteria: each is named identifier/question or identifier/number"
        notes.append(Note("ids-with-parts", text))
    return refused, notes
