"""Pictures of real output for the README and the documentation: python -m docs.building.pictures REPORT_FOLDER

Taken of a report's own pages in a browser that is installed ($BROWSER, or one of `NAMES` in PATH), in fixed sizes, and
kept small. Rerun it when the report's look has changed: make report pictures.
"""

from __future__ import annotations

import io
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "chrome")
FOLDER = Path(__file__).parents[1] / "pictures"
LARGEST = 150_000
# Name: page of the report, and what of it: the top, or the first figure whose alternative text has these words, with
# its caption where the page has one.
PICTURES = {
    "index": ("index.html", None),
    "report": ("01_actor_frequency.html", None),
    "attention": ("01_actor_frequency.html", "scatter plot of share of mentions"),
    "network": ("02_quote_networks.html", "arrow"),
    "words": ("03_rhetorical_comparison.html", "log-odds"),
}
TOP = {"width": 1280, "height": 1000}
WIDEST = 1100


def take(report: Path, folder: Path = FOLDER) -> list[Path]:
    """The pictures written, each under `LARGEST` bytes.

    Raises: FileNotFoundError where there is no browser or no such page; ValueError for a figure that is not there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=_browser(), args=["--no-sandbox"] if root else []
        )
        page = browser.new_context(viewport=TOP, color_scheme="light", offline=True).new_page()
        written = [
            _one(page, report / name, words, folder / f"{key}.png") for key, (name, words) in PICTURES.items()
        ]
        browser.close()
    return written


def _browser() -> str:
    told = os.environ.get("BROWSER")
    found = shutil.which(told) if told else next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise FileNotFoundError(
            f"a browser is wanted: $BROWSER, or one of {', '.join(NAMES)} in PATH; none was found"
        )
    return found


def _one(page: Page, source: Path, words: str | None, target: Path) -> Path:
    if not source.exists():
        raise FileNotFoundError(f"no page {source}: make report first, or name the folder of a report")
    page.goto(source.resolve().as_uri())
    return _small(page.screenshot() if words is None else _figure(page, words).screenshot(), target)


def _figure(page: Page, words: str) -> Any:
    """The first picture that shows on the page with these words in its alternative text."""
    for image in page.locator("img").all():
        if words.lower() in (image.get_attribute("alt") or "").lower() and image.is_visible():
            whole = image.locator("xpath=ancestor::figure[figcaption]")
            return whole.last if whole.count() else image
    raise ValueError(f"no figure with {words!r} in its alternative text on {page.url}")


def _small(picture: bytes, target: Path) -> Path:
    """The picture in as many colours as keep it under `LARGEST` bytes, at most `WIDEST` pixels wide."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image.thumbnail((WIDEST, 2 * WIDEST), Image.Resampling.LANCZOS)
    for colours in (256, 128, 64, 32):
        image.quantize(colours).save(target, optimize=True)
        if target.stat().st_size < LARGEST:
            return target
    raise ValueError(f"{target} is larger than {LARGEST:,} bytes in 32 colours")


if __name__ == "__main__":
    for path in take(Path(sys.argv[1])):
        print(f"{path} {path.stat().st_size:,} bytes")
