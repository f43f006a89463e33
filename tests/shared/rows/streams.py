"""Bodies that come in parts, cut anywhere."""

from collections.abc import AsyncIterator
from typing import Any

from hypothesis import strategies as st


async def stream_of(*parts: bytes) -> AsyncIterator[bytes]:
    """A body that comes in parts."""
    for part in parts:
        yield part


@st.composite
def cut(draw: Any, wholes: Any) -> list[bytes]:
    """A body cut anywhere."""
    whole = draw(wholes)
    places = sorted(draw(st.lists(st.integers(0, len(whole)), max_size=8)))
    return [whole[start:end] for start, end in zip([0, *places], [*places, len(whole)], strict=True)]
