"""Practices, and exchanges between platforms: what callers send."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from shared.text import Label, Statement
from shared.vocabulary.languages import Language

from ...schemas.fields import Day
from ..evidence import WebAddress
from ..records.bodies import Body
from ..records.links import Components, Ref, Refs, Rights, To


class PracticeKind(StrEnum):
    """What is handed on."""

    GOOD_PRACTICE = "good-practice"
    TRAINING = "training"
    METHOD = "method"


class Practice(Body):
    """What worked somewhere, told so that others can find it by its meaning and try it."""

    title: Label
    text: Statement = Field(description="What was done, with whom, and what it changed")
    language: Language
    kind_of: PracticeKind = PracticeKind.GOOD_PRACTICE
    components: Components = Field(default=[])
    rights: Rights = Field(default=[])
    actions: Annotated[Refs, To("action")] = Field(default=[], description="Where it was tried")
    link: WebAddress | None = None


class ExchangeKind(StrEnum):
    """How platforms learn from one another."""

    TRAINING = "training"
    VISIT = "visit"
    PEER_EXCHANGE = "peer-exchange"


class Direction(StrEnum):
    """Whether this platform offers or asks."""

    OFFERS = "offers"
    ASKS = "asks"


class ExchangeState(StrEnum):
    """How far an exchange is."""

    OPEN = "open"
    AGREED = "agreed"
    HELD = "held"
    DROPPED = "dropped"


class Exchange(Body):
    """A training, visit or peer exchange: who offers, who asks, and what came of it."""

    title: Label
    kind_of: ExchangeKind
    direction: Direction = Field(description="offers: this platform gives; asks: it receives")
    text: Statement | None = Field(default=None, description="What is offered or asked for")
    language: Language | None = Field(default=None, description="Of the text")
    practice: Annotated[Ref | None, To("practice")] = None
    with_platform: Annotated[Ref | None, To("platform")] = Field(
        default=None, description="The platform on the other side, once there is one"
    )
    state: ExchangeState = ExchangeState.OPEN
    held_on: Day | None = None
    outcome: Statement | None = Field(default=None, description="What came of it")

    @model_validator(mode="after")
    def _held(self) -> Self:
        if self.state is ExchangeState.HELD and self.held_on is None:
            raise PydanticCustomError("held-on-missing", "an exchange that was held has a day")
        if self.outcome is not None and self.state is not ExchangeState.HELD:
            raise PydanticCustomError("outcome-early", "an outcome is told once the exchange was held")
        return self
