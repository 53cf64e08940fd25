"""Pictures get small without being seen to change, are cut where they should be, and survive what is no picture."""

import base64
import io

import numpy as np
from PIL import Image

from toolkit.pages import pictures


def encoded(image, kind="PNG"):
    memory = io.BytesIO()
    image.save(memory, format=kind)
    return base64.b64encode(memory.getvalue()).decode()


def decoded(data):
    return Image.open(io.BytesIO(base64.b64decode(data)))


def chart():
    """White with a blue and an orange block and soft edges, as a figure has."""
    image = Image.new("RGB", (400, 300), "white")
    image.paste((0, 114, 178), (50, 50, 200, 250))
    image.paste((213, 94, 0), (210, 50, 300, 250))
    return image.resize((200, 150), Image.Resampling.LANCZOS)


def test_a_chart_gets_a_palette_and_looks_the_same():
    small = decoded(pictures.png(encoded(chart())).data)
    assert small.mode == "P"
    moved = np.abs(np.asarray(small.convert("RGB"), int) - np.asarray(chart(), int))
    assert moved.max() <= 12


def test_a_picture_of_many_colours_keeps_them():
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 255, (90, 120, 3), dtype="uint8"))
    kept = decoded(pictures.png(encoded(noise)).data)
    assert (np.asarray(kept.convert("RGB")) == np.asarray(noise)).all()


def test_top_and_foot_are_cut():
    picture = pictures.png(encoded(chart()), top=0.2, foot=0.1)
    assert decoded(picture.data).size == (200, 105)
    assert picture.kept == 0.7


def test_what_is_transparent_becomes_white():
    clear = Image.new("RGBA", (20, 20), (0, 0, 0, 0))
    assert decoded(pictures.png(encoded(clear)).data).convert("RGB").getpixel((3, 3)) == (255, 255, 255)


def test_what_is_no_png_comes_back_as_it_is():
    jpeg = encoded(chart(), "JPEG")
    for data in ("not base64 at all", base64.b64encode(b"no picture").decode(), jpeg):
        assert pictures.png(data, top=0.5) == (("".join(data.split())), 1.0)


def test_a_drawing_is_cut_by_its_view():
    drawing = '<svg viewBox="0 0 600 400"><path d="M0 0"/></svg>'
    assert 'viewBox="0 40 600 320"' in pictures.svg(drawing, top=0.1, foot=0.1)
