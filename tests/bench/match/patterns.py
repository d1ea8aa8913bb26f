"""Keywords and regexes made for the generated items, in the shapes that operators write."""

from collections.abc import Iterator, Sequence
from random import Random

from monitor.model.catalog import Clause, Rule, Severity
from monitor.text import fold
from tests.bench.match.corpus import Vocabulary

LEAST_RANK, MOST_RANK = 250, 6_000
"""Which words of a language operators look for: neither the commonest nor those that nobody writes."""

SHORTEST = 4


class Patterns:
    """`keywords` and `regexes`, each different from all others; the first of more are the fewer."""

    def __init__(self, keywords: int, regexes: int, words: dict[str, Vocabulary], seed: int) -> None:
        self.keywords = tuple(_first(keywords, _keywords(words, Random(f"{seed} keywords"))))
        self.regexes = tuple(_first(regexes, _regexes(words, Random(f"{seed} regexes"))))

    @property
    def expressions(self) -> list[str]:
        """Every keyword and every regex, in this order, as expressions for folded texts and engines that backtrack."""
        return [*map(expression, self.keywords), *self.regexes]

    @property
    def rules(self) -> list[Rule]:
        """A rule for each, in the same order."""
        return [
            *(_rule(f"k{at}", "keyword", pattern) for at, pattern in enumerate(self.keywords)),
            *(_rule(f"r{at}", "regex", pattern) for at, pattern in enumerate(self.regexes)),
        ]


def expression(keyword: str) -> str:
    """A keyword of plain words and stems as an expression."""
    return r"\b" + "[ -]".join(f"{word[:-1]}\\w*" if word.endswith("*") else f"{word}\\b" for word in keyword.split())


def _rule(name: str, kind: str, pattern: str) -> Rule:
    return Rule(name, name, "bench", Severity.NOTE, any=(Clause(kind, pattern, f"any.0.{kind}"),))


def _first(count: int, patterns: Iterator[str]) -> Iterator[str]:
    seen: set[str] = set()
    while len(seen) < count:
        pattern = next(patterns)
        if pattern not in seen:
            seen.add(pattern)
            yield pattern


def _keywords(words: dict[str, Vocabulary], random: Random) -> Iterator[str]:
    """Half are single words, a quarter stems, a quarter phrases."""
    languages = tuple(words.values())
    shares = [each.language.share for each in languages]
    while True:
        (language,) = random.choices(languages, shares)
        word = _word(language, random)
        kind = random.random()
        if kind < 0.5:
            yield word
        elif kind < 0.75:
            yield _stem(word) + "*"
        else:
            yield f"{word} {_word(language, random, least=0)}"


def _regexes(words: dict[str, Vocabulary], random: Random) -> Iterator[str]:
    languages = tuple(words.values())
    shares = [each.language.share for each in languages]
    shapes: Sequence[str] = (
        r"\b{a}\w*\W+(?:\w+\W+){{0,3}}{b}\w*",
        r"\b{a}\w*[^.!?;]{{1,40}}\b{b}\w*",
        r"(?P<count>\d+)\s+{a}\w*",
        r"\b(?:{a}|{b})\w*[^.!?;]{{1,40}}\b{c}\w*",
        r"\b{a}\w{{0,3}}\b",
        r"\b(?:{a}|{b}|{c})\w*\W+\d+",
    )
    while True:
        (language,) = random.choices(languages, shares)
        a, b, c = (_stem(_word(language, random)) for _ in "abc")
        yield random.choice(shapes).format(a=a, b=b, c=c)


def _word(language: Vocabulary, random: Random, least: int = LEAST_RANK) -> str:
    """A folded word, so that it means the same to all contenders."""
    while True:
        word = language.words[random.randrange(least, MOST_RANK)]
        if word.isalpha() and word.islower() and len(word) >= SHORTEST:
            return fold(word).text


def _stem(word: str) -> str:
    return word[: max(SHORTEST, len(word) - 2)]
