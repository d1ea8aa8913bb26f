"""What operators may know from other engines and cannot have here: its name, and what to write instead."""

_CLAUSES = "put what must also be there under `all:`, what must not be there under `none:`"
_SAME_TWICE = "a linear-time engine cannot compare two parts of a text; write out the words that may repeat"

GROUPS = {
    "(?=": ("look-ahead", f"match the following words as part of the pattern, or {_CLAUSES}"),
    "(?!": ("negative look-ahead", f"list what may follow, or {_CLAUSES}"),
    "(?<=": ("look-behind", f"match the preceding words as part of the pattern, or {_CLAUSES}"),
    "(?<!": ("negative look-behind", f"use \\b where a word begins, or {_CLAUSES}"),
    "(?>": ("an atomic group", "write (?:…): matching takes linear time anyway"),
    "(?|": ("a branch-reset group", "write (?:…)"),
    "(?(": ("a conditional group", "write both cases as alternatives: (?:…|…)"),
    "(?P=": ("a back-reference", _SAME_TWICE),
    "(?P>": ("a recursive group", "write the group out"),
    "(?&": ("a recursive group", "write the group out"),
    "(?R": ("recursion", "write the pattern out"),
}

ESCAPES = {
    "B": ("\\B", "write what stands beside, such as \\w+ before or after it"),
    "Z": ("\\Z", "write $ for the end of the text"),
    "G": ("\\G", "leave it out"),
    "K": ("\\K", "leave it out; the whole match is shown"),
    "R": ("\\R", "write \\s: line breaks are spaces here"),
    "h": ("\\h", "write \\s"),
    "H": ("\\H", "write \\S"),
    "N": ("\\N", "write . or the character itself"),
    "X": ("\\X", "write .: a letter and its accents are one character here"),
    "C": ("\\C", "write ."),
    "Q": ("\\Q…\\E", "escape the characters one by one with \\"),
    "E": ("\\Q…\\E", "escape the characters one by one with \\"),
    "k": ("a back-reference", _SAME_TWICE),
    "g": ("a back-reference", _SAME_TWICE),
    **dict.fromkeys("123456789", ("a back-reference", _SAME_TWICE)),
}

FLAGS = {
    "m": "leave it out: line breaks are spaces here, ^ and $ are the start and end of the title or the text",
    "x": "write the pattern without layout",
    "U": "put ? after the quantifiers that should be lazy",
    "-": "leave it out: case, accents and line breaks are folded in every text",
    "L": "leave it out",
    "a": "leave it out, or write [a-z0-9] where only these are meant",
}
