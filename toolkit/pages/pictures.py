"""Figures as a page shows them: cut to what the page does not set as text, and in as few bytes as lose nothing seen."""

from __future__ import annotations

import base64
import binascii
import io
import re
from typing import NamedTuple

from PIL import Image, ImageChops, UnidentifiedImageError

# A picture gets a palette of 256 colours unless that is seen: where a channel (0 to 255) moves further than _NEAR in
# more than a thousandth of the pixels (the figures of the three notebooks: at most 0.06 of a thousandth, all of it
# edges of letters and lines), or further than _FAR anywhere.
_COLOURS, _NEAR, _FAR, _FEW = 256, 12, 64, 0.001
_VIEW = re.compile(r'viewBox="([-\d.]+) ([-\d.]+) ([\d.]+) ([\d.]+)"')


class Picture(NamedTuple):
    """A PNG as base64, and which share of the height of the given one is left."""

    data: str
    kept: float


def png(data: str, top: float = 0.0, foot: float = 0.0) -> Picture:
    """The PNG in the base64 text `data` without those shares of its height, on white, with a palette where it may.

    What cannot be read as a picture comes back as it is.
    """
    try:
        image = Image.open(io.BytesIO(base64.b64decode(data)))
        image.load()
    except (binascii.Error, OSError, UnidentifiedImageError, Image.DecompressionBombError):
        return Picture("".join(data.split()), 1.0)
    if image.format != "PNG":
        return Picture("".join(data.split()), 1.0)
    high = image.height
    image = image.crop((0, round(top * high), image.width, high - round(foot * high)))
    plain = Image.new("RGB", image.size, "white")
    shown = image.convert("RGBA")
    plain.paste(shown, mask=shown.getchannel("A"))
    memory = io.BytesIO()
    _small(plain).save(memory, format="PNG", optimize=True)
    return Picture(base64.b64encode(memory.getvalue()).decode("ascii"), image.height / high)


def _small(image: Image.Image) -> Image.Image:
    """The picture with a palette, unless that would be seen."""
    few = image.quantize(_COLOURS, method=Image.Quantize.MEDIANCUT, kmeans=1, dither=Image.Dither.NONE)
    moved = [channel.histogram() for channel in ImageChops.difference(image, few.convert("RGB")).split()]
    seen = sum(sum(counts[_NEAR + 1 :]) for counts in moved) > _FEW * image.width * image.height
    return image if seen or any(sum(counts[_FAR + 1 :]) for counts in moved) else few


def svg(drawing: str, top: float = 0.0, foot: float = 0.0) -> str:
    """The drawing (an svg element) with those shares of its height out of view."""

    def view(found: re.Match) -> str:
        x, y, wide, high = map(float, found.groups())
        return f'viewBox="{x:g} {y + top * high:g} {wide:g} {high * (1 - top - foot):g}"'

    return _VIEW.sub(view, drawing, count=1)
