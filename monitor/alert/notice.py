"""What the operators are told of a source, in the form of every alert: a first revision, and one that ends it."""

import hashlib
from datetime import datetime

from monitor.model.alert import AlertRevision, Change
from monitor.model.catalog import Severity, Source

RECOVERED = "recovered"
_FIRST_TIER = 1


def notice_key(source_id: str, condition: str, told_at: datetime) -> str:
    """The notice's name for ever: the source, the trouble, and when it was told."""
    words = f"alert:v1:source:{source_id}:{condition}:{told_at.timestamp():.6f}"
    return hashlib.sha256(words.encode()).hexdigest()[:32]


def build_notice(
    source: Source, condition: str, text: str, *, told_at: datetime, now: datetime, recovered: bool = False
) -> AlertRevision:
    """The first revision, or the second and last where the source has `recovered` from the condition that was told at
    `told_at`. `text` is for people."""
    name = condition.replace("_", " ")
    return AlertRevision(
        key=notice_key(source.id, condition, told_at),
        revision=2 if recovered else 1,
        reason=RECOVERED if recovered else condition,
        severity=(Severity.ALERT if source.tier == _FIRST_TIER else Severity.NOTE).label,
        title=f"{source.id}: no longer {name}" if recovered else f"{source.id}: {name}",
        text=text,
        url=source.url,
        lang="en",
        source_id=source.id,
        source_name=source.name,
        body=source.body,
        side=source.side,
        published_at=None,
        seen_at=now,
        raised_at=now,
        hits=(),
        changes=(Change("condition", name, RECOVERED),) if recovered else (),
    )
