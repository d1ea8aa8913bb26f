"""Items that their publishers took back: what a document leaves out becomes a last version, and desks are told."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from monitor import alert, identify, route
from monitor.identify import Presence
from monitor.model.alert import Act
from monitor.model.catalog import Catalog, Source
from monitor.model.content import Entry, Identified, KnownItem, ParsedFeed, Verdict
from monitor.model.plan import DELETED, ItemPlan
from monitor.model.ports import Known
from monitor.pipeline.events import Events, Telling, loudest


def left_out(
    feed: ParsedFeed, identified: Iterable[Identified], source: Source, known: Known, now: datetime
) -> tuple[KnownItem, ...]:
    """The items that desks were told of lately and that this document leaves out from among its others. None where it
    was not read to its end."""
    if feed.skipped or feed.unreadable or feed.warning is not None:
        return ()
    watched = known.watched(source.id, now - identify.WATCHED)
    return identify.not_listed((each.item for each in identified if each.item is not None), watched) if watched else ()


def withdrawals(
    missing: Sequence[KnownItem], source: Source, known: Known, catalog: Catalog, now: datetime, events: Events
) -> Iterator[ItemPlan]:
    """A last version for each item that has been missing for long enough."""
    for item in missing:
        sight = identify.sight_of_listing(item.missing_since, now)
        if sight.presence is Presence.WITHDRAWN:
            yield withdrawn(item, sight.reason, source, known, catalog, now, events)


def withdrawn(
    item: KnownItem, reason: str, source: Source, known: Known, catalog: Catalog, now: datetime, events: Events
) -> ItemPlan:
    """The version of kind `deleted`, and the update to those who were told of the item, or of the event it told of."""
    gone = Entry(id=None, link=item.link, title=item.title, text="", published=item.published_at, lang=source.lang)
    identified = Identified(gone, identify.withdrawal_keys(item), item.key, Verdict.VERSION, reason, item)
    told_of = events.tell(Telling(identified, (), (), ()))
    told = known.alert(item.alert_id) if item.alert_id is not None else None
    decision = alert.withdraw(told.revision if told else None)
    if told is None or decision.act is Act.HOLD:
        return ItemPlan(identified, decision=loudest(told_of) or decision, kind=DELETED, events=told_of)
    number = told.revision.revision + 1
    revision = alert.build_revision(source, identified, (), (), decision, catalog.rules, number=number, now=now)
    deliveries = route.deliveries(revision, catalog.desks, catalog.channels, told.recipients)
    return ItemPlan(identified, (), (), decision, revision, deliveries, kind=DELETED, events=told_of)
