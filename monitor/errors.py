"""The errors that cross rooms. Each carries a machine-readable `reason` and a sentence a person can act on."""

from dataclasses import dataclass


class ParleyError(Exception):
    """Base of everything Parley raises on purpose."""


class UsageError(ParleyError):
    """The command line asks for something that is not there; exit 2."""


class FetchError(ParleyError):
    """A source could not be fetched. `reason` is a stable name: `dns`, `deadline`, `too_large`, `address_refused`, …

    `retry_after` is in seconds, as the server asked; `weight` says how heavily the failure counts against the
    source's health: hard 1 (404, 410, refused address), soft 0.5 (other answers, bad bodies), temporary 0.25
    (time-outs, 429, 5xx, no network).
    """

    def __init__(
        self,
        reason: str,
        detail: str,
        *,
        weight: float = 0.5,
        retry_after: float | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail
        self.weight = weight
        self.retry_after = retry_after
        self.status = status


class ParseError(ParleyError):
    """A document could not be read as a feed. `reason` is a stable name: `not_a_feed`, `empty`, `cpu_limit`, …"""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


class DeliveryError(ParleyError):
    """A message could not be handed over. `permanent` ends the attempts; `retry_after` is in seconds."""

    def __init__(self, reason: str, detail: str, *, permanent: bool = False, retry_after: float | None = None) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail
        self.permanent = permanent
        self.retry_after = retry_after


class StoreError(ParleyError):
    """The database cannot be used: locked by another service, unreachable, or of a newer version."""


class StaleClaimError(ParleyError):
    """A claim was overtaken: its tick is no longer the source's. The transaction is rolled back, nothing is lost."""


@dataclass(frozen=True, slots=True)
class RuleFault:
    """What is wrong with one clause of a rule: `clause` is its path in the rule (`any.0.regex`), `column` 1-based."""

    rule_id: str
    clause: str
    column: int | None
    message: str
    mend: str


class RuleError(ParleyError):
    """Rules that do not compile. All faults of all rules, in order."""

    def __init__(self, faults: tuple[RuleFault, ...]) -> None:
        super().__init__("; ".join(f"{fault.rule_id}.{fault.clause}: {fault.message}" for fault in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in the configuration: where (1-based line and column), the line itself, what, and the mend."""

    path: str
    line: int
    column: int
    message: str
    mend: str
    source_line: str = ""
    suggestion: str | None = None


class ConfigError(ParleyError):
    """The configuration cannot be used; exit 78. Holds every mistake of every file."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(f"{len(problems)} mistake{'s' if len(problems) != 1 else ''} in the configuration")
        self.problems = problems
