"""Posts alerts to receivers of Standard Webhooks."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import urlsplit

from monitor.clock import Clock
from monitor.deliver.display import one_line
from monitor.deliver.retry import LONGEST_WAIT, ChannelError, WaitError
from monitor.deliver.webhook.payload import render_body
from monitor.deliver.webhook.signature import signed_headers
from monitor.errors import DeliveryError, FetchError
from monitor.model.alert import Delivery
from monitor.model.catalog import Channel
from monitor.model.ports import Http, Reply

_READ_LIMIT = 4096
_LONGEST_ANSWER = 80
_THROTTLED = {
    HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT,
}  # fmt: skip


class WebhookSender:
    """Sends each delivery as one signed POST. Errors name the receiver by scheme and host: a path may be a secret.

    A receiver that asked to be left alone for a time (Retry-After) is, for new deliveries as well; this is kept in
    memory, so a restart may ask once too early.
    """

    def __init__(self, http: Http, clock: Clock) -> None:
        self._http = http
        self._clock = clock
        self._not_before: dict[str, datetime] = {}

    async def send(self, channel: Channel, delivery: Delivery) -> str:
        """The status and the first words of the answer.

        DeliveryError: `gone` (410, permanent), `redirected` (3xx), `refused` (other 4xx), `failed` (5xx and the rest).
        ChannelError: `throttled` (429, 502, 503, 504, with what Retry-After asks), `secret`, `no_url`, and the reasons
        of the Http port where there is no answer at all. WaitError where nothing was posted.
        """
        if channel.url is None:
            raise ChannelError("no_url", f"channel {channel.id} names no URL")
        place = origin(channel.url)
        self._heed(channel.url, place)
        body = render_body(delivery)
        headers = {
            "content-type": "application/json",
            **signed_headers(channel.secrets, delivery.key, self._clock.now(), body),
        }
        try:
            reply = await self._http.post(
                channel.url, headers=headers, body=body, deadline=channel.timeout, read_limit=_READ_LIMIT
            )
        except FetchError as error:
            # Its detail may quote the URL.
            raise ChannelError(
                error.reason, f"{place}: no answer ({error.reason})", retry_after=error.retry_after
            ) from error
        if HTTPStatus.OK <= reply.status < HTTPStatus.MULTIPLE_CHOICES:
            return one_line(f"{reply.status} {_words(reply)}")
        refusal = _refusal(place, reply, self._clock.now())
        if refusal.retry_after:
            wait = timedelta(seconds=min(refusal.retry_after, LONGEST_WAIT.total_seconds()))
            self._not_before[channel.url] = self._clock.now() + wait
        raise refusal

    def _heed(self, url: str, place: str) -> None:
        """WaitError while the receiver's last Retry-After lasts."""
        now = self._clock.now()
        not_before = self._not_before.get(url, now)
        if now < not_before:
            raise WaitError("throttled", f"{place} asked for time", retry_after=(not_before - now).total_seconds())
        self._not_before.pop(url, None)


def origin(url: str) -> str:
    """`https://host:port` of a URL, nothing else of it."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _refusal(place: str, reply: Reply, now: datetime) -> DeliveryError:
    told = one_line(f"{place} answered {reply.status} {_words(reply)}")
    if reply.status in _THROTTLED:
        return ChannelError("throttled", told, retry_after=retry_after(reply.headers, now))
    if reply.status == HTTPStatus.GONE:
        return DeliveryError("gone", told, permanent=True)
    if HTTPStatus.MULTIPLE_CHOICES <= reply.status < HTTPStatus.BAD_REQUEST:
        return DeliveryError("redirected", told)
    if HTTPStatus.BAD_REQUEST <= reply.status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return DeliveryError("refused", told)
    return DeliveryError("failed", told)


def _words(reply: Reply) -> str:
    return one_line(reply.body[:_READ_LIMIT].decode("utf-8", "replace"), _LONGEST_ANSWER)


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that a Retry-After asks for, given as a number or as a date; None where there is none to understand."""
    value = next((value for name, value in headers.items() if name.lower() == "retry-after"), "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now).total_seconds())
