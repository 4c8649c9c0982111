import io

import pytest
from PIL import Image

from zizhu.common.files import images
from zizhu.common.files.refusals import FileKindRefused, ImageTooBig, ImageUnreadable

GPS = 0x8825


def _open(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def _exif(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Camera"
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (26.0, 4.0, 30.0)
    return exif


class TestRedraw:
    @pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
    def test_drops_place_camera_and_profile(self, picture, form):
        taken = picture(form, exif=_exif(), icc_profile=b"profile " * 20)
        assert _open(taken).getexif().get_ifd(GPS)
        drawn = _open(images.redraw(taken, f"image/{form.lower()}"))
        assert drawn.format == form
        assert not drawn.getexif()
        assert not {"exif", "icc_profile", "comment", "xmp"} & set(drawn.info)

    def test_drops_a_comment(self, picture):
        drawn = images.redraw(picture(comment=b"taken at home"), "image/jpeg")
        assert b"taken at home" not in drawn

    def test_drops_what_was_hung_behind_the_picture(self, picture):
        drawn = images.redraw(picture() + b"PK\x03\x04 a hidden archive", "image/jpeg")
        assert b"hidden archive" not in drawn

    def test_turns_upright_what_only_the_metadata_turned(self, picture):
        lying = picture(size=(60, 40), exif=_exif(orientation=6))
        assert _open(images.redraw(lying, "image/jpeg")).size == (40, 60)

    def test_keeps_transparency(self):
        out = io.BytesIO()
        Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(out, "PNG")
        drawn = _open(images.redraw(out.getvalue(), "image/png"))
        assert drawn.getpixel((0, 0)) == (0, 0, 0, 0)

    @pytest.mark.parametrize(("mode", "form"), [("CMYK", "JPEG"), ("L", "JPEG"), ("P", "PNG")])
    def test_draws_other_colour_modes(self, mode, form):
        out = io.BytesIO()
        Image.new(mode, (8, 8)).save(out, form)
        assert _open(images.redraw(out.getvalue(), f"image/{form.lower()}")).size == (8, 8)

    def test_the_same_picture_is_drawn_the_same(self, picture):
        assert images.redraw(picture(), "image/jpeg") == images.redraw(picture(), "image/jpeg")

    def test_refuses_a_bomb_by_what_its_header_says(self):
        out = io.BytesIO()
        Image.new("1", (8_000, 8_000)).save(out, "PNG")
        assert len(out.getvalue()) < 100_000
        with pytest.raises(ImageTooBig, match="5000 万像素"):
            images.redraw(out.getvalue(), "image/png")

    def test_refuses_a_picture_cut_short(self, picture):
        with pytest.raises(ImageUnreadable):
            images.redraw(picture(size=(600, 400))[:-300], "image/jpeg")

    def test_refuses_what_only_begins_like_a_picture(self):
        with pytest.raises(ImageUnreadable):
            images.redraw(b"\xff\xd8\xff\xe0 not a picture", "image/jpeg")

    def test_refuses_a_format_it_was_not_told(self):
        with pytest.raises(FileKindRefused):
            images.redraw(b"", "image/gif")
