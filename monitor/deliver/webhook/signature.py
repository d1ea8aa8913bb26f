"""Standard Webhooks 1.0.0: HMAC-SHA256 over `id.timestamp.body`, one signature for each secret while they rotate."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime

from monitor.deliver.retry import ChannelError

_PREFIX = "whsec_"


def signed_headers(secrets: Sequence[str], message_id: str, moment: datetime, body: bytes) -> Mapping[str, str]:
    """`webhook-id`, `webhook-timestamp` and `webhook-signature`. ChannelError `secret` where there is none to use."""
    if not secrets:
        raise ChannelError("secret", "the channel has no secret to sign with")
    timestamp = str(int(moment.timestamp()))
    content = b".".join((message_id.encode(), timestamp.encode(), body))
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(f"v1,{_sign(_key(secret), content)}" for secret in secrets),
    }


def _sign(key: bytes, content: bytes) -> str:
    return base64.b64encode(hmac.digest(key, content, hashlib.sha256)).decode()


def _key(secret: str) -> bytes:
    encoded = secret.removeprefix(_PREFIX)
    try:
        key = base64.b64decode(encoded + "=" * (-len(encoded) % 4), validate=True)
    except binascii.Error:
        key = b""
    if not key:
        raise ChannelError("secret", "a secret of the channel is not base64 (whsec_…)")
    return key
