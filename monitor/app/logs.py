"""Logging: one canonical line a poll and a delivery; JSON under systemd, readable on a terminal; never a secret."""

import logging
import os
import re
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any, TextIO, cast

import structlog
from structlog.typing import EventDict, Processor

HIDDEN = "[hidden]"
_CREDENTIALS = re.compile(r"(?<=://)[^/\s?#@]+@")
_TOKENS = re.compile(r"(?i)([?&][\w.-]*(?:token|key|secret|passw|sig|auth)[\w.-]*=)[^&#\s\"']+")
_SECRET_NAMES = re.compile(r"(?i)passw|secret|token|authorization|credential")
SHORTEST_SECRET = 6


class Redactor:
    """A structlog processor that hides URL credentials, tokens in queries, and every secret it has been told of."""

    def __init__(self) -> None:
        self._secrets: tuple[str, ...] = ()

    def learn(self, secrets: Iterable[str | None]) -> None:
        """The secrets of the running catalog, in place of those of the one before."""
        known = {secret for secret in secrets if secret and len(secret) >= SHORTEST_SECRET}
        self._secrets = tuple(sorted(known, key=len, reverse=True))

    def __call__(self, _logger: Any, _method: str, event: EventDict) -> EventDict:
        return {name: HIDDEN if _SECRET_NAMES.search(name) else self.hide(value) for name, value in event.items()}

    def hide(self, value: Any) -> Any:
        """`value` with secrets hidden; strings inside lists and mappings too."""
        if isinstance(value, str):
            return self._hide_text(value)
        if isinstance(value, Mapping):
            return {key: self.hide(inner) for key, inner in value.items()}
        if isinstance(value, list | tuple):
            return [self.hide(inner) for inner in value]
        return value

    def _hide_text(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return _TOKENS.sub(rf"\1{HIDDEN}", _CREDENTIALS.sub(f"{HIDDEN}@", text))


class _Stream:
    """Where lines go. A reader that is gone, or a full disk, is no reason for the service to stop."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        with suppress(OSError, ValueError):
            return self._stream.write(text)
        return 0

    def flush(self) -> None:
        with suppress(OSError, ValueError):
            self._stream.flush()


def configure(
    log_format: str,
    level: str,
    redactor: Redactor,
    *,
    stream: TextIO = sys.stderr,
    environ: Mapping[str, str] = os.environ,
) -> None:
    """Set up structlog, and the standard library's loggers of our libraries through it.

    `log_format` is `json`, `text`, or `auto`: JSON where systemd or a pipeline reads, text where a person does.
    """
    as_json = log_format == "json" or (log_format == "auto" and "JOURNAL_STREAM" in environ)
    # Tracebacks become text before the redactor sees them: an exception's message may quote a URL.
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        redactor,
    ]
    renderer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=stream.isatty(), pad_event_to=8, sort_keys=False)
    )
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(cast("TextIO", _Stream(stream))),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                renderer,
            ],
        )
    )
    # The HTTP libraries log whole URLs at INFO; what they have to say is in our own lines.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a tick that waits for the one before is no news
    logging.basicConfig(handlers=[handler], level=max(number, logging.WARNING), force=True)
