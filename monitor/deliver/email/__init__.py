"""E-mail: `sender` speaks to the relay, `message` writes the mail, `alert.html` is its look."""

from monitor.deliver.email.sender import EmailSender

__all__ = ["EmailSender"]
