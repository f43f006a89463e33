import pytest

from services.synthesis.engine.normalise import normalise, text_key


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("Clean water.", "clean  water"),
        ("- clean water", "Clean Water!"),
        ("• «Eau propre»", "eau propre"),
        ("1. Avoir un toit", "avoir un toit"),
        ("(b) un toit", "un toit"),
        ("l’école", "l'école"),
        ("L'ÉCOLE", "l'école"),
        ("STRASSE", "Straße"),
        ("السلام،", "السلام"),
        ("الســـلام", "السلام"),
        ("\u200fالسلام\u200f", "السلام"),
        ("ﬁnances", "finances"),
        ("e\u0301cole", "école"),
        ("“- peace -”", "peace"),
    ],
)
def test_the_same_statement_written_otherwise_is_one_text(written: str, same: str) -> None:
    assert normalise(written) == normalise(same)
    assert text_key(written) == text_key(same)


@pytest.mark.parametrize(
    ("one", "other"),
    [("sale", "salé"), ("2 children", "3 children"), ("peace", "peace?"), ("a job", "no job"), ("24 hours", "hours")],
)
def test_different_statements_stay_different(one: str, other: str) -> None:
    assert text_key(one) != text_key(other)


def test_normalising_twice_changes_nothing() -> None:
    for text in ["1) 2) - «« Eau !» ».", "...", "", "a) a) b", "  ‑ x"]:
        assert normalise(normalise(text)) == normalise(text)


def test_a_key_is_sixteen_bytes() -> None:
    assert len(text_key("water")) == 16
