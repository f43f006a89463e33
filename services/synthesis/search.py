"""Search: the same idea in every language, or the same words, in what a caller may read."""

from dataclasses import dataclass
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from shared.database import Connection
from shared.identity import Identity
from shared.vocabulary.codebook import Codebook

from .engine.nearest import best, similarities
from .engine.normalise import normalise
from .errors import CriterionUnknown, MeaningOutOfReach, SelectionNotYours
from .folding import fold
from .mirror import Mirror
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
    p.codes, p.scores
from criterion c left join known_group g on g.id = c.group_id left join known_territory t on t.id = g.territory_id
left join proposal p on p.statement_id = c.statement_id and p.question = c.question
    and p.reading_id = (select id from reading where state = 'serving')
where c.id = any($1) and c.text is not null
"""


@dataclass(frozen=True)
class Selection:
    """Which criteria a search looks at; every filter given must fit."""

    country: str | None = None
    under: UUID | None = None
    question: str | None = None
    language: str | None = None
    profile: str | None = None
    year: int | None = None
    code: str | None = None


async def search(
    mirror: Mirror,
    connection: Connection,
    identity: Identity,
    text: str,
    mode: Mode,
    selection: Selection,
    limit: int,
    codebook: Codebook,
    language: str,
) -> SearchResult:
    """Find statements, the nearest first, each once with how many say the same.

    Raises ``MeaningOutOfReach`` when vectors are asked for and the model that made them is not loaded here.
    """
    scores = np.zeros(len(mirror.read), np.float32)
    if mode is not Mode.WORDS:
        if not mirror.searchable or mirror.speech is None:
            raise MeaningOutOfReach(headers={"Retry-After": "5"})
        vector = await mirror.speech.understand(normalise(text) or text)
        if not mirror.searchable:  # another model has begun to serve meanwhile
            raise MeaningOutOfReach(headers={"Retry-After": "5"})
        scores = np.where(mirror.read, similarities(mirror.matrix, vector), np.float32(-1))
    if mode is not Mode.MEANING:
        scores = np.maximum(scores, await _by_words(mirror, connection, text, len(scores)))
    floor = 0.0 if mode is Mode.MEANING else 1e-6
    items = await _found(mirror, connection, identity, scores, selection, limit, codebook, language, floor)
    return SearchResult(mode=mode, items=items, codebook=notice(codebook))


async def similar(
    mirror: Mirror,
    connection: Connection,
    identity: Identity,
    criterion_id: UUID,
    selection: Selection,
    limit: int,
    codebook: Codebook,
    language: str,
) -> SearchResult:
    """Find statements that mean nearly what a criterion means; its own words are left out."""
    row = mirror.criterion_ids.find(criterion_id)
    if row < 0 or mirror.criteria["statement"][row] < 0 or not readable(mirror, identity)[row]:
        raise CriterionUnknown
    statement = mirror.criteria["statement"][row]
    if not mirror.read[statement]:
        raise MeaningOutOfReach(headers={"Retry-After": "5"})
    scores = np.where(mirror.read, similarities(mirror.matrix, mirror.matrix[statement]), np.float32(-1))
    scores[statement] = -1
    items = await _found(mirror, connection, identity, scores, selection, limit, codebook, language, 0.0)
    return SearchResult(mode=Mode.MEANING, items=items, codebook=notice(codebook))


def readable(mirror: Mirror, identity: Identity) -> NDArray[np.bool_]:
    """Tell for each criterion in memory whether a caller may read its words."""
    here: NDArray[np.bool_] = mirror.criteria["statement"] >= 0
    if identity.reads_everything:
        return here
    public = mirror.visibilities.find("public")
    if identity.role != "partner":
        here &= mirror.criteria["visibility"] == public
        return here
    here &= (mirror.criteria["visibility"] != mirror.visibilities.find("private")) | _own(mirror, identity)
    return here


def _own(mirror: Mirror, identity: Identity) -> NDArray[np.bool_]:
    own = np.zeros(len(mirror.territory_names.list), np.bool_)
    for root in identity.roots:
        own |= mirror.below(root)
    found: NDArray[np.bool_] = own[mirror.criteria["owner"]]
    return found


def _lookable(mirror: Mirror, identity: Identity, selection: Selection) -> NDArray[np.bool_]:
    """Tell for each criterion whether a caller may find it by this selection.

    Who is not shown where and in which group something was said cannot select by it either: asking for each
    in turn would tell the same.
    """
    allowed = readable(mirror, identity)
    if identity.reads_everything or not (selection.under or selection.profile):
        return allowed
    if identity.role != "partner":
        raise SelectionNotYours
    inside: NDArray[np.bool_] = allowed & _own(mirror, identity)
    return inside


def _selected(mirror: Mirror, selection: Selection) -> NDArray[np.bool_]:
    chosen = np.ones(len(mirror.criteria), np.bool_)
    groups = np.ones(len(mirror.groups), np.bool_)
    if selection.country:
        groups &= mirror.groups["country"] == mirror.countries.find(selection.country)
    if selection.profile:
        groups &= mirror.groups["profile"] == mirror.profiles.find(selection.profile)
    if selection.year:
        groups &= mirror.groups["year"] == mirror.years.find(selection.year)
    if selection.under:
        groups &= (mirror.groups["territory"] >= 0) & mirror.below(selection.under)[mirror.groups["territory"]]
    if not groups.all():
        chosen &= groups[mirror.criteria["group"]]
    if selection.question:
        chosen &= mirror.criteria["question"] == mirror.questions.find(selection.question)
    if selection.language:
        chosen &= mirror.criteria["language"] == mirror.languages.find(selection.language)
    if selection.code:
        fits = [name.startswith(selection.code) for name in mirror.codes.list]
        chosen &= np.array(fits, np.bool_)[mirror.criteria["code"]]
    return chosen


async def _found(
    mirror: Mirror,
    connection: Connection,
    identity: Identity,
    scores: NDArray[np.float32],
    selection: Selection,
    limit: int,
    codebook: Codebook,
    language: str,
    floor: float,
) -> list[Found]:
    # Statements may have come since the scores were computed.
    scores = np.pad(scores, (0, max(0, len(mirror.statement_ids.list) - len(scores))))
    allowed = _lookable(mirror, identity, selection) & _selected(mirror, selection)
    rows = np.flatnonzero(allowed)
    statements = mirror.criteria["statement"][rows]
    said = np.bincount(statements, minlength=len(scores))
    top = best(scores, (said > 0) & (scores > floor), limit)
    if not len(top):
        return []
    # One criterion stands for all in reach that say the same: the one with the lowest row, at every asking.
    first = np.full(len(scores), -1, np.int64)
    first[statements[::-1]] = rows[::-1]
    ids = [mirror.criterion_ids.list[first[statement]] for statement in top]
    found = {row["id"]: row for row in await connection.fetch(_ROWS, ids)}
    inside = identity.reads_everything
    items = []
    for statement, criterion_id in zip(top, ids, strict=True):
        if (row := found.get(criterion_id)) is None:
            continue  # withdrawn a moment ago
        proposals = [
            {"code": code, "label": label(codebook, code, language), "score": round(score, 4)}
            for code, score in zip(row["codes"] or [], row["scores"] or [], strict=True)
        ]
        items.append(
            Found(
                id=row["id"],
                text=row["text"],
                language=row["language"],
                country=row["country"],
                question=row["question"],
                code=row["code"],
                label=label(codebook, row["code"], language),
                code_status=row["status"],
                score=round(float(scores[statement]), 4),
                territory_id=row["territory_id"] if inside else None,
                group_id=row["group_id"] if inside else None,
                n_said=int(said[statement]) if inside else None,
                proposals=proposals or None,
            )
        )
    return items


async def _by_words(mirror: Mirror, connection: Connection, text: str, size: int) -> NDArray[np.float32]:
    scores = np.zeros(size, np.float32)
    for row in await connection.fetch(_BY_WORDS, fold(normalise(text) or text), WORD_CANDIDATES):
        number = mirror.statement_ids.find(row["id"])
        if 0 <= number < size:
            scores[number] = max(scores[number], row["score"])
    return scores
