"""What a document is that is not what was asked for: a challenge, a login, another page, nothing, or half of it."""

import re

from monitor.errors import ParseError

_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body|script|meta)\b", re.IGNORECASE)
_WHOLE_PAGE = re.compile(r"<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_START = 4096
_LARGEST_GATE = 120_000  # characters; they are small pages, and large ones speak of many things
# Words that only the gatekeepers themselves write: Cloudflare, DDoS-Guard, Variti, Imperva, Qrator, Akamai, Sucuri, …
_GATEKEEPER = re.compile(
    r"<title>\s*(?:just a moment|attention required!\s*\|\s*cloudflare|ddos-guard|один момент|access denied|"
    r"are you (?:a robot|human)|robot check|проверка браузера|перевірка браузера)"
    r"|cf[-_]chl[-_]|/cdn-cgi/challenge-platform|cf-browser-verification|__ddg\d|ddos-guard\.net|check\.ddos-guard"
    r"|variti|_incapsula_resource|incapsula incident|qrator|__qrator|sucuri_cloudproxy|perimeterx|px-captcha"
    r"|checking (?:if the site connection is secure|your browser)|verify(?:ing)? (?:that )?you are (?:a )?human"
    r"|проверяем ваш браузер|проверка вашего браузера|перевіряємо ваш браузер|servicepipe|_abck|awswafcookie|aws-waf",
    re.IGNORECASE,
)
_PASSWORD = re.compile(r"<input\b[^<>]*\btype\s*=\s*[\"']?password", re.IGNORECASE)
_LOGIN_TITLE = re.compile(
    r"<title>\s*(?:log ?in|sign ?in|вход\b|авторизация|вхід\b|авторизація|anmelden|connexion)", re.IGNORECASE
)
_CAPTCHA = re.compile(r"captcha", re.IGNORECASE)
_COOKIE_AND_RELOAD = re.compile(r"document\.cookie\s*=")
_RELOAD = re.compile(r"location\.(?:reload|replace|href)")
_SHORT = 40_000


def is_page(text: str) -> bool:
    """Whether a document, or what is left of it, is HTML."""
    return bool(_PAGE.search(text[:_START]))


def calls_itself_page(text: str) -> bool:
    return bool(_WHOLE_PAGE.search(text[:_START]))


def no_feed(text: str) -> ParseError:
    """What a decoded document is that holds no feed."""
    if not text.strip():
        return ParseError("empty", "the document is empty")
    if not is_page(text):
        return ParseError("not_a_feed", "neither RSS, RDF, Atom nor JSON Feed")
    return gate(text) or ParseError("html_not_feed", "an HTML page instead of a feed")


def gate(text: str) -> ParseError | None:
    """`challenge` or `login` where a page stands before what was asked for, None for any other page."""
    if len(text) > _LARGEST_GATE:
        return None
    if _GATEKEEPER.search(text):
        return ParseError("challenge", "a page that checks the visitor, instead of the document")
    if _PASSWORD.search(text) or _LOGIN_TITLE.search(text):
        return ParseError("login", "a page that asks to log in, instead of the document")
    small = len(text) < _SHORT
    reloads = small and _COOKIE_AND_RELOAD.search(text) and _RELOAD.search(text)
    if reloads or (small and _CAPTCHA.search(text)):
        return ParseError("challenge", "a page that checks the visitor, instead of the document")
    return None
