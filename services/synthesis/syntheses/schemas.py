"""What callers send to ask for a synthesis, and how its record is told."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from shared.text import Label as LabelText
from shared.vocabulary.languages import Language
from shared.vocabulary.roles import Question

from ..process.coverage.schemas import Coverage
from ..schemas import CodebookNotice
from .document import Axis, Document

State = Literal["queued", "running", "done", "failed", "cancelled"]
Standing = Literal["draft", "validated"]
Year = Annotated[int, Field(ge=1990, le=2200)]
Comment = Annotated[str, StringConstraints(min_length=1, max_length=4000)]


class Scope(BaseModel):
    """Whose words a synthesis is made of; without a place it is the whole network."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    under: UUID | None = Field(default=None, description="A territory or collective actor, with everything below it")
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")] | None = None
    platform: UUID | None = None
    group: UUID | None = None
    profiles: list[Annotated[str, Field(max_length=100)]] = Field(default=[], max_length=100)
    questions: list[Question] = []
    languages: list[Language] = Field(default=[], max_length=50, description="Languages the criteria were said in")
    year_from: Year | None = None
    year_to: Year | None = None
    open_only: bool = Field(
        default=False, description="Only criteria given as open data; only such a synthesis may be released"
    )

    @model_validator(mode="after")
    def _one_place(self) -> "Scope":
        if sum(place is not None for place in (self.under, self.country, self.platform, self.group)) > 1:
            raise ValueError("a synthesis is of one place: give at most one of under, country, platform and group")
        if self.year_from and self.year_to and self.year_from > self.year_to:
            raise ValueError("year_from must not lie after year_to")
        return self


class NewSynthesis(BaseModel):
    """What is asked for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: LabelText | None = None
    scope: Scope = Scope()
    contrast_by: list[Axis] = Field(default=["profile"], min_length=1, max_length=3)
    label_languages: list[Language] = Field(default=["en", "fr", "pt", "it"], min_length=1, max_length=20)
    copies: Literal["as_said", "once"] = Field(
        default="as_said", description="Whether near-copies of a text count each time or once in topics"
    )
    resamplings: int = Field(default=1000, ge=200, le=10_000)
    seed: int = Field(default=7, ge=0, le=2**31 - 1)
    follows: UUID | None = Field(
        default=None, description="The synthesis whose topics lend their identity; by default the last of this scope"
    )


class Progress(BaseModel):
    """How far the work is."""

    phase: Literal["waiting", "reading", "profiles", "contrasts", "topics", "labels", "changes", "writing", "done"]
    share: float = Field(ge=0, le=1)


class Provenance(BaseModel):
    """All that is needed to make the same synthesis again."""

    model: str
    model_revision: str
    codebook: str
    coder: str
    code_version: str
    seed: int
    threads: int
    feeds: dict[str, str | None] = Field(description="How far each feed had been followed")
    inputs_sha256: str
    document_sha256: str
    libraries: dict[str, str] = Field(description="Versions of the libraries that compute")


class TopicName(BaseModel):
    """A name that people gave a topic; the machine's label stays beside it."""

    layer: int
    topic: int
    language: Language
    name: LabelText
    named_at: datetime
    named_by: str | None = Field(default=None, description="To those who read the synthesis exactly")


class Remark(BaseModel):
    """A comment on a synthesis, or on one of its topics."""

    id: UUID
    text: str
    layer: int | None = None
    topic: int | None = None
    by: str
    at: datetime


class Quote(BaseModel):
    """A person's words, to a reader who may read them."""

    id: UUID
    text: str
    language: str
    question: Question
    country: str | None = None
    territory_name: str | None = None
    profile: str | None = None
    year: int | None = None
    code: str | None = None


class SynthesisRecord(BaseModel):
    """A synthesis: what was asked, how far it is, and what it found."""

    id: UUID
    title: str | None
    state: State
    standing: Standing
    released: bool = Field(description="Whether the public may read it, by the disclosure rule")
    request: NewSynthesis
    scope_name: str
    includes_local: bool = Field(description="Made with criteria that must not leave their territory")
    progress: Progress
    asked_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None
    problem: str | None = Field(default=None, description="Why it failed")
    provenance: Provenance | None = None
    validated_at: datetime | None = None
    validated_by: str | None = Field(default=None, description="Who stands behind it, to those who read it exactly")
    released_at: datetime | None = None
    n_withdrawn_since: int = Field(default=0, description="Criteria withdrawn since; its figures still count them")
    links: dict[str, str]


class Synthesis(SynthesisRecord):
    """A synthesis with what it found, in words its reader may read."""

    document: Document | None = None
    quotes: dict[UUID, Quote] = Field(default={}, description="The words behind ids of criteria in the document")
    names: list[TopicName] = []
    remarks: list[Remark] = []
    coverage: Coverage | None = Field(
        default=None, description="Who was heard in the territory and who was not, as it is known when this is read"
    )
    audience: Literal["exact", "public"] = "exact"
    rule: str | None = Field(default=None, description="The disclosure rule, for the public")
    codebook: CodebookNotice


class PlacedTopic(BaseModel):
    """How much of what was said since belongs to a topic."""

    layer: int
    topic: int
    n_criteria: int


class Since(BaseModel):
    """What was said in the scope after the synthesis was made, placed in its topics."""

    n_criteria: int
    n_isolated: int = Field(description="Of which no topic speaks for; new ideas show here first")
    topics: list[PlacedTopic]
