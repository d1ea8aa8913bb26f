"""Which addresses may be dialled, in whatever spelling they come."""

import socket
from collections.abc import Sequence
from ipaddress import ip_address, ip_network

import pytest

from monitor.errors import FetchError
from monitor.fetch import AddressGuard, Lookup
from monitor.fetch.connector import GuardedResolver

LOOPBACK = (ip_network("127.0.0.0/8"),)

REFUSED = [
    "127.1",
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "0x7f.0.0.0x1",
    "0",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "169.254.169.254",
    "192.0.0.8",
    "192.0.2.1",
    "198.51.100.1",
    "203.0.113.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "192.88.99.1",
    "::1",
    "::",
    "[::1]",
    "::ffff:127.0.0.1",
    "::ffff:a9fe:a9fe",
    "::127.0.0.1",
    "fe80::1",
    "fe80::1%1",
    "fec0::1",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2001:db8::1",
    "3fff::1",
    "2001:0:53aa:64c:0:0:80ff:fffe",
    "100::1",
    "5f00::1",
    "127.0.0.1.",
    "１２７.0.0.1",
    "①②⑦.⓪.⓪.①",
    "127。0。0。1",
    "4294967297",
    "1.2.3.4.5",
    "127.0.0.09",
    "0x",
]
NAMES_OF_HOME = ["localhost", "LOCALHOST.", "ｌｏｃａｌｈｏｓｔ"]


def always(*answers: str) -> Lookup:
    async def look_up(host: str, port: int) -> Sequence[str]:
        return answers

    return look_up


async def fails(host: str, port: int) -> Sequence[str]:
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


@pytest.mark.parametrize("host", REFUSED)
async def test_no_spelling_of_an_inner_address_is_dialled(host: str) -> None:
    guard = AddressGuard(lookup=always())
    with pytest.raises(FetchError) as refused:
        await guard.resolve(host, 80)
    assert (refused.value.reason, refused.value.weight) == ("address_refused", 1)


@pytest.mark.parametrize("host", [host for host in REFUSED if not host.startswith("fe80::1%")])
def test_nor_is_it_in_a_url(host: str) -> None:
    bracketed = f"[{host}]" if ":" in host and "[" not in host else host
    with pytest.raises(FetchError) as refused:
        AddressGuard().check_url(f"http://{bracketed}/feed")
    assert refused.value.reason == "address_refused"


@pytest.mark.parametrize("host", NAMES_OF_HOME)
async def test_names_of_this_machine_are_judged_by_their_address(host: str) -> None:
    with pytest.raises(FetchError, match=r"127\.0\.0\.1") as refused:
        await AddressGuard(lookup=always("127.0.0.1")).resolve(host, 80)
    assert refused.value.reason == "address_refused"


@pytest.mark.parametrize(
    ("host", "dialled"),
    [
        ("8.8.8.8", "8.8.8.8"),
        ("134744072", "8.8.8.8"),
        ("::ffff:8.8.8.8", "8.8.8.8"),
        ("2606:4700:4700::1111", "2606:4700:4700::1111"),
        ("64:ff9b::808:808", "64:ff9b::808:808"),
    ],
)
async def test_public_addresses_are_dialled_in_their_standard_form(host: str, dialled: str) -> None:
    assert await AddressGuard(lookup=always()).resolve(host, 80) == (dialled,)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1", "::ffff:127.0.0.1", "64:ff9b::7f00:1"])
async def test_allow_opens_what_it_names_in_every_spelling(host: str) -> None:
    guard = AddressGuard(LOOPBACK, lookup=always())
    (dialled,) = await guard.resolve(host, 80)
    assert dialled in {"127.0.0.1", "64:ff9b::7f00:1"}
    with pytest.raises(FetchError, match="address_refused"):
        await guard.resolve("10.0.0.1", 80)


async def test_every_answer_is_judged_and_one_refused_refuses_all() -> None:
    guard = AddressGuard(lookup=always("8.8.8.8", "127.0.0.1"))
    with pytest.raises(FetchError, match=r"127\.0\.0\.1") as refused:
        await guard.resolve("mixed.example", 443)
    assert refused.value.reason == "address_refused"


async def test_answers_keep_their_order_and_lose_their_repeats() -> None:
    guard = AddressGuard(lookup=always("2606:4700::1", "8.8.8.8", "2606:4700::1"))
    assert await guard.resolve("two.example", 443) == ("2606:4700::1", "8.8.8.8")


@pytest.mark.parametrize("lookup", [always(), fails])
async def test_no_answer_is_temporary(lookup: Lookup) -> None:
    with pytest.raises(FetchError) as failed:
        await AddressGuard(lookup=lookup).resolve("nowhere.example", 443)
    assert (failed.value.reason, failed.value.weight) == ("dns", 0.25)


async def test_a_name_no_resolver_can_encode_is_a_failure_of_dns() -> None:
    with pytest.raises(FetchError, match="dns"):
        await AddressGuard().resolve("a" * 64 + ".example", 443)


async def test_the_machines_own_resolver_knows_localhost() -> None:
    guard = AddressGuard((*LOOPBACK, ip_network("::1/128")))
    addresses = await guard.resolve("localhost", 80)
    assert addresses
    assert all(ip_address(address).is_loopback for address in addresses)


async def test_the_connector_is_given_the_judged_addresses_and_no_others() -> None:
    resolver = GuardedResolver(AddressGuard(lookup=always("8.8.8.8", "2606:4700::1")))
    answers = await resolver.resolve("two.example", 443)
    assert [(a["hostname"], a["host"], a["port"], a["family"]) for a in answers] == [
        ("two.example", "8.8.8.8", 443, socket.AF_INET),
        ("two.example", "2606:4700::1", 443, socket.AF_INET6),
    ]
    assert [a["host"] for a in await resolver.resolve("two.example", 443, socket.AF_INET)] == ["8.8.8.8"]
    await resolver.close()
