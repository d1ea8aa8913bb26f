"""Typed facts from texts: the code knows how a statement is built, `config/lexicon/` knows the words."""

from monitor.extract.extractor import compile_lexicons, lexicons_on_demand
from monitor.extract.lexicon import Lexicon, LexiconError, LexiconFault, parse_lexicon
from monitor.extract.projection import project

__all__ = [
    "Lexicon",
    "LexiconError",
    "LexiconFault",
    "compile_lexicons",
    "lexicons_on_demand",
    "parse_lexicon",
    "project",
]
