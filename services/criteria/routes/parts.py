"""What the routes of this service share: its parts on ``app.state``, and the filters of a selection."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Request

from shared.text import Label
from shared.vocabulary.languages import Language
from shared.vocabulary.roles import Question, State

from ..imports.receiving import Receiver
from ..language import LanguageGuesser


async def _filters(
    territory_id: Annotated[UUID | None, Query(description="The territory its source belongs to")] = None,
    under: Annotated[UUID | None, Query(description="Said in this territory or below it")] = None,
    country: Annotated[str | None, Query(pattern="^[A-Z]{2}$")] = None,
    group_id: UUID | None = None,
    question: Question | None = None,
    language: Language | None = None,
    state: State | None = None,
    source: Label | None = None,
    external_id: Label | None = None,
    code: Annotated[str | None, Query(pattern=r"^[A-Z](\d\d)?$", description="Dimension or component")] = None,
) -> dict[str, Any]:
    return {
        "territory_id": territory_id,
        "under": under,
        "country": country,
        "group_id": group_id,
        "question": question,
        "language": language,
        "state": state,
        "source": source,
        "external_id": external_id,
        "code": code,
    }


Selection = Annotated[dict[str, Any], Depends(_filters)]
"""The filters of a selection, by name; None where one was not given."""


def _receiver(request: Request) -> Receiver:
    receiver: Receiver = request.app.state.receiver
    return receiver


def _guesser(request: Request) -> LanguageGuesser:
    guesser: LanguageGuesser = request.app.state.guesser
    return guesser


Receiving = Annotated[Receiver, Depends(_receiver)]
Guessing = Annotated[LanguageGuesser, Depends(_guesser)]
