"""Which addresses may be asked, and which IP addresses connected to: the whole of the defence against being sent
elsewhere by a redirect or a name server (server-side request forgery).

One strict form of address is let through, instead of the many that clients, libraries and resolvers read differently:
a host is a plain name of ASCII letters or one canonical IP address, and stands in the sources file's list.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin

PORTS: Final = {"http": 80, "https": 443}
ADDRESS_CHARACTERS_MAX: Final = 2000

IP = ipaddress.IPv4Address | ipaddress.IPv6Address

# Printable ASCII without space, quote, angle bracket, backslash, caret, backtick, braces and bar (RFC 3986 has none of
# them); no userinfo, for there is no "@" before the path.
_form: Final = re.compile(
    r"(?P<scheme>https?)://(?P<host>[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<path>/[!$-;=?-\[\]_a-z~%]*|\?[!$-;=?-\[\]_a-z~%]*)?(?:#[!$-;=?-\[\]_a-z~%]*)?",
)  # fmt: skip
_beginning: Final = re.compile(r"[A-Za-z]+://[^/?#]*")
_label: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
# The last label of a name is never a number (WHATWG URL, "ends in a number"): 127.1 and 0x7f.1 are addresses to some.
_number: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")


class NotAllowed(ValueError):
    """An address that is not asked; the message says why, and what to write."""


@dataclass(frozen=True, slots=True)
class Address:
    """An address in the one form that is asked."""

    scheme: str
    host: str  # a name, or an IP address without brackets
    port: int
    path: str  # with its query, never empty

    @property
    def url(self) -> str:
        port = "" if self.port == PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{f'[{self.host}]' if ':' in self.host else self.host}{port}{self.path}"


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a sources file allows: hosts on the ports of their scheme, others on the port that is written."""

    hosts: frozenset[str] = frozenset()  # "courier.example", "courier.example:8443", "[2001:db8::1]:8443"
    private: bool = False  # this machine and private networks, too: for tests

    def address(self, text: str) -> Address:
        """The address that a text is; NotAllowed for one of any other form, or on a host that is not listed.

        >>> Allowed(frozenset({"courier.example"})).address("https://courier.example/live?page=1#top").path
        '/live?page=1'
        """
        found = parse(text)
        host = f"[{found.host}]" if ":" in found.host else found.host
        usual = found.port == PORTS[found.scheme]
        if not (f"{host}:{found.port}" in self.hosts or (usual and host in self.hosts)):
            wanted = host if usual else f"{host}:{found.port}"
            raise NotAllowed(f"{wanted} is not allowed: add it to allow_hosts under [fetch] if it is to be asked")
        if (ip := _ip(found.host)) is not None:
            self.check(ip)
        return found

    def redirected(self, before: Address, location: str) -> Address:
        """Where a redirect leads, by the same rules; never from https back to http."""
        try:
            text = urljoin(before.url, location)
        except ValueError:  # brackets that hold no IPv6 address
            text = location
        found = self.address(text)
        if before.scheme == "https" and found.scheme == "http":
            raise NotAllowed(f"a redirect from https to http ({found.host})")
        return found

    def check(self, ip: IP) -> None:
        """NotAllowed for an IP address that no public source has."""
        ip = _inner(ip)
        if _is_public(ip) or (self.private and any(ip in net for net in _PRIVATE if net.version == ip.version)):
            return
        raise NotAllowed(f"{ip} is not a public address: names that lead to private networks are not asked")


def parse(text: str) -> Address:
    """The parts of an address; NotAllowed for any that is not of the one form.

    >>> parse("HTTPS://Courier.example:443").url, parse("http://[::FFFF:1.2.3.4]/").host
    ('https://courier.example/', '::ffff:1.2.3.4')
    """
    shown = text[:80].encode("unicode_escape").decode()
    if len(text) > ADDRESS_CHARACTERS_MAX:
        raise NotAllowed(f"{shown}… is longer than {ADDRESS_CHARACTERS_MAX} characters")
    beginning = _beginning.match(text)
    lowered = text if beginning is None else beginning.group().lower() + text[beginning.end() :]
    found = _form.fullmatch(lowered)
    if found is None:
        raise NotAllowed(
            f"{shown} is no address that is asked: want https:// or http://, a host in plain ASCII (punycode for "
            "others), perhaps a port, and a path with other characters percent-encoded; no user name"
        )
    scheme, host, path = found["scheme"], found["host"].strip("[]"), found["path"] or "/"
    port = int(found["port"] or PORTS[scheme])
    if not 0 < port <= 65535:
        raise NotAllowed(f"{shown}: {port} is no port")
    bracketed = found["host"].startswith("[")
    if bracketed != (":" in host) or not (_is_name(host) or _ip(host) is not None):
        raise NotAllowed(f"{shown}: {host} is neither a plain host name nor an IP address in its usual form")
    return Address(scheme, host, port, path if path.startswith("/") else "/" + path)


def _is_name(host: str) -> bool:
    labels = host.split(".")
    return len(host) <= 253 and all(map(_label.fullmatch, labels)) and _number.fullmatch(labels[-1]) is None


def _ip(host: str) -> IP | None:
    """An IP address in canonical form; ipaddress takes no octal, hexadecimal or shortened ones."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
# Beside what Python calls not global: 3.11's table lacks some of these (IANA special-purpose registries).
_NOT_PUBLIC: Final = tuple(
    ipaddress.ip_network(net)
    for net in (
        "192.0.0.0/24", "192.88.99.0/24",  # protocol assignments, 6to4 relays
        "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",  # Teredo and others, documentation, 6to4, documentation
    )
)  # fmt: skip
_GLOBAL_IPV6: Final = ipaddress.ip_network("2000::/3")
# What ``allow_private`` adds. Link-local addresses, where clouds serve their keys, are never asked.
_PRIVATE: Final = tuple(
    ipaddress.ip_network(net) for net in ("127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
)


def _inner(ip: IP) -> IP:
    """The IPv4 address that an IPv6 one stands for, where it does."""
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return ip.ipv4_mapped
        if ip in _NAT64:
            return ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)
    return ip


def _is_public(ip: IP) -> bool:
    if not ip.is_global or ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback:
        return False
    if isinstance(ip, ipaddress.IPv6Address) and (ip not in _GLOBAL_IPV6 or ip.scope_id is not None):
        return False
    return not any(ip in net for net in _NOT_PUBLIC if net.version == ip.version)
