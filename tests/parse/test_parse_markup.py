"""HTML to text: readable, decoded once, and nothing of scripts."""

import pytest

from monitor.parse.markup import plain_line, plain_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>First.</p><p>Second.</p>", "First.\n\nSecond."),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("<ul><li>a</li><li>b</li></ul>end", "a\nb\n\nend"),
        ("<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>", "1 2\n3"),
        ("a <b>bold</b>, <i>sl</i>anted", "a bold, slanted"),
        ("<div><div>\n  deep \n text </div></div>", "deep text"),
        ("before<script>alert('<p>x')</script><style>p{}</style>after", "beforeafter"),
        ("R&amp;D &lt;tag&gt; &eacute; &#1103; a&nbsp;b", "R&D <tag> é я a b"),
        ("5 < 6 and x > 2", "5 < 6 and x > 2"),
        ("AT&T &unknown; x&y", "AT&T &unknown; x&y"),
        ("<p>unclosed <b>tags", "unclosed tags"),
        ("<!-- hidden -->shown", "shown"),
        ("no markup\nat all", "no markup\nat all"),
        ("", ""),
    ],
)
def test_html(html: str, text: str) -> None:
    assert plain_text(html, html=True) == text


def test_markup_that_was_escaped_twice_is_decoded_twice() -> None:
    assert plain_text("&lt;p&gt;Exchange &amp;laquo;160&amp;raquo;&lt;/p&gt;", html=True) == "Exchange «160»"
    assert plain_text("R&amp;amp;D", html=True) == "R&D"


def test_plain_text_is_not_read_as_html_unless_it_evidently_is() -> None:
    assert plain_text("if a<b then b>a", html=False) == "if a<b then b>a"
    assert plain_text("AT&T", html=False) == "AT&T"
    assert plain_text("<p>Evident</p><br/>markup", html=False) == "Evident\n\nmarkup"


def test_white_space_is_normalised_and_lines_are_kept() -> None:
    assert plain_text("  a\t b\u00a0c \r\n\r\n\r\n\r\n d  ", html=False) == "a b c\n\nd"


def test_a_title_is_one_line() -> None:
    assert plain_line("Talks<br>in\n Istanbul", html=True) == "Talks in Istanbul"


def test_characters_that_a_database_refuses_are_gone() -> None:
    dirty = "a\x00b\x1bc\ud800d\ufffee"
    assert plain_text(dirty, html=False) == "abcde"
    assert plain_text(f"<p>{dirty}&#0;&#xD800;</p>", html=True).isprintable()


@pytest.mark.parametrize(
    "bomb",
    ["<div>" * 50_000, "<b>" * 50_000, "<!--" * 125_000, "<a " * 70_000, "<" * 200_000, "&" * 500_000, "<p>" * 100_000],
    ids=["div", "b", "comment", "open tag", "less than", "ampersand", "paragraph"],
)
@pytest.mark.timeout(10)
def test_size_and_depth_cost_linear_time(bomb: str) -> None:
    assert plain_text(f"start {bomb}", html=True).startswith("start")
