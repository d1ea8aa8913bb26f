"""Claims of our own making, and a desk in memory that is told of the events they make."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from monitor import alert, event, identify
from monitor.model.alert import Act, AlertDecision, AlertRevision
from monitor.model.content import Entry, Identified, Match, Span, Verdict
from monitor.model.event import Claim, KnownEvent, Tally
from monitor.model.fact import Kind, Qualifier, Status
from tests.support import world

EXCHANGE_DAY = datetime(2025, 6, 10, tzinfo=UTC)
CATALOG = world.catalog()
MATCHES = (Match("exchange", (Span("text", 0, 2, "An"),)),)


def claim(item: str, at: str = "10 12:00", **fields: object) -> Claim:
    """`item` is `side/source` or `side/family/source`; `at` is day and time in June 2025, UTC."""
    side, *_, source = item.split("/")
    family = item.split("/")[1] if item.count("/") > 1 else source
    day, _, clock = at.partition(" ")
    moment = datetime.strptime(f"2025-06-{day} {clock or '12:00'} +0000", "%Y-%m-%d %H:%M %z")
    kind = fields.get("kind", Kind.EXCHANGE)
    plain = Claim(
        key=f"{item}@{at}#{kind}1",
        item_key=f"{item}@{at}",
        version=1,
        kind=Kind.EXCHANGE,
        status=Status.DONE,
        published=moment,
        day=moment.date(),
        hour=moment.hour,
        source_id=source,
        source_name=source,
        body="agency" if side == "third" else "defence",
        side=side,
        family=family,
        title="",
        url=None,
        text_key=f"{item}@{at}",
        parties=("RU", "UA"),
    )
    return replace(plain, **fields)  # type: ignore[arg-type]  # fields by name, as in dataclasses.replace


def to(**sides: int) -> tuple[Tally, ...]:
    """Exact figures by side: `to(RU=84, UA=84)`."""
    return tuple(Tally(side, number, Qualifier.EXACT) for side, number in sorted(sides.items()))


def edited(one: Claim, **fields: object) -> Claim:
    """The next version of the same statement."""
    fields = {"version": one.version + 1, "text_key": one.text_key + "'", **fields}
    return replace(one, **fields)  # type: ignore[arg-type]  # fields by name, as in dataclasses.replace


@dataclass(frozen=True)
class Desk:
    """What is known and has been told so far; hearing something gives another desk, so that histories can branch."""

    known: tuple[KnownEvent, ...] = ()
    told: tuple[tuple[str, AlertDecision], ...] = ()
    alerts: Mapping[str, AlertRevision] = field(default_factory=dict)

    def hear(self, *claims: Claim, verdict: Verdict = Verdict.NEW, item_key: str | None = None) -> "Desk":
        """One version of one item with these claims; without any, `item_key` says which item says nothing now."""
        item_key = item_key or claims[0].item_key
        moment = max((one.published for one in claims), default=EXCHANGE_DAY) + timedelta(minutes=5)
        entry = Entry(item_key, None, item_key, "text", published=moment)
        identified = Identified(entry, identify.keys("x", entry), item_key, verdict, "for the test")
        desk = self
        for changed in event.retell(self.known, item_key, claims):
            desk = desk._keep(changed, identified, moment)
        return desk

    def _keep(self, changed: event.Changed, identified: Identified, moment: datetime) -> "Desk":
        key = changed.event.key
        before = self.alerts.get(key)
        decision = alert.decide_about_event(
            changed.event,
            before,
            identified,
            MATCHES,
            CATALOG.rules,
            alert.Moment(moment, timedelta(hours=24), baseline=False, gap=timedelta(minutes=5)),
        )
        alerts = self.alerts
        if decision.act is not Act.HOLD and changed.told:
            alerts = {**alerts, key: _revision(changed, before, identified, decision, moment)}
        number = changed.known.id if changed.known else len(self.known) + 1
        kept = KnownEvent(number, changed.event, changed.claims, number if key in alerts else None)
        gone = {key, *(absorbed.key for absorbed in changed.absorbed)}
        known = (*(one for one in self.known if one.key not in gone), kept)
        return Desk(known, (*self.told, (key, decision)) if changed.told else self.told, alerts)

    @property
    def alert(self) -> AlertRevision:
        """The newest revision of the only alert."""
        (newest,) = self.alerts.values()
        return newest

    @property
    def reasons(self) -> list[str]:
        """What was decided, one after the other."""
        return [f"{decision.act}:{decision.reason}" for _, decision in self.told]

    @property
    def newest(self) -> AlertDecision:
        return self.told[-1][1]


def _revision(
    changed: event.Changed,
    before: AlertRevision | None,
    identified: Identified,
    decision: AlertDecision,
    moment: datetime,
) -> AlertRevision:
    return alert.build_revision(
        world.source(),
        identified,
        MATCHES,
        (),
        decision,
        CATALOG.rules,
        number=before.revision + 1 if before else 1,
        now=moment,
        event=changed.event,
    )


def resolved(claims: Sequence[Claim]) -> list[set[str]]:
    """The items of each event, however the claims are ordered."""
    return [{placed.claim.item_key.partition("@")[0] for placed in group} for group in event.resolve(claims)]
