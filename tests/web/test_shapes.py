"""A page read by its shape is refused where html5lib refuses it, and has the tree that html5lib makes of it."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from html5lib.html5parser import ParseError
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.web.partner.browser import checked
from tests.web.shapes import _READ_WHOLE, read_strictly, read_whole

PAGE = """<!DOCTYPE html>
<html lang="en" class="a">
<head><meta charset="utf-8"><title>Who &amp; what</title><script src="/a.js" defer></script></head>
<body class="b c">
  <noscript><p>None</p></noscript>
  <form action="/x?a=1&amp;b=2" method="post"><input type="hidden" name="t" value="x.y-z"><label for="w">Words</label>
    <textarea id="w" name="w">
&lt;b&gt; it’s &#34;so&#34; <b> x="y" </textarea><select name="s"><option value="1" selected>One</option></select>
    <button type="submit" disabled>Go</button></form>
  <svg viewBox="0 0"><path d="M1" /></svg>
  <table><caption>All</caption><tr><td>1<td> two \xa0 </table><p>One<b>two</b>three
</body>
</html>
"""
NASTY = (
    "<", ">", '"', "'", "&", "&amp", "&#0;", "&notit;", "=", "/", " ", "\n", "\r", "\x00", "\x0b", "\x85", "\ue000",
    "é", "\ue0000\ue001", "\ufdd0", "\U0001f600", "\U0001ffff", "<b>", "</b>", "</p>", "<p>", "<!--", "-->", "<?", "</",
    "<style>", "</textarea>", "<textarea>\n", "<tr>", 'id="w"', " type=", "type='", "x", "<script>", "<!x", "<![CDATA[",
)  # fmt: skip
"""What ends, begins or breaks something somewhere in HTML."""


def made_of(text: str, read: Any) -> list[tuple[object, ...]] | str:
    """All that is in the tree, or the error."""
    try:
        root = read(text)
    except ParseError as error:
        return str(error)
    return [(one.tag, one.text, one.tail, list(one.items())) for one in root.iter()]


def test_the_page_is_fit_to_try_it_on() -> None:
    assert isinstance(made_of(PAGE, read_whole), list)
    assert not _READ_WHOLE.search(PAGE)


places = st.tuples(st.integers(0, len(PAGE)), st.integers(0, 3), st.sampled_from(("", *NASTY)))


@settings(max_examples=500)
@given(changes=st.lists(places, min_size=1, max_size=3))
def test_whatever_is_changed_in_a_page_it_is_read_as_html5lib_reads_it(changes: list[tuple[int, int, str]]) -> None:
    changed = PAGE
    for at, gone, more in changes:
        changed = changed[:at] + more + changed[at + gone :]
    made_of(PAGE, read_strictly)
    assert made_of(changed, read_strictly) == made_of(changed, read_whole)


@given(words=st.text(st.sampled_from(" \n'<>\"&;#3amplt\xa0’x=\ue000"), max_size=12))
@pytest.mark.parametrize("where", ["x.y-z", "Words", "\n&lt;b&gt; it’s ", "Who &amp; what", "three", "submit", "None"])
def test_whatever_words_stand_in_it_unescaped(where: str, words: str) -> None:
    changed = PAGE.replace(where, words)
    assert made_of(changed, read_strictly) == made_of(changed, read_whole)


@pytest.mark.parametrize(
    ("around", "words"),
    [
        ("<i title='a>{}<b'></i>", "it's"),
        ("<!-- <b>{}<b> -->", "a--b"),
        ("<script>1>{}<2</script>", "&amp;"),
        ("<style><b>{}<b></style>", "&amp;"),
        ("<svg><![CDATA[<b>{}<b>]]></svg>", "&amp;"),
        ('<math><annotation-xml encoding="{}"><mi /></annotation-xml></math>', "text/html"),
        ("<table><tr><td><input type={} value=x></table>", "hidden"),
        ("<b>{}<i>x</i></b>", "\ue0000\ue001"),
        ("<pre>{}</pre>", "\nx"),
    ],
)
def test_words_that_are_read_by_other_rules_do_not_pass_for_plain(around: str, words: str) -> None:
    known, other = (PAGE.replace("<p>One", around.format(one) + "<p>One") for one in ("x", words))
    assert made_of(known, read_strictly) == made_of(known, read_whole)
    assert made_of(other, read_strictly) == made_of(other, read_whole)


def test_a_page_in_other_words_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    read_strictly(PAGE)
    monkeypatch.delattr("tests.web.shapes.read_whole")
    for more in ("", "er"):
        page = read_strictly(PAGE.replace("Words", f"Oth{more} words").replace("x.y-z", "a&#34;b"))
        assert [one.get("value") for one in page.iter("input")] == ['a"b']
        assert [one.text for one in page.iter("label")] == [f"Oth{more} words"]


def test_what_one_reader_does_to_a_tree_stays_with_them() -> None:
    next(read_strictly(PAGE).iter("label")).text = "Changed"
    assert next(read_strictly(PAGE).iter("label")).text == "Words"


@pytest.mark.parametrize("path", ["/form?filled=1", "/plain", "/fails/input"])
@pytest.mark.parametrize(
    ("stands", "mistaken"),
    [
        ("</main>", ""),
        ("</h1>", "</p></h1>"),
        ("</h1>", "<</h1>"),
        ("</h1>", "&copy</h1>"),
        ('<main class="', '<main class="x" class="'),
        ("<main ", '<main style="x" '),
        ("</h1>", '</h1><i id="main-content"></i>'),
        ("<h1", "<h1 <"),
        ("</h1>", "</h1><h1>x</h1>"),
    ],
)
def test_a_mistake_in_a_template_is_found_though_the_page_was_read_before(
    client: FlaskClient, path: str, stands: str, mistaken: str
) -> None:
    text = client.get(path).text
    checked(text)
    assert text.count(stands) == 1
    with pytest.raises((ParseError, AssertionError)):
        checked(text.replace(stands, mistaken))
