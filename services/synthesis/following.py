"""Take over what changed in the two feeds: places, groups and criteria, each effect with its cursor.

A criterion's text is kept once for all who said the same; what is new goes to ``pending``, and every group
that was touched is marked to be counted again. Reading and counting are steps of their own.
"""

from typing import Any
from uuid import UUID

from shared.contracts.criteria import CriterionFeedRecord
from shared.contracts.places import GroupRecord, PlatformRecord, TerritoryRecord
from shared.database import Connection, Pool
from shared.feed import Change
from shared.vocabulary.codebook import codebooks, default_codebook
from shared.vocabulary.codes import Code, UnknownCode, parse_code

from .engine.normalise import normalise, text_key
from .folding import fold
from .turns import take_turn

_COLUMNS = (
    "id",
    "territory_id",
    "group_id",
    "key",
    "question",
    "text",
    "language",
    "state",
    "visibility",
    "scope",
    "licence",
    "taken_up",
    "human_code",
    "human_status",
    "human_meaning",
    "revision",
)

_STAGE = """
create temp table if not exists incoming (
    id uuid, territory_id uuid, group_id uuid, key bytea, question text, text text, language text,
    state text, visibility text, scope text, licence text, taken_up boolean, human_code text,
    human_status text, human_meaning text, revision integer
) on commit delete rows
"""

# A proposal that the same words have already had from the serving reading counts at once.
_UPSERT = """
insert into criterion (id, territory_id, group_id, statement_id, question, text, language, state, visibility,
    scope, licence, taken_up, human_code, human_status, human_meaning, revision, code, status)
select i.id, i.territory_id, i.group_id, s.id, i.question, i.text, i.language, i.state, i.visibility,
    i.scope, i.licence, i.taken_up, i.human_code, i.human_status, i.human_meaning, i.revision,
    coalesce(i.human_code, p.code),
    case when i.human_code is not null then i.human_status when p.code is not null then 'proposed' else 'uncoded' end
from incoming i join statement s on s.key = i.key
left join proposal p on p.statement_id = s.id and p.question = i.question
    and p.reading_id = (select id from reading where state = 'serving')
on conflict (id) do update set
    territory_id = excluded.territory_id, group_id = excluded.group_id, statement_id = excluded.statement_id,
    question = excluded.question, text = excluded.text, language = excluded.language, state = excluded.state,
    visibility = excluded.visibility, scope = excluded.scope, licence = excluded.licence,
    taken_up = excluded.taken_up, human_code = excluded.human_code, human_status = excluded.human_status,
    human_meaning = excluded.human_meaning, revision = excluded.revision, code = excluded.code,
    status = excluded.status,
    changed_xid = pg_current_xact_id()
"""

_PENDING = """
insert into pending (reading_id, statement_id)
select distinct r.id, s.id from reading r, incoming i join statement s on s.key = i.key
where r.state <> 'retired' and not exists (
    select 1 from proposal p where p.reading_id = r.id and p.statement_id = s.id and p.question = i.question)
on conflict do nothing
"""

_TO_COUNT = """
insert into known_group (id, to_count) select distinct unnest($1::uuid[]), true
on conflict (id) do update set to_count = true
"""

_FORGET = """
delete from statement where id = any($1)
    and not exists (select 1 from criterion where criterion.statement_id = statement.id)
"""


async def apply_places(connection: Connection, changes: list[Change[Any]]) -> None:
    """Take over territories, platforms and groups, inside the caller's transaction."""
    for change in changes:
        record = change.record
        if isinstance(record, TerritoryRecord):
            await connection.execute(
                "insert into known_territory (id, parent_id, kind, country, name) values ($1, $2, $3, $4, $5)"
                " on conflict (id) do update set parent_id = excluded.parent_id, kind = excluded.kind,"
                " country = excluded.country, name = excluded.name, changed_xid = pg_current_xact_id()",
                record.id,
                record.parent_id,
                record.kind,
                record.country,
                record.name,
            )
        elif isinstance(record, GroupRecord):
            await connection.execute(
                "insert into known_group"
                " (id, platform_id, territory_id, profile, family, mixed, year, n_participants)"
                " values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (id) do update set"
                " platform_id = excluded.platform_id, territory_id = excluded.territory_id,"
                " profile = excluded.profile, family = excluded.family, mixed = excluded.mixed,"
                " year = excluded.year, n_participants = excluded.n_participants, withdrawn = false,"
                " changed_xid = pg_current_xact_id()",
                record.id,
                record.platform_id,
                record.territory_id,
                record.profile,
                record.family,
                record.mixed,
                record.year,
                record.n_participants,
            )
        elif isinstance(record, PlatformRecord):
            await connection.execute(
                "insert into known_platform (id, territory_id, referent_id, name) values ($1, $2, $3, $4)"
                " on conflict (id) do update set territory_id = excluded.territory_id,"
                " referent_id = excluded.referent_id, name = excluded.name, withdrawn = false",
                record.id,
                record.territory_id,
                record.referent_id,
                record.name,
            )
        elif change.tombstone and change.kind == "platform":
            await connection.execute("update known_platform set withdrawn = true, name = '' where id = $1", change.id)
        elif change.tombstone and change.kind == "group":
            await connection.execute(
                "update known_group set withdrawn = true, to_count = true, changed_xid = pg_current_xact_id()"
                " where id = $1",
                change.id,
            )


async def restart_places(connection: Connection) -> None:
    """Forget where groups are; the feed is followed from its start, and criteria stay."""
    await connection.execute("update known_group set withdrawn = true, changed_xid = pg_current_xact_id()")
    await connection.execute("delete from known_territory")
    await connection.execute("delete from known_platform")


async def apply_criteria(connection: Connection, changes: list[Change[Any]]) -> None:
    """Take over criteria and withdrawals, inside the caller's transaction."""
    await take_turn(connection)
    ids = [change.id for change in changes]
    before = await connection.fetch("select group_id, statement_id from criterion where id = any($1) for update", ids)
    groups = {row["group_id"] for row in before}
    left_statements = {row["statement_id"] for row in before if row["statement_id"] is not None}
    said = [change.record for change in changes if isinstance(change.record, CriterionFeedRecord)]
    revisions = {change.id: change.revision for change in changes}
    if said:
        await _take(connection, said, revisions)
        groups |= {record.group_id for record in said}
    withdrawn = [change.id for change in changes if change.tombstone]
    if withdrawn:
        await connection.execute(
            "update criterion set text = null, statement_id = null, human_code = null, human_status = null,"
            " human_meaning = null, code = null, status = 'uncoded', changed_xid = pg_current_xact_id()"
            " where id = any($1)",
            withdrawn,
        )
    if groups:
        await connection.execute(_TO_COUNT, sorted(groups))
    if left_statements:
        # Words that nobody says any more leave with their vector and their proposals.
        await connection.execute(_FORGET, sorted(left_statements))


async def restart_criteria(connection: Connection) -> None:
    """Forget all criteria; the feed is followed from its start, and vectors of the same words are kept."""
    await take_turn(connection)
    # Emptied and not deleted, so that replicas notice; what is still there fills again.
    await connection.execute(
        "update criterion set text = null, statement_id = null, human_code = null, human_status = null,"
        " human_meaning = null, code = null, status = 'uncoded', changed_xid = pg_current_xact_id()"
    )
    await connection.execute("update known_group set to_count = true")


async def forget_unsaid(pool: Pool) -> int:
    """Delete statements that nobody says any more, which a feed that began anew leaves behind; gives how many."""
    async with pool.acquire() as connection, connection.transaction():
        await take_turn(connection)
        caught_up = "select 1 from feed_cursor where feed = 'criteria' and remaining = 0 and caught_up_at is not null"
        if await connection.fetchval(caught_up) is None:
            return 0  # what is still to come may say the same words, which are read already
        status: str = await connection.execute(
            "delete from statement where not exists"
            " (select 1 from criterion where criterion.statement_id = statement.id)"
        )
        return int(status.split()[-1])


async def _take(connection: Connection, records: list[CriterionFeedRecord], revisions: dict[UUID, int]) -> None:
    texts = {record.text: (text_key(record.text), normalise(record.text) or record.text) for record in records}
    distinct = dict(texts.values())
    keys = sorted(distinct)  # in one order, so that two followers never wait for each other
    await connection.execute(
        "insert into statement (key, text, folded) select * from unnest($1::bytea[], $2::text[], $3::text[])"
        " on conflict do nothing",
        keys,
        [distinct[key] for key in keys],
        [fold(distinct[key]) for key in keys],
    )
    # Before the first reading, which a worker begins when it has loaded the model, the current one counts.
    serving = await connection.fetchval("select codebook from reading where state = 'serving'")
    serving = serving or default_codebook().version
    rows = []
    for record in records:
        code, status, meaning = _human_code(record, serving)
        rows.append(
            (
                record.id,
                record.territory_id,
                record.group_id,
                texts[record.text][0],
                record.question,
                record.text,
                record.language,
                record.state,
                record.visibility,
                record.scope,
                record.licence,
                record.taken_up,
                code,
                status,
                meaning,
                revisions[record.id],
            )
        )
    await connection.execute(_STAGE)
    await connection.execute("truncate incoming")
    await connection.copy_records_to_table("incoming", records=rows, columns=_COLUMNS, schema_name="pg_temp")
    await connection.execute(_UPSERT)
    await connection.execute(_PENDING)


def _human_code(record: CriterionFeedRecord, codebook: str | None) -> tuple[str | None, str | None, str | None]:
    """Give the component people gave this criterion in the serving codebook, how sure that is, and the meaning."""
    for code in record.codes:
        if code.codebook == codebook and codebook in codebooks():
            try:
                parsed: Code = parse_code(code.code, codebooks()[codebook])
            except UnknownCode:
                return None, None, None
            return parsed.component, code.status, parsed.meaning
    return None, None, None
