"""Addresses that must not be dialled, in the spellings in which they come, and names that lead to such."""

from tests.hostile.attack import OK, Attack
from tests.support.hostile import FEED, Visit

_REFUSED = frozenset({"address_refused"})

SPELLINGS = {
    "short_loopback": "127.1",
    "decimal_loopback": "2130706433",
    "hexadecimal_loopback": "0x7f000001",
    "octal_loopback": "0177.0.0.1",
    "zero": "0",
    "any_address": "0.0.0.0",
    "private_10": "10.0.0.1",
    "private_172": "172.16.0.1",
    "private_192": "192.168.1.1",
    "carrier_nat": "100.64.0.1",
    "metadata": "169.254.169.254",
    "protocol_assignments": "192.0.0.8",
    "test_net_1": "192.0.2.1",
    "test_net_2": "198.51.100.1",
    "test_net_3": "203.0.113.1",
    "benchmarks": "198.18.0.1",
    "multicast": "224.0.0.1",
    "reserved": "240.0.0.1",
    "broadcast": "255.255.255.255",
    "loopback_6": "[::1]",
    "any_address_6": "[::]",
    "mapped_loopback": "[::ffff:127.0.0.1]",
    "mapped_metadata": "[::ffff:a9fe:a9fe]",
    "link_local_6": "[fe80::1]",
    "unique_local": "[fc00::1]",
    "metadata_6": "[fd00:ec2::254]",
    "multicast_6": "[ff02::1]",
    "nat64_of_loopback": "[64:ff9b::7f00:1]",
    "6to4_of_loopback": "[2002:7f00:1::]",
    "documentation_6": "[2001:db8::1]",
    "teredo": "[2001:0:53aa:64c:0:0:80ff:fffe]",
    "discard_6": "[100::1]",
    "localhost": "localhost",
    "localhost_with_a_dot": "LOCALHOST.",
    "full_width_digits": "１２７.0.0.1",
    "circled_digits": "①②⑦.⓪.⓪.①",
}


async def _to_itself(visit: Visit) -> None:
    """The second request of one visit, for which the name is looked up again."""
    if visit.path.endswith("?again"):
        await visit.answer(body=FEED, content_type="application/rss+xml")
    else:
        await visit.redirect(f"{visit.path}?again")


async def _feed(visit: Visit) -> None:
    await visit.answer(body=FEED, content_type="application/rss+xml")


_LEADING_ASTRAY: dict[str, Attack] = {
    "rebinding_within_a_visit": Attack(_to_itself, _REFUSED, "http://rebinds.example:{port}/{name}"),
    "rebinding_to_loopback": Attack(_to_itself, _REFUSED, "http://rebinds-to-loopback.example:{port}/{name}"),
    "rebinding_between_visits": Attack(_feed, _REFUSED | {OK}, "http://rebinds-in-turn.example:{port}/{name}"),
    "name_of_metadata": Attack(None, _REFUSED, "http://metadata.example/canary"),
    "name_of_link_local": Attack(None, _REFUSED, "http://link-local.example/canary"),
    "mixed_answers": Attack(_feed, _REFUSED, "http://mixed.example:{port}/{name}"),
    "mixed_kinds_of_answers": Attack(_feed, _REFUSED, "http://mixed-kinds.example:{port}/{name}"),
    "no_answers": Attack(None, frozenset({"dns"}), "http://no-answers.example/canary"),
    "no_such_name": Attack(None, frozenset({"dns"}), "http://no-such-name.example/canary"),
    "servfail": Attack(None, frozenset({"dns"}), "http://servfail.example/canary"),
    "silent_name_server": Attack(None, frozenset({"deadline"}), "http://silent.example/canary"),
}

ADDRESSES: dict[str, Attack] = {
    **{f"at_{name}": Attack(None, _REFUSED, f"http://{host}/canary") for name, host in SPELLINGS.items()},
    **_LEADING_ASTRAY,
}
"""By name. They need a network where every address is the tester's own, for should one be dialled after all."""
