"""What the criteria service tells its follower."""

import json
from typing import Any

from shared.contracts.criteria import CriterionFeedRecord
from shared.database import Connection
from shared.feed import latest, read_changes
from shared.vocabulary.roles import CodeStatus

_FIELDS = tuple(name for name in CriterionFeedRecord.model_fields if name != "codes")

_RECORDS = """
select id, territory_id, group_id, question, text, language, state, visibility, scope, licence,
    taken_up_from is not null as taken_up, revision, withdrawn_at is not null as withdrawn,
    (select json_agg(json_build_array(codebook, codes[1], decision)) from (
        select distinct on (codebook) codebook, codes, decision from coding
        where coding.territory_id = criterion.territory_id and criterion_id = criterion.id
            and decision <> 'rejected'
            and number > coalesce((select max(number) from coding rejected
                where rejected.territory_id = criterion.territory_id and rejected.criterion_id = criterion.id
                and rejected.codebook = coding.codebook and rejected.decision = 'rejected'), 0)
        order by codebook, (decision = 'validated') desc, number desc) current) as codes
from criterion where id = any($1)
"""


async def page(connection: Connection, after: str | None, limit: int) -> dict[str, Any]:
    """Give the next changes with what each criterion is now; withdrawn ones as tombstones.

    The answer has the form of ``FeedPage[CriterionFeedRecord]``; it is not built of models, because a
    follower that begins anew reads everything.
    """
    changes, cursor, remaining = await read_changes(connection, after, limit)
    changes = latest(changes)
    rows = await connection.fetch(_RECORDS, [change.id for change in changes])
    now = {row["id"]: row for row in rows}
    items = [_change(change.id, change.revision, now.get(change.id)) for change in changes]
    return {"items": items, "cursor": cursor, "remaining": remaining}


def _change(criterion_id: Any, revision: int, row: Any) -> dict[str, Any]:
    change = {"kind": "criterion", "id": criterion_id, "revision": revision}
    if row is None or row["withdrawn"]:
        return change | {"tombstone": True}
    codes = [
        {
            "codebook": codebook,
            "code": code,
            "status": CodeStatus.VALIDATED if decision == "validated" else CodeStatus.HUMAN,
        }
        for codebook, code, decision in json.loads(row["codes"] or "[]")
    ]
    record = {name: row[name] for name in _FIELDS}
    return change | {"revision": row["revision"], "record": record | {"codes": codes}}
