"""Kernels that begin with the toolkit's modules loaded, so that not every notebook of a test waits for them.

One process loads them and waits at a socket; a kernel is a copy of it (fork), and so a process of its own with an empty
namespace. In place of a kernel this file is started as a program: it hands over what it was given, its folder and its
environment, and lives as long as the kernel does.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

MODULES = "ipykernel.kernelapp toolkit.analysis toolkit.evaluation toolkit.notebook toolkit.plots".split()


@contextlib.contextmanager
def waiting(environment: Mapping[str, str]) -> Iterator[list[str]]:
    """The command line of a kernel, as long as the process that kernels are copies of is there."""
    with tempfile.TemporaryDirectory(prefix="toolkit-") as folder:
        place = str(Path(folder) / "kernels")
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "env": environment}
        with subprocess.Popen([sys.executable, __file__, place], **pipes) as process:
            assert process.stdout.readline() == b"ready\n"
            yield [sys.executable, "-S", "-E", __file__, place, "-f", "{connection_file}"]


def serve(place: str) -> None:
    """Make a kernel of each connection at the socket, until the standard input ends."""
    sys.path.pop(0)  # the folder of this file
    for name in MODULES:
        importlib.import_module(name)
    gc.freeze()  # or each kernel's first collection would copy all that is loaded
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how a kernel ended
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(place)
        door.listen()
        print("ready", flush=True)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        while door in select.select([door, sys.stdin], [], [])[0]:
            caller, _ = door.accept()
            if os.fork() == 0:
                door.close()
                become_kernel(caller)
            caller.close()


def become_kernel(caller: socket.socket) -> None:
    """Never returns: a kernel with the arguments, folder and environment of the caller, and gone when that is."""
    asked = json.loads(caller.makefile().readline())
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["environment"], JPY_PARENT_PID=str(os.getppid()))
    threading.Thread(target=lambda: caller.recv(1) or os._exit(1), daemon=True).start()
    from ipykernel import kernelapp

    kernelapp.launch_new_instance(argv=asked["arguments"])
    os._exit(0)


def call(place: str, arguments: list[str]) -> None:
    """Have a kernel made, and wait until it is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # sent to a kernel before it is ended
    with socket.socket(socket.AF_UNIX) as door:
        door.connect(place)
        asked = {"arguments": arguments, "folder": os.getcwd(), "environment": dict(os.environ)}  # noqa: PTH109
        door.sendall(json.dumps(asked).encode() + b"\n")
        door.recv(1)


if __name__ == "__main__":
    where, *given = sys.argv[1:]
    if given:
        call(where, given)
    else:
        serve(where)
