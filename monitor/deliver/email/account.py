"""How the recipients of a mail answered, kept between the attempts of its delivery."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from monitor.deliver.display import one_line

_LONGEST_ACCOUNT = 300

Answer = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Account:
    """Recipients by what became of them: they `took` the mail, were `refused` it for good, or are `put_off`.

    `took` holds the relay's words on the mail, the others its code and words on the recipient.
    """

    took: Mapping[str, str] = field(default_factory=dict)
    refused: Mapping[str, Answer] = field(default_factory=dict)
    put_off: Mapping[str, Answer] = field(default_factory=dict)

    def to_ask(self, recipients: Iterable[str]) -> list[str]:
        """Those who have neither taken the mail nor been refused for good."""
        return [address for address in recipients if address not in self.took and address not in self.refused]

    def after(self, took: Mapping[str, str], refusals: Mapping[str, Answer]) -> "Account":
        """The account after one more attempt, whose refusals are final where they are 5xx."""
        final = {address: answer for address, answer in refusals.items() if is_final(answer[0])}
        put_off = {address: answer for address, answer in refusals.items() if address not in final}
        return Account({**self.took, **took}, {**self.refused, **final}, put_off)

    def told(self) -> str:
        """The relay's words; where recipients differ `partly: …` or each answer with its recipients."""
        answers: dict[str, list[str]] = {}
        for address, words in self.took.items():
            answers.setdefault(words, []).append(address)
        if self.refused:
            return f"partly: refused {told_answers(self.refused)}; {'; '.join(answers)}"
        if len(answers) == 1:
            return next(iter(answers))
        return "; ".join(f"{words} ({', '.join(addresses)})" for words, addresses in answers.items())


class Accounts:
    """The accounts of the deliveries that are not at their end, the `most` latest of them, by key.

    Kept in memory alone: after a restart a mail is repeated to all, with the Message-ID that it had.
    """

    def __init__(self, most: int = 1000) -> None:
        self._most = most
        self._open: OrderedDict[str, Account] = OrderedDict()

    def of(self, key: str) -> Account:
        return self._open.get(key, Account())

    def keep(self, key: str, account: Account) -> None:
        self._open[key] = account
        self._open.move_to_end(key)
        if len(self._open) > self._most:
            self._open.popitem(last=False)

    def close(self, key: str) -> None:
        self._open.pop(key, None)


def is_final(code: int) -> bool:
    """Whether an SMTP reply code says that the same would be refused again."""
    return code in range(500, 600)


def told_answers(answers: Mapping[str, Answer]) -> str:
    """`a@example.org (550 no such user), …`"""
    return one_line(", ".join(f"{to} ({code} {words})" for to, (code, words) in answers.items()), _LONGEST_ACCOUNT)
