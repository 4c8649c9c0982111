"""Uploaded pictures, drawn anew: what is kept are the pixels, and nothing that travelled with them.

Place, camera and time of taking, comments and hidden parts all go. Decoding is bounded before it
begins, by the size that the header states.
"""

import io
from typing import Final

from PIL import Image, ImageOps

from zizhu.common.files.refusals import FileKindRefused, ImageTooBig, ImageUnreadable

# A phone's full picture is 12 to 50 million pixels; one of these costs 4 bytes while we draw.
MOST_PIXELS: Final = 50_000_000
_FORMATS: Final = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
_QUALITY: Final = 88  # small print on a scanned certificate stays legible


def redraw(content: bytes, media_type: str) -> bytes:
    """Return the first frame of a picture in the same format, upright, without metadata.

    Takes processor time: call it off the event loop.

    Raises:
        ImageTooBig, ImageUnreadable, FileKindRefused.
    """
    form = _FORMATS.get(media_type)
    if form is None:
        raise FileKindRefused("图片（JPG、PNG、WebP）")
    try:
        with Image.open(io.BytesIO(content), formats=[form]) as image:
            if image.width * image.height > MOST_PIXELS:
                raise ImageTooBig(MOST_PIXELS)
            return _drawn(ImageOps.exif_transpose(image), form)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ImageTooBig(MOST_PIXELS) from None
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError):
        # What Pillow's decoders raise for broken files; the cause may quote the content.
        raise ImageUnreadable from None


def _drawn(image: Image.Image, form: str) -> bytes:
    has_alpha = form != "JPEG" and (image.mode in {"RGBA", "LA", "PA"} or _has_key(image))
    pixels = image.convert("RGBA" if has_alpha else "L" if image.mode == "L" else "RGB")
    # A new picture, because `info` of the old one (comment, profile, XMP) would be saved again.
    clean = Image.new(pixels.mode, pixels.size)
    clean.paste(pixels)
    out = io.BytesIO()
    if form == "PNG":
        clean.save(out, form)
    else:
        clean.save(out, form, quality=_QUALITY)
    return out.getvalue()


def _has_key(image: Image.Image) -> bool:
    return "transparency" in image.info
