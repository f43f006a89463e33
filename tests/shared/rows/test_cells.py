"""No cell of ours is a formula, and every text comes back as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.rows.cells import guarded, unguarded


@given(st.text(st.sampled_from("=+-@\t\r' a\"")) | st.text())
def test_a_guarded_cell_is_no_formula_and_comes_back_as_it_was(cell: str) -> None:
    assert guarded(cell)[:1] not in ("=", "+", "-", "@", "\t", "\r")
    assert unguarded(guarded(cell)) == cell


@pytest.mark.parametrize(("cell", "text"), [("'t is goed", "'t is goed"), ("'=1+1", "=1+1"), ("''=1", "'=1")])
def test_an_apostrophe_that_belongs_to_the_words_stays(cell: str, text: str) -> None:
    assert unguarded(cell) == text
