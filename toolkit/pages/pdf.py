"""A page on paper: PDF by a browser of this machine, without a window, a script, or the network."""

from __future__ import annotations

import html
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

# Under which names, and where, browsers that can do it are found; the first one is taken.
NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
    "microsoft-edge",
    "microsoft-edge-stable",
)
_MAC = (
    "Google Chrome.app/Contents/MacOS/Google Chrome",
    "Chromium.app/Contents/MacOS/Chromium",
    "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
_WINDOWS = (
    "Google/Chrome/Application/chrome.exe",
    "Chromium/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
)
_INSTALL = {
    "linux": "install one: sudo apt install chromium (Debian), sudo dnf install chromium (Fedora)",
    "darwin": "install one: brew install --cask google-chrome",
    "win32": "install one: winget install Google.Chrome",
}
SECONDS = 180  # in which a page must be printed; the largest of the tests' corpora takes some ten
QUIET = (
    "--headless=new",
    "--disable-gpu",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-extensions",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-component-update",
    "--disable-background-networking",
    "--disable-domain-reliability",
    "--disable-breakpad",
    "--metrics-recording-only",
    "--mute-audio",
    "--host-resolver-rules=MAP * ~NOTFOUND",  # no name leads anywhere
)
_LOCAL_LINK = re.compile(r'<a href="(?![a-z][a-z0-9+.-]*:|#|//)([^"]*)"([^>]*)>(.*?)</a>', re.S | re.I)
_SCRIPT = re.compile(r"<script>.*?</script>", re.S)


class NoBrowser(ValueError):
    """There is no browser to print with; the message says how to get one."""


def find_browser(wanted: str | os.PathLike | None = None) -> str:
    """The path of the browser to print with: `wanted` (a path, or a name in PATH), or the first that is found.

    Raises: NoBrowser, with what to do about it.
    """
    if wanted is not None:
        path = shutil.which(os.fspath(Path(wanted).expanduser()))
        if path is None:
            raise NoBrowser(
                f"{os.fspath(wanted)}: no program that can be run; give the path of Chromium, Chrome or Edge"
            )
        return path
    for path in _places():
        if found := shutil.which(path):
            return found
    raise NoBrowser(
        "PDF needs Chromium, Chrome or Edge, and none was found (looked for "
        f"{', '.join(NAMES)}); {_INSTALL.get(sys.platform, _INSTALL['linux'])}; or say where it is with --browser"
    )


def _places() -> Iterator[str]:
    yield from NAMES
    if sys.platform == "darwin":
        yield from (
            f"{root}/{name}" for root in ("/Applications", Path.home() / "Applications") for name in _MAC
        )
    if sys.platform == "win32":
        roots = [os.environ.get(name) for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")]
        yield from (f"{root}/{name}" for root in roots if root for name in _WINDOWS)


def write_pdf(page: Path, target: Path, *, browser: str, seconds: float = SECONDS) -> Path:
    """`target`, the page as PDF: A4, numbered, with bookmarks from its headings; local links become names of files.

    Raises: RuntimeError where the browser fails or takes longer than `seconds`; it is ended then.
    """
    # Beside the page, because browsers that come as a snap see no other place than the user's folders.
    source, part = page.with_name(f"{page.stem}-print.html"), target.with_name(f"{target.stem}-part.pdf")
    source.write_text(printable(page.read_text(encoding="utf-8")), encoding="utf-8")
    try:
        with tempfile.TemporaryDirectory(prefix="toolkit-browser-", ignore_cleanup_errors=True) as profile:
            told = _run(_arguments(browser, source, part, profile), seconds, page.name)
        if not part.is_file() or not part.read_bytes().startswith(b"%PDF"):
            raise RuntimeError(f"{page.name}: {browser} wrote no PDF{told}; try another one with --browser")
        part.replace(target)
    finally:
        source.unlink(missing_ok=True)
        part.unlink(missing_ok=True)
    return target


def printable(written: str) -> str:
    """The page without scripts, and with links to files beside it as names: in a PDF they would lead to a folder of
    this machine. Where a link asks a page for something, its words alone are left.
    """

    def name(found: re.Match) -> str:
        words = html.unescape(re.sub(r"<[^>]*>", "", found[3])).strip()
        told = "#" in found[1] or found[1].endswith(html.escape(words))
        shown = "" if told else f' data-file="{found[1]}"'
        return f'<span class="file"{shown}{found[2]}>{found[3]}</span>'

    return _LOCAL_LINK.sub(name, _SCRIPT.sub("", written))


def _arguments(browser: str, source: Path, part: Path, profile: str) -> list[str]:
    arguments = [browser, *QUIET, *unsandboxed(), f"--user-data-dir={profile}"]
    arguments += [
        "--no-pdf-header-footer",
        "--generate-pdf-document-outline",
        f"--print-to-pdf={part.resolve()}",
    ]
    return [*arguments, source.resolve().as_uri()]


def unsandboxed() -> list[str]:
    """What lets the browser start for root on Linux, as in containers, where it refuses its sandbox."""
    return ["--no-sandbox"] if sys.platform == "linux" and os.geteuid() == 0 else []


def _run(arguments: Sequence[str], seconds: float, name: str) -> str:
    """What the browser said, for an error message; it and all that it started are ended when it takes too long."""
    own = {"start_new_session": True} if os.name == "posix" else {}
    with subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **own) as process:
        try:
            _, said = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired as error:
            raise RuntimeError(
                f"{name}: {arguments[0]} did not print it within {seconds:g} seconds"
            ) from error
        finally:
            _end(process)
    last = said.decode("utf-8", "replace").strip().splitlines()[-3:]
    return f" (exit code {process.returncode}; {' '.join(last)[:300]})" if last or process.returncode else ""


def _end(process: subprocess.Popen) -> None:
    """End the browser and what it started, also what outlives it."""
    if os.name == "posix":
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            return
    elif process.poll() is None:
        process.kill()
