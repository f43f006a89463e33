"""Why lines were refused, counted."""

from shared.rows.faults import Fault
from shared.rows.outcomes import Cause, causes_of, merge_causes


def test_causes_are_counted_by_code_field_and_message() -> None:
    empty, late = Fault(field="text", code="empty", message="m"), Fault(field="day", code="empty", message="m")
    causes = causes_of([(4, empty), (4, late), (7, empty), (9, empty)])
    assert [(cause.field, cause.count, cause.example_line) for cause in causes] == [("text", 3, 4), ("day", 1, 4)]
    assert causes_of([]) == []


def test_causes_of_chunks_are_added_and_the_most_frequent_come_first() -> None:
    causes = [Cause(code="empty", field="text", message="m", count=3, example_line=4)]
    other = [Cause(code=f"c{at}", message="m", count=at, example_line=at) for at in range(1, 60)]
    merged = merge_causes(merge_causes(causes, causes), other)
    assert len(merged) == 50
    assert [cause.count for cause in merged[:2]] == [59, 58]
    assert causes[0].count == 3
    assert {cause.code: cause.count for cause in merge_causes(causes, causes)} == {"empty": 6}
