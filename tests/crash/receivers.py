"""The receivers: real ones that fail, some before they have processed what they got and some after."""

from collections import Counter
from collections.abc import Callable
from random import Random

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.support.receivers import Answer, SmtpFault, SmtpReceiver

TIMEOUT = 1.0  # seconds the service waits for an answer; written into its configuration

HOOK_FAULTS: dict[str, Answer] = {
    "500 before": Answer(500, record=False),
    "500 after": Answer(500),
    "503, at once": Answer(503, {"retry-after": "0"}, record=False),
    "503, in 1 s": Answer(503, {"retry-after": "1"}, record=False),
    "reset before": Answer(reset=True, record=False),
    "reset after": Answer(reset=True),
    "late after": Answer(delay=TIMEOUT + 0.2),
}
MAIL_FAULTS: dict[str, SmtpFault] = {
    "451 before": SmtpFault("data", "reply", "451 4.3.2 try again"),
    "451 after": SmtpFault("data", "reply", "451 4.3.2 try again", after=True),
    "drop before": SmtpFault("data", "drop"),
    "drop after": SmtpFault("data", "drop", after=True),
}


class HookScript:
    """The answer to the n-th webhook: a fault for a share of them. `faults` counts those it gave, by name."""

    def __init__(self, seed: int, share: float, on_request: Callable[[], None]) -> None:
        self.faults: Counter[str] = Counter()
        self._chance = Random(f"{seed}:hooks")
        self._share = share
        self._on_request = on_request

    def __call__(self, _number: int) -> Answer:
        self._on_request()
        if self._chance.random() >= self._share:
            return Answer()
        name = self._chance.choice(list(HOOK_FAULTS))
        self.faults[name] += 1
        return HOOK_FAULTS[name]


class FaultyMailServer(SmtpReceiver):
    """An SMTP server that fails for a share of the mails. `given` counts its faults, by name."""

    def __init__(self, seed: int, share: float, on_mail: Callable[[], None]) -> None:
        super().__init__()
        self.given: Counter[str] = Counter()
        self.offered = 0
        self._chance = Random(f"{seed}:mails")
        self._share = share
        self._on_mail = on_mail

    async def handle_DATA(  # noqa: N802 - the name aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        self.offered += 1
        self._on_mail()
        self.faults.clear()
        if self._chance.random() < self._share:
            name = self._chance.choice(list(MAIL_FAULTS))
            self.given[name] += 1
            self.faults.append(MAIL_FAULTS[name])
        return await super().handle_DATA(server, session, envelope)
