"""Phrases and rows as HTML: whatever is not our own markup is escaped."""

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from services.synthesis.syntheses.report.blocks import Table
from services.synthesis.syntheses.report.inline import rows, spans
from services.synthesis.syntheses.report.phrases import Span, phrase


class Read(HTMLParser):
    """Takes a page apart as a browser would."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.said = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.said += data


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), max_size=30)


@given(TEXT, st.booleans(), st.sampled_from([None, "fr"]), st.sampled_from([None, '/v1/actions/1?a=1&b="2"']))
def test_what_people_wrote_never_becomes_markup(
    text: str, strong: bool, language: str | None, href: str | None
) -> None:
    found = Read(spans(phrase(Span(text, language, None, strong, href))))
    assert found.said == text
    assert found.tags == ["strong"] * strong + ["a"] * bool(href) + ["bdi"] * bool(language or href)
    assert dict(found.attributes).get("href") == href
    assert dict(found.attributes).get("lang") == language


def test_the_first_cell_is_the_heading_of_its_row_and_figures_stand_apart() -> None:
    table = Table((), [phrase("What"), phrase("n")], [[phrase("<b>"), phrase("3")]], frozenset({1}))
    assert rows(table) == '<tr><th scope="row"><bdi>&lt;b&gt;</bdi></th><td class="n">3</td></tr>'


def test_a_link_inside_the_page_is_told_from_one_to_a_record() -> None:
    assert spans(phrase(Span("Topic", link="topic-1"))) == '<a href="#topic-1"><bdi>Topic</bdi></a>'
