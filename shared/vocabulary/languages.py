"""Language tags (BCP 47), checked and put in their usual form."""

from functools import lru_cache
from typing import Annotated

import langcodes
from langcodes.tag_parser import LanguageTagError
from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError


class UnknownLanguage(ValueError):
    """This is not a language tag of BCP 47, such as ``fr``, ``pt-CV`` or ``sr-Latn``."""


@lru_cache(maxsize=4096)
def canonical_language(tag: str) -> str:
    """Give a tag in its usual form (``FR`` is ``fr``, ``pt_pt`` is ``pt-PT``).

    Raises ``UnknownLanguage`` for a tag that names no language.
    """
    try:
        standard = langcodes.standardize_tag(tag.strip())
        known = langcodes.Language.get(standard).is_valid()
    except (LanguageTagError, ValueError) as error:
        raise UnknownLanguage("not a language tag such as fr or pt-CV") from error
    if not known or standard == "und":
        raise UnknownLanguage("not a language tag such as fr or pt-CV")
    return standard


def _check(tag: str) -> str:
    try:
        return canonical_language(tag)
    except UnknownLanguage as error:
        raise PydanticCustomError("language", "{reason}", {"reason": str(error)}) from error


Language = Annotated[str, StringConstraints(strict=True, max_length=35), AfterValidator(_check)]
"""A BCP 47 language tag in its usual form."""
