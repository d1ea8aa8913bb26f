"""Feeds that no publisher has written: by a seed, of every format, with the habits of real ones and some more."""

import random
from xml.sax.saxutils import escape, quoteattr

_TEXT = "обмен пленными 160 на talks in Istanbul заява МЗС été déclaration R&D раунд & <b> «да» — 9 < 10 ΑΒΓ 声明"
_WORDS = _TEXT.split()
_NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "media": "http://search.yahoo.com/mrss/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "own": "https://ministry.example/ns",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
}
_ATOM = "http://www.w3.org/2005/Atom"
_DATES = (
    *("Mon, 02 Jun 2025 10:00:00 +0300", "02 Jun 2025 10:00:00 GMT", "2025-06-02T10:00:00Z", "2025-06-02", "soon", ""),
    *(
        "2 июня 2025, 10:00",
        "Mon, 2 Jun 2025 10:00:00",
        "2025-06-02 10:00:00",
        "02.06.2025 10:00",
        "2025年6月2日",
        "10:00",
    ),
    *("Mon, 32 Jun 2025 10:00:00 GMT", "Mon, 02 Jun 2025 10:00:00 EST", "2025-06-02T10:00:00.123456+02:00"),
)
_ADDRESSES = (
    *(
        "https://ministry.example/news/{}",
        "/news/{}",
        "news/{}?a=1&b=2",
        "http:///ministry.example/{}",
        "tag:m,2025:{}",
    ),
    *(
        "javascript:alert({})",
        "https://ministry.example/новости/{}",
        "  https://ministry.example/{}\n ",
        "{}",
        "mailto:a@b.c",
    ),
)
_ENCODINGS = ("utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "windows-1251", "koi8-r")


class Inventor:
    """Invents one feed by its number."""

    def __init__(self, number: int) -> None:
        self._random = random.Random(number)
        self._bases = self._random.choice(
            (("https://base.example/a/", "https://base.example", "sub/"), ("/a/b/", "/c"))
        )

    def feed(self) -> bytes:
        kind = self._random.choice((self._rss, self._rss, self._atom, self._atom, self._rdf))
        text = kind()
        if self._random.random() < 0.04:
            text = text.replace("</title>", "&nbsp;</title>", 1)
        if self._random.random() < 0.03:
            text = text[: self._random.randrange(len(text) // 2, len(text))]
        return self._encoded(text)

    def _encoded(self, text: str) -> bytes:
        encoding = self._random.choice(_ENCODINGS)
        declared = encoding.removesuffix("-sig")
        if self._random.random() < 0.1:
            declared = self._random.choice(("utf-8", "windows-1251", "iso-8859-1"))
        head = "" if self._random.random() < 0.2 else f'<?xml version="1.0" encoding="{declared}"?>\n'
        return (head + text).encode(encoding, "xmlcharrefreplace")

    def _declarations(self, *, of_atom: bool) -> str:
        others = dict(_NAMESPACES)
        if of_atom or self._random.random() < 0.3:
            others["atom"] = _ATOM
        return "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in others.items())

    def _rss(self) -> str:
        version = self._random.choice(("0.91", "0.92", "2.0", "2.0"))
        head = self._channel_head()
        items = "".join(f"<item>{self._item()}</item>" for _ in range(self._random.randrange(6)))
        late = self._maybe("<ttl>15</ttl>", 0.3)
        attributes = self._declarations(of_atom=True) + self._scope()
        return f'<rss version="{version}"{attributes}><channel>{head}{items}{late}</channel></rss>'

    def _rdf(self) -> str:
        core = self._random.choice(("http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/"))
        items = "".join(
            f"<item{self._maybe(f' rdf:about={quoteattr(self._address())}', 0.8)}>{self._item()}</item>"
            for _ in range(self._random.randrange(6))
        )
        attributes = self._declarations(of_atom=False)
        rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        head = f"<channel>{self._channel_head()}</channel>{self._maybe('<image><title>i</title></image>', 0.2)}"
        return f'<rdf:RDF xmlns:rdf="{rdf}" xmlns="{core}"{attributes}>{head}{items}</rdf:RDF>'

    def _atom(self) -> str:
        core = self._random.choice((_ATOM, _ATOM, _ATOM, "http://purl.org/atom/ns#", ""))
        entries = "".join(f"<entry{self._scope()}>{self._entry()}</entry>" for _ in range(self._random.randrange(6)))
        title = f"<title{self._type()}>{self._text()}</title>"
        attributes = self._declarations(of_atom=core != "") + self._scope()
        return f'<feed xmlns="{core}"{attributes}>{title}<id>f</id><author><name>M</name></author>{entries}</feed>'

    def _channel_head(self) -> str:
        pieces = [
            f"<title>{self._text()}</title>",
            "<link>https://ministry.example/</link>",
            "<description>d</description>",
            self._maybe("<language>ru-RU</language>", 0.5),
            self._maybe("<dc:language>uk</dc:language>", 0.2),
            self._maybe("<image><url>u</url><title>i</title><link>l</link></image>", 0.3),
            self._maybe("<textInput><title>search</title><name>q</name></textInput>", 0.1),
            self._maybe("<title>another</title>", 0.05),
        ]
        self._random.shuffle(pieces)
        return "".join(pieces)

    def _item(self) -> str:
        pieces = [piece() for piece in self._random.choices(self._of_items(), k=self._random.randrange(12))]
        return self._maybe("\n  ", 0.5).join(pieces)

    def _entry(self) -> str:
        pieces = [piece() for piece in self._random.choices(self._of_entries(), k=self._random.randrange(12))]
        return self._maybe("\n  ", 0.5).join(pieces)

    def _of_items(self) -> list:
        address, date, text = self._address, self._date, self._text
        return [
            *(lambda: f"<title>{text()}</title>",) * 3,
            *(lambda: f"<link>{escape(address())}</link>",) * 3,
            *(lambda: f"<description>{text()}</description>",) * 3,
            *(lambda: f"<pubDate>{date()}</pubDate>",) * 2,
            lambda: f"<guid{self._permanence()}>{escape(address())}</guid>",
            lambda: f"<guid{self._permanence()}>{escape(address())}</guid>",
            lambda: f"<content:encoded>{text()}</content:encoded>",
            lambda: f"<dc:date>{date()}</dc:date>",
            *self._of_both(),
        ]

    def _of_entries(self) -> list:
        date, text = self._date, self._text
        return [
            *(lambda: f"<title{self._type()}>{text()}</title>",) * 3,
            *(lambda: f"<id>{escape(self._address())}</id>",) * 2,
            *(self._link,) * 3,
            *(lambda: f"<summary{self._type()}>{text()}</summary>",) * 2,
            *(lambda: f"<content{self._type()}>{text()}</content>",) * 2,
            *(self._xhtml,) * 2,
            lambda: f"<published>{date()}</published>",
            lambda: f"<updated>{date()}</updated>",
            lambda: f"<issued>{date()}</issued>",
            *self._of_both(),
        ]

    def _of_both(self) -> list:
        date, text = self._date, self._text
        return [
            lambda: f"<dc:title>{text()}</dc:title>",
            lambda: f"<dc:language>{self._random.choice(('be', '', 'en-GB', 'русский'))}</dc:language>",
            lambda: f"<dc:creator>{escape(self._phrase())}</dc:creator>",
            lambda: f"<dcterms:created>{date()}</dcterms:created>",
            lambda: f"<media:description>{text()}</media:description>",
            lambda: f"<media:title>{text()}</media:title>",
            lambda: f"<media:group><media:title>{text()}</media:title><media:content url='u'/></media:group>",
            lambda: f"<itunes:summary>{text()}</itunes:summary>",
            lambda: f"<itunes:subtitle>{text()}</itunes:subtitle>",
            lambda: f"<own:title>{text()}</own:title>",
            lambda: f"<own:group a='b'><own:x/><dc:date>{date()}</dc:date></own:group>",
            lambda: f"<category>{escape(self._phrase())}</category>",
            lambda: '<enclosure url="https://ministry.example/a.mp3" type="audio/mpeg" length="1"/>',
            lambda: '<source url="https://other.example/rss">Other</source>',
            lambda: f"<author><name>{escape(self._phrase())}</name><uri>https://m.example/</uri></author>",
            lambda: "<slash:comments>3</slash:comments><!-- a remark -->",
            lambda: "<image>https://ministry.example/i.png</image>",
        ]

    def _link(self) -> str:
        relation = self._random.choice(("", ' rel="alternate"', ' rel="self"', ' rel="enclosure"', ' rel="ALTERNATE"'))
        media_type = self._random.choice(("", ' type="text/html"', ' type="application/pdf"', ' type="html"'))
        return f"<link{relation}{media_type} href={quoteattr(self._address())}/>"

    def _xhtml(self) -> str:
        inside = f"<p>{escape(self._phrase())}<br/>{escape(self._phrase())}</p><ul><li>a</li><li>b</li></ul>"
        wrapped = f'<div xmlns="http://www.w3.org/1999/xhtml" class="c>d">{inside}<!-- no --></div>'
        return f'<{(name := self._random.choice(("content", "summary", "title")))} type="xhtml">{wrapped}</{name}>'

    def _type(self) -> str:
        kinds = ("", "", ' type="html"', ' type="text"', ' type="text/html"', ' type="text/plain"', ' type="xhtml"')
        return self._random.choice(kinds) + self._scope(0.1)

    def _scope(self, likely: float = 0.15) -> str:
        lang = self._random.choice(("uk-UA", "ru", ""))
        base = self._random.choice(self._bases)
        return self._maybe(f' xml:lang="{lang}"', likely) + self._maybe(f' xml:base="{base}"', likely / 2)

    def _permanence(self) -> str:
        return self._random.choice(("", ' isPermaLink="true"', ' isPermaLink="false"'))

    def _address(self) -> str:
        return self._random.choice(_ADDRESSES).format(self._random.randrange(9))

    def _date(self) -> str:
        return self._random.choice(_DATES)

    def _phrase(self) -> str:
        return " ".join(self._random.choices(_WORDS, k=self._random.randrange(1, 7)))

    def _text(self) -> str:
        """Escaped once or twice, in CDATA, with markup or without, or nothing."""
        phrase = self._phrase()
        marked = f"<p>{escape(phrase)}</p><p title='a > b'>{escape(self._phrase())}&nbsp;&laquo;1&raquo;<br>x</p>"
        return self._random.choice(
            (
                escape(phrase),
                escape(escape(phrase)),
                escape(marked),
                f"<![CDATA[{marked}]]>",
                f"<![CDATA[{phrase}]]>",
                f"\n  {escape(phrase)}\t\n",
                f"&#1055;&#x41;&#150; {escape(phrase)}",
                "",
                "Ð\x9cÐ\x98Ð\x94" if self._random.random() < 0.3 else "café",
                escape("<code>a</code> &amp; <script>b()</script>c"),
            )
        )

    def _maybe(self, text: str, likely: float) -> str:
        return text if self._random.random() < likely else ""
