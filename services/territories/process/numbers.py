"""Numbers as callers send them."""

from typing import Annotated

from pydantic import Field

Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
"""A number that is one: not a text, not infinite."""
