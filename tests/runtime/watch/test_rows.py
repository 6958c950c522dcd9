"""The sources file: what is asked, and what is said of a row that will not do."""

from __future__ import annotations

from pathlib import Path

import pytest

from streams.runtime import sources
from streams.runtime.watch import rows
from streams.runtime.watch.decide import Pace
from streams.settings import SettingError

FETCH = '[fetch]\nallow_hosts = ["courier.example", "minho.example:8443"]\ncontact = "desk@ours.example"\n'
ROW = '[[source]]\nname = "a"\nfetch = "https://courier.example/live"\n'


def read(text: str, tmp_path: Path) -> rows.Watch:
    path = tmp_path / "sources.toml"
    path.write_text(text, "utf-8")
    return rows.read(str(path))


def test_a_row_says_what_is_asked_how_often_and_as_what(tmp_path: Path) -> None:
    watch = read(
        FETCH + ROW + 'every = "5m"\nquiet_after = "6h"\noutlet = "The Courier"\ndesk = "war"\n'
        'content_type = "text/html; charset=iso-8859-1"\n'
        '[[source]]\nname = "wires"\nfolder = "/var/spool/wires"\n'
        '[[source]]\nname = "only-a-label"\nurl = "https://elsewhere.example/"\n',
        tmp_path,
    )
    page, folder = watch.rows
    assert page.of == "https://courier.example/live" and page.host == "courier.example"
    assert page.pace == Pace(every=300, quiet_after=6 * 3600)
    assert (page.outlet, page.desk, page.content_type) == ("The Courier", "war", "text/html; charset=iso-8859-1")
    assert folder.target == Path("/var/spool/wires") and folder.host is None
    assert folder.pace == Pace(every=60, quiet_after=86_400)
    assert watch.contact == "desk@ours.example" and watch.host_interval == 2


def test_what_is_asked_is_counted_under_its_rows_name_by_every_worker(tmp_path: Path) -> None:
    watch = read(FETCH + ROW + '[[source]]\nname = "wires"\nfolder = "/spool"\n', tmp_path)
    assert watch.names.of("https://courier.example/live", "a") == "a"
    assert watch.names.of(None, "wires/2024/flood.xml") == "wires"
    assert watch.names.of(None, "wires-of-others/flood.xml") == "other"
    assert sources.read(str(tmp_path / "sources.toml")).names == ("a", "wires", "other")


REFUSED: dict[str, tuple[str, str]] = {
    "nothing to ask": ('[[source]]\nname = "a"\nurl = "x"\n', r"want `fetch = .* or `folder = "),
    "no list, no fetch": ('[fetch]\ncontact = "a@b"\n' + ROW, "courier.example is not allowed: add it to allow_hosts"),
    "no table [fetch] at all": (ROW, "add it to allow_hosts"),
    "a port that is not listed": (FETCH + ROW.replace("example/", "example:8443/"), "courier.example:8443 is not"),
    "no contact": ('[fetch]\nallow_hosts = ["courier.example"]\n' + ROW, "want contact = "),
    "a contact that could forge a header": (FETCH.replace("desk@", "desk\\n@") + ROW, "want contact = "),
    "a host that is an address": (FETCH.replace('"courier.example"', '"https://courier.example/"') + ROW,
                                  "want a host in small letters, such as"),
    "a host with an asterisk": (FETCH.replace('"courier.example"', '"*.example"') + ROW, "want a host in small"),
    "a host in capitals": (FETCH.replace('"courier.example"', '"Courier.example"') + ROW, "want a host in small"),
    "a host with its usual port": (FETCH.replace('"courier.example"', '"courier.example:443"') + ROW, "need no word"),
    "a private address on the list": (FETCH.replace('"courier.example"', '"10.0.0.1"')
                                      + ROW.replace("courier.example", "10.0.0.1"), "not a public address"),
    "both fetch and folder": (FETCH + ROW + 'folder = "/spool"\n', "make two rows of it"),
    "a folder that depends on where we stand": (FETCH + '[[source]]\nname = "a"\nfolder = "spool"\n', "absolute path"),
    "too often": (FETCH + ROW + 'every = "1s"\n', "every is '1s': want 5s to 86400s"),
    "no duration": (FETCH + ROW + 'every = "often"\n', "such as 90s, 5m, 6h, 1d"),
    "a number": (FETCH + ROW + "every = 60\n", "Expected `str`"),
    "quiet too soon": (FETCH + ROW + 'quiet_after = "1s"\n', "quiet_after"),
    "no media type": (FETCH + ROW + 'content_type = "html"\n', "such as text/html"),
    "an interval that is none": (FETCH + 'host_interval = "x"\n' + ROW, "host_interval"),
    "a misspelt field": (FETCH + ROW + 'evry = "60s"\n', "evry"),
    "a misspelt table": ("[fetching]\n" + ROW, "fetching"),
    "a url that fetch does not begin with": (FETCH + ROW + 'url = "https://minho.example/"\n',
                                             "let url be the beginning of fetch"),
    "a url of another row takes it": (FETCH + ROW + 'url = "https://courier.example/"\n'
                                      '[[source]]\nname = "b"\nurl = "https://courier.example/li"\n', "counted as 'b'"),
    "the same address twice": (FETCH + ROW + 'url = "https://courier.example/l"\n'
                               + ROW.replace('"a"', '"b"').replace("/live", "/live#b"), "b"),
    "the same folder twice": (FETCH + '[[source]]\nname = "a"\nfolder = "/spool"\n'
                              '[[source]]\nname = "b"\nfolder = "/spool"\n', "asks the same as 'a'"),
    "a folder's url that its updates do not begin with": (FETCH + '[[source]]\nname = "a"\nfolder = "/s"\nurl = "x"\n',
                                                          'make it "a/"'),
}  # fmt: skip


@pytest.mark.parametrize(("text", "said"), REFUSED.values(), ids=REFUSED)
def test_a_row_that_will_not_do_is_refused_and_what_to_write_is_said(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=said) as error:
        read(text, tmp_path)
    assert "sources.toml" in str(error.value)


def test_no_file_is_said() -> None:
    with pytest.raises(SettingError, match="STREAMS_SOURCES"):
        rows.read("")


def test_the_example_that_is_deployed_asks_nobody() -> None:
    with pytest.raises(SettingError, match="no row is asked"):
        rows.read(str(Path(__file__).parents[3] / "deploy" / "sources.toml"))
