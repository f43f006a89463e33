"""What must hold between the terms of one platform."""

from collections.abc import Mapping
from typing import Any

from ...folding import fold
from ..records.drafts import Draft
from ..records.store import RecordStore
from ..twins import twins
from .schemas import TermState


async def agreed_once(store: RecordStore, drafts: list[Draft]) -> None:
    """Refuse a second agreed sense of a word in one language; the older one is retired first."""
    for draft in await twins(store, drafts, "term", _word):
        draft.refuse("term", "term-twice", "this word is agreed on in this language; retire that term first")


async def one_label(store: RecordStore, drafts: list[Draft]) -> None:
    """Refuse a second agreed label, in one language, for the same component or right."""
    for draft in await twins(store, drafts, "term", _labelled):
        message = "another agreed term of this language is the label of this; retire that term first"
        draft.refuse("term", "label-twice", message)


async def replaces_another(_: RecordStore, drafts: list[Draft]) -> None:
    """Refuse a term that replaces itself."""
    for draft in drafts:
        replaces = getattr(draft.body, "replaces", None)
        if replaces is not None and replaces.id == draft.id:
            draft.refuse("replaces", "replaces-itself", "a term replaces another one")


def _word(body: Mapping[str, Any]) -> tuple[str, str] | None:
    if body["state"] != TermState.AGREED:
        return None
    return body["language"], fold(body["term"]) or body["term"]


def _labelled(body: Mapping[str, Any]) -> tuple[str, ...] | None:
    component, right = body["label_for_component"], body["label_for_right"]
    if body["state"] != TermState.AGREED or not (component or right):
        return None
    if component:
        return body["language"], component["codebook"], component["code"]
    return body["language"], right["framework"], right["version"], right["item"]
