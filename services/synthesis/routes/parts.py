"""What the routes of this service share: the copy in memory, the language of labels, and what is looked for."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Query, Request

from shared.errors import InvalidRequest
from shared.text import UnacceptableText, clean
from shared.vocabulary.codebook import Codebook
from shared.vocabulary.codes import UnknownCode, parse_code
from shared.vocabulary.languages import Language
from shared.vocabulary.roles import Question

from ..errors import ReplicaStarting
from ..mirror import Mirror
from ..reach import Selection


def _mirror(request: Request) -> Mirror:
    mirror: Mirror = request.app.state.mirror
    if not request.app.state.filled.is_set():
        raise ReplicaStarting(headers={"Retry-After": "2"})
    return mirror


Mirrored = Annotated[Mirror, Depends(_mirror)]


def _labels(
    lang: Annotated[Language | None, Query(description="Language of labels")] = None,
    accept_language: Annotated[str | None, Header()] = None,
) -> str:
    """Give the language of labels: the one asked for, else the browser's first, else English."""
    return (lang or (accept_language or "en").split(",")[0].split(";")[0].strip() or "en")[:2].lower()


Labels = Annotated[str, Depends(_labels)]


def _selection(
    country: Annotated[str | None, Query(pattern="^[A-Z]{2}$")] = None,
    under: Annotated[UUID | None, Query(description="Said in this territory or below it")] = None,
    question: Question | None = None,
    language: Language | None = None,
    profile: Annotated[str | None, Query(max_length=100)] = None,
    year: Annotated[int | None, Query(ge=1990, le=2200)] = None,
    code: Annotated[str | None, Query(pattern=r"^[A-Z](\d\d)?$", description="Dimension or component")] = None,
) -> Selection:
    return Selection(country, under, question, language, profile, year, code)


Selected = Annotated[Selection, Depends(_selection)]


Component = Annotated[str, Query(pattern=r"^[A-Z]\d\d$", description="Such as A03; A00 for A in general")]


def component_of(code: str, codebook: Codebook) -> str:
    """Give a component of a codebook; raises ``InvalidRequest`` for one that it lacks."""
    try:
        return parse_code(code, codebook).component
    except UnknownCode as error:
        place = {"pointer": "/query/component", "code": "code-unknown", "message": str(error)}
        raise InvalidRequest(errors=[place]) from error  # type: ignore[list-item]


def looked_for(q: str) -> str:
    """Give the words of a search as texts are kept; raises ``InvalidRequest`` for what is no text."""
    try:
        return clean(q)
    except UnacceptableText as error:
        place = {"pointer": "/query/q", "code": error.code, "message": str(error)}
        raise InvalidRequest(errors=[place]) from error  # type: ignore[list-item]
