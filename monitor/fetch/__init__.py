"""The only room that opens sockets to sources and receivers: one guard holds every limit."""

from monitor.fetch.client import GuardedClient
from monitor.fetch.connector import default_tls
from monitor.fetch.guard import AddressGuard, Lookup, SystemLookup
from monitor.fetch.target import redact

__all__ = ["AddressGuard", "GuardedClient", "Lookup", "SystemLookup", "default_tls", "redact"]
