"""How an event stands. It moves only with evidence: a plan without a day does not undo a postponement, and what a
third party has heard does not undo a party's word."""

from monitor.event.corroborate import Voices
from monitor.event.member import Member
from monitor.model.fact import Status

_ANNOUNCED = frozenset({Status.PROPOSED, Status.PLANNED})


def status_of(voices: Voices) -> Status | None:
    """None where nobody says anything any more. What took place stays so, whatever is said of plans later."""
    said = {one.claim.status for one in voices.heard}
    for performed in (Status.DONE, Status.UNDER_WAY):
        if performed in said:
            return performed
    status: Status | None = None
    for one in sorted(voices.of_parties, key=_spoken):
        status = _moved(status, one)
    if status in {None, Status.DENIED}:
        for one in sorted(voices.of_others, key=_spoken):
            status = _moved(None if status is Status.DENIED else status, one) or status
    return status


def _spoken(member: Member) -> tuple[str, str]:
    return member.claim.published.isoformat(), member.claim.key


def _moved(status: Status | None, by: Member) -> Status | None:
    said = by.claim.status
    if said is Status.DENIED:
        return status or said
    if status in {None, Status.DENIED}:
        return said
    if said in _ANNOUNCED and status in {Status.POSTPONED, Status.CALLED_OFF}:
        return said if by.claim.first else status
    if said is Status.PROPOSED and status is Status.PLANNED:
        return status
    return said
