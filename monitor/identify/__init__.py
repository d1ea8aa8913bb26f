"""Which item an entry is, what an edit of it is, and when it is gone. Pure, and held by no date, for feeds lend,
refresh and forget those."""

from monitor.identify.decision import ALIASED, decide
from monitor.identify.diff import Piece, word_diff
from monitor.identify.edits import Said, edit_between
from monitor.identify.flood import Flood, Visit, flood_in
from monitor.identify.habits import learn, policy_for
from monitor.identify.keys import item_key, keys, withdrawal_keys
from monitor.identify.looks import (
    LOOKS,
    WATCHED,
    Presence,
    Sight,
    next_look,
    not_listed,
    sight_of_listing,
    sight_of_page,
)
from monitor.identify.noise import NOISY, is_noisy
from monitor.identify.urls import canonical_url, language_variant

__all__ = [
    "ALIASED",
    "LOOKS",
    "NOISY",
    "WATCHED",
    "Flood",
    "Piece",
    "Presence",
    "Said",
    "Sight",
    "Visit",
    "canonical_url",
    "decide",
    "edit_between",
    "flood_in",
    "is_noisy",
    "item_key",
    "keys",
    "language_variant",
    "learn",
    "next_look",
    "not_listed",
    "policy_for",
    "sight_of_listing",
    "sight_of_page",
    "withdrawal_keys",
    "word_diff",
]
