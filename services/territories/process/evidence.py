"""What shows that something is so: a document, a set of figures, a page on the web."""

from typing import Annotated

from pydantic import Field, StringConstraints

from shared.text import Label

from ..schemas.fields import Sent

WebAddress = Annotated[str, StringConstraints(strict=True, max_length=2000, pattern=r"^https?://[^\s<>\"]+$")]
"""An address on the web, with http or https."""


class Evidence(Sent):
    """Something that shows it, and where it can be read."""

    title: Label
    url: WebAddress | None = None


EvidenceList = Annotated[list[Evidence], Field(max_length=100)]
