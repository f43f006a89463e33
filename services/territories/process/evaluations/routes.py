"""The reading that brings evaluations together: action by aspect, before and after."""

from typing import Annotated

from fastapi import APIRouter, Query

from shared.database import Reading
from shared.identity import Speaker
from shared.strict_json import StrictRoute

from ..records.store import RecordStore
from .matrix import Matrix
from .reading import MatrixOf, matrix_of

router = APIRouter(prefix="/v1", route_class=StrictRoute, tags=["evaluations"])


@router.get("/evaluations/matrix")
async def read_matrix(speaker: Speaker, connection: Reading, wanted: Annotated[MatrixOf, Query()]) -> Matrix:
    """Give action by aspect by moment: how many groups see which situation, and what changed for those same groups."""
    return await matrix_of(RecordStore(connection), speaker, wanted)
