"""Items as ministries' feeds have them, made of seeded chance: the same seed makes the same items everywhere."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from tests.bench.match.languages import DOMAIN, LANGUAGES, Language

VOCABULARY = 12_000
"""Different words of a language."""

NEWS_RANK = 150
NEWS_EVERY = 10
"""How frequent the most frequent news word is, by rank, and how many words stand between it and the next."""

DOMAIN_SHARE = 0.07
NOISE_SHARE = 0.03
"""Items with a character that only careful readers of text expect: stress marks, soft hyphens, letters of another
script."""


@dataclass(frozen=True)
class Item:
    title: str
    text: str
    lang: str

    @property
    def size(self) -> int:
        """Bytes of title and text."""
        return len(self.title.encode()) + len(self.text.encode())


@dataclass(frozen=True)
class Vocabulary:
    """The words of a language by rank, drawn as Zipf's law has it."""

    language: Language
    words: tuple[str, ...]
    weights: tuple[float, ...]

    def draw(self, random: Random, count: int) -> list[str]:
        return random.choices(self.words, cum_weights=self.weights, k=count)


def vocabulary(language: Language, seed: int) -> Vocabulary:
    random = Random(f"{seed} {language.tag}")
    onsets, vowels, codas, endings = (
        part.split() for part in (language.onsets, language.vowels, language.codas, language.endings)
    )
    words = dict.fromkeys(language.function.split())
    news = language.news.split()
    while len(words) < VOCABULARY:
        if len(words) > NEWS_RANK and news and len(words) % NEWS_EVERY == 0:
            words[news.pop(0)] = None
        syllables = (random.choice(onsets) + random.choice(vowels) for _ in range(random.choice((1, 1, 2, 2, 3))))
        words["".join(syllables) + random.choice(codas) + random.choice(endings)] = None
    ranked = tuple(words)
    return Vocabulary(language, ranked, tuple(accumulate(1 / (rank + 2.7) for rank in range(len(ranked)))))


def vocabularies(seed: int) -> dict[str, Vocabulary]:
    return {language.tag: vocabulary(language, seed) for language in LANGUAGES}


def items(count: int, words: dict[str, Vocabulary], seed: int) -> list[Item]:
    """`count` items, of 400 bytes in the median."""
    random = Random(f"{seed} items")
    tags = random.choices([language.tag for language in LANGUAGES], [language.share for language in LANGUAGES], k=count)
    return [_item(words[tag], random) for tag in tags]


def _item(words: Vocabulary, random: Random) -> Item:
    language = words.language
    letters = random.lognormvariate(4.87, 0.75) * (1 if language.cyrillic else 1.75)
    sentences = list(_sentences(words, random, letters))
    title = _sentence(words, random, random.randint(4, 9)).rstrip(".")
    if random.random() < DOMAIN_SHARE:
        said = random.choice(DOMAIN[language.tag]).format(n=random.randint(10, 390), d=random.randint(1, 30))
        sentences.insert(0, said)
        title = said.rstrip(".") if random.random() < 0.5 else title
    text = " ".join(sentences)
    return Item(title, _with_noise(text, random) if random.random() < NOISE_SHARE else text, language.tag)


def _sentences(words: Vocabulary, random: Random, letters: float) -> Iterator[str]:
    written = 0
    while written < letters:
        sentence = _sentence(words, random, random.randint(5, 18))
        written += len(sentence)
        yield sentence


def _sentence(words: Vocabulary, random: Random, count: int) -> str:
    drawn = words.draw(random, count)
    drawn[0] = drawn[0][:1].upper() + drawn[0][1:]
    chance = random.random
    at = random.randrange(count)
    if chance() < 0.35:
        drawn[at] = random.choice(("{} 2025", "{}, {}", "12 {}", "{} (3)", "1 200 {}")).format(drawn[at], count)
    elif chance() < 0.5:
        drawn[at] = random.choice(("«{}»", "“{}”", "{} —", "{},", "{}:", "{}-2")).format(drawn[at])
    space = "\u00a0" if words.language.cyrillic else " "
    joined = "".join(word + (space if len(word) <= 2 else " ") for word in drawn)
    return joined.rstrip() + random.choice("....!?")


def _with_noise(text: str, random: Random) -> str:
    at = random.randrange(len(text))
    noise: Sequence[str] = ("\u0301", "\u00ad", "\u200b", "ﬁ", "™", "i", "o", "c", "\u2028")
    return text[:at] + random.choice(noise) + text[at:]
