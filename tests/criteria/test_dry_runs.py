"""A dry run tells what the real run will do, on any state."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.criteria.makers import City, criterion

NAMES = st.sampled_from(["a", "b", "c", " a ", "a\u200b", "", "\x00"])
LINE = st.one_of(
    st.builds(
        lambda name, **more: criterion("x") | {"external_id": name} | {k: v for k, v in more.items() if v is not None},
        NAMES,
        text=st.sampled_from(["du pain", "des roses", "du  pain", "..."]),
        group=st.sampled_from(["elders", "elders", "pupils", "nobody"]),
        codes=st.sampled_from([None, None, ["A01"], ["B02", "A01"], ["Z99"]]),
        participant=st.sampled_from([None, 1, 2]),
        visibility=st.sampled_from([None, "public"]),
        language=st.sampled_from([None, "fr", "xx-nope"]),
    ),
    st.sampled_from([b"", b"nonsense", b"{}", b'{"external_id":"a","external_id":"b"}']),
)
PUSH = st.tuples(st.lists(LINE, min_size=1, max_size=8), st.sampled_from(["partial", "atomic"]), st.booleans())


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(pushes=st.lists(PUSH, min_size=1, max_size=4), withdrawn=st.sets(st.sampled_from(["a", "b"])))
async def test_a_dry_run_predicts_every_outcome_of_the_real_run(
    mons: City, pushes: list[Any], withdrawn: set[str]
) -> None:
    city = mons.another_source()
    for number, (lines, mode, restore) in enumerate(pushes):
        if number == 1:
            for name, record in (await city.kept()).items():
                if name in withdrawn:
                    await city.delete(f"/v1/criteria/{record['id']}", **{"If-Match": "*"})
        wishes = {"mode": mode, "restore": str(restore).lower()}
        before = await city.kept()
        tried = await city.pushed(lines, dry_run="true", **wishes)
        assert await city.kept() == before
        real = await city.push(lines, **wishes)
        import_id = real.headers["location"].rsplit("/")[-1] if real.is_success else real.json()["import"][12:]
        done = (await city.get(f"/v1/imports/{import_id}")).json()
        assert done["counts"] == tried["counts"]
        assert done["causes"] == tried["causes"]
        told, happened = await city.outcomes(tried["id"]), await city.outcomes(import_id)
        created = {outcome["id"] for outcome in happened if outcome["outcome"] == "created"}
        for outcome in happened:
            if outcome["id"] in created:
                outcome["id"] = outcome["revision"] = None
        assert told == happened
