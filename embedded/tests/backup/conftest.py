"""A backup of a university, and a place to restore it into."""

import shutil
import tempfile
from pathlib import Path

import pytest

from zizhu.embedded.backup.making import back_up

PASSPHRASE = "correct horse battery"


@pytest.fixture
def passphrase():
    return PASSPHRASE


@pytest.fixture
async def backed_up(site, university, tmp_path, passphrase):
    """A backup of that site, which is gone afterwards."""
    await back_up(site.installation, tmp_path / "backup", passphrase)
    shutil.rmtree(site.installation.settings.files_path)
    shutil.rmtree(site.installation.keys.path)
    return tmp_path / "backup"


@pytest.fixture
def new_home():
    """A folder that the embedded server's own user may enter, also where tests run as root."""
    with tempfile.TemporaryDirectory(prefix="zizhu-home-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "home"
