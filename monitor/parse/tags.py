"""Whether text that calls itself plain is HTML after all."""

import re
from html.entities import entitydefs

_CLOSING = re.compile(r"</\w+>")
_REFERENCE = re.compile(r"&#?\w+;")
_TAG = re.compile(r"</?(\w+)")
_NAMED = re.compile(r"&(\w+);")
_NAMES = """
    a abbr acronym address area article aside audio b big blockquote br button canvas caption center cite code col
    colgroup command datagrid datalist dd del details dfn dialog dir div dl dt em event-source fieldset figcaption
    figure font footer form h1 h2 h3 h4 h5 h6 header hr i img input ins kbd keygen label legend li m map menu
    meter multicol nav nextid noscript ol optgroup option output p pre progress q s samp section select small
    sound source spacer span strike strong sub sup table tbody td textarea tfoot th thead time tr tt u ul var
    video
"""
_HTML = frozenset(_NAMES.split())


def looks_like_html(text: str) -> bool:
    """Whether it closes an element or refers to a character, and every name in it is one that HTML has."""
    if "&" not in text and "</" not in text:
        return False
    if not _CLOSING.search(text) and not _REFERENCE.search(text):
        return False
    if any(name.lower() not in _HTML for name in _TAG.findall(text)):
        return False
    return all(name in entitydefs for name in _NAMED.findall(text))
