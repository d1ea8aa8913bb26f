"""From entries counted to entries expected: how a source's habit is read from little.

Two things are known before anything is counted: what is usual in the source's tier (`Norm`), and that offices publish
in office hours. So the habit of a source is a product

    level · the tier's shape · factor of the day of the week · factor of the hour of the day · factor of the single hour

and each is estimated where the one before it leaves off. Shrinkage is Gamma-Poisson throughout: where `e` entries were
expected and `n` seen, the factor is (n + k) / (e + k), the posterior mean under a gamma prior of mean 1 and shape k:
the less was seen, the nearer to the step before. For days and hours the step before is itself learnt, as the mean over
all patterns (which days are off; from when to when the office is open) in proportion to their evidence (Bayesian model
averaging): forty entries then tell opening hours well, where 24 separate factors would tell noise.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import exp, lgamma, log

HOURS_OF_DAY = 24
DAYS = 7
HOURS_OF_WEEK = DAYS * HOURS_OF_DAY

USUAL_LEVEL = 0.05
"""Entries an hour before anything is known: eight a week."""
LEVEL_PRIOR = 0.5
PATTERN_PRIOR = 0.4
DAY_PRIOR = 50.0
HOUR_OF_DAY_PRIOR = 25.0
HOUR_OF_WEEK_PRIOR = 15.0
LEAST_SHARE = 0.01
"""No hour is thought to bring less than this share of the source's mean rate: habits have exceptions."""

_DAYS_OFF = ((), (5, 6), (6,), (4, 5), (4,))
_OPEN_HOURS = range(5, 17)


@dataclass(frozen=True, slots=True)
class Norm:
    """The usual source of a tier: its `level` in entries an hour, and its `shape`, 168 factors of mean 1."""

    level: float = USUAL_LEVEL
    shape: tuple[float, ...] = (1.0,) * HOURS_OF_WEEK


def norm_of(rates: Iterable[Sequence[float]]) -> Norm:
    """The norm of sources with these rates (168 each, entries an hour, above 0): the geometric mean of their levels,
    which a few busy sources do not carry away, and the mean of their shapes, every source counting alike."""
    number, logarithms, shape = 1, log(USUAL_LEVEL), [1.0] * HOURS_OF_WEEK
    for each in rates:
        level = sum(each) / HOURS_OF_WEEK
        number += 1
        logarithms += log(level)
        shape = [total + rate / level for total, rate in zip(shape, each, strict=True)]
    return Norm(exp(logarithms / number), tuple(total / number for total in shape))


def rates_of(counts: Sequence[float], watched: Sequence[float], norm: Norm) -> "array[float]":
    """Entries an hour by hour of the week, from entries counted and hours watched."""
    expected = [hours * share for hours, share in zip(watched, norm.shape, strict=True)]
    level = (sum(counts) + LEVEL_PRIOR) / (sum(expected) + LEVEL_PRIOR / norm.level)
    expected = [each * level for each in expected]
    days = _day_factors(counts, expected)
    expected = [each * days[hour // HOURS_OF_DAY] for hour, each in enumerate(expected)]
    hours = _hour_factors(counts, expected)
    least = level * LEAST_SHARE
    return array(
        "f",
        (
            max(least, level * share * days[hour // HOURS_OF_DAY] * factor * _factor(n, e * factor, HOUR_OF_WEEK_PRIOR))
            for hour, (n, e, share, factor) in enumerate(zip(counts, expected, norm.shape, hours * DAYS, strict=True))
        ),
    )


def _factor(seen: float, expected: float, prior: float) -> float:
    return (seen + prior) / (expected + prior)


def _evidence(seen: float, expected: float) -> float:
    """The logarithm of the gamma-Poisson marginal likelihood, up to a term that all patterns share."""
    return lgamma(PATTERN_PRIOR + seen) - (PATTERN_PRIOR + seen) * log(PATTERN_PRIOR + expected) - _NOTHING


_NOTHING = lgamma(PATTERN_PRIOR) - PATTERN_PRIOR * log(PATTERN_PRIOR)


def _day_factors(counts: Sequence[float], expected: Sequence[float]) -> list[float]:
    seen = [sum(counts[at : at + HOURS_OF_DAY]) for at in range(0, HOURS_OF_WEEK, HOURS_OF_DAY)]
    thought = [sum(expected[at : at + HOURS_OF_DAY]) for at in range(0, HOURS_OF_WEEK, HOURS_OF_DAY)]
    patterns = []
    for off in _DAYS_OFF:
        n, e = sum(seen[day] for day in off), sum(thought[day] for day in off)
        working, resting = (sum(seen) - n, sum(thought) - e), (n, e)
        rates = [_factor(*(resting if day in off else working), PATTERN_PRIOR) for day in range(DAYS)]
        patterns.append((_evidence(*working) + (_evidence(*resting) if off else 0.0), rates))
    best = max(evidence for evidence, _ in patterns)
    weights = [exp(evidence - best) for evidence, _ in patterns]
    usual = [
        sum(weight * rates[day] for weight, (_, rates) in zip(weights, patterns, strict=True)) / sum(weights)
        for day in range(DAYS)
    ]
    return [factor * _factor(n, e * factor, DAY_PRIOR) for n, e, factor in zip(seen, thought, usual, strict=True)]


def _hour_factors(counts: Sequence[float], expected: Sequence[float]) -> list[float]:
    seen = [sum(counts[hour::HOURS_OF_DAY]) for hour in range(HOURS_OF_DAY)]
    thought = [sum(expected[hour::HOURS_OF_DAY]) for hour in range(HOURS_OF_DAY)]
    usual = _mean_opening(seen, thought)
    return [
        factor * _factor(n, e * factor, HOUR_OF_DAY_PRIOR) for n, e, factor in zip(seen, thought, usual, strict=True)
    ]


def _mean_opening(seen: Sequence[float], thought: Sequence[float]) -> list[float]:
    """Factors of the hours of the day, over all opening hours in proportion to their evidence; half of the chance, to
    begin with, is that the office never closes."""
    number, total = sum(seen), sum(thought)
    windows = list(_windows(seen, thought))
    always = _evidence(number, total) + log(len(windows))
    best = max(always, *(evidence for _, _, evidence, _, _ in windows))
    weight = exp(always - best)
    common, weights = weight * _factor(number, total, PATTERN_PRIOR), weight
    steps = [0.0] * (2 * HOURS_OF_DAY + 1)
    for opens, closes, evidence, inside, outside in windows:
        weight = exp(evidence - best)
        weights += weight
        common += weight * outside
        steps[opens] += weight * (inside - outside)
        steps[closes] -= weight * (inside - outside)
    raised = list(accumulate(steps))
    return [(common + raised[hour] + raised[hour + HOURS_OF_DAY]) / weights for hour in range(HOURS_OF_DAY)]


def _windows(seen: Sequence[float], thought: Sequence[float]) -> Iterator[tuple[int, int, float, float, float]]:
    """All opening hours: (opens, closes, evidence, factor inside, factor outside); `closes` may lie on the next day."""
    n_to, e_to = (list(accumulate((*each, *each), initial=0.0)) for each in (seen, thought))
    number, total = sum(seen), sum(thought)
    for opens in range(HOURS_OF_DAY):
        for closes in range(opens + _OPEN_HOURS.start, opens + _OPEN_HOURS.stop):
            n, e = n_to[closes] - n_to[opens], e_to[closes] - e_to[opens]
            rest_n, rest_e = max(0.0, number - n), max(0.0, total - e)
            evidence = _evidence(n, e) + _evidence(rest_n, rest_e)
            yield opens, closes, evidence, _factor(n, e, PATTERN_PRIOR), _factor(rest_n, rest_e, PATTERN_PRIOR)
