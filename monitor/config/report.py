"""Mistakes as people and programs read them."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from monitor.errors import Problem

WIDTH = 110
"""How much of a long line is shown, in characters."""


def render(problems: Iterable[Problem]) -> str:
    """For terminals: place and message, the line with a caret, the mend; blank lines between; last, how many."""
    problems = tuple(problems)
    files = len({problem.path for problem in problems})
    count = f"{_counted(len(problems), 'mistake')} in {_counted(files, 'file')}"
    return "\n\n".join(["\n".join(_lines(problem)) for problem in problems] + [count])


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def as_json(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """The same as plain values, in the same order; keys are the fields of Problem."""
    return [asdict(problem) for problem in problems]


def _lines(problem: Problem) -> list[str]:
    lines = [f"{problem.path}:{problem.line}:{problem.column}: {problem.message}"]
    if problem.source_line.strip():
        lines += _excerpt(problem.source_line, problem.column)
    lines.append(f"  mend: {problem.mend}")
    if problem.suggestion:
        lines.append(f"  did you mean '{problem.suggestion}'?")
    return lines


def _excerpt(line: str, column: int) -> list[str]:
    """The line and the caret below; of a long line the part around the caret, cut with `…`."""
    at = column - 1
    start = max(0, at - WIDTH // 2) if len(line) > WIDTH else 0
    shown = line[start : start + WIDTH]
    if start:
        shown = "…" + shown[1:]
    if start + WIDTH < len(line):
        shown = shown[:-1] + "…"
    excerpt = [f"    {shown.rstrip()}"]
    if at <= len(line):
        excerpt.append(f"    {' ' * (at - start)}^")
    return excerpt
