"""Whole numbers and ordinals in folded text, in digits, in words, and in both."""

from monitor.text.numbers.find import Number, OrdinalNumber, find_numbers, find_ordinals
from monitor.text.numbers.tables import NumberTables, number_tables

__all__ = ["Number", "NumberTables", "OrdinalNumber", "find_numbers", "find_ordinals", "number_tables"]
