from services.synthesis.engine.labels.titles import Part, Titles


def part(text: str, rank: float = 1) -> Part:
    return Part(text, rank, frozenset(text.split()))


def test_a_title_is_two_phrases_of_five_words_at_most() -> None:
    assert Titles().give([part("school", 2), part("teachers", 1)]) == "school · teachers"
    assert Titles().give([part("cost of living", 2), part("price of bread"), part("rent")]) == "cost of living · rent"


def test_a_second_phrase_that_says_little_or_the_same_stays_out() -> None:
    assert Titles().give([part("school", 10), part("thing", 1)]) == "school"
    assert Titles().give([part("vote", 2), part("voting", 1.9), part("party", 1.8)]) == "vote · party"


def test_the_same_words_in_another_order_are_the_same_title() -> None:
    titles = Titles()
    first = titles.give([part("bus", 2), part("train", 1)])
    second = titles.give([part("train", 2), part("bus", 1), part("night", 0.1)])
    assert first == "bus · train"
    assert set(second.split(" · ")) != {"bus", "train"}


def test_a_word_that_names_many_topics_gives_way() -> None:
    titles = Titles()
    given = [titles.give([part("family", 1), part(other, 0.8)]) for other in ("dinner", "trip", "photo")]
    assert given[0].startswith("family")
    assert given[2].startswith("photo")


def test_what_cannot_be_told_apart_is_numbered() -> None:
    titles = Titles()
    assert [titles.give([part("rain")]) for _ in range(3)] == ["rain", "rain (2)", "rain (3)"]
    assert titles.give([part("rain")], reserve=[part("wind")]) == "rain · wind"
