"""Every question the criteria service asks its tables about single criteria."""

from typing import Any
from uuid import UUID

from shared.database import Connection

_CURRENT_CODING = """
left join lateral (
    select codebook as coded_in, codes as current_codes, decision from coding
    where coding.territory_id = criterion.territory_id and criterion_id = criterion.id
    and codebook = $1 and decision <> 'rejected'
    and number > coalesce((select max(number) from coding r where r.territory_id = criterion.territory_id
        and r.criterion_id = criterion.id and r.codebook = $1 and r.decision = 'rejected'), 0)
    order by (decision = 'validated') desc, number desc limit 1
) current on true
"""

SELECT = f"""
select criterion.*, coded_in, current_codes, decision, place.country, place.path
from criterion
left join known_group on known_group.id = criterion.group_id
left join known_territory place on place.id = known_group.territory_id
{_CURRENT_CODING}
"""  # noqa: S608

_INSERT = """
insert into criterion (territory_id, id, source, external_id, group_id, question, text, language,
    language_source, state, participant, codebook, codes, licence, visibility, scope, taken_up_from)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
on conflict do nothing returning id
"""


async def get(connection: Connection, criterion_id: UUID, codebook: str, lock: bool = False) -> Any:
    """Give a criterion's row with its current codes, or None."""
    if lock:
        await connection.execute("select 1 from criterion where id = $1 for update", criterion_id)
    return await connection.fetchrow(f"{SELECT} where criterion.id = $2", codebook, criterion_id)


async def add(connection: Connection, values: tuple[Any, ...]) -> bool:
    """Insert one criterion; False if its source already has one with its external id."""
    return await connection.fetchval(_INSERT, *values) is not None


async def change(connection: Connection, territory_id: UUID, criterion_id: UUID, values: dict[str, Any]) -> None:
    """Set some columns and count the revision up."""
    names = list(values)
    assignments = "".join(f"{name} = ${position}, " for position, name in enumerate(names, 3))
    await connection.execute(
        f"update criterion set {assignments} revision = revision + 1, updated_at = now()"  # noqa: S608
        " where territory_id = $1 and id = $2",
        territory_id,
        criterion_id,
        *values.values(),
    )


async def withdraw(connection: Connection, territory_id: UUID, criterion_id: UUID) -> None:
    """Blank a criterion: its words, codes and ordinal go; its key stays, so that no push brings it back."""
    await connection.execute(
        "delete from coding where territory_id = $1 and criterion_id = $2", territory_id, criterion_id
    )
    await connection.execute(
        "update criterion set withdrawn_at = now(), updated_at = now(), revision = revision + 1, text = null,"
        " codes = null, codebook = null, participant = null, taken_up_from = null"
        " where territory_id = $1 and id = $2",
        territory_id,
        criterion_id,
    )


async def tell(connection: Connection, criterion_id: UUID, tombstone: bool = False) -> None:
    """Leave the change of a criterion in the feed, in the transaction of the change."""
    await connection.execute(
        "insert into change (kind, id, revision, tombstone)"
        " select 'criterion', id, revision, $2 from criterion where id = $1",
        criterion_id,
        tombstone,
    )


async def listed(
    connection: Connection, codebook: str, filters: dict[str, Any], after: list[Any] | None, limit: int
) -> list[Any]:
    """Give criteria that fit the filters, in the order of their random ids."""
    where, values = conditions(filters, first=3)
    return list(
        await connection.fetch(
            f"{SELECT} where criterion.id > $2 {where} order by criterion.id limit {limit}",
            codebook,
            UUID(after[0]) if after else UUID(int=0),
            *values,
        )
    )


def conditions(filters: dict[str, Any], first: int) -> tuple[str, list[Any]]:
    """Give the SQL conditions of filters, and their values, numbered from ``first``.

    ``own`` are the roots of a partner's subtrees; ``partner`` too, with what is not private elsewhere.
    """
    columns = {
        "territory_id": "criterion.territory_id = ${}",
        "under": "criterion.group_id in (select g.id from known_group g join known_territory t"
        " on t.id = g.territory_id where ${} = any(t.path))",
        "approved": "criterion.state = ${}",
        "partner": "((criterion.visibility <> 'private' and criterion.state = 'approved') or criterion.territory_id in"
        " (select id from known_territory where path && ${}::uuid[]))",
        "own": "criterion.territory_id in (select id from known_territory where path && ${}::uuid[])",
        "country": "criterion.group_id in (select g.id from known_group g join known_territory t"
        " on t.id = g.territory_id where t.country = ${})",
        "group_id": "criterion.group_id = ${}",
        "question": "criterion.question = ${}",
        "language": "criterion.language = ${}",
        "state": "criterion.state = ${}",
        "scope": "criterion.scope = ${}",
        "visibility": "criterion.visibility = any(${})",
        "source": "criterion.source = ${}",
        "external_id": "criterion.external_id = ${}",
        "code": "current_codes[1] like ${} || '%'",
    }
    parts = ["and criterion.withdrawn_at is null"]
    values: list[Any] = []
    for name, value in filters.items():
        if value is not None:
            parts.append("and " + columns[name].replace("{}", str(first + len(values))))
            values.append(value)
    return " ".join(parts), values


async def codings(connection: Connection, territory_id: UUID, criterion_id: UUID) -> list[Any]:
    """Give every decision on a criterion's codes, the first one first."""
    return list(
        await connection.fetch(
            "select * from coding where territory_id = $1 and criterion_id = $2 order by decided_at, number",
            territory_id,
            criterion_id,
        )
    )


async def add_coding(
    connection: Connection,
    territory_id: UUID,
    criterion_id: UUID,
    codebook: str,
    codes: list[str],
    decision: str,
    author: str,
    note: str | None,
) -> None:
    """Add a decision on a criterion's codes; earlier ones stay as they are."""
    await connection.execute(
        "insert into coding"
        " (territory_id, criterion_id, codebook, number, codes, decision, author, note, decided_at)"
        " select $1, $2, $3, 1 + coalesce(max(number), 0), $4, $5, $6, $7, clock_timestamp() from coding"
        " where territory_id = $1 and criterion_id = $2 and codebook = $3",
        territory_id,
        criterion_id,
        codebook,
        codes,
        decision,
        author,
        note,
    )
