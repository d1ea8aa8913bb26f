"""What an SMTP failure means for the delivery: this mail's own, or the whole channel's."""

import ssl

from aiosmtplib.errors import (
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPException,
    SMTPResponseException,
    SMTPSenderRefused,
)

from monitor.deliver.display import one_line
from monitor.deliver.email.account import is_final
from monitor.deliver.retry import ChannelError
from monitor.errors import DeliveryError

_SERVICE_CLOSING = 421
_LONGEST_REPLY = 200


def failure_of(error: Exception, place: str) -> DeliveryError:
    """The delivery's failure for what aiosmtplib raised; `place` names the relay. A refusal of this very mail is the
    delivery's own, everything else (greeting, TLS, login, sender, a lost connection) would meet the next mail as well.
    """
    if isinstance(error, SMTPDataError) and error.code != _SERVICE_CLOSING:
        return DeliveryError("refused", f"{place} answered {told(error)}", permanent=is_final(error.code))
    return ChannelError(_reason(error), f"{place}: {told(error)}")


def _reason(error: Exception) -> str:
    if isinstance(error, ssl.SSLError) or isinstance(error.__cause__, ssl.SSLError):
        return "tls"
    if isinstance(error, ValueError):
        return "bad_address"
    if isinstance(error, SMTPAuthenticationError):
        return "auth"
    if isinstance(error, SMTPSenderRefused) and is_final(error.code):
        return "sender_refused"
    if isinstance(error, SMTPResponseException):
        return "unavailable"
    return "disconnected" if isinstance(error, OSError) else "protocol"


def told(error: Exception) -> str:
    """The relay's words, or the library's where it had none."""
    if isinstance(error, UnicodeError):
        return "an address is not ASCII"
    if isinstance(error, SMTPResponseException):
        return one_line(f"{error.code} {error.message}", _LONGEST_REPLY)
    if isinstance(error, ssl.SSLError):
        return one_line(getattr(error, "verify_message", "") or error.reason or "TLS failed", _LONGEST_REPLY)
    return one_line(error.message if isinstance(error, SMTPException) else str(error), _LONGEST_REPLY)
