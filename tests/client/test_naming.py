"""Names of criteria last, whatever happens to the rows."""

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spiral_client.understanding import Reading
from test_text_files import noted, read

HEAD = "Group,Question,Criterion\n"


def names(reading: Reading) -> dict[str, str]:
    return {draft.fields["external_id"]: draft.text for draft in reading.drafts}


def test_moved_and_inserted_lines_keep_their_names(tmp_path: Path) -> None:
    first = names(read(tmp_path, HEAD + "A,1,roof\nA,1,bread\nB,1,roof\nA,1,roof\n"))
    moved = names(read(tmp_path, HEAD + "B,1,roof\nA,1,roof\nA,1,new\n a ,Q1,Roof\nA,1,bread\n"))
    assert len(first) == 4
    assert set(first) < set(moved)
    assert noted(read(tmp_path, HEAD + "A,1,roof\n"), "ids-derived")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from("AB"),
            st.sampled_from("123"),
            st.sampled_from(["roof", "bread", "cold"]),
            st.sampled_from("1234"),
        ),
        min_size=1,
        max_size=12,
    ),
    data=st.data(),
)
def test_any_order_of_rows_gives_the_same_records(
    tmp_path: Path, rows: list[tuple[str, ...]], data: st.DataObject
) -> None:
    def records(ordered: list[tuple[str, ...]]) -> list[str]:
        content = "Group,Question,Criterion,Participant\n" + "".join(",".join(row) + "\n" for row in ordered)
        return sorted(str(sorted(draft.fields.items())) for draft in read(tmp_path, content).drafts)

    assert records(rows) == records(data.draw(st.permutations(rows)))


def test_numbers_that_count_lines_are_not_names(tmp_path: Path) -> None:
    reading = read(tmp_path, "N°,Group,Question,Criterion\n1,A,1,roof\n2,A,1,bread\n")
    assert all(name.startswith("c-") for name in names(reading))
    assert noted(reading, "line-numbers")


def test_names_of_the_file_are_used_with_the_part_they_name(tmp_path: Path) -> None:
    reading = read(tmp_path, 'ID,Group,Well-being,Ill-being\nx1,A,"roof\nbread",cold\nx2,A,peace,\n')
    assert names(reading) == {
        "x1/wellbeing": "roof", "x1/wellbeing/2": "bread", "x1/illbeing": "cold", "x2/wellbeing": "peace",
    }  # fmt: skip


def test_the_same_name_twice_for_different_words_is_refused(tmp_path: Path) -> None:
    reading = read(tmp_path, "ID,Group,Question,Criterion\nx1,A,1,roof\nx1,A,1,bread\nx2,A,1,milk\nx2,A,1,Milk\n")
    assert names(reading) == {"x1": "roof", "x2": "milk"}
    assert [(problem.code, problem.place.row) for problem in reading.problems] == [("identifier-twice", 3)]
    assert "row 5 repeats row 4" in noted(reading, "row-twice")


def test_names_that_begin_again_in_each_group_are_told_apart_by_it(tmp_path: Path) -> None:
    reading = read(tmp_path, "ID,Group,Question,Criterion\n1,A,1,roof\n2,A,1,bread\n1,B,1,peace\n")
    assert set(names(reading)) == {"a/1", "a/2", "b/1"}
    assert noted(reading, "ids-by-group")
