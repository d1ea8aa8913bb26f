"""From tables as written to the model as used: defaults are filled in, names become values."""

from collections.abc import Sequence
from datetime import timedelta

from monitor.config.quantities import parse_duration
from monitor.config.schema import (
    AnyChannel,
    ArticleTable,
    BudgetTable,
    ClauseTable,
    DeskTable,
    EmailTable,
    IdentityTable,
    ListingTable,
    PollingTable,
    RelayTable,
    RuleTable,
    ServiceFile,
    SourceTable,
    WebhookTable,
    WeightedClauseTable,
)
from monitor.model.catalog import (
    ArticlePolicy,
    AtLeast,
    Channel,
    ChannelKind,
    Clause,
    Desk,
    FactCondition,
    FetchLimits,
    ParseLimits,
    Relay,
    RequestBudget,
    Rule,
    Settings,
    Severity,
    Source,
    SourceKind,
)
from monitor.model.fact import Kind, Status
from monitor.model.identity import IdentityRules, Ids

DEFAULT_RETRIES = {
    "email": "1m 5m 15m 1h 2h 4h 8h 12h 24h",
    "webhook": "5s 5m 30m 2h 5h 10h 14h 20h 24h",
    "console": "",
}
_PORTS = {"none": 25, "starttls": 587, "tls": 465}


WEIGHTS = {1: 2.0, 2: 1.0, 3: 0.5}
"""What the entries of a source weigh by its tier, where it does not say itself."""


def settings(table: ServiceFile) -> Settings:
    network, parsing = table.network, table.parsing
    return Settings(
        contact=table.contact,
        database=table.database,
        alert_window=table.alert_window,
        allow=tuple(network.allow),
        proxy=network.proxy,
        authorities=network.authorities,
        fetch=FetchLimits(
            deadline=network.deadline,
            max_wire=network.max_wire,
            max_body=network.max_body,
            max_redirects=network.max_redirects,
        ),
        parse=ParseLimits(
            cpu=parsing.cpu,
            memory=parsing.memory,
            deadline=parsing.deadline,
            max_entries=parsing.max_entries,
            workers=parsing.workers,
        ),
        concurrency=table.polling.concurrency,
        budget=_budget(table.budget),
        keep_polls=table.keep_polls,
        log_format=table.log.format,
        log_level=table.log.level,
    )


def _budget(table: BudgetTable) -> RequestBudget:
    """A host is its name and port; the operator names it alone and means the usual ports."""
    hosts = {f"{name.lower()}:{port}": visits for name, visits in table.hosts.items() for port in (443, 80)}
    return RequestBudget(table.per_hour, table.per_host, hosts)


def source(table: SourceTable, defaults: PollingTable) -> Source:
    bounded = table.shortest is not None or table.longest is not None
    shortest, longest = _bounds(table, defaults)
    return Source(
        id=table.id,
        name=table.name,
        url=table.url,
        body=table.body,
        side=table.side,
        family=table.family,
        lang=table.lang,
        every=table.every or (None if bounded else defaults.every),
        host_gap=table.host_gap if table.host_gap is not None else defaults.host_gap,
        timezone=table.timezone,
        tier=table.tier,
        headers=table.headers,
        kind=SourceKind(table.kind),
        listing=table.listing.profile if table.listing else None,
        robots_ignored=table.robots.reason if table.robots else None,
        article=_article(table),
        shortest=shortest,
        longest=longest,
        weight=table.weight if table.weight is not None else WEIGHTS[table.tier],
        mirrors=tuple(table.mirrors),
        identity=_identity(table.identity),
    )


def _identity(table: IdentityTable) -> IdentityRules:
    return IdentityRules(
        ids=Ids(table.ids) if table.ids else None,
        unique_links=table.links == "unique" if table.links else None,
        fixed_dates=table.dates == "fixed" if table.dates else None,
    )


def _article(table: SourceTable) -> ArticlePolicy:
    """A listing profile knows where the pages that it leads to have their text."""
    written, listing = table.article or ArticleTable(), table.listing or ListingTable(item="*")
    return ArticlePolicy(
        fetch=written.fetch == "stubs" and not listing.whole,
        selector=written.selector or listing.article,
        hosts=tuple(written.hosts),
        shorter_than=written.shorter_than,
    )


def _bounds(table: SourceTable, defaults: PollingTable) -> tuple[timedelta, timedelta]:
    """The bounds of a source; one that it sets itself moves the other's default out of its way."""
    shortest = table.shortest or min(defaults.shortest, table.longest or defaults.shortest)
    return shortest, table.longest or max(defaults.longest, shortest)


def rule(table: RuleTable) -> Rule:
    enough = table.at_least
    return Rule(
        id=table.id,
        title=table.title,
        topic=table.topic,
        severity=Severity[table.severity.upper()],
        any=_clauses("any", table.any),
        all=_clauses("all", table.all),
        none=_clauses("none", table.none),
        at_least=AtLeast(enough.count, _clauses("at_least.of", enough.of)) if enough else None,
        langs=frozenset(table.langs),
        must_match=tuple(table.examples.match),
        must_not_match=tuple(table.examples.no_match),
    )


def _clauses(group: str, tables: Sequence[ClauseTable]) -> tuple[Clause, ...]:
    return tuple(clause(group, index, table) for index, table in enumerate(tables))


def clause(group: str, index: int, table: ClauseTable) -> Clause:
    """The condition at `index` of the list that stands at `group` in its rule."""
    kind = "fact" if table.fact else "keyword" if table.keyword else "regex"
    return Clause(
        kind,
        table.keyword or table.regex,
        f"{group}.{index}.{kind}",
        condition=_condition(table),
        weight=table.weight if isinstance(table, WeightedClauseTable) else 1,
    )


def _condition(table: ClauseTable) -> FactCondition | None:
    if table.fact is None:
        return None
    return FactCondition(
        Kind(table.fact),
        status=frozenset(map(Status, table.status)),
        background=table.background,
        ordinal=table.ordinal,
        parties=frozenset(table.parties),
        categories=frozenset(table.categories),
    )


def channel(table: AnyChannel) -> Channel:
    retries = _default_retries(table.kind) if table.retries is None else tuple(table.retries)
    kind = ChannelKind(table.kind)
    if isinstance(table, EmailTable):
        return Channel(
            table.id, kind, retries, table.timeout, relay=_relay(table.relay), sender=table.sender, to=tuple(table.to)
        )
    if isinstance(table, WebhookTable):
        return Channel(table.id, kind, retries, table.timeout, url=table.url, secrets=tuple(table.secret))
    return Channel(table.id, kind, retries, table.timeout)


def _relay(table: RelayTable) -> Relay:
    port = table.port or _PORTS[table.security]
    return Relay(table.host, port, table.security, table.username, table.password)


def _default_retries(kind: str) -> tuple[timedelta, ...]:
    return tuple(wait for text in DEFAULT_RETRIES[kind].split() if (wait := parse_duration(text)) is not None)


def desk(table: DeskTable) -> Desk:
    return Desk(
        id=table.id,
        name=table.name,
        timezone=table.timezone,
        channels=tuple(table.channels),
        min_severity=Severity[table.min_severity.upper()],
        rules=frozenset(table.rules),
    )
