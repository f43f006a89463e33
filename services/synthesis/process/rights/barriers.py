"""Criteria that say what stands in the way of something: a legal bar, discrimination, or its cost."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import numpy as np

from shared.database import Connection

from ...engine.facts import Mask
from ...mirror import Mirror
from ...selecting import Scopes

FIELDS: Mapping[str, str] = {"P13": "legal", "P14": "discrimination", "P15": "cost"}
"""Detailed meanings that are nearest to a reading by right. Source: wikispiral.org, "Meaning code"."""

_COUNT = """
select group_id, question, code, status, meaning, by_people, count(*) as n from (
    select c.group_id, c.question, coalesce(c.code, '') as code, c.status, c.human_meaning as meaning,
        true as by_people
    from criterion c
    where c.human_meaning in ('P13', 'P14', 'P15') and c.text is not null and c.state = 'approved' and not c.taken_up
        and ($1::text[] is null or c.scope = any($1)) and c.group_id = any($2)
    union all
    select c.group_id, c.question, coalesce(c.code, ''), c.status, p.meaning, false
    from proposal p join criterion c on c.statement_id = p.statement_id and c.question = p.question
    where p.reading_id = (select id from reading where state = 'serving') and p.meaning in ('P13', 'P14', 'P15')
        and c.human_meaning is null and c.text is not null and c.state = 'approved' and not c.taken_up
        and ($1::text[] is null or c.scope = any($1)) and c.group_id = any($2)
) said group by group_id, question, code, status, meaning, by_people
"""


@dataclass(frozen=True)
class Barrier:
    """How many criteria of a group with a code say that something stands in the way."""

    group: UUID
    question: str
    code: str
    status: str
    meaning: str
    by_people: bool
    n: int


async def barriers(connection: Connection, mirror: Mirror, groups: Mask, scopes: Scopes) -> list[Barrier]:
    """Count meanings of criteria of some groups (g), those of people before those that were proposed."""
    ids = [mirror.group_names.list[number] for number in np.flatnonzero(groups).tolist()]
    rows = await connection.fetch(_COUNT, list(scopes) if scopes is not None else None, ids)
    return [Barrier(row[0], *row[1:]) for row in map(tuple, rows)]
