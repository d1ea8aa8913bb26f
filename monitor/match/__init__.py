"""Which rules match an item, and where: rules are compiled once, items are folded once and looked at once."""

from monitor.match.explanation import Explainer
from monitor.match.explanation_folding import normalised
from monitor.match.inflection import FormLists
from monitor.match.lint import lint
from monitor.match.matcher import RuleMatcher, compile_rules
from monitor.match.query_parser import words_to_inflect

__all__ = ["Explainer", "FormLists", "RuleMatcher", "compile_rules", "lint", "normalised", "words_to_inflect"]
