"""What a record may point to: other records, groups, criteria, components, rights, topics, profiles.

A link can be written short, as a text (``"A03"``, ``"udhr/25"``, an id or an external id), or whole, with the
reason why it is made. It is kept whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Self
from uuid import UUID

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer, model_validator
from pydantic_core import PydanticCustomError

from shared.text import Label, Statement
from shared.vocabulary.codebook import codebooks, default_codebook
from shared.vocabulary.codes import UnknownCode, parse_code
from shared.vocabulary.rights import UnknownRight, find

from ...profiles import ProfileName
from ...schemas.fields import Sent

Why = Annotated[Statement | None, Field(description="Why this link is made, for whoever follows the chain")]


class Link(Sent):
    """A pointer from one record to something else, and why it is made."""

    KIND: ClassVar[str] = ""
    """What it points to; empty where the field says so."""

    why: Why = None

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        return cls.of_text(value) if isinstance(value, str) else value

    @classmethod
    def of_text(cls, text: str) -> dict[str, Any]:
        """Read the short form."""
        raise NotImplementedError

    def key(self) -> str:
        """Give the name of what it points to, one within its kind."""
        raise NotImplementedError

    def short(self) -> str:
        """Give the short form, for a cell of a table."""
        return self.key()

    @model_serializer(mode="wrap")
    def _without_gaps(self, serialize: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {name: value for name, value in serialize(self).items() if value is not None}


class Ref(Link):
    """A pointer to another record, a group, a platform or a territory: by its id, or its external id here."""

    id: UUID | None = None
    external_id: Label | None = Field(default=None, description="What it is called on the same platform")
    kind: Label | None = Field(default=None, description="Kind of record, where the field takes several")

    @classmethod
    def of_text(cls, text: str) -> dict[str, Any]:
        """Read an id, or else an external id."""
        try:
            return {"id": UUID(text)}
        except ValueError:
            return {"external_id": text}

    @model_validator(mode="after")
    def _one_name(self) -> Self:
        if (self.id is None) == (self.external_id is None):
            raise PydanticCustomError("reference", "give the id, or the external id on the same platform")
        return self

    def key(self) -> str:
        """Give the id, once it is known."""
        return str(self.id)


class CriterionLink(Link):
    """A pointer to a criterion by its id; it lives on when the criterion is withdrawn, and tells so."""

    KIND = "criterion"

    id: UUID

    @classmethod
    def of_text(cls, text: str) -> dict[str, Any]:
        """Read an id."""
        return {"id": text}

    def key(self) -> str:
        """Give the criterion's id."""
        return str(self.id)


class ComponentLink(Link):
    """A pointer to a component (or, as ``C`` or ``C00``, a whole dimension) of a codebook version."""

    KIND = "component"

    codebook: Label | None = Field(default=None, description="Version; the current one by default")
    code: Label

    @classmethod
    def of_text(cls, text: str) -> dict[str, Any]:
        """Read ``A03``, or ``version/A03``."""
        version, _, code = text.rpartition("/")
        return {"code": code, "codebook": version} if version else {"code": code}

    @model_validator(mode="after")
    def _known(self) -> Self:
        known = codebooks()
        if self.codebook is not None and self.codebook not in known:
            raise PydanticCustomError("codebook-unknown", "there is no such codebook; /v1/codebooks lists them")
        codebook = known[self.codebook] if self.codebook else default_codebook()
        try:
            self.code = parse_code(self.code, codebook).component
        except UnknownCode as error:
            raise PydanticCustomError("code-unknown", "{reason}", {"reason": str(error)}) from error
        self.codebook = codebook.version
        return self

    def key(self) -> str:
        """Give the codebook version and the code."""
        return f"{self.codebook}/{self.code}"


class RightLink(Link):
    """A pointer to an item of a rights framework, such as article 25 of the Universal Declaration."""

    KIND = "right"

    framework: Label
    version: Label | None = Field(default=None, description="Of the framework; the latest by default")
    item: Label

    @classmethod
    def of_text(cls, text: str) -> dict[str, Any]:
        """Read ``udhr/25`` or ``udhr/1948/25``."""
        parts = text.split("/")
        if len(parts) == 3:
            return {"framework": parts[0], "version": parts[1], "item": parts[2]}
        return {"framework": parts[0], "item": "/".join(parts[1:])}

    @model_validator(mode="after")
    def _known(self) -> Self:
        try:
            found, item = find(self.framework, self.item, self.version)
        except UnknownRight as error:
            raise PydanticCustomError("right-unknown", "{reason}", {"reason": str(error)}) from error
        self.framework, self.version, self.item = found.id, found.version, item.item
        return self

    def key(self) -> str:
        """Give framework, version and item."""
        return f"{self.framework}/{self.version}/{self.item}"


class TopicLink(Link):
    """A pointer to a topic that a synthesis found."""

    KIND = "topic"

    synthesis: UUID
    topic: Label = Field(description="Its layer and number there, such as 0/12")

    @classmethod
    def of_text(cls, text: str) -> dict[str, Any]:
        """Read ``synthesis/layer/number``."""
        synthesis, _, topic = text.partition("/")
        return {"synthesis": synthesis, "topic": topic}

    def key(self) -> str:
        """Give the synthesis and the topic."""
        return f"{self.synthesis}/{self.topic}"


class ProfileLink(Link):
    """A pointer to a kind of people, by its profile."""

    KIND = "profile"

    profile: ProfileName

    @classmethod
    def of_text(cls, text: str) -> dict[str, Any]:
        """Read a profile."""
        return {"profile": text}

    def key(self) -> str:
        """Give the profile."""
        return self.profile


KEY_PARTS = ("id", "profile", "codebook", "code", "framework", "version", "item", "synthesis", "topic")
"""What the key of any link is made of, in the order it says it."""


def key_of(kept: Mapping[str, Any]) -> str:
    """Give the key of a link as it is kept in a body."""
    return "/".join(str(kept[part]) for part in KEY_PARTS if part in kept)


@dataclass(frozen=True)
class To:
    """Says of a field what its references point to, and what such a link is called.

    ``kind`` is a kind of record, or ``group``, ``platform``, ``territory``; the relation is the field's own
    name by default.
    """

    kind: str | tuple[str, ...]
    relation: str | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        """Give every kind the field may point to."""
        return (self.kind,) if isinstance(self.kind, str) else self.kind


LINKS = 200
"""How many links one field holds."""

Refs = Annotated[list[Ref], Field(max_length=LINKS)]
Criteria = Annotated[list[CriterionLink], Field(max_length=2000)]
Components = Annotated[list[ComponentLink], Field(max_length=LINKS)]
Rights = Annotated[list[RightLink], Field(max_length=LINKS)]
Topics = Annotated[list[TopicLink], Field(max_length=LINKS)]
ProfileLinks = Annotated[list[ProfileLink], Field(max_length=LINKS)]
