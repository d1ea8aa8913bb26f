"""Which desk, by which channel. Pure."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence

from monitor.model.alert import AlertRevision, DeliveryPlan
from monitor.model.catalog import Channel, Desk, Severity

OPERATORS = "operators"
"""The desk that hears what the service has to tell about itself."""


def deliveries(
    revision: AlertRevision,
    desks: Mapping[str, Desk],
    channels: Mapping[str, Channel],
    told: Sequence[tuple[str, str]] = (),
) -> tuple[DeliveryPlan, ...]:
    """Whom to tell: every desk that wants the alert, and whoever was told an earlier revision, as (desk, channel)."""
    wanted = dict.fromkeys([pair for pair in told if _still_there(pair, desks, channels)])
    wanted |= dict.fromkeys(_wanting(revision, desks))
    return tuple(
        DeliveryPlan(delivery_key(revision, desk_id, channel_id), desk_id, channel_id) for desk_id, channel_id in wanted
    )


def to_operators(notice: AlertRevision, desks: Mapping[str, Desk]) -> tuple[DeliveryPlan, ...]:
    """A notice goes to the operators' desk, where there is one, by all its channels."""
    desk = desks.get(OPERATORS)
    if desk is None or Severity[notice.severity.upper()] < desk.min_severity:
        return ()
    return tuple(
        DeliveryPlan(delivery_key(notice, desk.id, channel_id, "notice"), desk.id, channel_id, "notice")
        for channel_id in desk.channels
    )


def delivery_key(revision: AlertRevision, desk_id: str, channel_id: str, purpose: str = "alert") -> str:
    """What makes a repeat recognisable: a hash of what the delivery is, never of a row's number."""
    parts = (revision.key, str(revision.revision), desk_id, channel_id, purpose)
    return hashlib.sha256("|".join(("delivery:v1", *parts)).encode()).hexdigest()[:40]


def _still_there(pair: tuple[str, str], desks: Mapping[str, Desk], channels: Mapping[str, Channel]) -> bool:
    desk_id, channel_id = pair
    return desk_id in desks and channel_id in channels


def _wanting(revision: AlertRevision, desks: Mapping[str, Desk]) -> Iterator[tuple[str, str]]:
    rules = {hit.rule_id for hit in revision.hits}
    severity = Severity[revision.severity.upper()]
    for desk in desks.values():
        if severity < desk.min_severity or not rules:
            continue
        if desk.id == OPERATORS and not desk.rules:
            continue  # it is for notices; alerts come to it for the rules it names
        if desk.rules and not desk.rules & rules:
            continue
        for channel_id in desk.channels:
            yield desk.id, channel_id
