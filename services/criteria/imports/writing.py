"""Commit a chunk of checked rows: rows, their changes in the feed and their outcomes, all in one transaction.

Rows are copied to a temporary stage and inserted from there; a row whose key exists is updated only where
something differs, and one that was withdrawn stays withdrawn. Foreign keys, full text and vectors are not
part of this: each would cost more than the row itself.
"""

from collections.abc import Sequence
from uuid import UUID

from shared.database import Connection

from .checking import KEPT, Checked, Kept
from .outcomes import TOMBSTONED, UNCHANGED, UPDATED, Tally

_STAGE = """
create temp table if not exists stage (
    line bigint, id uuid, external_id text, group_id uuid, question text, text text, language text,
    language_source text, state text, participant smallint, codebook text, codes text[], licence text,
    visibility text, scope text, taken_up_from text[]
) on commit delete rows
"""

_COLUMNS = ", ".join(KEPT[1:])
_CHANGEABLE = [name for name in KEPT[3:] if name != "language_source"]
_ASSIGN = ", ".join(f"{name} = excluded.{name}" for name in KEPT[3:])
_OLD = ", ".join(f"criterion.{name}" for name in _CHANGEABLE)
_NEW = ", ".join(f"excluded.{name}" for name in _CHANGEABLE)

# What is private about restoring: a withdrawn row comes back only when its owner says so.
_UPSERT = f"""
with written as (
    insert into criterion (territory_id, source, {_COLUMNS})
    select $1, $2, {_COLUMNS} from stage order by external_id
    on conflict (territory_id, source, external_id) do update set
        {_ASSIGN}, revision = criterion.revision + 1, updated_at = now(), withdrawn_at = null
    where (criterion.withdrawn_at is null or $3)
        and ({_OLD}, criterion.withdrawn_at is null) is distinct from ({_NEW}, true)
    returning id, external_id, revision, (xmax = 0) as created
), told as (
    insert into change (kind, id, revision) select 'criterion', id, revision from written
)
select count(*) filter (where created) as created,
    array_agg(external_id) filter (where not created) as updated
from written
"""  # noqa: S608

_OTHERS = """
select stage.line, stage.external_id, kept.id, kept.revision, kept.withdrawn_at is not null as withdrawn
from stage join criterion kept
    on kept.territory_id = $1 and kept.source = $2 and kept.external_id = stage.external_id
where kept.id <> stage.id
"""

_CODINGS = """
insert into coding (territory_id, criterion_id, codebook, number, codes, decision, author, decided_at)
select $1, kept.id, stage.codebook,
    1 + coalesce((select max(number) from coding before where before.territory_id = $1
        and before.criterion_id = kept.id and before.codebook = stage.codebook), 0),
    stage.codes, 'coded', $3, clock_timestamp()
from stage join criterion kept
    on kept.territory_id = $1 and kept.source = $2 and kept.external_id = stage.external_id
where stage.codes is not null and (kept.id = stage.id or stage.external_id = any($4::text[]))
    and stage.codes is distinct from (select codes from coding before where before.territory_id = $1
        and before.criterion_id = kept.id and before.codebook = stage.codebook and decision <> 'rejected'
        order by number desc limit 1)
"""


async def write_rows(
    connection: Connection,
    territory_id: UUID,
    source: str,
    author: str,
    checked: Checked,
    restore: bool,
) -> Tally:
    """Write rows inside the caller's transaction and tell what became of each line, refused ones too.

    A key that stands twice in the rows is written twice, in the order of the lines, as if sent in two
    requests.
    """
    tally = Tally()
    for refused in checked.refused:
        tally.refuse(refused.line, refused.external_id, refused.faults)
    for line, faults in checked.warnings.items():
        for fault in faults:
            tally.warn(line, fault)
    for turn, rows in enumerate(_without_repeats(checked.kept)):
        if turn == 0:
            await connection.execute(_STAGE)  # the transaction before has left it empty
        else:
            await connection.execute("truncate stage")
        await _write(connection, territory_id, source, author, rows, restore, tally)
    return tally


def _without_repeats(rows: Sequence[Kept]) -> list[list[Kept]]:
    """Split rows so that no key stands twice in a part; nearly always that is one part."""
    if len({row[2] for row in rows}) == len(rows):
        return [list(rows)] if rows else []
    parts: list[dict[str, Kept]] = []
    seen: dict[str, int] = {}
    for row in rows:
        turn = seen.get(row[2], 0)
        seen[row[2]] = turn + 1
        if turn == len(parts):
            parts.append({})
        parts[turn][row[2]] = row
    return [list(part.values()) for part in parts]


async def _write(
    connection: Connection,
    territory_id: UUID,
    source: str,
    author: str,
    rows: list[Kept],
    restore: bool,
    tally: Tally,
) -> None:
    await connection.copy_records_to_table("stage", records=rows, columns=KEPT, schema_name="pg_temp")
    written = await connection.fetchrow(_UPSERT, territory_id, source, restore)
    tally.created((row[0], row[2], row[1].bytes) for row in rows)
    updated = set(written["updated"] or ())
    if written["created"] < len(rows):
        for other in await connection.fetch(_OTHERS, territory_id, source):
            outcome = UPDATED if other["external_id"] in updated else UNCHANGED
            if other["withdrawn"]:
                outcome = TOMBSTONED
            tally.set(other["line"], other["external_id"], outcome, other["id"].bytes, other["revision"])
    if any(row[11] for row in rows):
        await connection.execute(_CODINGS, territory_id, source, author, list(updated))
