"""Whatever is written, changed, released or withdrawn, and whoever looks: every link of a chain leads somewhere."""

from typing import Any
from uuid import UUID, uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.synthesis.process.chain.stages import RECORDS, STAGES
from tests.synthesis.chain import Chain
from tests.synthesis.process.records_of import Cabinet

COMPONENTS = [f"provisional-2026/{code}" for code in ("A03", "A00", "I01", "C01")]
RIGHTS = [f"udhr/1948/{item}" for item in ("25", "1", "14")]
ENDS = st.tuples(st.sampled_from(("record", "component", "right", "criterion")), st.integers(0, 11))
STEPS = st.lists(
    st.tuples(
        st.sampled_from(("put", "put", "put", "withdraw", "release")),
        st.integers(0, 11),
        st.sampled_from(RECORDS),
        st.lists(
            st.tuples(st.sampled_from(("record", "component", "right", "criterion")), st.integers(0, 11)), max_size=4
        ),
    ),
    min_size=3,
    max_size=14,
)


async def _write(cabinet: Cabinet, place: UUID, ids: list[UUID], kinds: dict[int, str], step: Any) -> None:
    what, number, kind, ends = step
    kind = kinds.setdefault(number, kind)
    if what == "withdraw":
        await cabinet.withdraw(kind, ids[number])
        return
    links: dict[str, list[tuple[str, str]]] = {}
    for at, (to, end) in enumerate(ends):
        if to == "record" and end in kinds and end != number:
            links.setdefault(f"field{at}", []).append((kinds[end], str(ids[end])))
        elif to == "component":
            links.setdefault("components", []).append(("component", COMPONENTS[end % len(COMPONENTS)]))
        elif to == "right":
            links.setdefault("rights", []).append(("right", RIGHTS[end % len(RIGHTS)]))
        elif to == "criterion":
            links.setdefault("criteria", []).append(("criterion", str(UUID(int=end))))
    body = {"budget": {"reference": f"line {number % 3}"}} if kind == "action" else {}
    await cabinet.put(kind, place, f"{kind} {number}", body, links=links, id=ids[number], released=what == "release")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, start=st.integers(0, 11), direction=st.sampled_from(("forward", "back", "both")))
async def test_no_link_dangles(chain: Chain, cabinet: Cabinet, steps: Any, start: int, direction: str) -> None:
    place, ids, kinds = uuid4(), [uuid4() for _ in range(12)], dict[int, str]()
    for step in steps:
        await _write(cabinet, place, ids, kinds, step)
    starts = [f"component/{COMPONENTS[start % len(COMPONENTS)]}", f"right/{RIGHTS[start % len(RIGHTS)]}"]
    if start in kinds:
        starts.append(f"{kinds[start]}/{ids[start]}")
    for role in ("staff", "public"):
        for begin in starts:
            asked = {"from": begin, "direction": direction}
            answer = await chain.ask("synthesis", "GET", "/v1/chain", role, params=asked)
            if answer.status_code == 404:
                assert role == "public" or begin == starts[-1]
                continue
            assert answer.status_code == 200, answer.text
            _holds_together(answer.json(), begin)


def _holds_together(told: dict[str, Any], begin: str) -> None:
    kinds = {node["id"]: node["kind"] for node in told["nodes"]}
    steps = {node["id"]: node["step"] for node in told["nodes"]}
    assert len(kinds) == len(told["nodes"])
    assert steps[begin] == 0
    for link in told["links"]:
        assert {link["source"], link["target"]} <= set(kinds)
        assert STAGES[kinds[link["source"]]] <= STAGES[kinds[link["target"]]]
    # All hang together: each but the beginning has a link to one that is nearer to it.
    for name, step in steps.items():
        near = [
            link["source"] if link["target"] == name else link["target"]
            for link in told["links"]
            if name in (link["source"], link["target"])
        ]
        assert step == 0 or any(abs(steps[other]) == abs(step) - 1 for other in near)
    for node in told["nodes"]:
        assert not (node["withdrawn"] and node.get("title"))
