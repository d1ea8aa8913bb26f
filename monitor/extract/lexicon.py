"""The words of one language, checked. How a lexicon is written is told at the head of `config/lexicon/en.yaml`."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from monitor.errors import ParleyError
from monitor.extract.terms import TermError, compile_term
from monitor.extract.writing import Writing

Data = Mapping[str, object]

# Section by section, the lists that code knows. "*" stands for names of the file's own: a place, a topic.
_LISTS: dict[str, frozenset[str]] = {
    "exchange": frozenset({"sure", "nouns", "verbs", "traps", "elsewhere", "appeals", "officials"}),
    "people": frozenset({"held", "troops", "persons", "one", "hostages", "bodies"}),
    "release": frozenset({"back", "freed", "given", "received", "captivity", "home", "in_return", "traps"}),
    "counts": frozenset(
        {
            "between",
            "per_side",
            "besides",
            "same",
            "at_least",
            "about",
            "up_to",
            "including",
            "elsewhere",
            "undisclosed",
            "units",
        }
    ),
    "series": frozenset({"next", "another", "such", "stage", "group", "mediation", "attempt", "times", "elsewhere"}),
    "negotiation": frozenset(
        {"sure", "round", "talks", "kinds", "delegations", "meeting", "meetings", "about", "traps", "elsewhere"}
    ),
    "status": frozenset(
        {
            *("denied", "called_off", "postponed", "proposed", "planned", "agreed", "under_way", "done", "historic"),
            *("negations", "groundwork", "traps", "discussed"),
        }
    ),
    "agreement": frozenset({"nouns", "verbs"}),
    "categories": frozenset({"*"}),
    "topics": frozenset({"*"}),
    "places": frozenset({"*"}),
}
_PLAIN_LISTS = frozenset(
    {
        "mediation",
        "transit",
        "background",
        "conjunctions",
        "at",
        "saying",
        "complementisers",
        "receivers",
        "between_sides",
    }
)
_PARTY_LISTS = frozenset({"names", "people", "to"})
_CALENDAR = frozenset({"numbers", "ordinals", "dates"})
_SECTIONS = frozenset({"language", "writing", "parties", *_LISTS, *_PLAIN_LISTS, *_CALENDAR})


class LexiconFault(NamedTuple):
    """What is wrong with a lexicon, where (`parties.RU.names.3`), and what to do about it."""

    path: str
    message: str
    mend: str


class LexiconError(ParleyError):
    """A lexicon cannot be used. `faults` names everything that is wrong with it."""

    def __init__(self, faults: tuple[LexiconFault, ...]) -> None:
        super().__init__("; ".join(f"{fault.path}: {fault.message} ({fault.mend})" for fault in faults))
        self.faults = faults


class Entry(NamedTuple):
    """A term with what it means. `tag` is the list it stands in (`release.back`); `value` the name within an open
    section (`RU`, `Istanbul`), else empty."""

    tag: str
    value: str
    term: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The checked words of one language. The calendar sections are as written: `monitor.text` reads them."""

    language: str
    writing: Writing
    entries: tuple[Entry, ...]
    numbers: Data = field(default_factory=dict)
    ordinals: Data = field(default_factory=dict)
    dates: Data = field(default_factory=dict)


def parse_lexicon(data: Data, *, sound: bool = False) -> Lexicon:
    """The lexicon that `data` (plain values, as read from YAML) describes, or LexiconError with all faults. Of data
    that is known to be sound the terms are not tried, which takes half of the time."""
    reader = _Reader(sound=sound)
    language = data.get("language")
    if not isinstance(language, str) or not language:
        reader.fault("language", "the language is missing", "give its code, such as `en`")
    writing = reader.writing(data.get("writing") or {})
    entries = tuple(reader.entries(data))
    calendar = {name: reader.mapping(name, data.get(name)) for name in sorted(_CALENDAR)}
    if reader.faults:
        raise LexiconError(tuple(reader.faults))
    return Lexicon(str(language), writing, entries, **calendar)


class _Reader:
    """Reads sections and gathers faults."""

    def __init__(self, *, sound: bool) -> None:
        self.faults: list[LexiconFault] = []
        self._sound = sound

    def fault(self, path: str, message: str, mend: str) -> None:
        self.faults.append(LexiconFault(path, message, mend))

    def entries(self, data: Data) -> Iterator[Entry]:
        for section, content in data.items():
            self._known(str(section), str(section), _SECTIONS)
            if section in _PLAIN_LISTS:
                yield from self._terms(str(section), str(section), "", content)
            elif section == "parties":
                for party, lists in self.mapping("parties", content).items():
                    for name, terms in self.mapping(f"parties.{party}", lists).items():
                        path = f"parties.{party}.{name}"
                        if self._known(path, name, _PARTY_LISTS):
                            yield from self._terms(path, f"parties.{name}", party, terms)
            elif section in _LISTS:
                yield from self._section(str(section), content)

    def _section(self, section: str, content: object) -> Iterator[Entry]:
        allowed = _LISTS[section]
        for name, terms in self.mapping(section, content).items():
            path = f"{section}.{name}"
            if "*" in allowed:
                yield from self._terms(path, section, name, terms)
            elif self._known(path, name, allowed):
                yield from self._terms(path, path, "", terms)

    def _terms(self, path: str, tag: str, value: str, terms: object) -> Iterator[Entry]:
        if terms is None:
            return
        if not isinstance(terms, list):
            self.fault(path, "a list of terms is expected", "write [one, two] or one `- term` a line")
            return
        for index, term in enumerate(terms):
            where = f"{path}.{index}"
            if not isinstance(term, str):
                self.fault(where, f"{term!r} is no text", "put it in quotation marks")
                continue
            try:
                if not self._sound:
                    compile_term(term)
            except TermError as error:
                self.fault(where, str(error), error.mend)
            else:
                yield Entry(tag, value, term)

    def mapping(self, path: str, value: object) -> dict[str, object]:
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            self.fault(path, "names with values are expected", "write `name: …` lines below it")
            return {}
        return {str(name): content for name, content in value.items()}

    def writing(self, value: object) -> Writing:
        data = self.mapping("writing", value)
        for name in data:
            self._known(f"writing.{name}", name, frozenset({"borders", "prefixes", "reach", "letters"}))
        borders, prefixes, reach = data.get("borders", "words"), data.get("prefixes") or [], data.get("reach", 1.0)
        if borders not in ("words", "none"):
            self.fault("writing.borders", f"{borders!r} is not known", "write `words` or `none`")
        if not isinstance(prefixes, list) or not all(isinstance(prefix, str) for prefix in prefixes):
            self.fault("writing.prefixes", "a list of particles is expected", "write [one, two]")
            prefixes = []
        if not isinstance(reach, int | float) or isinstance(reach, bool) or reach <= 0:
            self.fault("writing.reach", f"{reach!r} is no length", "write a number such as 1.0")
            reach = 1.0
        letters = self._letters(data.get("letters"))
        prefixes = frozenset(str(prefix).translate(letters) for prefix in prefixes)
        return Writing(words_apart=borders != "none", prefixes=prefixes, reach=float(reach), letters=letters)

    def _letters(self, value: object) -> dict[int, str]:
        letters = self.mapping("writing.letters", value)
        for letter, other in letters.items():
            if len(letter) != 1 or not isinstance(other, str) or len(other) != 1:
                self.fault(f"writing.letters.{letter}", "one letter for one letter is expected", "write `أ: ا`")
                return {}
        return {ord(letter): str(other) for letter, other in letters.items()}

    def _known(self, path: str, name: str, allowed: frozenset[str]) -> bool:
        if name in allowed:
            return True
        near = difflib.get_close_matches(name, allowed, 1)
        mend = f"did you mean `{near[0]}`?" if near else f"known here: {', '.join(sorted(allowed))}"
        self.fault(path, f"`{name}` is not known here", mend)
        return False
