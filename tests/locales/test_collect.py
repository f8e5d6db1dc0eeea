"""What the code says is collected wherever it says it: else it would be said in English to everybody."""

from locales.collect import said

NESTED = """
wording.text("Read by %(who)s: %(what)s", who=beside(name, wording.label("you")), what=N_("nothing"))
wording.label("One line"
    " in two pieces").join(one(wording.count("%(n)s row", "%(n)s rows", len(rows))))
turn.wording.label(SIGNS[key])
"""


def test_a_sentence_within_another_call_is_collected() -> None:
    assert set(said(NESTED)) == {
        "Read by %(who)s: %(what)s",
        "you",
        "nothing",
        "One line in two pieces",
        ("%(n)s row", "%(n)s rows"),
    }


def test_a_sentence_is_collected_by_whatever_name_it_is_said() -> None:
    """The checklist of a student had its title and its rounds in English, whoever printed it."""
    assert list(said('item = turn.wording.label\nitem("Round %(n)s", n=1)')) == ["Round %(n)s"]
