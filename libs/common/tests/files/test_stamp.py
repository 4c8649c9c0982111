"""Pictures that tell who looked at them."""

import io

import pytest
from PIL import Image, ImageChops

from zizhu.common.files import stamp
from zizhu.common.files.refusals import ImageUnreadable
from zizhu.common.files.stamp import stamp_picture, written

WORDS = "吴示例 0a1b2c3d 2026-11-21 09:30"


def picture(form: str, mode: str, shade: int, size=(400, 300)) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, shade if mode == "L" else (shade,) * len(mode)).save(out, form)
    return out.getvalue()


def changed_box(before: bytes, after: bytes):
    """The smallest box that holds every pixel that became another one."""
    one, other = (Image.open(io.BytesIO(content)).convert("RGB") for content in (before, after))
    assert one.size == other.size
    return ImageChops.difference(one, other).getbbox()


class TestStampPicture:
    @pytest.mark.parametrize("shade", [0, 128, 255])
    @pytest.mark.parametrize(
        ("form", "mode"), [("JPEG", "RGB"), ("JPEG", "L"), ("PNG", "RGBA"), ("WEBP", "RGB")]
    )
    def test_is_seen_all_over_whatever_lies_below(self, form, mode, shade):
        plain = picture(form, mode, shade)
        left, top, right, bottom = changed_box(
            plain, stamp_picture(plain, f"image/{form.lower()}", WORDS)
        )
        assert (right - left, bottom - top) > (300, 200)

    def test_leaves_the_picture_legible(self):
        plain = picture("PNG", "RGB", 255)
        stamped = Image.open(io.BytesIO(stamp_picture(plain, "image/png", WORDS)))
        darkest, _ = stamped.convert("L").getextrema()
        assert darkest > 128

    def test_fits_a_very_small_one(self):
        plain = picture("PNG", "RGB", 255, size=(20, 20))
        assert changed_box(plain, stamp_picture(plain, "image/png", WORDS))

    def test_is_drawn_without_any_chinese_font(self, monkeypatch):
        monkeypatch.setattr(stamp, "chinese_font", lambda: None)
        plain = picture("PNG", "RGB", 255)
        assert changed_box(plain, stamp_picture(plain, "image/png", WORDS))

    def test_refuses_what_is_no_picture(self):
        with pytest.raises(ImageUnreadable):
            stamp_picture(b"none", "image/png", WORDS)


class TestWritten:
    def test_keeps_account_and_time_where_chinese_cannot_be_drawn(self):
        assert written(WORDS, has_chinese=True) == WORDS
        assert written(WORDS, has_chinese=False) == "0a1b2c3d 2026-11-21 09:30"
