"""Alert revisions and facts as the JSON that is kept and told; one shape, read back into the same values."""

from typing import Any

from pydantic import TypeAdapter

from monitor.model.alert import AlertRevision
from monitor.model.event import Claim, Event
from monitor.model.fact import Fact

_REVISION = TypeAdapter(AlertRevision)
_FACT = TypeAdapter(Fact)
_EVENT = TypeAdapter(Event)
_CLAIM = TypeAdapter(Claim)


def revision_to_json(revision: AlertRevision) -> dict[str, Any]:
    """A revision as JSON types; times in ISO 8601."""
    return _REVISION.dump_python(revision, mode="json")  # type: ignore[no-any-return] # pydantic says Any


def revision_from_json(payload: dict[str, Any]) -> AlertRevision:
    return _REVISION.validate_python(payload)


def fact_to_json(fact: Fact) -> dict[str, Any]:
    return _FACT.dump_python(fact, mode="json")  # type: ignore[no-any-return] # pydantic says Any


def event_to_json(event: Event) -> dict[str, Any]:
    return _EVENT.dump_python(event, mode="json")  # type: ignore[no-any-return] # pydantic says Any


def event_from_json(payload: dict[str, Any]) -> Event:
    return _EVENT.validate_python(payload)


def claim_to_json(claim: Claim) -> dict[str, Any]:
    return _CLAIM.dump_python(claim, mode="json")  # type: ignore[no-any-return] # pydantic says Any


def claim_from_json(payload: dict[str, Any]) -> Claim:
    return _CLAIM.validate_python(payload)
