"""The canonical address: what must become one, what must stay two, and that nothing else moves."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.identify.urls import LONGEST, canonical_url, host_part, language_variant, local_part

PAGE = "https://mod.example/news/17"
ONE_PAGE = [
    ("http://mod.example/news/17", PAGE),
    ("HTTPS://Mod.Example/news/17", PAGE),
    ("https://www.mod.example/news/17", PAGE),
    ("https://m.mod.example/news/17", PAGE),
    ("https://mobile.mod.example/news/17", PAGE),
    ("https://www.m.mod.example/news/17", PAGE),
    ("https://amp.mod.example/news/17", PAGE),
    ("https://mod.example./news/17", PAGE),
    ("https://mod.example:443/news/17", PAGE),
    ("http://mod.example:80/news/17", PAGE),
    ("https://editor@mod.example/news/17", PAGE),
    ("https://mod.example/news/17/", PAGE),
    ("https://mod.example//news//17", PAGE),
    ("https://mod.example/archive/../news/./17", PAGE),
    ("https://mod.example/news/17/amp", PAGE),
    ("https://mod.example/news/17/amp/", PAGE),
    ("https://mod.example/amp/news/17", PAGE),
    ("https://mod.example/news/17.amp", PAGE),
    ("https://mod.example/news/17?amp=1", PAGE),
    ("https://mod.example/news/17?outputType=amp", PAGE),
    ("https://mod.example/news/17/index.html", PAGE),
    ("https://mod.example/news/17;jsessionid=0A1B2C3D4E5F", PAGE),
    ("https://mod.example/news/17?", PAGE),
    ("https://mod.example/news/17?&", PAGE),
    ("https://mod.example/news/17?utm_source=rss&utm_medium=feed&utm_campaign=all", PAGE),
    ("https://mod.example/news/17?UTM_Source=rss", PAGE),
    ("https://mod.example/news/17?fbclid=IwAR0&yclid=5&ysclid=lq1&_openstat=a;b", PAGE),
    ("https://mod.example/news/17?at_medium=RSS&at_campaign=KARANGA&maca=en-rss-en-all", PAGE),
    ("https://mod.example/news/17?from=rss", PAGE),
    ("https://mod.example/news/17?source=Telegram&ref=twitter&sid=rss", PAGE),
    ("https://mod.example/news/17?print=Y", PAGE),
    ("https://mod.example/news/17?PHPSESSID=4d7a2c0b9e8f1a3c5d6e7f80", PAGE),
    ("https://mod.example/news/17#comments", PAGE),
    ("https://mod.example/news/17#xtor=RSS-1", PAGE),
    ("https://mod.example/news/17#:~:text=exchange", PAGE),
    (" https://mod.example/news/\n17 ", PAGE),
    ("https://www.google.com/url?sa=t&url=https%3A%2F%2Fmod.example%2Fnews%2F17", PAGE),
    ("https://vk.com/away.php?to=http%3A%2F%2Fmod.example%2Fnews%2F17%3Futm_source%3Dvk", PAGE),
    ("https://mod-example.cdn.ampproject.org/c/s/mod.example/news/17", PAGE),
    ("https://www.google.com/amp/s/mod.example/amp/news/17", PAGE),
    ("https://mod.example/?id=7&amp;lang=uk", "https://mod.example/?lang=uk&id=7"),
    ("https://mod.example/?id=7&amp;amp;lang=uk", "https://mod.example/?id=7&lang=uk"),
    ("https://mod.example/index.php?id=7", "https://mod.example/?id=7"),
    ("https://mod.example", "https://mod.example/"),
    (
        "https://минобороны.example/новости",
        "https://xn--90anlfbebar6i.example/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8",
    ),
    ("https://mod.example/%d0%bd", "https://mod.example/н"),
    ("https://mod.example/%7Epress/%41", "https://mod.example/~press/A"),
    ("https://mod.example/a%2fb", "https://mod.example/a%2Fb"),
    ("https://mod.example/a b", "https://mod.example/a%20b"),
    ("https://mod.example/?q=a+b", "https://mod.example/?q=a+b&utm_term=x"),
    ("https://mod.example/ки\u0306в", "https://mod.example/кйв"),
    ("https://mod.example/%D0%B8%CC%86", "https://mod.example/й"),
    ("https://mod.example/e%CC%81t%C3%A9", "https://mod.example/été"),
    ("https://mod.example/?b=2&a=1", "https://mod.example/?a=1&b=2"),
]
TWO_PAGES = [
    ("https://mod.example/?sid=17", "https://mod.example/?sid=18"),
    ("https://mod.example/?id=17", "https://mod.example/?id=18"),
    ("https://mod.example/?p=17", "https://mod.example/?p=18"),
    ("https://mod.example/?newsid=17", "https://mod.example/"),
    ("https://mod.example/?ELEMENT_ID=17", "https://mod.example/?ELEMENT_ID=18"),
    ("https://mod.example/detail.php?ELEMENT_ID=17&SECTION_ID=1", "https://mod.example/detail.php?SECTION_ID=1"),
    ("https://mod.example/?PHPSESSID=17", "https://mod.example/?PHPSESSID=18"),
    ("https://mod.example/?sid=4d7a2c0b9e8f1a3c5d6e7f80", "https://mod.example/?sid=4d7a2c0b9e8f1a3c5d6e7f81"),
    ("https://mod.example/?cid=17", "https://mod.example/?cid=18"),
    ("https://mod.example/?source=mfa", "https://mod.example/?source=mod"),
    ("https://mod.example/?ref=17", "https://mod.example/?ref=18"),
    ("https://mod.example/?from=100", "https://mod.example/?from=200"),
    ("https://mod.example/?type=news", "https://mod.example/?type=photo"),
    ("https://mod.example/?mc=55", "https://mod.example/?mc=56"),
    ("https://mod.example/?page=2", "https://mod.example/"),
    ("https://mod.example/?17", "https://mod.example/?18"),
    ("https://mod.example/?a=1&a=2", "https://mod.example/?a=2&a=1"),
    ("https://mod.example/?m=2", "https://mod.example/"),
    ("https://mod.example/?print=17", "https://mod.example/?print=18"),
    ("https://mod.example/?q=a%26b", "https://mod.example/?q=a&b"),
    ("https://mod.example/?t=17", "https://mod.example/?t=18"),
    ("https://mod.example/#!/news/1", "https://mod.example/#!/news/2"),
    ("https://mod.example/live#entry-1", "https://mod.example/live#entry-2"),
    ("https://mod.example/en/news/17", "https://mod.example/ru/news/17"),
    ("https://mod.example/news/17?lang=en", "https://mod.example/news/17?lang=ru"),
    ("https://en.mod.example/news/17", "https://mod.example/news/17"),
    ("https://mod.example/News/17", "https://mod.example/news/17"),
    ("https://mod.example/a%2Fb", "https://mod.example/a/b"),
    ("https://mod.example/a%3Fb", "https://mod.example/a?b"),
    ("https://mod.example/a%23b", "https://mod.example/a#b"),
    ("https://mod.example/a%25", "https://mod.example/a"),
    ("https://mod.example:8080/news/17", "https://mod.example/news/17"),
    ("https://news.example/17", "https://example/17"),
    ("https://m.example/17", "https://www.example/17x"),
    ("https://press.mod.example/17", "https://mod.example/17"),
    ("https://mod.example/ample/17", "https://mod.example/le/17"),
    ("https://mod.example/news-amp", "https://mod.example/news"),
    ("https://mod.example/index.html.bak", "https://mod.example/"),
    ("https://mod.example/url?q=https%3A%2F%2Fa.example", "https://a.example/"),
    ("https://vk.com/away.php", "https://vk.com/"),
    ("https://mod.example/17;v=2", "https://mod.example/17"),
    ("https://mod.example/17.html", "https://mod.example/17"),
]


@pytest.mark.parametrize(("written", "page"), ONE_PAGE)
def test_written_in_another_way_it_is_the_same_page(written: str, page: str) -> None:
    assert canonical_url(written) == canonical_url(page)


@pytest.mark.parametrize(("one", "other"), TWO_PAGES)
def test_another_page_stays_another_page(one: str, other: str) -> None:
    assert canonical_url(one) != canonical_url(other)


@pytest.mark.parametrize(
    "no_address",
    ["urn:uuid:1", "tag:mod.example,2025:17", "17", "", "mailto:press@mod.example", "http://", "http:///x",
     "http://mod.example:99999/", "http://[::1", "at://did:plc:x/1", "https://mod.example/" + "a" * LONGEST],
)  # fmt: skip
def test_what_is_no_address_stays_as_it_is(no_address: str) -> None:
    assert canonical_url(f" {no_address}\n") == no_address


def test_a_chain_of_pages_that_lead_on_is_followed_to_its_end() -> None:
    chain = "https://vk.com/away.php?to=" * 200 + PAGE
    assert canonical_url(chain) == PAGE


# A line a kind of piece.
PIECES = """
    http:// https:// HTTP:// www. m. amp. mod.example MOD.example. :80 :443 :8080 / // /../ /. /amp /amp/ .amp .amp.html
    /index.html /index.php /default.aspx ;jsessionid=1 ? & = + # #! #/ #comments utm_source= utm_medium=rss id= sid=
    PHPSESSID= ref=rss %2F %2f %25 %7E %41 %D0%B8 %CC%86 %C3 %FF % %% %u0434 &amp; &amp;amp; й и\u0306 é \u0301 \u200b
    минобороны.рф xn-- _ - . .. @ user:pass@ [::1] 127.0.0.1 vk.com/away.php?to= https%3A%2F%2F google.com/url?q=
    google.com/amp/s/ x.cdn.ampproject.org/c/s/ | \\ ' " < > ( ) , ; : ~ $ ! * a A 0 1 17 \t \n
"""


@given(url=st.one_of(st.lists(st.sampled_from(PIECES.split(" ")), max_size=14).map("".join), st.text(max_size=60)))
@example("http://;A.й")
@example("https://mod.example/a%2525")
@example("https://mod.example/%2e%2e/x")
@example("https://mod.example/?a=%&b=%zz")
@example("https://m.m.mod.example/amp/amp/")
@example("https://mod.example/index.html/index.html/")
def test_its_own_result_stays_as_it_is(url: str) -> None:
    once = canonical_url(url)
    assert canonical_url(once) == once


@given(
    path=st.text("abcz0129-_~./", max_size=12),
    name=st.sampled_from(["id", "sid", "p", "newsid", "ELEMENT_ID", "PHPSESSID", "cid", "article"]),
    values=st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)),
)
def test_numbers_of_pages_never_become_one(path: str, name: str, values: tuple[int, int]) -> None:
    one, other = (canonical_url(f"http://www.mod.example/{path}?utm_source=rss&{name}={value}") for value in values)
    assert (one == other) == (values[0] == values[1])


def test_host_and_local_part_make_the_address() -> None:
    for url in (PAGE, "https://mod.example:8080/", canonical_url("https://mod.example?id=1#!/a")):
        assert f"https://{host_part(url)}{local_part(url)}" == url


@pytest.mark.parametrize(
    ("url", "language", "without"),
    [
        ("https://mod.example/en/news/17", "en", "https://mod.example/news/17"),
        ("https://mod.example/ua/news/17", "uk", "https://mod.example/news/17"),
        ("https://mod.example/press/ru/17", "ru", "https://mod.example/press/17"),
        ("https://mod.example/en-GB/news/17?id=1", "en", "https://mod.example/news/17?id=1"),
        ("https://eng.mod.example/news/17", "en", "https://mod.example/news/17"),
        ("https://mod.example/news/17?id=1&lang=ru", "ru", "https://mod.example/news/17?id=1"),
        ("https://mod.example/news/17?lang=xx", None, "https://mod.example/news/17?lang=xx"),
        ("https://mod.example/news/17", None, "https://mod.example/news/17"),
        ("https://mod.example/en", None, "https://mod.example/en"),
        ("https://mod.example/news/be/17", "be", "https://mod.example/news/17"),
    ],
)
def test_the_language_of_an_address(url: str, language: str | None, without: str) -> None:
    assert language_variant(url) == (without, language)
