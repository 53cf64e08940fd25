"""A browser without a network, and what a page does in it, for tests that look at pages as a person would.

The browser is the system's own: $BROWSER, or the first of `NAMES` in PATH; nothing is downloaded. Where there is none,
or the extra `browser` is not installed, these tests are skipped and say so; with --browser-required they fail instead.
"""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "chrome")
SCREENSHOTS = ROOT / "build" / "browser"
SERIOUS = ("serious", "critical")
# Chromium's pictures end at 16,384 pixels.
TALLEST_PICTURE = 12_000


def missing(request: pytest.FixtureRequest, what: str) -> None:
    """Skips the test, or fails it where a browser was asked for."""
    if request.config.getoption("--browser-required"):
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session")
def chromium(request):
    """Chromium, Chrome or Edge, started without a window."""
    try:
        import axe_playwright_python  # noqa: F401
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        missing(request, f"{error.name} is not installed: pip install 'news-discourse-toolkit[browser]'")
    told = os.environ.get("BROWSER")
    program = shutil.which(told) if told else next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        missing(
            request, f"no browser: wanted $BROWSER or one of {', '.join(NAMES)} in PATH; install Chromium"
        )
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium refuses its sandbox to root
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, headless=True, args=arguments)
        yield browser
        browser.close()


@dataclass
class Visit:
    """A page in the browser, and what it tried and said meanwhile."""

    page: object
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def outside(self, inside: str) -> list[str]:
        """What the page asked for beyond its own folder (or server) and what it holds itself."""
        own = (inside, "data:", "blob:", "about:")
        return [url for url in self.requests if not url.startswith(own)]

    def picture(self, name: str) -> Path:
        """A picture of the whole page, in build/browser/, to be looked at."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        path = SCREENSHOTS / f"{name}.png"
        height = min(self.page.evaluate("document.documentElement.scrollHeight"), TALLEST_PICTURE)
        width = self.page.viewport_size["width"]
        clip = {"x": 0, "y": 0, "width": width, "height": height}
        self.page.screenshot(path=path, full_page=True, clip=clip)
        return path

    def barriers(self) -> list[str]:
        """What axe-core finds that keeps people out: violations of serious or critical impact, one line each."""
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.page).response["violations"]
        return [
            f"{violation['id']} ({violation['impact']}): {node['target']} {node['html'][:200]}"
            for violation in found
            if violation["impact"] in SERIOUS
            for node in violation["nodes"]
        ]


@pytest.fixture
def visit(chromium):
    """A function that opens an address: `with visit(address, scheme="dark") as seen`."""

    @contextmanager
    def opened(address: str, *, scheme: str = "light", offline: bool = True, width: int = 1280):
        context = chromium.new_context(
            color_scheme=scheme, offline=offline, viewport={"width": width, "height": 900}
        )
        page = context.new_page()
        seen = Visit(page)
        page.on("request", lambda request: seen.requests.append(request.url))
        page.on("console", lambda said: seen.errors.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: seen.errors.append(str(error)))
        page.on("dialog", lambda dialog: (seen.dialogs.append(dialog.message), dialog.dismiss()))
        page.goto(address)
        yield seen
        context.close()

    return opened


@pytest.fixture(scope="session")
def seed_report(chromium, seed_report):
    """The report on the seed article, made only where there is a browser to look at it."""
    return seed_report
