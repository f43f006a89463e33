"""Syntheses: asked for, made by workers, read, validated, named and released by people."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator

from shared.database import Transaction
from shared.identity import Speaker
from shared.paging import After, Page, link_next, position
from shared.preconditions import IdempotencyKey
from shared.strict_json import StrictRoute
from shared.text import Label, Statement
from shared.vocabulary.codebook import default_codebook
from shared.vocabulary.languages import Language

from ..syntheses import operations
from ..syntheses.operations import Desk
from ..syntheses.schemas import NewSynthesis, Remark, Synthesis, SynthesisRecord
from .parts import Mirrored

router = APIRouter(prefix="/v1/syntheses", tags=["syntheses"], route_class=StrictRoute)


def _desk(request: Request, speaker: Speaker, connection: Transaction, mirror: Mirrored) -> Desk:
    as_of = request.app.state.refreshed_at
    return Desk(connection, mirror, request.app.state.shelf, speaker, default_codebook(), as_of)


AtDesk = Annotated[Desk, Depends(_desk)]


class TopicName(BaseModel):
    """What people call a topic."""

    model_config = ConfigDict(extra="forbid")

    name: Label


class NewRemark(BaseModel):
    """What somebody says to a synthesis, or to one of its topics."""

    model_config = ConfigDict(extra="forbid")

    text: Statement
    layer: Annotated[int, Field(ge=0)] | None = None
    topic: Annotated[int, Field(ge=0)] | None = None

    @model_validator(mode="after")
    def _one_topic(self) -> "NewRemark":
        if (self.layer is None) != (self.topic is None):
            raise ValueError("a topic is named by its layer and its number in it: give both, or neither")
        return self


@router.post("", status_code=202)
async def ask_for_synthesis(
    new: NewSynthesis, desk: AtDesk, idempotency_key: IdempotencyKey, response: Response
) -> SynthesisRecord:
    """Ask for the synthesis of a scope; a worker makes it, and the record tells how far it is."""
    found, is_new = await operations.ask(desk, idempotency_key, new)
    response.headers["Location"] = found.links["self"]
    if not is_new:
        response.headers["Idempotency-Replayed"] = "true"
    return found


@router.get("", response_model_exclude_none=True)
async def list_syntheses(
    request: Request,
    response: Response,
    desk: AtDesk,
    after: After = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Page[SynthesisRecord]:
    """List syntheses that the caller may read, the newest first."""
    rows = await operations.page(desk, position(request, after), limit)
    key: list[Any] | None = [rows[-1].asked_at.isoformat(), str(rows[-1].id)] if len(rows) == limit else None
    return Page(items=rows, next=link_next(request, response, key))


@router.get("/{synthesis_id}")
async def read_synthesis(
    synthesis_id: UUID,
    desk: AtDesk,
    document: Annotated[bool, Query(description="With what it found; false tells the record only")] = True,
) -> Synthesis | SynthesisRecord:
    """Read a synthesis: exactly inside, by the disclosure rule where it was released to everybody."""
    if document:
        return await operations.read(desk, synthesis_id)
    return await operations.read_record(desk, synthesis_id)


@router.delete("/{synthesis_id}", status_code=204)
async def delete_synthesis(synthesis_id: UUID, desk: AtDesk) -> None:
    """Delete a draft; what people have validated is kept."""
    await operations.forget(desk, synthesis_id)


@router.post("/{synthesis_id}/cancel")
async def cancel_synthesis(synthesis_id: UUID, desk: AtDesk) -> SynthesisRecord:
    """Stop making a synthesis."""
    return await operations.cancel(desk, synthesis_id)


@router.post("/{synthesis_id}/validate")
async def validate_synthesis(synthesis_id: UUID, desk: AtDesk) -> SynthesisRecord:
    """Stand behind a synthesis: from now on it cannot be deleted, and may be released."""
    return await operations.validate(desk, synthesis_id)


@router.put("/{synthesis_id}/release")
async def release_synthesis(synthesis_id: UUID, desk: AtDesk) -> SynthesisRecord:
    """Let everybody read a validated synthesis, by the disclosure rule."""
    return await operations.release(desk, synthesis_id, open_to_all=True)


@router.delete("/{synthesis_id}/release")
async def take_back_synthesis(synthesis_id: UUID, desk: AtDesk) -> SynthesisRecord:
    """Let only those inside read a synthesis again."""
    return await operations.release(desk, synthesis_id, open_to_all=False)


@router.put("/{synthesis_id}/topics/{layer}/{topic}/names/{language}", status_code=204)
async def name_topic(
    synthesis_id: UUID, layer: int, topic: int, language: Language, body: TopicName, desk: AtDesk
) -> None:
    """Give a topic a name of people's own; the machine's label stays beside it."""
    await operations.name_topic(desk, synthesis_id, layer, topic, str(language), body.name)


@router.delete("/{synthesis_id}/topics/{layer}/{topic}/names/{language}", status_code=204)
async def unname_topic(synthesis_id: UUID, layer: int, topic: int, language: Language, desk: AtDesk) -> None:
    """Take a name back."""
    await operations.name_topic(desk, synthesis_id, layer, topic, str(language), None)


@router.post("/{synthesis_id}/remarks", status_code=201)
async def remark_on_synthesis(synthesis_id: UUID, body: NewRemark, desk: AtDesk) -> Remark:
    """Say something to a synthesis, or to one of its topics."""
    return await operations.remark(desk, synthesis_id, body.text, body.layer, body.topic)
