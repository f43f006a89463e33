"""Readings beyond the records themselves: wordings, the diagnosis, and figures between 0 and 1."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from shared.database import Reading
from shared.identity import Speaker
from shared.preconditions import IfNoneMatch, not_modified
from shared.strict_json import StrictRoute

from ..records.store import RecordStore
from ..records.writing import read
from .diagnosis import Diagnosis
from .kinds import INDICATOR
from .over_time import MeasureIndex
from .reading import diagnosis_of, index_of
from .situations import Situations, situations

router = APIRouter(prefix="/v1", route_class=StrictRoute)


@router.get("/situations", tags=["indicators"], response_model=Situations)
async def list_situations(speaker: Speaker, response: Response, if_none_match: IfNoneMatch = None) -> Any:
    """Give the wordings of the five situations, in many languages."""
    tag = f'"{situations().version}"'
    if not_modified(if_none_match, tag, response):
        return Response(status_code=304, headers={"ETag": tag})
    return situations()


@router.get("/indicators/{record_id}/diagnosis", tags=["indicators"])
async def read_diagnosis(record_id: UUID, speaker: Speaker, connection: Reading) -> Diagnosis:
    """Give where groups see an indicator: present, reached and wished, each group once, year by year.

    Everybody reads it of an indicator that was released, for what at least three groups told.
    """
    store = RecordStore(connection)
    return await diagnosis_of(store, speaker, await read(store, INDICATOR, speaker, record_id))


@router.get("/measures/index", tags=["measures"])
async def read_index(platform_id: UUID, speaker: Speaker, connection: Reading) -> MeasureIndex:
    """Give one platform's own measures between 0 and 1 over time: by component, and their mean in each year."""
    return await index_of(RecordStore(connection), speaker, platform_id)
