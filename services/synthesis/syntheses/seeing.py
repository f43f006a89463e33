"""What a reader sees of a synthesis: words that are still there and open to them, figures that single nobody out."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any
from uuid import UUID

from shared.database import Connection
from shared.identity import Identity

from ..disclosure import CRITERIA, DOMINANCE, GROUPS, PARTICIPANTS
from ..mirror import Mirror
from ..reach import readable
from .document import Document
from .releasing import released
from .schemas import Quote

RULE = (
    f"At least {GROUPS} groups, {PARTICIPANTS} participants and {CRITERIA} criteria behind each figure, the two largest"
    f" groups giving at most {round(100 * DOMINANCE)} % of a code or a topic; counts rounded to 5; open criteria only;"
    " words only where their platform opened them to everybody."
)

_WORDS = """
select c.id, c.text, c.language, c.question, c.code, t.country, t.name as territory_name, g.profile, g.year
from criterion c join known_group g on g.id = c.group_id left join known_territory t on t.id = g.territory_id
where c.id = any($1) and c.text is not null
"""


async def seen(
    connection: Connection, mirror: Mirror, identity: Identity, document: Document, exact: bool
) -> tuple[Document, dict[UUID, Quote]]:
    """Give the document as a reader may see it, and the words behind the ids that are left in it."""
    shown = (document if exact else released(document)).model_dump()
    allowed = readable(mirror, identity)
    wanted = set(_quoted(shown))
    rows = {id: mirror.criterion_ids.find(id) for id in wanted}
    open_to_reader = [id for id, row in rows.items() if 0 <= row < len(allowed) and allowed[row]]
    quotes = await words(connection, open_to_reader, with_group=exact)
    return Document.model_validate(_without(shown, lambda id: id not in quotes)), quotes


async def words(connection: Connection, ids: Iterable[UUID], with_group: bool) -> dict[UUID, Quote]:
    """Look up what people said; to the public never with the kind of group or the place it was said in."""
    told = {"id", "text", "language", "question", "code", "country"}
    if with_group:
        told |= {"territory_name", "profile", "year"}
    rows = await connection.fetch(_WORDS, list(ids))
    return {row["id"]: Quote(**{name: value for name, value in row.items() if name in told}) for row in rows}


def _quoted(part: Any) -> Iterator[UUID]:
    """Walk over the ids of criteria in a document: they stand in lists, other ids do not."""
    if isinstance(part, dict):
        for value in part.values():
            yield from _quoted(value)
    elif isinstance(part, list):
        for value in part:
            if isinstance(value, UUID):
                yield value
            else:
                yield from _quoted(value)


def _without(part: Any, gone: Callable[[UUID], bool]) -> Any:
    if isinstance(part, dict):
        return {name: _without(value, gone) for name, value in part.items()}
    if isinstance(part, list):
        return [_without(value, gone) for value in part if not (isinstance(value, UUID) and gone(value))]
    return part
