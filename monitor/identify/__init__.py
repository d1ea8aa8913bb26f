"""Which item an entry is: pure, and blind to dates, for feeds lend, refresh and forget those."""

from monitor.identify.decision import decide
from monitor.identify.keys import item_key, keys

__all__ = ["decide", "item_key", "keys"]
