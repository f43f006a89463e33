"""The questions that are asked, and the limits of what may be sent."""

from fastapi import APIRouter, Request

from shared.errors import NotFound
from shared.identity import Speaker
from shared.rows.bodies import RATIO
from shared.rows.lines import LINE_BYTES
from shared.text import LABEL_LENGTH, STATEMENT_LENGTH

from ..questionnaires import Questionnaire

router = APIRouter(prefix="/v1", tags=["questionnaires"])


@router.get("/questionnaires")
async def list_questionnaires(request: Request, _: Speaker) -> list[Questionnaire]:
    """Give every version of the questionnaire with its wording in each language."""
    return list(request.app.state.questionnaires.values())


@router.get("/questionnaires/{version}")
async def read_questionnaire(version: str, request: Request, _: Speaker) -> Questionnaire:
    """Give one version of the questionnaire."""
    known: dict[str, Questionnaire] = request.app.state.questionnaires
    if version not in known:
        raise NotFound
    return known[version]


@router.get("/limits")
async def read_limits(request: Request, _: Speaker) -> dict[str, int]:
    """Give what may be sent at most."""
    settings = request.app.state.settings
    return {
        "text_characters": STATEMENT_LENGTH,
        "label_characters": LABEL_LENGTH,
        "line_bytes": LINE_BYTES,
        "array_records": settings.array_records,
        "array_bytes": settings.array_bytes,
        "atomic_records": settings.atomic_records,
        "part_bytes": settings.part_bytes,
        "compression_ratio": RATIO,
    }
