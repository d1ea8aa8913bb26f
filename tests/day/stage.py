"""What the day is played with: sites and their troubles, the sources that watch them, the service's parts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from monitor.app.market import Market
from monitor.app.polling import Poller
from monitor.app.robots import Robots
from monitor.model.catalog import Catalog, FetchLimits, ListingProfile, RequestBudget, Source, SourceKind
from monitor.model.content import Document, ParsedFeed, RobotsVerdict
from monitor.parse.document import parse_document
from monitor.parse.robots import robots_verdict
from monitor.store import Database, sources
from tests.day.drive import Drive, JumpingClock, NoWakes
from tests.day.web import NEVER, SHOWN_FOR, Piece, Site, Trouble, Web
from tests.support import world

MIDNIGHT = datetime(2025, 6, 10, tzinfo=UTC)
SIX, EIGHTEEN, END = (MIDNIGHT + timedelta(hours=hour) for hour in (6, 18, 26))
GAP = timedelta(seconds=2)
VISITS_AN_HOUR = 2.0
MATCHING = 0.02
ON_A_HOST = 6
WORDS = ("school", "bridge", "hospital", "museum", "station", "library", "harbour", "power line")


class InlineParser:
    """The parser itself, in this process: nothing here is hostile."""

    async def parse(
        self,
        document: Document,
        timezone: str,
        kind: SourceKind = SourceKind.FEED,
        listing: ListingProfile | None = None,
    ) -> ParsedFeed:
        return parse_document(document.body, document.headers, document.url, kind, listing, timezone, 1000)

    async def robots(self, document: Document, agent: str, urls: list[str]) -> RobotsVerdict:
        return robots_verdict(document.body, agent, urls)


@dataclass(frozen=True)
class Stage:
    """Everything, ready to begin."""

    clock: JumpingClock
    sites: list[Site]
    web: Web
    database: Database
    catalog: Catalog
    drive: Drive


def set_up(number: int, database_url: str, seed: int = 8, troubled: int = 10) -> Stage:
    """`number` sources, one of each `troubled` in trouble, over an empty database with the newest schema."""
    chances, clock = Random(seed), JumpingClock(MIDNIGHT)
    sites = list(_sites(number, troubled, chances))
    budget = RequestBudget(per_hour=number * VISITS_AN_HOUR, per_host=60)
    desks = (world.desk("news"), world.desk("operators"))
    # The deadline of a visit is by the machine's clock, which says nothing here.
    patient = FetchLimits(deadline=timedelta(hours=12))
    catalog = world.catalog(*map(_source, sites), desks=desks, budget=budget, fetch=patient)
    database = Database(database_url, clock)
    with database.transaction() as tx:
        sources.sync(tx, catalog.sources)
    web = Web(clock, sites, chances)
    market = Market(database, lambda: catalog)
    poller = Poller(
        database,
        catalog=lambda: catalog,
        fetcher=lambda: web,
        parser=InlineParser(),
        wakes=NoWakes(),
        robots=Robots(lambda: web, InlineParser().robots, clock),
        economy=lambda: market.economy,
    )
    return Stage(clock, sites, web, database, catalog, Drive(clock, database, poller, market))


def _source(site: Site) -> Source:
    mirrors = (site.other,) if site.trouble is Trouble.MIRRORED else ()
    return world.source(
        site.source_id, url=site.url, every=None, host_gap=GAP, tier=1, mirrors=mirrors, lang="en", weight=2.0
    )


def _sites(number: int, troubled: int, chances: Random) -> Iterator[Site]:
    """The troubled have a host each; of the others a third share hosts."""
    kinds = [each for each in Trouble if each is not Trouble.NONE]
    for index in range(number):
        name = f"s{index:04}"
        trouble = kinds[index // troubled % len(kinds)] if index % troubled == 0 else Trouble.NONE
        shared = trouble is Trouble.NONE and index % 3 == 0
        host = f"h{index // 3 // ON_A_HOST}.example" if shared else f"{name}.example"
        rate = chances.uniform(3, 6) if trouble is not Trouble.NONE else 10 ** chances.uniform(-0.7, 0.6)
        yield Site(
            name,
            f"https://{host}/{name}.xml",
            f"https://{name}.other.example/{name}.xml",
            list(_pieces(name, rate, chances)),
            trouble,
            SIX + timedelta(minutes=chances.uniform(0, 30)),
            EIGHTEEN if trouble is not Trouble.MOVED else NEVER,
        )


def _pieces(name: str, rate: float, chances: Random) -> Iterator[Piece]:
    """What an office that never closes publishes, from a few days before the day on."""
    at, count = MIDNIGHT - 2 * SHOWN_FOR, 0
    while (at := at + timedelta(hours=chances.expovariate(rate))) < END:
        count += 1
        if chances.random() < MATCHING:
            text = f"An exchange of prisoners took place near {name}, the {count}th of its kind."
        else:
            text = f"The minister of {name} opened a {chances.choice(WORDS)} and spoke of {count} others."
        yield Piece(count, at.replace(microsecond=0), text)
