"""What is asked and what is not: no form of address gets past the list, no name leads to a private network."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.runtime.watch import rows
from streams.runtime.watch.address import Allowed, NotAllowed, parse
from streams.runtime.watch.decide import Reason, Trouble
from streams.runtime.watch.fetch import Fetcher, lookup
from streams.settings import SettingError
from tests.runtime.watch.servers import speaking

FORMS = {
    "this machine": "http://127.0.0.1/",
    "this machine, decimal": "http://2130706433/",
    "this machine, hexadecimal": "http://0x7f000001/",
    "this machine, octal": "http://017700000001/",
    "octal parts": "http://0177.0.0.1/",
    "hexadecimal parts": "http://0x7f.0.0.1/",
    "hexadecimal last part": "http://127.0.0.0x1/",
    "two parts": "http://127.1/",
    "three parts": "http://127.0.1/",
    "zero": "http://0/",
    "the unspecified address": "http://0.0.0.0/",
    "leading zeros": "http://127.000.000.001/",
    "a number too large": "http://4294967297/",
    "this machine, another of its addresses": "http://127.8.8.8/",
    "IPv6 loopback": "http://[::1]/",
    "IPv6 unspecified": "http://[::]/",
    "IPv4 mapped into IPv6": "http://[::ffff:127.0.0.1]/",
    "mapped, in hexadecimal": "http://[::ffff:7f00:1]/",
    "IPv4-compatible IPv6": "http://[::127.0.0.1]/",
    "NAT64 to this machine": "http://[64:ff9b::7f00:1]/",
    "6to4 to a private network": "http://[2002:a00:1::]/",
    "Teredo": "http://[2001:0:7f00:1::]/",
    "a link-local IPv6 with its zone": "http://[fe80::1%25eth0]/",
    "link-local IPv6": "http://[fe80::1]/",
    "site-local IPv6": "http://[fec0::1]/",
    "a unique local IPv6": "http://[fd00:ec2::254]/",
    "multicast IPv6": "http://[ff02::1]/",
    "a cloud's metadata": "http://169.254.169.254/latest/meta-data/",
    "another cloud's metadata": "http://100.100.100.200/",
    "private class A": "http://10.0.0.1/",
    "private class B": "http://172.16.0.1/",
    "private class C": "http://192.168.1.1/",
    "carrier-grade NAT": "http://100.64.0.1/",
    "benchmarking": "http://198.18.0.1/",
    "documentation": "http://203.0.113.1/",
    "multicast": "http://224.0.0.1/",
    "broadcast": "http://255.255.255.255/",
    "reserved": "http://240.0.0.1/",
    "a user": "https://user@courier.example/",
    "a user that looks like the host": "https://courier.example@evil.example/",
    "a user with a password": "https://courier.example:secret@evil.example/",
    "an empty user": "https://@courier.example/",
    "a backslash before the at": "https://courier.example\\@evil.example/",
    "a backslash for a slash": "https://courier.example\\evil.example",
    "a percent sign in the host": "https://courier.example%2eevil.example/",
    "a null byte": "https://courier.example\x00.evil.example/",
    "a line break": "https://courier.example/\r\nHost: evil.example",
    "a tab": "https://cour\tier.example/",
    "a space in front": " https://courier.example/",
    "a file": "file:///etc/passwd",
    "a file on a host": "file://courier.example/etc/passwd",
    "gopher": "gopher://courier.example:70/_GET",
    "ftp": "ftp://courier.example/",
    "data": "data:text/html,<p>Rain",
    "javascript": "javascript:alert(1)",
    "a scheme inside": "view-source:https://courier.example/",
    "dict": "dict://courier.example:11211/stat",
    "no scheme": "//courier.example/",
    "no host": "https:///live",
    "one slash": "https:/courier.example/",
    "no slash": "https:courier.example",
    "a trailing dot": "https://courier.example./",
    "two dots": "https://courier..example/",
    "a leading dot": "https://.courier.example/",
    "a leading hyphen": "https://-courier.example/",
    "full-width digits": "http://１２７.０.０.１/",
    "circled digits": "http://①②⑦.⓪.⓪.①/",
    "Arabic digits": "http://١٢٧.٠.٠.١/",
    "an ideographic full stop": "https://courier。example/",
    "a letter that folds to another": "https://ℂourier.example/",
    "a soft hyphen": "https://cou\u00adrier.example/",
    "a Cyrillic letter": "https://соurier.example/",
    "a port that is not on the list": "https://courier.example:8443/",
    "the port of the other scheme": "http://courier.example:443/",
    "port zero": "https://courier.example:0/",
    "a port beyond all": "https://courier.example:65537/",
    "a port that is no number": "https://courier.example:http/",
    "a port with a sign": "https://courier.example:+443/",
    "a subdomain": "https://evil.courier.example/",
    "a host that begins so": "https://courier.example.evil.example/",
    "a host that ends so": "https://evilcourier.example/",
    "brackets around a name": "https://[courier.example]/",
    "an open bracket": "https://[::1/",
    "nothing": "",
    "a fragment that hides a host": "https://evil.example#@courier.example/",
    "a question mark that hides one": "https://evil.example?@courier.example/",
    "much too long": "https://courier.example/" + "a" * 2000,
}
"""None of these may be connected to, though courier.example is on the list, and so is every host that can be written
there."""


class Sockets:
    """Counts the connections that are begun, and begins none."""

    def __init__(self) -> None:
        self.to: list[str] = []

    def __call__(self, info: tuple[object, ...]) -> socket.socket:
        self.to.append(str(info[4][0]))  # type: ignore[index]
        raise OSError("no connection in this test")


def listed(form: str) -> Allowed:
    """A list with everything on it that a person could have written for the form."""
    hosts = {"courier.example"}
    try:
        found = parse(form)
    except NotAllowed:
        return Allowed(frozenset(hosts))
    host = f"[{found.host}]" if ":" in found.host else found.host
    if "courier" not in host and "evil" not in host:
        hosts |= {host, f"{host}:{found.port}"}
    return Allowed(frozenset(hosts))


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_form_is_refused_in_a_row(form: str, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        listed(form).address(form)
    path = tmp_path / "sources.toml"
    escaped = form.encode("unicode_escape").decode().replace("\\x", "\\u00").replace('"', '\\"')
    path.write_text(
        f'[fetch]\nallow_hosts = ["courier.example"]\ncontact = "a@b.example"\n'
        f'[[source]]\nname = "a"\nurl = "https://"\nfetch = "{escaped}"\n'
    )
    with pytest.raises(SettingError, match=r"sources\.toml"):
        rows.read(str(path))


def test_no_form_in_a_redirect_leads_to_a_connection_elsewhere() -> None:
    told = asyncio.run(_redirected())
    assert set(told) == set(FORMS)
    for label, (answer, connected) in told.items():
        assert isinstance(answer, Trouble), label
        # A form without a scheme may be read as a path of the host that was asked, which redirects again.
        assert answer.reason in (Reason.NOT_ALLOWED, Reason.REDIRECT, Reason.CONNECT), (label, answer)
        assert connected <= {"the server"}, label
    refused = sum(answer.reason is Reason.NOT_ALLOWED for answer, _ in told.values())
    assert refused > len(FORMS) - 12


async def _redirected() -> dict[str, tuple[object, set[str]]]:
    """Each form as the Location of a redirect, and whom was connected to."""
    told = {}
    for label, form in FORMS.items():
        head = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nConnection: close\r\nLocation: "
        async with speaking(head + form.encode() + b"\r\n\r\n") as server:
            connected: set[str] = set()

            def connect(info: Any, connected: set[str] = connected, port: int = server.port) -> socket.socket:
                connected.add("the server" if info[4][:2] == ("127.0.0.1", port) else str(info[4]))
                return socket.socket(*info[:3])

            allowed = Allowed(frozenset({server.host}), private=True)
            fetcher = Fetcher(allowed, "test", socket_factory=connect)
            told[label] = await fetcher.ask(allowed.address(server.url)), connected
            await fetcher.close()
    return told


REFUSED_IPS = (
    "127.0.0.1", "10.1.2.3", "172.31.0.1", "192.168.0.1", "169.254.169.254", "100.64.1.1", "0.0.0.0", "224.0.0.251",
    "255.255.255.255", "192.0.0.170", "192.88.99.1", "198.51.100.7", "::", "::1", "::ffff:10.0.0.1", "64:ff9b::a00:1",
    "2002:7f00:1::", "2001::1", "2001:db8::1", "3fff::1", "fc00::1", "fe80::1", "fec0::1", "ff02::fb", "100::1",
    "64:ff9b:1::1", "5f00::1", "fd00:ec2::254",
)  # fmt: skip
PUBLIC_IPS = ("1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101")


@pytest.mark.parametrize("ip", REFUSED_IPS)
def test_a_name_that_leads_to_such_an_address_is_refused_without_a_connection(ip: str) -> None:
    sockets = Sockets()

    async def asked() -> object:
        async def resolve(host: str, port: int) -> list[str]:
            return ["1.1.1.1", ip]  # one public address beside it helps nothing

        allowed = Allowed(frozenset({"courier.example"}))
        fetcher = Fetcher(allowed, "test", lookup=resolve, socket_factory=sockets)
        try:
            return await fetcher.ask(allowed.address("https://courier.example/"))
        finally:
            await fetcher.close()

    answer = asyncio.run(asked())
    assert isinstance(answer, Trouble) and answer.reason is Reason.NOT_ALLOWED, answer
    assert sockets.to == []


@pytest.mark.parametrize("ip", PUBLIC_IPS)
def test_a_public_address_is_connected_to(ip: str) -> None:
    sockets = Sockets()

    async def asked() -> object:
        async def resolve(host: str, port: int) -> list[str]:
            return [ip]

        allowed = Allowed(frozenset({"courier.example"}))
        fetcher = Fetcher(allowed, "test", lookup=resolve, socket_factory=sockets)
        try:
            return await fetcher.ask(allowed.address("https://courier.example/"))
        finally:
            await fetcher.close()

    answer = asyncio.run(asked())
    assert isinstance(answer, Trouble) and answer.reason is Reason.CONNECT
    assert [ipaddress.ip_address(each) for each in sockets.to] == [ipaddress.ip_address(ip)]


def test_a_private_network_may_be_allowed_and_a_clouds_metadata_never() -> None:
    allowed = Allowed(private=True)
    for ip in ("127.0.0.1", "10.0.0.1", "192.168.0.1", "172.16.0.1", "::1", "::ffff:127.0.0.1", "1.1.1.1"):
        allowed.check(ipaddress.ip_address(ip))
    for ip in ("169.254.169.254", "fd00:ec2::254", "fe80::1", "100.100.100.200", "0.0.0.0", "::", "224.0.0.1"):
        with pytest.raises(NotAllowed):
            allowed.check(ipaddress.ip_address(ip))


@given(st.ip_addresses())
def test_whatever_python_calls_private_is_refused(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    if not ip.is_global and ip not in ipaddress.ip_network("64:ff9b::/96" if ip.version == 6 else "0.0.0.0/32"):
        mapped = getattr(ip, "ipv4_mapped", None)
        if mapped is None or not mapped.is_global:
            with pytest.raises(NotAllowed):
                Allowed().check(ip)


@given(st.text(max_size=60) | st.text("htps:/.@[]0123456789abx%\\#?-", max_size=40).map("http://".__add__))
def test_no_text_is_read_as_another_host_than_the_client_would_ask(text: str) -> None:
    from yarl import URL

    try:
        found = parse(text)
    except NotAllowed:
        return
    client = URL(found.url, encoded=True)
    assert (client.scheme, client.host, client.port) == (found.scheme, found.host, found.port)
    assert client.user is None and client.raw_path_qs.rstrip("?") == found.path.rstrip("?")


GOOD = {
    "as it is written": ("https://courier.example/live?a=b&c=%20", "https://courier.example/live?a=b&c=%20"),
    "the usual port": ("https://courier.example:443/live", "https://courier.example/live"),
    "capitals in scheme and host only": ("HTTPS://Courier.EXAMPLE/Live", "https://courier.example/Live"),
    "no path": ("http://courier.example", "http://courier.example/"),
    "a fragment is not sent": ("https://courier.example/live#post-1", "https://courier.example/live"),
    "a port that is on the list": ("https://courier.example:8443/", "https://courier.example:8443/"),
    "punycode": ("https://xn--bcher-kva.example/", "https://xn--bcher-kva.example/"),
    "a public IP address": ("http://1.1.1.1/", "http://1.1.1.1/"),
}


@pytest.mark.parametrize(("text", "url"), GOOD.values(), ids=GOOD)
def test_what_is_on_the_list_is_asked(text: str, url: str) -> None:
    hosts = {"courier.example", "courier.example:8443", "xn--bcher-kva.example", "1.1.1.1"}
    assert Allowed(frozenset(hosts)).address(text).url == url


def test_a_redirect_never_leads_from_https_to_http() -> None:
    allowed = Allowed(frozenset({"courier.example"}))
    with pytest.raises(NotAllowed, match="from https to http"):
        allowed.redirected(allowed.address("https://courier.example/"), "http://courier.example/")
    up = allowed.redirected(allowed.address("http://courier.example/a/b"), "//courier.example/c?d#e")
    assert up.url == "http://courier.example/c?d"


def test_this_machine_resolves_names_to_addresses() -> None:
    assert asyncio.run(lookup("127.0.0.1", 80)) == ["127.0.0.1"]
