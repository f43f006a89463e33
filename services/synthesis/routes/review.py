"""What people should look at first."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from shared.database import Reading
from shared.identity import Speaker
from shared.vocabulary.codebook import default_codebook
from shared.vocabulary.languages import Language
from shared.vocabulary.roles import Question

from ..coding import review as operation
from ..coding.schemas import ReviewQueue
from .parts import Labels, Mirrored

router = APIRouter(prefix="/v1", tags=["review"])


@router.get("/review", response_model_exclude_none=True)
async def read_review(
    speaker: Speaker,
    mirror: Mirrored,
    connection: Reading,
    lang: Labels,
    under: Annotated[UUID | None, Query(description="Said in this territory or below it")] = None,
    country: Annotated[str | None, Query(pattern="^[A-Z]{2}$")] = None,
    language: Annotated[Language | None, Query(description="Of the statements")] = None,
    question: Question | None = None,
    component: Annotated[str | None, Query(pattern=r"^[A-Z](\d\d)?$", description="Proposed; or a dimension")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ReviewQueue:
    """Give statements that nobody has validated, the most worth looking at first.

    A partner names a territory of its own as ``under``. Accept, correct or reject by sending the body that stands in
    ``act`` to the criteria service.
    """
    asked = operation.Asked(under, country, language, question, component, limit, lang)
    return await operation.review(mirror, connection, speaker, asked, default_codebook())
