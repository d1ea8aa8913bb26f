"""What compiling costs, in a process of its own that has done nothing before."""

import gc
import resource
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from monitor.match import compile_rules
from tests.bench.match.corpus import vocabularies
from tests.bench.match.patterns import Patterns
from tests.bench.report import cpu_seconds


def compilation(keywords: int, regexes: int, seed: int) -> tuple[float, float]:
    """CPU seconds and resident megabytes that compiling so many patterns takes."""
    with ProcessPoolExecutor(1, get_context("spawn")) as fresh:
        return fresh.submit(_measured, keywords, regexes, seed).result()


def _measured(keywords: int, regexes: int, seed: int) -> tuple[float, float]:
    rules = Patterns(keywords, regexes, vocabularies(seed), seed).rules
    gc.collect()
    before = _resident_megabytes()
    kept = []
    seconds = cpu_seconds(lambda: kept.append(compile_rules(rules)))
    return seconds, _resident_megabytes() - before


def _resident_megabytes() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6
