"""The grammar of dates over the tokens of one text."""

import re
from collections.abc import Iterator
from datetime import date
from enum import Enum

from monitor.text.dates.mention import PARTIAL, DateMention, Said
from monitor.text.dates.numeric import numeric_date
from monitor.text.dates.relative import days_away, relative_days
from monitor.text.dates.tables import DateTables, DateWord
from monitor.text.numbers.find import LONGEST_GAP


class Join(Enum):
    """What stands between two days: 2-4 and 2 to 4, 2 and 3, 2, 3."""

    RANGE = "range"
    AND = "and"
    COMMA = "comma"


Reading = tuple[list[DateMention], int]
"""Mentions, and the token after the last of them."""

Day = tuple[int, int, int, int, Join]
"""A day of a month: value, start, end, the token after it, and what joins it to the day before."""

TEN, LAST_DAY = 10, 31

_LONGEST_LIST = 8
_YEAR = re.compile(r"(?:19|20)\d\d")
_HYPHENS = frozenset({"-", " - ", ".-", ". - ", ".- ", "- "})
_TO_MONTH = frozenset({" ", "-", ". ", ".", ""})


class Grammar:
    """Reads the date that begins at a token. Every reader looks at a bounded number of tokens."""

    def __init__(self, folded: str, tables: DateTables, published: date | None) -> None:
        self.text = folded
        self.tables = tables
        self.published = published
        self.tokens = list(tables.token.finditer(folded))
        self.words = [token.group() for token in self.tokens]
        # Days in a list that no month follows need not be tried again one by one.
        self._barren = 0

    def candidates(self) -> list[int]:
        """The tokens at which a date may begin."""
        begins = self.tables.begins
        return [index for index, word in enumerate(self.words) if word in begins or word[0] <= "9"]

    def at(self, index: int) -> Reading | None:
        """The date that begins exactly at a token."""
        word = self.words[index]
        if word[0].isdigit() and not word.isdigit():
            return self._numeric(index)
        reading = self._counted(index)
        if (
            not reading
            and index >= self._barren
            and (word.isdigit() or word in self.tables.days or word in self.tables.tens)
        ):
            reading = self._days_of_month(index) or self._day_alone(index)
        return reading or self._month_then_days(index) or self._relative(index)

    def _gap(self, index: int) -> str | None:
        """What stands between a token and the next; None if there is no next one or it is far."""
        if not 0 <= index < len(self.tokens) - 1:
            return None
        start, end = self.tokens[index].end(), self.tokens[index + 1].start()
        return self.text[start:end] if end - start <= LONGEST_GAP else None

    def _is(self, index: int, name: str) -> bool:
        return 0 <= index < len(self.words) and self.words[index] in self.tables.small[name]

    def _word(self, index: int, kind: str) -> tuple[DateWord, int] | None:
        """The longest word or phrase of a kind that begins at a token, and the token after it."""
        if index >= len(self.words):
            return None
        for word in self.tables.words.get(self.words[index], ()):
            after = index + 1 + len(word.rest)
            if word.kind == kind and tuple(self.words[index + 1 : after]) == word.rest:
                gaps = (self._gap(position) for position in range(index, after - 1))
                if all(gap in {" ", "-", ".", ". ", "'"} for gap in gaps):
                    return word, after
        return None

    # Days of a month

    def _day(self, index: int) -> tuple[int, int] | None:
        """A day and the token after it."""
        if index >= len(self.words):
            return None
        word = self.words[index]
        if not word.isdigit():
            return self._spelled_day(index)
        before = self.text[max(0, self.tokens[index].start() - 2) : self.tokens[index].start()]
        if len(word) > len("31") or not 1 <= int(word) <= LAST_DAY or before.endswith("#") or self._named(before):
            return None
        suffixed = self._gap(index) in {"", "-", "'"} and self.words[index + 1] in self.tables.numbers.suffixes
        return int(word), index + 2 if suffixed else index + 1

    def _named(self, before: str) -> bool:
        """Whether digits follow letters as in Su-34; one Semitic letter is a preposition."""
        letters = before.removesuffix("-")
        return bool(letters) and letters[-1].isalpha() and letters[-1] < "\u0590"

    def _spelled_day(self, index: int) -> tuple[int, int] | None:
        """второе, twenty-second."""
        days, word = self.tables.days, self.words[index]
        tens = self.tables.tens.get(word)
        if tens and self._gap(index) in {" ", "-"}:
            units = days.get(self.words[index + 1], tens)
            if 0 < units < TEN and tens + units <= LAST_DAY:
                return tens + units, index + 2
        day = days.get(word)
        return (day, index + 1) if day else None

    def _day_list(self, index: int) -> list[Day]:
        """2 | 2-4 | 2 and 3 | 2, 3 and 4: the days that begin at a token."""
        days: list[Day] = []
        begin, join = index, Join.COMMA
        while len(days) < _LONGEST_LIST:
            read = self._day(begin)
            if not read:
                break
            value, after = read
            days.append((value, self.tokens[begin].start(), self.tokens[after - 1].end(), after, join))
            joined = self._separator(after)
            if not joined:
                break
            begin, join = joined
        return days

    def _separator(self, after: int) -> tuple[int, Join] | None:
        """The token after what joins two days, and what that is."""
        gap = self._gap(after - 1)
        if gap in _HYPHENS:
            return after, Join.RANGE
        if gap == ", ":
            return after, Join.COMMA
        if gap in {" ", ". "} and (self._is(after, "ranges") or self._is(after, "joiners")):
            begin = after + 1
            if self._is(begin, "articles"):
                begin += 1
            join = Join.RANGE if self._is(after, "ranges") else Join.AND
            return (begin, join) if self._gap(begin - 1) in {" ", "", "-"} else None
        return None

    def _days_of_month(self, index: int) -> Reading | None:
        days = self._day_list(index)
        self._barren = days[-1][3] - 2 if days else index
        while days:
            after = days[-1][3]
            month = self._month_after(after)
            if month:
                word, after = month
                said, after = self._with_year(word.value, after)
                return self._ranged(_without_counts(days), said, after)
            days.pop()
        return None

    def _month_after(self, after: int) -> tuple[DateWord, int] | None:
        if self._gap(after - 1) == " " and self._is(after, "links"):
            after += 1
        return self._word(after, "month") if self._gap(after - 1) in _TO_MONTH else None

    def _with_year(self, month: int, after: int) -> tuple[Said, int]:
        """The month with the year behind it, and the token after both; a second name of the month is passed over."""
        twin = self._word(after, "month") if self._gap(after - 1) in {"/", " / ", " ("} else None
        if twin and twin[0].value == month:
            after = twin[1]
        position = after
        if self._gap(after - 1) == " " and self._is(after, "links"):
            position += 1
        if self._gap(position - 1) not in {" ", ", ", "-", ". ", "."}:
            return Said(None, None, month), after
        if _YEAR.fullmatch(self.words[position]):
            year, after = int(self.words[position]), position + 1
            if self._gap(after - 1) in {" ", ""} and self._is(after, "year_marks"):
                after += 1
            return Said(None, None, month, year), after
        offset = self._year_offset(position)
        return (Said(None, None, month, None, offset[0]), offset[1]) if offset else (Said(None, None, month), after)

    def _year_offset(self, index: int) -> tuple[int, int] | None:
        """т.г., this year, прошлого года, l'année dernière: years from the publication's, and the token after."""
        phrase = self._word(index, "years")
        if phrase:
            return phrase[0].value, phrase[1]
        shift = self.tables.shifts.get(self.words[index])
        unit = self._word(index + (shift is not None), "unit")
        if unit and unit[0].unit == "year":
            if shift is not None:
                return shift, unit[1]
            if self._gap(unit[1] - 1) == " " and self.words[unit[1]] in self.tables.shifts:
                return self.tables.shifts[self.words[unit[1]]], unit[1] + 1
        return None

    def _ranged(self, days: list[Day], month: Said, after: int) -> Reading:
        """The mentions of a list of days; then, if a second whole date ends a range, the range."""
        mentions = list(self._mentions(days, month, self.tokens[after - 1].end()))
        if len(days) == 1 and mentions:
            return self._range_to(mentions[0], month, days[0][0], after) or (mentions, after)
        return mentions, after

    def _mentions(self, days: list[Day], month: Said, end: int) -> Iterator[DateMention]:
        runs: list[list[Day]] = []
        for day in days:
            if runs and (day[4] is Join.RANGE or day[0] == runs[-1][-1][0] + 1):
                runs[-1].append(day)
            else:
                runs.append([day])
        for run in runs:
            said = Said(run[0][0], run[-1][0], month.month, month.year, month.year_offset)
            resolved = said.resolved(self.published)
            if resolved:
                yield DateMention(run[0][1], end if run is runs[-1] else run[-1][2], *resolved)

    def _range_to(self, first: DateMention, month: Said, day: int, after: int) -> Reading | None:
        joined = self._separator(after)
        if not joined or joined[1] is not Join.RANGE:
            return None
        index = joined[0]
        second = self._days_of_month(index) or self._month_then_days(index)
        if not second or len(second[0]) != 1:
            return None
        last = second[0][0]
        begin = first.first
        if month.year is None and last.basis != PARTIAL and month.month is not None:
            year = last.first.year - (month.month > last.first.month)
            begins = Said(day, day, month.month, year).resolved(None)
            begin = begins[0] if begins else begin
        if begin > last.last:
            return None
        return [DateMention(first.start, last.end, begin, last.last, last.basis)], second[1]

    # A month first

    def _month_then_days(self, index: int) -> Reading | None:
        month = self._word(index, "month")
        if not month:
            return None
        word, after = month
        if self.tables.month_first and self._gap(after - 1) in {" ", ". "}:
            days = self._day_list(after if not self._is(after, "articles") else after + 1)
            while len(days) > 1 and self._month_after(days[-1][3]):
                days.pop()
            if days:
                said, end = self._with_year(word.value, days[-1][3])
                begins = [(days[0][0], self.tokens[index].start(), *days[0][2:]), *days[1:]]
                return self._ranged(begins, said, end)
        return self._month_alone(index, word, after)

    def _month_alone(self, index: int, word: DateWord, after: int) -> Reading | None:
        said, end = self._with_year(word.value, after)
        vague = said.year is None and said.year_offset is None
        if vague and self._is(index, "ambiguous") and not self._is(index - 1, "leads"):
            return None
        resolved = said.resolved(self.published)
        return ([self._mention(index, end, *resolved)], end) if resolved else None

    # Other

    def _mention(self, index: int, after: int, first: date, last: date, basis: str) -> DateMention:
        return DateMention(self.tokens[index].start(), self.tokens[after - 1].end(), first, last, basis)

    def _numeric(self, index: int) -> Reading | None:
        start, end = self.tokens[index].span()
        word = self.words[index]
        closed = self.tables.dot_dates and self.text[end : end + 1] == "."
        days = numeric_date(word, self.tables.order, self.published, closed=closed)
        before = self.text[max(0, start - 2) : start]
        if not days or before.endswith("#") or self._named(before):
            return None
        if self._gap(index) in _HYPHENS and index + 1 < len(self.words):
            last = numeric_date(self.words[index + 1], self.tables.order, self.published, closed=closed)
            if last and last[0] >= days[0]:
                return [self._mention(index, index + 2, days[0], last[1], last[2])], index + 2
        return [self._mention(index, index + 1, *days)], index + 1

    def _day_alone(self, index: int) -> Reading | None:
        """2-го числа, el día 2: of the month that brings it nearest to publication."""
        days = self._day_list(index)
        if not days or not (self._is(days[-1][3], "day_words") or self._is(index - 1, "day_before")):
            return None
        after = days[-1][3] + self._is(days[-1][3], "day_words")
        mentions = list(self._mentions(days, Said(None, None, None), self.tokens[after - 1].end()))
        return (mentions, after) if mentions else None

    def _relative(self, index: int) -> Reading | None:
        """Yesterday, (last) Friday, the week (before)."""
        if self.published is None:
            return None
        shift = self.tables.shifts.get(self.words[index])
        begin = index + (shift is not None)
        if shift is not None and self._gap(index) != " ":
            return None
        for kind in ("days", "weekday", "unit"):
            read = self._word(begin, kind) if shift is None or kind != "days" else None
            if not read:
                continue
            word, after = read
            if shift is None and kind != "days" and self._gap(after - 1) == " ":
                shift = self.tables.shifts.get(self.words[after])
                after += shift is not None
            days = relative_days(word, shift, self.published)
            if days:
                return [self._mention(index, after, *days)], after
        return None

    def _counted(self, index: int) -> Reading | None:
        """Three days ago, через два дня, vor einer Woche, неделю назад."""
        sign = 1 if self._is(index, "ahead_before") else -1 if self._is(index, "ago_before") else 0
        begin = index + 1 if sign else index
        count, position = self._count(begin)
        unit = self._word(position, "unit")
        if self.published is None or not unit or unit[0].unit not in {"day", "week"}:
            return None
        after = unit[1]
        if not sign:
            if not self._is(after, "ago") or self._gap(after - 1) != " ":
                return None
            sign, after = -1, after + 1
        days = days_away(self.published, sign * count * (7 if unit[0].unit == "week" else 1))
        return ([self._mention(index, after, *days)], after) if days else None

    def _count(self, index: int) -> tuple[int, int]:
        """A small number and the token after it; 1 where only the unit is said."""
        if index >= len(self.words) or self._gap(index) != " ":
            return 1, index
        word = self.words[index]
        if word.isdigit() and len(word) <= len("999"):
            return int(word), index + 1
        steps = self.tables.numbers.words.get(word)
        if steps and len(steps) == 1 and not steps[0].ordinal:
            return steps[0].value or 1, index + 1
        return 1, index


def _without_counts(days: list[Day]) -> list[Day]:
    """The days without the numbers before them that are none: of "25, 9 June" only 9 is a day of June."""
    kept = days[-1:]
    listed = False
    for day, following in zip(days[-2::-1], days[:0:-1], strict=True):
        listed = listed or following[4] is not Join.COMMA
        if day[0] >= following[0] or not (listed or day[0] + 1 == following[0]):
            break
        kept.insert(0, day)
    return kept
