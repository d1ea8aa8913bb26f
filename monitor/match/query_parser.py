"""Reads a keyword as operators write it.

обмен пленными            the words side by side; each stands for all its forms where it is in dictionary form
=обмен  стам*  "из плена" this form only; every word that begins so; exactly these words
A AND B   A OR B   NOT A  anywhere in title and text; NOT binds first, then AND, then OR; (…) groups
A NEAR/5 B   A THEN/3 B   at most so many words between, in either order or in this one; binds before NOT
title:A   text:A   lang:uk
"""

from collections.abc import Callable
from functools import cache

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedInput, UnexpectedToken

from monitor.match.faults import Fault, PatternError
from monitor.match.item import primary
from monitor.match.phrase import Phrase, Term, read_phrase
from monitor.match.query import Alternatives, Every, Language, Near, Occurs, Query, Some, Wording
from monitor.match.query_faults import MOST_BETWEEN, lexical_faults, syntax_fault
from monitor.model.content import TextField

DEEPEST = 50

_GRAMMAR = r"""
?start: either
?either: both (_OR both)*
?both: one (_AND one)*
?one: _NOT one -> negation
    | FIELD one -> scope
    | LANGUAGE -> language
    | near
?near: operand
    | near DISTANCE operand -> distance
?operand: WORDS -> words
    | QUOTED -> quoted
    | "(" either ")"

_AND.2: /AND(?![^\s()"«»“”„])/
_OR.2: /OR(?![^\s()"«»“”„])/
_NOT.2: /NOT(?![^\s()"«»“”„])/
DISTANCE.2: /(?:NEAR|THEN)\/\d+(?![^\s()"«»“”„])/
FIELD.2: /(?:title|text):/
LANGUAGE.2: /lang:[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]+)*(?![^\s()])/
QUOTED: /["«“„][^"«»“”„]*["»”“]/
WORDS: /WORD(?:\s+WORD)*/
%ignore /\s+/
""".replace(
    "WORD(?:\\s+WORD)*",
    "{0}(?:\\s+{0})*".format(
        r'(?!(?:AND|OR|NOT|(?:NEAR|THEN)\/\d+)(?![^\s()"«»“”„]))(?!(?:title|text|lang):)[^\s()"«»“”„:]+'
    ),
)

Forms = Callable[[str], frozenset[str]]


def parse_query(pattern: str, forms: Forms) -> Query:
    """The query of a keyword; `forms` tells what a folded word stands for. PatternError with the faults found."""
    faults = lexical_faults(pattern)
    if faults:
        raise PatternError(faults)
    try:
        tree = _parser().parse(pattern)
    except UnexpectedInput as error:
        raise PatternError([_syntax_fault(pattern, error)]) from error
    query = _Builder(forms).query(tree, None, negated=False)
    if query.literals is None:
        raise PatternError([_unanchored(pattern)])
    return query


def words_to_inflect(pattern: str) -> list[str]:
    """The folded words of a keyword that stand for all their forms, where these are known. PatternError as above."""
    words: list[str] = []

    def noted(word: str) -> frozenset[str]:
        words.append(word)
        return frozenset({word})

    parse_query(pattern, noted)
    return words


@cache
def _parser() -> Lark:
    return Lark(_GRAMMAR, parser="lalr", lexer="basic", propagate_positions=True, maybe_placeholders=False)


def _syntax_fault(pattern: str, error: UnexpectedInput) -> Fault:
    if not isinstance(error, UnexpectedToken):
        return syntax_fault(pattern, error.pos_in_stream, ())
    at = len(pattern) if error.token.type == "$END" else error.pos_in_stream
    return syntax_fault(pattern, at, error.expected)


def _unanchored(pattern: str) -> Fault:
    """Such a query would have to be tried on every item, and there would be no words to show where it holds."""
    columns = [at + 1 for word in ("NOT", "lang:") if (at := pattern.find(word)) >= 0]
    return Fault(
        min(columns, default=1),
        "the query can hold where no word of it is found",
        "join it by AND to words that must be there; put what must not be there under none:, languages under langs:",
    )


class _Builder:
    """Turns the parser's trees into queries: fields and negations move down to the leaves."""

    def __init__(self, forms: Forms) -> None:
        self._forms = forms
        self._depth = 0

    def query(self, tree: Tree[Token], field: TextField | None, *, negated: bool) -> Query:
        self._depth += 1
        if self._depth > DEEPEST:
            raise PatternError([Fault(_column(tree), f"nested more than {DEEPEST} deep", "write several clauses")])
        built = self._built(tree, field, negated=negated)
        self._depth -= 1
        return built

    def _built(self, tree: Tree[Token], field: TextField | None, *, negated: bool) -> Query:
        match str(tree.data):
            case "either" | "both" as kind:
                parts = tuple(self.query(_tree(part), field, negated=negated) for part in tree.children)
                return Some(parts) if (kind == "either") is not negated else Every(parts)
            case "negation":
                return self.query(_tree(tree.children[0]), field, negated=not negated)
            case "scope":
                return self._scoped(tree, field, negated=negated)
            case "language":
                return Language(primary(str(tree.children[0]).partition(":")[2]), negated)
            case _:
                return Occurs(self._wording(tree), field, negated)

    def _scoped(self, tree: Tree[Token], outer: TextField | None, *, negated: bool) -> Query:
        field: TextField = "title" if str(tree.children[0]) == "title:" else "text"
        if outer not in (None, field):
            raise PatternError(
                [
                    Fault(
                        _column(tree), f"{field}: within {outer}:, which is elsewhere", "name one field, or AND the two"
                    )
                ]
            )
        return self.query(_tree(tree.children[1]), field, negated=negated)

    def _wording(self, tree: Tree[Token]) -> Wording:
        match str(tree.data):
            case "words":
                return self._phrase(tree, str(tree.children[0]), self._forms)
            case "quoted":
                return self._phrase(tree, str(tree.children[0])[1:-1], lambda word: frozenset({word}))
            case "either":
                return Alternatives(tuple(self._wording(_tree(part)) for part in tree.children))
            case "distance":
                return self._near(tree)
            case inner:
                name = {"both": "AND", "negation": "NOT", "scope": "a field", "language": "lang:"}[inner]
                mend = "keep words, phrases and OR within the distance; join the rest by AND outside it"
                raise PatternError([Fault(_column(tree), f"{name} cannot stand within NEAR or THEN", mend)])

    def _near(self, tree: Tree[Token]) -> Near:
        self._depth += 1
        if self._depth > DEEPEST:
            raise PatternError([Fault(_column(tree), f"nested more than {DEEPEST} deep", "write several clauses")])
        first, operator, second = tree.children
        kind, _, number = str(operator).partition("/")
        near = Near(self._wording(_tree(first)), self._wording(_tree(second)), int(number), kind == "THEN")
        if near.reach > MOST_BETWEEN:
            message = f"distances within one another reach over {near.reach} words, more than {MOST_BETWEEN}"
            raise PatternError([Fault(_column(tree), message, "write smaller numbers, or join the parts by AND")])
        self._depth -= 1
        return near

    def _phrase(self, tree: Tree[Token], written: str, forms: Forms) -> Phrase:
        phrase = read_phrase(written, forms)
        if phrase is None:
            message = "a hyphen or apostrophe outside a word" if any(map(str.isalnum, written)) else "no word here"
            raise PatternError(
                [Fault(_column(tree), message, "write words: a hyphen or apostrophe between two letters")]
            )
        return phrase


def _tree(child: Tree[Token] | Token) -> Tree[Token]:
    if isinstance(child, Tree):
        return child
    raise TypeError(f"the grammar keeps no bare {child.type} here")


def _column(tree: Tree[Token]) -> int:
    return int(tree.meta.start_pos) + 1


def terms_of(query: Query) -> list[Term]:
    """Every term of a query, in the order written."""
    match query:
        case Occurs(wording):
            return _terms(wording)
        case Every(parts) | Some(parts):
            return [term for part in parts for term in terms_of(part)]
        case _:
            return []


def _terms(wording: Wording) -> list[Term]:
    match wording:
        case Phrase(terms):
            return list(terms)
        case Alternatives(options):
            return [term for option in options for term in _terms(option)]
        case Near(first, second):
            return [*_terms(first), *_terms(second)]
