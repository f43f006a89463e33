"""Readings of indicators and measures: the diagnosis, and a platform's own figures between 0 and 1."""

from datetime import date
from uuid import UUID

from shared.identity import Identity

from ..records.drafts import Kept
from ..records.listing import RecordFilter, where_of
from ..records.seeing import sees_all
from ..records.store import RecordStore
from .diagnosis import Diagnosis, Seen, diagnose
from .kinds import MEASURE
from .over_time import MeasureIndex, TimedMeasure, over_time
from .schemas import Measure

MOST = 10_000
"""Measures that one reading brings together."""

OBSERVED = """
select r.body->>'situation_of' as situation_of, (r.body->>'level')::int as level, r.created_at as written_at,
       (r.body->>'observed_on')::date as observed_on, (r.body->'group'->>'id')::uuid as of_group
from link l join record r on r.id = l.from_id and r.kind = 'observation' and r.withdrawn_at is null
join platform p on p.id = r.platform_id join territory t on t.id = p.territory_id
where l.relation = 'indicator' and l.kind = 'indicator' and l.key = $1 and ($2::uuid[] is null or t.path && $2)
"""


async def diagnosis_of(store: RecordStore, speaker: Identity, indicator: Kept) -> Diagnosis:
    """Give the diagnosis of an indicator: to those who work with it what they may read, to others what many told."""
    whole = sees_all(speaker, indicator)
    # A partner reads single groups of its own platforms; of what everybody may read, all groups are part.
    roots = list(speaker.roots) if whole and not speaker.reads_everything else None
    rows = await store.connection.fetch(OBSERVED, str(indicator.id), roots)
    seen = [
        Seen(row["situation_of"], row["level"], row["observed_on"], row["written_at"], row["of_group"]) for row in rows
    ]
    return diagnose(indicator.id, indicator.body["label_set"], seen, public=not whole)


async def index_of(store: RecordStore, speaker: Identity, platform_id: UUID) -> MeasureIndex:
    """Give a platform's own figures between 0 and 1 over time, those that this speaker may see."""
    found = await store.page(where_of(MEASURE, speaker, RecordFilter(platform_id=platform_id)), MOST)
    return over_time(platform_id, [_timed(kept) for kept in found])


def _timed(kept: Kept) -> TimedMeasure:
    body = Measure.model_validate(kept.body)
    figures: dict[date, float] = {body.baseline.on: body.baseline.value} if body.baseline else {}
    figures |= {each.on: each.value for each in body.series}
    return TimedMeasure(
        id=kept.id,
        title=body.title,
        unit=body.unit,
        illbeing=body.direction == "illbeing",
        components=tuple(dict.fromkeys(link.key() for link in body.components)),
        figures=figures,
        baseline=body.baseline.value if body.baseline else None,
        target=body.target.value if body.target else None,
    )
