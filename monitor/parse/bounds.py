"""How much of an entry is taken: what follows reads every text whole, inside the store's transaction."""

from dataclasses import replace

from monitor.model.content import ParsedFeed

LONGEST_TITLE = 2_000
LONGEST_TEXT = 200_000


def bounded(feed: ParsedFeed) -> ParsedFeed:
    """The feed with no piece longer than a book, and a warning where something was cut or left out for itself."""
    if feed.unreadable and feed.warning is None:
        feed = replace(feed, warning="entries_unreadable")
    if all(len(entry.title) <= LONGEST_TITLE and len(entry.text) <= LONGEST_TEXT for entry in feed.entries):
        return feed
    entries = tuple(
        replace(entry, title=entry.title[:LONGEST_TITLE], text=entry.text[:LONGEST_TEXT]) for entry in feed.entries
    )
    return replace(feed, entries=entries, warning=feed.warning or "text_cut")
