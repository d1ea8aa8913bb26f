"""python -m tests.bench.dedup: look-ups in stores of 10,000 and 1,000,000 items, near-duplicates, events kept apart."""

import argparse
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from tests.bench.dedup import lookup, recall
from tests.bench.dedup.lookup import Cost, Prepared
from tests.bench.report import installed, progress, report
from tests.support import postgres

SMALL, QUERIES, RECALLED = 10_000, 2_000, 12_000


def main() -> None:
    options = _options()
    rows: list[list[str]] = []
    figures: dict[str, float] = {}
    with progress("dedup", steps=8) as step, tempfile.TemporaryDirectory() as folder:
        ready = lookup.prepared(options.items, QUERIES, step)
        step("look-ups on SQLite")
        stores = [lookup.sqlite_store(Path(folder), count, ready) for count in (SMALL, options.items)]
        with lookup.memory() as grown:
            small, large = lookup.lookups(stores, ready.asked)
        rows += [_row(f"SQLite, {SMALL:,} items", small), _row(f"SQLite, {options.items:,} items", large)]
        figures |= _growth("lookup", small, large) | {"lookup_memory_mb": grown[0]}
        if options.postgresql:
            step("look-ups on PostgreSQL")
            small, there = _on_postgresql(ready, options.items)
            rows += [_row(f"PostgreSQL, {SMALL:,} items", small), _row(f"PostgreSQL, {options.items:,} items", there)]
            figures |= _growth("postgresql_lookup", small, there)
        if installed("datasketch"):
            theirs = lookup.datasketch_lookups(options.datasketch, QUERIES, step)
            rows.append(_row(f"datasketch in memory, {options.datasketch:,} items", theirs))
            figures |= {"vs_datasketch": theirs.mean / large.mean, "datasketch_items": options.datasketch}
        figures |= _found(step)
    report("dedup", ["look-up", "median µs", "mean µs"], rows, figures)


def _on_postgresql(ready: Prepared, items: int) -> list[Cost]:
    with postgres.running() as server, ExitStack() as closing_them:
        stores = [lookup.postgresql_store(server.url(server.create()), count, ready) for count in (SMALL, items)]
        for store in stores:
            closing_them.callback(store.close)
        return lookup.lookups(stores, ready.asked, time.perf_counter)


def _growth(name: str, small: Cost, large: Cost) -> dict[str, float]:
    return {f"{name}_median_growth": large.median / small.median, f"{name}_mean_growth": large.mean / small.mean}


def _found(step: Callable[[str], None]) -> dict[str, float]:
    step("near-duplicates against all pairs")
    near = recall.recall(RECALLED, seed=3)
    step("stories of the domain")
    stories = recall.domain()
    return {
        "recall_j50": near.recall[0.5],
        "recall_j70": near.recall[0.7],
        "recall_j80": near.recall[0.8],
        "candidates_per_item": near.candidates,
        "story_pair_precision": stories.precision,
        "story_pair_recall": stories.recall,
        "events_wrongly_merged": stories.events_mixed,
    }


def _row(name: str, cost: Cost) -> list[str]:
    return [name, f"{cost.median:.0f}", f"{cost.mean:.0f}"]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.dedup", description=__doc__)
    parser.add_argument("--items", type=int, default=1_000_000, help="of the large store (default: a million)")
    parser.add_argument("--datasketch", type=int, default=200_000, help="items for datasketch (1,000,000 take 5.5 GB)")
    parser.add_argument("--no-postgresql", dest="postgresql", action="store_false", help="SQLite alone")
    return parser.parse_args()


if __name__ == "__main__":
    main()
