"""All sources visited once, host by host, to see what has become of them. Nothing is stored."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence

from monitor.app.drift import Inspection
from monitor.app.probing import Prober
from monitor.errors import FetchError, ParseError
from monitor.model.catalog import Source


async def inspect_all(
    prober: Prober, sources: Sequence[Source], concurrency: int, tell: Callable[[Inspection], None]
) -> list[Inspection]:
    """An inspection for each source, in their order; `tell` hears of each as it comes in. Up to `concurrency` hosts are
    visited at a time, each for one source at a time."""
    by_host: dict[str, list[Source]] = defaultdict(list)
    for source in sources:
        by_host[source.host].append(source)
    done: dict[str, Inspection] = {}
    places = asyncio.Semaphore(concurrency)

    async def visit(host: Sequence[Source]) -> None:
        async with places:
            for source in host:
                done[source.id] = await inspect(prober, source)
                tell(done[source.id])

    async with asyncio.TaskGroup() as visits:
        for host in by_host.values():
            visits.create_task(visit(host))
    return [done[source.id] for source in sources]


async def inspect(prober: Prober, source: Source) -> Inspection:
    """One visit, and where it brought something else a look at what that is."""
    try:
        document = await prober.fetch(source)
    except (FetchError, ParseError) as error:
        return Inspection(source, error=error)
    try:
        return Inspection(source, document, await prober.parse(document, source))
    except ParseError as error:
        seen_as = await prober.kind_of(document, source.timezone) if error.reason in _ANOTHER_KIND else None
        instead = await prober.feeds_of(document) if error.reason == "html_not_feed" else ()
        return Inspection(source, document, error=error, seen_as=seen_as, instead=instead)


_ANOTHER_KIND = frozenset({"not_a_feed", "not_a_page", "no_items"})
"""What is said of a document that may be of another kind."""
