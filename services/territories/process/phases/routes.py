"""How far a platform is."""

from uuid import UUID

from fastapi import APIRouter

from shared.database import Reading
from shared.identity import Speaker
from shared.strict_json import StrictRoute

from ...operations.platforms import read
from ...reach import reaches
from ...store import PlatformStore
from .progress import progress
from .store import groups, traces
from .views import Progress

router = APIRouter(prefix="/v1/platforms", route_class=StrictRoute, tags=["phases"])


@router.get("/{platform_id}/progress")
async def read_progress(platform_id: UUID, speaker: Speaker, connection: Reading) -> Progress:
    """Tell how far a platform is, phase by phase; the public is told what was released."""
    platform = await read(PlatformStore(connection), speaker, platform_id)
    whole = reaches(speaker, platform.path)
    found = await traces(connection, platform_id, released_only=not whole)
    held = await groups(connection, platform_id) if whole else None
    return progress(platform_id, platform.cycles, found, held)
