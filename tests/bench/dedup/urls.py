"""python -m tests.bench.dedup.urls: what the canonical form of an address costs, beside other canonicalisers."""

import argparse
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from random import Random

from monitor.identify.urls import canonical_url
from tests.bench.report import Step, in_turn, installed, progress, report

ROUNDS = 5
HOSTS = ("mod.example", "www.mfa.example", "m.hq.example", "press.president.example", "www.agency.example")
SHAPES = (
    "/news/{n}",
    "/news/{n}/",
    "/ru/press/2025/06/{n}-obmen-plennymi.html",
    "/index.php?ELEMENT_ID={n}&SECTION_ID=4",
    "/en/article/{n}?utm_source=rss&utm_medium=feed&utm_campaign=all",
    "/?p={n}",
    "/новини/{n}/",
    "/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8/{n}?sid={n}&b=2&a=1",
    "/amp/{n}/",
    "/live#entry-{n}",
)
PEERS = {
    "w3lib": ("w3lib.url", "canonicalize_url"),
    "courlan": ("courlan", "clean_url"),
    "url-normalize": ("url_normalize", "url_normalize"),
}
"""By their packages: the module and the function that canonicalises."""

Canonicalise = Callable[[str], object]


def contenders() -> Mapping[str, Canonicalise]:
    """Parley and the peers that are installed."""
    there = {name: peer for name, peer in PEERS.items() if installed(peer[0].partition(".")[0])}
    return {
        "parley": canonical_url,
        **{name: getattr(import_module(module), function) for name, (module, function) in there.items()},
    }


def addresses(number: int, seed: int) -> list[str]:
    """Addresses as feeds have them, all different: what a canonicaliser remembers must not help it."""
    chance = Random(seed)
    return [
        f"http{chance.choice(('', 's'))}://{chance.choice(HOSTS)}{chance.choice(SHAPES).format(n=n)}"
        for n in range(number)
    ]


def measured(number: int, step: Step) -> dict[str, float]:
    """Microseconds an address, by canonicaliser."""
    urls = addresses(number, seed=1)
    runs = {name: _all(canonicalise, urls) for name, canonicalise in contenders().items()}
    seconds = in_turn(runs, ROUNDS, step)
    return {name: each / number * 1e6 for name, each in seconds.items()}


def figures(microseconds: dict[str, float]) -> dict[str, float]:
    """Parley's time divided by each other's."""
    mine = microseconds["parley"]
    others = {
        f"url_time_to_{name.replace('-', '_')}": mine / each for name, each in microseconds.items() if each != mine
    }
    return {"url_microseconds": mine, **others}


def _all(canonicalise: Canonicalise, urls: Sequence[str]) -> Callable[[], None]:
    def run() -> None:
        for url in urls:
            canonicalise(url)

    return run


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.dedup.urls", description=__doc__)
    parser.add_argument("--urls", type=int, default=20_000, help="addresses a round (%(default)s)")
    asked = parser.parse_args()
    with progress("urls", steps=ROUNDS * len(contenders())) as step:
        microseconds = measured(asked.urls, step)
    mine = microseconds["parley"]
    rows = [[name, f"{each:.1f}", f"{mine / each:.2f}"] for name, each in microseconds.items()]
    report("urls", ["canonical address", "µs", "Parley's time ÷ its"], rows, figures(microseconds))


if __name__ == "__main__":
    main()
