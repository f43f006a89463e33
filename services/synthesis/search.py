"""Search: the same idea in every language, or the same words, in what a caller may read."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np

from shared.database import Connection
from shared.identity import Identity
from shared.vocabulary.codebook import Codebook

from .engine.normalise import normalise
from .errors import CriterionUnknown, MeaningOutOfReach
from .folding import fold
from .mirror import Mirror
from .ranking import Floats, Hit, Query, rank
from .reach import Selection, lookable, readable, selected
from .schemas import Found, Mode, SearchResult
from .trends import label, notice

WORD_CANDIDATES = 2000
"""Statements that a search by words looks at most closely."""

_BY_WORDS = """
with asked as (select plainto_tsquery('simple', $1) as query)
select id, score from (
    select id, 0.5 + 0.5 * ts_rank(words, query, 32) as score from statement, asked
    where numnode(query) > 0 and words @@ query limit $2
) matching
union all
select id, 0.5 * word_similarity($1, folded) as score from (
    select id, folded from statement where $1 <% folded limit $2) alike
"""

_ROWS = """
select c.id, c.text, c.language, c.question, c.code, c.status, c.group_id, g.territory_id, t.country,
    p.codes, p.scores, p.meaning, p.meaning_score
from criterion c left join known_group g on g.id = c.group_id left join known_territory t on t.id = g.territory_id
left join proposal p on p.statement_id = c.statement_id and p.question = c.question
    and p.reading_id = (select id from reading where state = 'serving')
where c.id = any($1) and c.text is not null
"""


@dataclass(frozen=True)
class Wanted:
    """What is looked at, how many are wanted, and how near and how different they are to be."""

    selection: Selection
    limit: int
    floor: float
    distinct: bool
    language: str
    """Of labels."""


async def search(
    mirror: Mirror, connection: Connection, identity: Identity, text: str, mode: Mode, wanted: Wanted, book: Codebook
) -> SearchResult:
    """Find statements, the nearest first, each once with how many say the same.

    Raises ``MeaningOutOfReach`` when vectors are asked for and the model that made them is not loaded here.
    """
    if mode is not Mode.WORDS:
        _require_meaning(mirror)
    words = await _by_words(connection, text) if mode is not Mode.MEANING else None
    vector = await _understood(mirror, text) if mode is not Mode.WORDS else None
    nearby = mirror.nearby if vector is not None else None
    query = Query(vector, words, nearby, wanted.floor, wanted.distinct, wanted.limit)
    return await _answer(mirror, connection, identity, query, mode, wanted, book)


async def similar(
    mirror: Mirror, connection: Connection, identity: Identity, criterion_id: UUID, wanted: Wanted, book: Codebook
) -> SearchResult:
    """Find statements that mean nearly what a criterion means; its own words are left out."""
    row = mirror.criterion_ids.find(criterion_id)
    if row < 0 or mirror.criteria["statement"][row] < 0 or not readable(mirror, identity)[row]:
        raise CriterionUnknown
    statement = int(mirror.criteria["statement"][row])
    if not mirror.read[statement]:
        raise MeaningOutOfReach(headers={"Retry-After": "5"})
    query = Query(mirror.matrix[statement], None, mirror.nearby, wanted.floor, wanted.distinct, wanted.limit)
    return await _answer(mirror, connection, identity, query, Mode.MEANING, wanted, book, statement)


def _require_meaning(mirror: Mirror) -> None:
    if not mirror.searchable:
        raise MeaningOutOfReach(headers={"Retry-After": "5"})


async def _understood(mirror: Mirror, text: str) -> Floats:
    assert mirror.speech is not None
    vector = await mirror.speech.understand(normalise(text) or text)
    _require_meaning(mirror)  # another model may have begun to serve meanwhile
    return vector


async def _by_words(connection: Connection, text: str) -> dict[int, float]:
    found: dict[int, float] = {}
    for row in await connection.fetch(_BY_WORDS, fold(normalise(text) or text), WORD_CANDIDATES):
        found[row["id"]] = max(found.get(row["id"], 0.0), row["score"])
    return found


async def _answer(
    mirror: Mirror,
    connection: Connection,
    identity: Identity,
    query: Query,
    mode: Mode,
    wanted: Wanted,
    book: Codebook,
    leave_out: int = -1,
) -> SearchResult:
    rows = np.flatnonzero(lookable(mirror, identity, wanted.selection) & selected(mirror, wanted.selection))
    hits = await rank(mirror, connection, rows, query, leave_out)
    found = {row["id"]: row for row in await connection.fetch(_ROWS, [hit.criterion for hit in hits])}
    # What is not found any more was withdrawn a moment ago.
    items = [
        _shown(found[hit.criterion], hit, identity.reads_everything, wanted, book)
        for hit in hits
        if hit.criterion in found
    ]
    floor = wanted.floor if mode is not Mode.WORDS else None
    return SearchResult(mode=mode, floor=floor, items=items, codebook=notice(book))


def _shown(row: Any, hit: Hit, inside: bool, wanted: Wanted, book: Codebook) -> Found:
    proposals = [
        {"code": code, "label": label(book, code, wanted.language), "score": round(score, 4)}
        for code, score in zip(row["codes"] or [], row["scores"] or [], strict=True)
    ]
    return Found(
        id=row["id"],
        text=row["text"],
        language=row["language"],
        country=row["country"],
        question=row["question"],
        code=row["code"],
        label=label(book, row["code"], wanted.language),
        code_status=row["status"],
        score=round(hit.score, 4),
        territory_id=row["territory_id"] if inside else None,
        group_id=row["group_id"] if inside else None,
        n_said=hit.n_said if inside else None,
        n_alike=hit.n_alike if wanted.distinct else None,
        proposals=proposals or None,
        meaning=row["meaning"],
        meaning_score=row["meaning_score"],
    )
