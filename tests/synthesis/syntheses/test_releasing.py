"""What of a document the public is told, figure by figure; all documents here are invented."""

from datetime import UTC, datetime

from services.synthesis.syntheses.document import Document, Ranked, Topic
from services.synthesis.syntheses.releasing import may_be_released, released, released_names
from services.synthesis.syntheses.schemas import TopicName
from tests.synthesis.syntheses.makers import a_synthesis, an_empty_document


def a_document() -> Document:
    document = a_synthesis().document
    assert document is not None
    return document


def told_ranked(document: Document) -> list[Ranked]:
    own = [row for contrast in document.contrasts for part in contrast.own for row in part.ranked]
    return own + [row for profile in document.profiles for row in (*profile.dimensions, *profile.components)]


def told_topics(document: Document) -> list[Topic]:
    return [topic for layer in document.layers for topic in layer.topics]


def test_what_two_groups_gave_nearly_alone_is_not_told() -> None:
    document = a_document()
    shown = released(document)
    row = next(row for row in document.profiles[0].components if row.code == shown.profiles[0].components[0].code)
    topic = next(one for one in document.layers[0].topics if one.topic == shown.layers[0].topics[0].topic)
    row.n_criteria, topic.n_criteria = 100, 100
    row.largest_two, topic.largest_two = 85, 85
    again = released(document)
    assert row.code in {one.code for one in again.profiles[0].components}
    assert topic.topic in {one.topic for one in again.layers[0].topics}
    row.largest_two, topic.largest_two = 86, 86
    again = released(document)
    assert row.code not in {one.code for one in again.profiles[0].components}
    assert topic.topic not in {one.topic for one in again.layers[0].topics}


def test_what_is_not_known_to_be_of_several_groups_is_not_told() -> None:
    document = a_document()
    for part in (*told_ranked(document), *told_topics(document)):
        part.largest_two = None
    assert told_ranked(released(document)) == []
    assert told_topics(released(document)) == []


def test_how_much_the_largest_groups_gave_is_itself_not_told() -> None:
    shown = released(a_document())
    assert told_ranked(shown)
    assert told_topics(shown)
    assert {part.largest_two for part in (*told_ranked(shown), *told_topics(shown))} == {None}


def test_changes_and_topics_are_told_to_hundredths() -> None:
    shown = released(a_document())
    assert shown.changes is not None
    assert shown.changes.changes
    assert any(topic.said_more_by for topic in told_topics(shown))
    numbers = [change.difference for change in shown.changes.changes if change.difference is not None]
    intervals = [share.interval for change in shown.changes.changes for share in change.shares]
    intervals += [change.interval for change in shown.changes.changes if change.interval is not None]
    for topic in told_topics(shown):
        numbers += [topic.uncoded_share, *(said.log_odds for said in topic.said_more_by)]
        intervals += [said.interval for said in topic.said_more_by]
    numbers += [bound for interval in intervals for bound in (interval.low, interval.high)]
    assert [number for number in numbers if number != round(number, 2)] == []


def test_kinds_that_a_period_lacks_are_not_named() -> None:
    document = a_document()
    assert document.changes is not None
    assert document.changes.comparison is not None
    document.changes.comparison.missing_in_first = ["homeless"]
    document.changes.comparison.missing_in_last = ["sex workers"]
    shown = released(document)
    assert shown.changes is not None
    assert shown.changes.comparison is not None
    assert shown.changes.comparison.missing_in_first == shown.changes.comparison.missing_in_last == []
    assert shown.changes.comparison.comparable == document.changes.comparison.comparable


def test_a_quote_stands_beside_a_country_and_beside_no_kind_of_group() -> None:
    document = a_document()
    for contrast in document.contrasts:
        for part in contrast.own:
            part.ranked[0].n_groups, part.ranked[0].n_participants = 12, 100
    by_axis = {contrast.axis: contrast for contrast in released(document).contrasts}
    assert all(row.exemplars for row in by_axis["country"].differences)
    assert by_axis["profile"].differences
    assert not any(row.exemplars for row in (*by_axis["profile"].differences, *by_axis["profile"].plot))
    assert by_axis["profile"].own
    assert not any(row.exemplars for part in by_axis["profile"].own for row in part.ranked)


def test_names_go_with_their_topics_and_nobodys_name_with_them() -> None:
    document = a_document()
    document.layers[0].topics[3].largest_two = document.layers[0].topics[3].n_criteria
    at = datetime(2026, 3, 14, tzinfo=UTC)
    places = [(0, 3), (0, document.layers[0].topics[0].topic), (1, 3)]
    names = [TopicName(layer=layer, topic=topic, language="fr", name="Être vu", named_at=at, named_by="Anna")
             for layer, topic in places]  # fmt: skip
    told = released_names(names, released(document))
    assert [(name.layer, name.topic, name.named_by) for name in told] == [(*place, None) for place in places[1:]]


def test_a_scope_must_pass_the_rule_as_a_whole() -> None:
    document = a_document()
    assert may_be_released(document)
    for name, n in (("n_groups", 2), ("n_participants", 19), ("n_criteria", 9)):
        few = document.voices.model_copy(update={name: n})
        assert not may_be_released(document.model_copy(update={"voices": few}))
    assert not may_be_released(an_empty_document())
