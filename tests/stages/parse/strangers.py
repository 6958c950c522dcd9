"""Hostile documents: each is read in a process of its own, which is watched for time, memory and calls outside."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
MILLISECONDS_MAX, MIB_MAX = 250, 64
SLACK = 3  # of time: the machine that runs the tests may be busy; a bomb takes minutes
SONG = "the canary sings"

has_peak = pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="peak memory is read from /proc")

# Peak memory is reset when the document is at hand: it counts as the caller's.
_CHILD = """
import json, sys, time
from {module} import {names}

def peak():
    return next(int(line.split()[1]) / 1024 for line in open("/proc/self/status") if line.startswith("VmHWM"))

document = open(sys.argv[1], encoding="utf-8", errors="surrogatepass", newline="").read()
for read in ({names},):
    open("/proc/self/clear_refs", "w").write("5")
    before, began = peak(), time.process_time()
    told = read(document)
    took = (time.process_time() - began) * 1000
    print(json.dumps({{"told": told, "ms": took, "mib": peak() - before}}))
"""


def suffers(document: str, tmp_path: Path, listener: socket.socket, *reads: Callable[[str], str]) -> None:
    """Let functions of one module, which return what they read, read a document: within bounds, and asking nobody."""
    path = tmp_path / "attack.xml"
    path.write_text(document, "utf-8", errors="surrogatepass", newline="")
    code = _CHILD.format(module=reads[0].__module__, names=", ".join(read.__name__ for read in reads))
    child = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, timeout=60, cwd=ROOT, check=False
    )
    assert child.returncode == 0, child.stderr[-2000:]
    assert SONG not in child.stdout
    runs = [json.loads(line) for line in child.stdout.splitlines()]
    assert len(runs) == len(reads)
    for run in runs:
        assert run["ms"] <= MILLISECONDS_MAX * SLACK and run["mib"] <= MIB_MAX, run
    with pytest.raises(TimeoutError):  # nobody called
        listener.accept()
