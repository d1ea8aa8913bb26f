"""Facts as an operator reads them: each field, what it was read as, and the words it was read from."""

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from monitor.cli.highlight import offsets
from monitor.cli.output import print_indented, printable
from monitor.deliver.facts import fact_in_words
from monitor.model.content import Span
from monitor.model.fact import Agreement, Codes, Count, Days, Fact, Ordinal, Said

_WIDEST_VALUE = 30
_FIELDS = (
    *("status", "ordinal", "counts", "total", "categories", "what", "dates", "place", "agreement"),
    *("transit", "parties", "mediators", "topic"),
)


def print_fact(console: Console, fact: Fact, *, label: str, indent: int, named: bool) -> None:
    """The fact on a line, then its fields. `named` where offsets have to say whether they are of title or text."""
    heading = Text.assemble(label, fact_in_words(fact), (f"  score {fact.score:.2f}", "dim"))
    print_indented(console, indent, heading, hanging=indent + len(label))
    rows = list(fact_rows(fact))
    name_width = max(len(name) for name, _, _ in rows)
    value_width = min(max(len(value) for _, value, _ in rows), _WIDEST_VALUE)
    for name, value, span in rows:
        before = f"{name:{name_width}}  {value:{value_width}}  ← "
        words = Text.assemble(
            (before[:name_width], "dim"), before[name_width:], "«", (printable(span.text), "bold"), "» "
        )
        words.append(offsets(span, named=named), "dim")
        print_indented(console, indent + 3, words, hanging=indent + 3 + name_width + value_width + 6)
    codes = Text(f"{'codes':{name_width}}  {codes_in_words(fact.codes)}", "dim")
    print_indented(console, indent + 3, codes, hanging=indent + 5 + name_width)


def fact_rows(fact: Fact) -> Iterator[tuple[str, str, Span]]:
    """Every field that is said: its name, the value in words, and where. The mention comes first."""
    for span in fact.mention:
        yield "mention", fact.kind.value, span
    for name in _FIELDS:
        field = getattr(fact, name)
        for said in field if isinstance(field, tuple) else filter(None, (field,)):
            yield name, _in_words(said), said.span


def codes_in_words(codes: Codes) -> str:
    """`CAMEO 0841 · PLOVER …`; a book that has no code is left out."""
    books = (("CAMEO", codes.cameo), ("PLOVER", codes.plover), ("ACLED", codes.acled), ("IPTC", codes.iptc))
    return " · ".join(f"{book} {code}" for book, code in books if code)


def _in_words(said: Said[object]) -> str:
    match said.value:
        case Ordinal(number, unit, series):
            counted = f"next {unit}" if number is None else f"{unit} {number}"
            return f"{counted} in {series}" if series else counted
        case Count(number, to, qualifier, category):
            parts = (qualifier.value if qualifier.value != "exact" else "", number, category, to and f"to {to}")
            return " ".join(str(part) for part in parts if part not in (None, "")).replace("_", " ")
        case Days(first, last, basis):
            days = f"{first}" if first == last else f"{first} to {last}"
            return f"{days} ({basis.replace('_', ' ')})"
        case Agreement(place, day):
            return ", ".join(str(part) for part in (place, day) if part)
        case value:
            return str(value).replace("_", " ")
