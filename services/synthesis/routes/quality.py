"""How well the coder and people agree."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query

from shared.database import Reading
from shared.identity import Speaker
from shared.vocabulary.codebook import default_codebook
from shared.vocabulary.languages import Language

from ..coding import quality as operation
from ..coding.schemas import Quality
from .parts import Labels, Mirrored

router = APIRouter(prefix="/v1", tags=["quality"])


@router.get("/quality", response_model_exclude_none=True)
async def read_quality(
    speaker: Speaker,
    mirror: Mirrored,
    connection: Reading,
    lang: Labels,
    by: Annotated[operation.By, Query(description="What agreement is told apart by")] = "component",
    under: Annotated[UUID | None, Query(description="Said in this territory or below it")] = None,
    country: Annotated[str | None, Query(pattern="^[A-Z]{2}$")] = None,
    language: Annotated[Language | None, Query(description="Of the statements")] = None,
    status: Annotated[Literal["validated", "human"] | None, Query(description="Which human codes; all if none")] = None,
) -> Quality:
    """Tell how often the serving coder and people agree, on texts whose codes it has not been told.

    Staff read it for everything, a partner for a territory of its own (``under``).
    """
    wanted = operation.Wanted(by, under, country, language, status, lang)
    return await operation.quality(mirror, connection, speaker, wanted, default_codebook())
