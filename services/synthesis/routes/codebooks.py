"""Codebook versions, and where each of their entries comes from."""

from fastapi import APIRouter
from pydantic import BaseModel

from shared.identity import Speaker
from shared.vocabulary.codebook import Codebook, codebooks, default_codebook

from ..errors import CodebookUnknown

router = APIRouter(prefix="/v1/codebooks", tags=["codebooks"])


class CodebookSummary(BaseModel):
    """One version, without its entries."""

    version: str
    title: str
    provisional: bool
    notice: str
    current: bool
    n_dimensions: int
    n_entries: int


@router.get("")
async def list_codebooks(_: Speaker) -> list[CodebookSummary]:
    """Give the versions known here; the current one is proposed from."""
    current = default_codebook().version
    return [
        CodebookSummary(
            version=codebook.version,
            title=codebook.title,
            provisional=codebook.provisional,
            notice=codebook.notice,
            current=codebook.version == current,
            n_dimensions=len(codebook.dimensions),
            n_entries=len(codebook.entries),
        )
        for codebook in codebooks().values()
    ]


@router.get("/{version}", response_model_exclude_none=True)
async def read_codebook(version: str, _: Speaker) -> Codebook:
    """Give one version: dimensions, entries with labels and provenance, and the meaning letters."""
    if version not in codebooks():
        raise CodebookUnknown
    return codebooks()[version]
