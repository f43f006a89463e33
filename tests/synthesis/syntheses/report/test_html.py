"""The page: whole, self-contained, readable by everybody, and safe whatever people wrote."""

import re
import time
from collections import Counter
from html.parser import HTMLParser
from importlib.resources import files
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest

from services.synthesis.syntheses.report import as_html
from services.synthesis.syntheses.report.wording import LANGUAGES
from tests.synthesis.syntheses.makers import CODEBOOK, Maker, a_synthesis, an_empty_document

VOID = {"meta", "br", "link", "img", "hr", "input"}


class Page(HTMLParser):
    """Reads a page, holding that every element is closed where it should be."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    def attributes(self, name: str) -> list[str]:
        return [attributes[name] or "" for _, attributes in self.tags if name in attributes]


@pytest.fixture(scope="module", params=[*LANGUAGES, "ar", "de"])
def page(request: pytest.FixtureRequest) -> Page:
    return Page(as_html(a_synthesis(), CODEBOOK, request.param))


def test_a_page_needs_no_script_and_no_network(page: Page) -> None:
    assert page.all("script") == page.all("img") == page.all("link") == page.all("iframe") == []
    assert all(link.startswith("#") for link in page.attributes("href"))
    assert page.attributes("src") == []
    style = (files("services.synthesis.syntheses.report") / "templates" / "style.css").read_text(encoding="utf-8")
    assert "url(" not in style
    assert "@import" not in style


def test_landmarks_and_headings_stand_in_order(page: Page) -> None:
    assert [len(page.all(tag)) for tag in ("main", "header", "nav", "h1")] == [1, 1, 1, 1]
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert len(page.all("section")) == 11


def test_ids_are_unique_and_every_link_leads_somewhere(page: Page) -> None:
    ids = page.attributes("id")
    assert [identity for identity, n in Counter(ids).items() if n > 1] == []
    assert {link[1:] for link in page.attributes("href")} <= set(ids)
    assert {name for names in page.attributes("aria-labelledby") for name in names.split()} <= set(ids)


def test_every_chart_is_named_described_and_has_its_figures_as_a_table(page: Page) -> None:
    charts = [svg for svg in page.all("svg") if svg.get("role") == "img"]
    assert len(charts) > 20
    assert all(len((svg["aria-labelledby"] or "").split()) == 2 for svg in charts)
    assert len(page.all("title")) - 1 == len(page.all("desc")) == len(charts)
    order = [(tag, attributes.get("class")) for tag, attributes in page.tags]
    for number, (tag, _) in enumerate(order):
        if tag == "figure":
            folded = order.index(("details", "figures"), number)
            assert order.index(("table", None), folded) < next(
                (after for after in range(number + 1, len(order)) if order[after][0] == "figure"), len(order)
            )


def test_tables_have_captions_and_headed_columns_and_rows(page: Page) -> None:
    assert len(page.all("table")) == len(page.all("caption")) > 20
    assert {head.get("scope") for head in page.all("th")} == {"col", "row"}


@pytest.mark.parametrize(
    ("asked", "told", "direction"), [("fr", "fr", "ltr"), ("ar", "en", "rtl"), ("de", "en", "ltr")]
)
def test_a_page_says_what_language_it_speaks_and_which_way_it_runs(asked: str, told: str, direction: str) -> None:
    html = Page(as_html(a_synthesis(), CODEBOOK, asked)).all("html")[0]
    assert (html["lang"], html["dir"]) == (told, direction)


def test_quotes_and_foreign_labels_carry_their_own_language() -> None:
    english = {code: {"labels": {"en": entry.labels["en"]}} for code, entry in CODEBOOK.entries.items()}
    entries = {code: entry.model_copy(update=english[code]) for code, entry in CODEBOOK.entries.items()}
    page = as_html(a_synthesis(), CODEBOOK.model_copy(update={"entries": entries}), "pt")
    assert '<p lang="ar" dir="auto">أن يكون المستشفى قريباً من القرية</p>' in page
    assert '<bdi lang="en">A01\u00a0Food / drink</bdi>' in page


HOSTILE = '<script>alert("1")</script> & <img src=x onerror=alert(1)> \u202egnikcatta\u202c "\'</style>]]>'


def hostile() -> Any:
    synthesis = a_synthesis((3, 1), title=HOSTILE, scope_name=HOSTILE, rule=HOSTILE, audience="public")
    document = synthesis.document
    assert document is not None
    for layer in document.layers:
        for topic in layer.topics:
            for label in topic.labels:
                label.label, label.key_phrases = HOSTILE, [HOSTILE]
    for quote in synthesis.quotes.values():
        quote.text = quote.territory_name = quote.profile = HOSTILE
    for heard in (*document.voices.by_territory, *document.voices.by_profile):
        heard.name, heard.value = HOSTILE, f"other:{HOSTILE}"
    for contrast in document.contrasts:
        contrast.too_small = [HOSTILE]
    for pair in document.alike:
        pair.first_name = pair.second_name = HOSTILE
    for remark in synthesis.remarks:
        remark.text = remark.by = HOSTILE
    for name in synthesis.names:
        name.name = HOSTILE
    return synthesis


@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_people_write_never_becomes_markup_nor_turns_other_text_around(language: str) -> None:
    html = as_html(hostile(), CODEBOOK, language)
    page = Page(html)
    assert page.all("script") == page.all("img") == []
    assert not any(name.startswith("on") for _, attributes in page.tags for name in attributes)
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", html)
    assert sum(text.count("<script>alert") for text in page.text) > 40


def test_a_withdrawn_quote_leaves_no_words_and_says_so() -> None:
    synthesis = a_synthesis((3, 1))
    synthesis.quotes = {}
    html = as_html(synthesis, CODEBOOK, "en")
    assert "The words behind this figure are not shown" in html
    assert "<blockquote><p lang=" not in html


def test_the_name_that_people_gave_comes_first_and_the_machines_label_stays_beside_it() -> None:
    html = as_html(a_synthesis(), CODEBOOK, "fr")
    heading = html.index("Être vu, être entendu</h3>")
    assert "Le libellé du programme" in html[heading : heading + 400]


def test_a_synthesis_in_which_nothing_was_said_is_a_page_all_the_same() -> None:
    page = Page(as_html(a_synthesis(document=an_empty_document(), quotes={}, remarks=[], names=[]), CODEBOOK, "en"))
    assert len(page.all("section")) == 3


def test_a_synthesis_that_is_not_done_says_so() -> None:
    html = as_html(a_synthesis(document=None, state="running", finished_at=None, provenance=None), CODEBOOK, "en")
    assert "This synthesis is being made" in html
    assert "<main>" in html


@pytest.mark.parametrize("sizes", [(), (1,), (2, 1)])
def test_any_number_of_layers_can_be_told(sizes: tuple[int, ...]) -> None:
    page = Page(as_html(a_synthesis(sizes), CODEBOOK, "it"))
    assert len(page.all("section")) == (11 if sizes else 9)


def test_figures_that_the_public_may_not_read_are_dashes_and_break_nothing() -> None:
    synthesis = a_synthesis(audience="public", rule="cells of fewer than three groups are left out")
    document = synthesis.document
    assert document is not None
    for row in (*document.voices.by_profile, *document.voices.by_country):
        blank(row, "n_criteria", "n_groups", "n_participants")
    for profile in document.profiles:
        blank(profile.components[3], "n_criteria", "share", "interval", "n_groups", "human_share", "rank")
    for contrast in document.contrasts:
        blank(contrast.differences[0], "log_odds", "interval", "q", "share", "n_groups")
    for topic in document.layers[0].topics:
        blank(topic, "n_criteria", "share", "n_groups", "n_countries", "uncoded_share")
    page = Page(as_html(synthesis, CODEBOOK, "en"))
    assert "cells of fewer than three groups are left out" in " ".join(page.text)
    assert "None" not in " ".join(page.text)


def test_the_public_is_not_told_that_somebody_is_missing_or_nothing_stands_where_it_was_only_left_out() -> None:
    synthesis = a_synthesis(audience="public", rule="three groups")
    assert synthesis.document is not None
    for contrast in synthesis.document.contrasts:
        contrast.differences, contrast.plot, contrast.own = [], [], []
    html = as_html(synthesis, CODEBOOK, "en")
    for claim in ("Who is missing", "No group of", "Nothing stands", "could not be chance"):
        assert claim not in html


def test_periods_that_cannot_be_compared_say_why_and_who_is_missing() -> None:
    synthesis = a_synthesis()
    assert synthesis.document is not None
    synthesis.document.changes = Maker().changes(comparable=False)
    comparison = synthesis.document.changes.comparison
    assert comparison is not None
    comparison.reasons, comparison.missing_in_first = ["mix-differs", "kind-missing"], ["homeless, BE", "youth"]
    html = as_html(synthesis, CODEBOOK, "it")
    assert "2015 e 2024 non sono confrontabili" in html
    assert "I tipi di gruppi sono stati ascoltati in altre proporzioni." in html
    assert "Mancano nel 2015: Persone senza dimora, Belgio; Giovani." in html


def test_a_territory_too_small_to_compare_is_named_and_not_numbered() -> None:
    synthesis = a_synthesis()
    assert synthesis.document is not None
    place = synthesis.document.voices.by_territory[3]
    synthesis.document.contrasts[0].axis = "territory"
    synthesis.document.contrasts[0].too_small = [place.value]
    assert place.value not in as_html(synthesis, CODEBOOK, "en")


def blank(row: Any, *names: str) -> None:
    for name in names:
        setattr(row, name, None)


def test_a_long_label_is_cut_in_the_chart_and_whole_in_the_table() -> None:
    synthesis = a_synthesis((2,))
    assert synthesis.document is not None
    synthesis.document.layers[0].topics[0].labels[0].label = "Αυτό που λέμε ευημερία " * 12
    html = as_html(synthesis, CODEBOOK, "en")
    assert html.count(("Αυτό που λέμε ευημερία " * 12).strip()) >= 2
    assert "…" in html


def test_invented_data_provisional_codes_and_drafts_are_told_at_the_top() -> None:
    html = as_html(a_synthesis(title="Demo (données synthétiques)"), CODEBOOK, "fr")
    head = html[: html.index("<main>")]
    assert all(words in head for words in ("inventées", "provisoire", "C’est un projet"))
    assert "inventées" not in as_html(a_synthesis(title="Mons 2024"), CODEBOOK, "fr")


def test_remarks_stand_at_the_place_they_speak_of() -> None:
    html = as_html(a_synthesis(), CODEBOOK, "en")
    topic = html.index('id="topic-2-0"')
    assert html.index("To be read with the minutes") < html.index('id="voices"')
    assert topic < html.index("Not the same in both valleys") < html.index('<div class="card topic', topic + 10)


def test_a_network_is_told_in_under_a_second() -> None:
    synthesis = a_synthesis((250, 70, 25, 8))
    as_html(synthesis, CODEBOOK, "en")
    before = time.process_time()
    page = as_html(synthesis, CODEBOOK, "fr")
    assert time.process_time() - before < 1
    assert page.count('<div class="card topic') == 353


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_every_colour_of_words_can_be_read_on_its_ground_by_day_by_night_and_on_paper() -> None:
    style = (files("services.synthesis.syntheses.report") / "templates" / "style.css").read_text(encoding="utf-8")
    grounds = re.findall(r":root \{(.*?)\}", style, re.S)
    palettes = [dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", ground)) for ground in grounds]
    assert len(palettes) == 3
    for palette in palettes:
        for ground in ("paper", "wash"):
            for words in ("ink", "soft", "more", "less"):
                assert contrast(palette[words], palette[ground]) >= 4.5, (words, ground, palette)
        assert contrast(palette["more"], palette["light"]) >= 3


def test_the_same_synthesis_is_told_in_the_same_words() -> None:
    assert as_html(a_synthesis(), CODEBOOK, "en") == as_html(a_synthesis(), CODEBOOK, "en")


def test_a_quote_of_an_unknown_id_is_passed_over() -> None:
    synthesis = a_synthesis((2,))
    assert synthesis.document is not None
    maker = Maker(3)
    known = maker.quote(text="Somebody to talk to")
    synthesis.quotes |= maker.quotes
    synthesis.document.layers[0].topics[0].exemplars = [UUID(int=404), known]
    assert "Somebody to talk to" in as_html(synthesis, CODEBOOK, "en")
