"""HTML becomes text and entities as TDLib makes them."""

import pytest

from sandbox.text.autolinks import trimmed, with_found
from sandbox.text.entities import to_html, units
from sandbox.text.formatting import parse_html
from sandbox.text.wording import said
from sandbox.wire.errors import Refused


def brief(entities):
    return [(e["type"], e["offset"], e["length"]) for e in entities]


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("里長", "里長", []),
        ("<b>a</b><strong>b</strong>", "ab", [("bold", 0, 1), ("bold", 1, 1)]),
        ("<i>a</i><em>b</em>", "ab", [("italic", 0, 1), ("italic", 1, 1)]),
        ("<u>a</u><ins>b</ins>", "ab", [("underline", 0, 1), ("underline", 1, 1)]),
        ("<s>a</s><strike>b</strike><del>c</del>", "abc", [("strikethrough", n, 1) for n in range(3)]),
        ("<tg-spoiler>a</tg-spoiler>", "a", [("spoiler", 0, 1)]),
        ('<span class="tg-spoiler">a</span>', "a", [("spoiler", 0, 1)]),
        ("<code>a</code>", "a", [("code", 0, 1)]),
        ("<pre>a\nb</pre>", "a\nb", [("pre", 0, 3)]),
        ("<blockquote>a</blockquote>", "a", [("blockquote", 0, 1)]),
        ("<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", 0, 1)]),
        ('<a href="https://example.org/?a=1&amp;b=2">a</a>', "a", [("text_link", 0, 1)]),
        ('<a href="javascript:x">a</a>', "a", []),
        ("<B>a</B>", "a", [("bold", 0, 1)]),
        ("<b>a</>", "a", [("bold", 0, 1)]),
        ("<b></b>", "", []),
        ("😀<b>嗨😀</b>", "😀嗨😀", [("bold", 2, 3)]),
        ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
        ("&lt;b&gt; &amp; &quot;", '<b> & "', []),
        ("&#20013;&#x4e2d;", "中中", []),
        ("&nbsp; & &lth;", "&nbsp; & &lth;", []),
        ("a > b", "a > b", []),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_tags_become_entities(source, text, entities):
    plain, found = parse_html(source)
    assert plain == text
    assert brief(found) == entities


def test_code_in_pre_names_its_language():
    assert parse_html('<pre><code class="language-python">x</code></pre>')[1] == [
        {"type": "pre", "offset": 0, "length": 1, "language": "python"}
    ]


def test_a_link_keeps_its_address():
    source = "<a href='https://example.org/?a=1&amp;b=2'>a</a>"
    assert parse_html(source)[1][0]["url"] == "https://example.org/?a=1&b=2"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<x>", 'Unsupported start tag "x" at byte offset 0'),
        ("里<x>", 'Unsupported start tag "x" at byte offset 3'),
        ("3 < 5 <b>x</b>", 'Unsupported start tag "" at byte offset 2'),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b><i>a</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("a <b", "Unclosed start tag at byte offset 2"),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<a ", "Unclosed start tag at byte offset 0"),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<a ="x">a</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href=x_y>a</a>", "Unexpected end of name token at byte offset 8"),
    ],
)
def test_wrong_html_is_refused_in_telegrams_words(source, words):
    with pytest.raises(Refused) as refused:
        parse_html(source)
    assert refused.value.description == f"Bad Request: can't parse entities: {words}"


@pytest.mark.parametrize(
    "source",
    [
        "<b>a</b>",
        "<b>a<i>b</i></b>c",
        "<b><i>a</i></b>",
        "<b>a</b><i>b</i>",
        '<a href="https://example.org/?a=1&amp;b=2">x</a> &lt;script&gt;',
        "<blockquote expandable>😀<u>x</u></blockquote>",
    ],
)
def test_text_with_entities_is_written_as_html_again(source):
    assert to_html(*parse_html(source)) == source


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("/start abc", [("bot_command", 0, 6)]),
        ("請按 /help@shouwang_bot 。", [("bot_command", 3, 18)]),
        ("a/start", []),
        ("https://example.org/a。", [("url", 0, 21)]),
        ("@someone_1 #關懷", [("mention", 0, 10), ("hashtag", 11, 3)]),
        ("115/6/1", []),
        ("a@example.org", [("email", 0, 13)]),
    ],
)
def test_commands_and_addresses_are_found_in_plain_text(text, entities):
    assert brief(with_found(text, [])) == entities


def test_white_space_around_the_text_goes_and_entities_move():
    text, entities = trimmed(*parse_html("  a<b>b  </b> "))
    assert (text, brief(entities)) == ("ab", [("bold", 1, 1)])


def test_characters_above_16_bits_count_twice():
    assert units("a里😀") == 4


def test_control_characters_become_spaces():
    assert said("a\x00b\r\nc\td") == {"text": "a b\nc\td"}
