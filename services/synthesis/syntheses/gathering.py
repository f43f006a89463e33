"""Gather what a synthesis is made of from the service's own tables, in one look."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from shared.database import Connection

from .. import vectors
from ..mirror import USUAL_PARTICIPANTS
from .inputs import CRITERION, GROUP, NAMED, QUESTIONS, STATUSES, Inputs
from .schemas import Scope

_BELOW = """
with recursive below as (
    select id from known_territory where id = $1
    union select t.id from known_territory t join below on t.parent_id = below.id
)
"""

_COLUMNS = """
c.id, c.statement_id, c.group_id, c.question, c.language, coalesce(c.code, '') as code, c.status,
g.territory_id, t.name as territory_name, t.country, g.profile, g.family, g.year, g.n_participants
"""

_CRITERIA = """
select {columns}
from criterion c join known_group g on g.id = c.group_id join known_territory t on t.id = g.territory_id
where c.text is not null and c.state = 'approved' and not c.taken_up and not g.withdrawn
    and c.scope = any($2) and {place}
    and (cardinality($3::text[]) = 0 or g.profile = any($3))
    and (cardinality($4::text[]) = 0 or c.question = any($4))
    and (cardinality($5::text[]) = 0 or c.language = any($5))
    and ($6::int is null or g.year >= $6) and ($7::int is null or g.year <= $7)
order by c.id
"""


@dataclass(frozen=True)
class Serving:
    """The reading whose codes count, and how far the feeds had been followed."""

    model_id: int
    model: str
    revision: str
    dimension: int
    codebook: str
    coder: str
    feeds: dict[str, str | None]


async def serving(connection: Connection) -> Serving | None:
    """Give the reading that serves, None where nothing has been read yet."""
    row = await connection.fetchrow(
        "select model_id, name as model, revision, dimension, codebook, coder from reading"
        " join model on model.id = model_id where state = 'serving'"
    )
    if row is None:
        return None
    cursors = await connection.fetch("select feed, cursor from feed_cursor where feed <> 'process' order by feed")
    return Serving(**dict(row), feeds={found["feed"]: found["cursor"] for found in cursors})


async def gather(connection: Connection, scope: Scope, includes_local: bool, found: Serving) -> Inputs:
    """Give the criteria of a scope with their words; the caller's transaction makes it one look."""
    rows = await _rows(connection, scope, includes_local, _COLUMNS)
    return await with_words(connection, _inputs(rows), found.model_id, found.dimension)


async def ids_of(connection: Connection, scope: Scope, includes_local: bool) -> list[UUID]:
    """Give the ids of the criteria that the scope has now."""
    return [row["id"] for row in await _rows(connection, scope, includes_local, "c.id")]


async def _rows(connection: Connection, scope: Scope, includes_local: bool, columns: str) -> list[Any]:
    place, value = _place(scope)
    found: list[Any] = await connection.fetch(
        (_BELOW if scope.under else "") + _CRITERIA.format(place=place, columns=columns),
        value,
        _consents(scope, includes_local),
        scope.profiles,
        list(scope.questions),
        [str(language) for language in scope.languages],
        scope.year_from,
        scope.year_to,
    )
    return found


def _consents(scope: Scope, includes_local: bool) -> list[str]:
    if scope.open_only:
        return ["open"]
    return ["local", "network", "open"] if includes_local else ["network", "open"]


def _place(scope: Scope) -> tuple[str, Any]:
    if scope.under is not None:
        return "g.territory_id in (select id from below)", scope.under
    if scope.country is not None:
        return "t.country = $1::text", scope.country
    if scope.platform is not None:
        return "g.platform_id = $1::uuid", scope.platform
    if scope.group is not None:
        return "g.id = $1::uuid", scope.group
    return "$1::text is null", None


async def with_words(connection: Connection, inputs: Inputs, model_id: int, dimension: int) -> Inputs:
    """Look up the words and vectors of statements; what was withdrawn since has neither."""
    ids = inputs.statement_ids
    texts = dict(await connection.fetch("select id, text from statement where id = any($1)", ids.tolist()))
    stored, raw = await vectors.load_of(connection, model_id, dimension, ids)
    matrix = np.zeros((len(ids), dimension), np.float32)
    matrix[np.searchsorted(ids, stored)] = raw
    return inputs.with_words([texts.get(int(id), "") for id in ids], matrix)


def _inputs(rows: list[Any]) -> Inputs:
    statement_ids, statement = _numbered([row["statement_id"] for row in rows])
    group_ids, group = _numbered([row["group_id"] for row in rows])
    names = {name: sorted({str(row[f"{name}_id" if name == "territory" else name]) for row in rows}) for name in NAMED}
    places = {name: {value: number for number, value in enumerate(values)} for name, values in names.items()}
    criteria = np.zeros(len(rows), CRITERION)
    criteria["statement"], criteria["group"] = statement, group
    criteria["question"] = [QUESTIONS.index(row["question"]) for row in rows]
    criteria["status"] = [STATUSES.index(row["status"]) for row in rows]
    for name in ("language", "code"):
        criteria[name] = [places[name][row[name]] for row in rows]
    groups = np.zeros(len(group_ids), GROUP)
    for number, row in zip(group.tolist(), rows, strict=True):
        groups[number] = (
            places["territory"][str(row["territory_id"])],
            places["country"][str(row["country"])],
            places["profile"][str(row["profile"])],
            places["family"][str(row["family"])],
            row["year"] or 0,
            row["n_participants"] or USUAL_PARTICIPANTS,
        )
    called = {str(row["territory_id"]): row["territory_name"] for row in rows}
    return Inputs(
        criteria=criteria,
        criterion_ids=_bytes([row["id"] for row in rows]),
        groups=groups,
        group_ids=_bytes(group_ids),
        statement_ids=np.array(statement_ids, np.int64),
        names=names,
        territory_names=[called[id] for id in names["territory"]],
    )


def _numbered(values: list[Any]) -> tuple[list[Any], NDArray[np.int32]]:
    """Give the distinct values in order, and the place of each value among them."""
    distinct = sorted(set(values))
    place = {value: number for number, value in enumerate(distinct)}
    return distinct, np.array([place[value] for value in values], np.int32)


def _bytes(ids: list[Any]) -> NDArray[np.uint8]:
    return np.frombuffer(b"".join(id.bytes for id in ids), np.uint8).reshape(-1, 16)
