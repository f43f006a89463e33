"""How a role is reached at work."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from shared.text import Label

_PAGE = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_PHONE = re.compile(r"\+?[0-9(][0-9 ()./-]*")
_DIGITS = range(6, 16)
"""How many digits a telephone number has (ITU-T E.164 allows 15)."""


def is_contact(text: str) -> bool:
    """Tell whether a text is an e-mail address, a telephone number or the address of a page."""
    if _MAIL.fullmatch(text) or _PAGE.fullmatch(text):
        return True
    return _PHONE.fullmatch(text) is not None and sum(letter.isdigit() for letter in text) in _DIGITS


def _check(text: str) -> str:
    if not is_contact(text):
        raise PydanticCustomError("contact", "give an e-mail address, a telephone number or a page, and no name")
    return text


WorkContact = Annotated[
    Label,
    AfterValidator(_check),
    Field(description="E-mail, telephone or page of a role at work; the public never sees it"),
]
"""An e-mail address, a telephone number or a page, and nothing else."""
