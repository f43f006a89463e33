"""The reading that leads from a collective criterion to the first words, and up again."""

from uuid import UUID

from fastapi import APIRouter

from shared.database import Reading
from shared.identity import Speaker
from shared.strict_json import StrictRoute

from ..records.store import RecordStore
from ..records.writing import read
from .kinds import COLLECTIVE_CRITERION
from .reading import Voices, voices_of

router = APIRouter(prefix="/v1", route_class=StrictRoute, tags=["voices"])


@router.get("/collective-criteria/{record_id}/voices")
async def read_voices(record_id: UUID, speaker: Speaker, connection: Reading) -> Voices:
    """Give everything that was merged into a collective criterion, and who took it up, each counted once."""
    store = RecordStore(connection)
    return await voices_of(store, speaker, await read(store, COLLECTIVE_CRITERION, speaker, record_id))
