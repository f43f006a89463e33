"""Terms of a glossary: what callers send."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from shared.text import Label, Statement
from shared.vocabulary.languages import Language

from ...schemas.fields import Sent
from ..evidence import WebAddress
from ..records.bodies import Body
from ..records.links import ComponentLink, Components, Ref, RightLink, Rights, To


class TermState(StrEnum):
    """Where a term stands; only an agreed one is used in reports."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    RETIRED = "retired"


class StandardTerm(Sent):
    """What a term is called in a standard or a thesaurus."""

    name: Label = Field(description="Of the standard, such as EuroVoc")
    term: Label
    uri: WebAddress | None = None


class Term(Body):
    """A word in the sense that a platform gives it, in one language."""

    term: Label
    language: Language
    definition: Statement | None = None
    label_for_component: ComponentLink | None = Field(
        default=None, description="A component that reports of this platform, in this language, call so"
    )
    label_for_right: RightLink | None = Field(default=None, description="The same for an item of a rights framework")
    standard: StandardTerm | None = None
    components: Components = Field(default=[])
    rights: Rights = Field(default=[])
    state: TermState = TermState.PROPOSED
    meeting: Annotated[Ref | None, To("meeting")] = Field(default=None, description="Where it was agreed")
    replaces: Annotated[Ref | None, To("term")] = Field(default=None, description="An older term, retired for this one")

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.state is TermState.AGREED and self.meeting is None:
            raise PydanticCustomError("meeting-missing", "name the meeting that agreed on it")
        if self.label_for_component and self.label_for_right:
            raise PydanticCustomError("label-for-both", "a term is the label of a component or of a right, not of both")
        return self
