"""What happens in another district, and who reported, changes nothing for who must know neither."""

from pathlib import Path

from tests.pairs.lived import NEITHER, REPORTERS, Difference, compared, differing, lived

PAIRS = 200


async def test_what_happens_elsewhere_and_who_reported_changes_no_byte_for_who_must_not_know(
    tmp_path: Path,
) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        folder.mkdir()
    calm = await lived(one, Difference(), NEITHER)
    busy = await lived(other, Difference(elsewhere=1, reporter=REPORTERS[1]), NEITHER)
    assert compared(calm, NEITHER) > PAIRS
    assert differing(calm, busy, NEITHER) == []


def test_what_differs_is_named() -> None:
    told = {"who": [["a", "b"], ["c"]]}
    assert differing(told, {"who": [["a", "b"], ["d"]]}, ["who"]) == ["who at 1: ('c', 'd')"]
    assert differing(told, {"who": [["a"], ["c"]]}, ["who"]) == ["who at 0: (2, 1)"]
