"""Who looks, and when, drawn over a picture: a photograph of the screen tells whose screen it was.

Chinese is drawn where the machine has a font for it; elsewhere the ASCII of the words has to do.
"""

import io
from functools import lru_cache
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from zizhu.common.files.refusals import ImageUnreadable

# Found by name in the folders of the system's fonts.
_CHINESE: Final = (
    "NotoSansCJK-Regular.ttc",
    "NotoSansSC-Regular.otf",
    "SourceHanSansSC-Regular.otf",
    "wqy-zenhei.ttc",
    "wqy-microhei.ttc",
    "msyh.ttc",
    "PingFang.ttc",
)
_FORMATS: Final = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
_QUALITY: Final = 88
_ANGLE = 25
_SMALLEST = 14
_LINES = 24  # a line of the stamp in this part of the shorter side
_LIGHT, _DARK = 255, 0
_OPACITY = 80  # of 255: small print below stays legible


@lru_cache(maxsize=1)
def chinese_font() -> str | None:
    """Return the first font of the machine that draws Chinese."""
    for name in _CHINESE:
        try:
            ImageFont.truetype(name, _SMALLEST)
        except OSError:
            continue
        return name
    return None


def written(words: str, *, has_chinese: bool) -> str:
    """Return the words as far as they can be drawn."""
    if has_chinese:
        return words
    return " ".join("".join(char for char in words if char.isascii()).split())


def stamp_picture(content: bytes, media_type: str, words: str) -> bytes:
    """Return a picture with `words` all over it, half transparent, in the same format.

    Takes processor time: call it off the event loop. Raises ImageUnreadable.
    """
    try:
        with Image.open(io.BytesIO(content), formats=[_FORMATS[media_type]]) as opened:
            image = opened if opened.mode in {"L", "RGB", "RGBA"} else opened.convert("RGB")
            image.load()
            _draw(image, words)
            out = io.BytesIO()
            if media_type == "image/png":
                image.save(out, "PNG")
            else:
                image.save(out, _FORMATS[media_type], quality=_QUALITY)
            return out.getvalue()
    except (OSError, ValueError, SyntaxError, KeyError):
        raise ImageUnreadable from None


def _draw(image: Image.Image, words: str) -> None:
    """Paste one small mask many times: a second picture of that size would cost too much."""
    mask = _mask(words, max(_SMALLEST, min(image.size) // _LINES))
    step_x, step_y = mask.width * 5 // 4, mask.height * 5 // 4
    # One of them stands in the middle, so that a small picture is not missed.
    first_x = (image.width - mask.width) // 2 % step_x - step_x
    first_y = (image.height - mask.height) // 2 % step_y - step_y
    for top in range(first_y, image.height, step_y):
        for left in range(first_x, image.width, step_x):
            # Dark beside light, so that one of them is seen on whatever lies below.
            image.paste(_ink(image, _DARK), (left, top), mask)
            image.paste(_ink(image, _LIGHT), (left + 1, top + 1), mask)


def _ink(image: Image.Image, shade: int) -> int | tuple[int, ...]:
    return shade if image.mode == "L" else (shade,) * 3 + (255,) * (image.mode == "RGBA")


def _mask(words: str, size: int) -> Image.Image:
    name = chinese_font()
    text = written(words, has_chinese=name is not None)
    font = ImageFont.load_default(size) if name is None else ImageFont.truetype(name, size)
    left, top, right, bottom = (round(edge) for edge in font.getbbox(text))
    line = Image.new("L", (max(1, right - left), max(1, bottom - top)))
    ImageDraw.Draw(line).text((-left, -top), text, fill=_OPACITY, font=font)
    return line.rotate(_ANGLE, expand=True, resample=Image.Resampling.BILINEAR)
