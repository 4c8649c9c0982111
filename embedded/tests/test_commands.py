"""What an operator types, against servers that the environment names."""

import pytest
from typer.testing import CliRunner

from zizhu.embedded.catalogue import SERVICES
from zizhu.embedded.cli.main import app
from zizhu.embedded.installation import KeysFolderUnknown, NoSuchService
from zizhu_testing.harness import on_databases

SCHOOL = ["90001", "甲乙大学", "--admin-login", "school1", "--admin-name", "林测试"]
PASSPHRASE = "correct horse battery"


@pytest.fixture
async def environment(postgres_server, tmp_path, key_folder, monkeypatch):
    """Servers with migrated databases, and where the keys lie."""
    async with on_databases(postgres_server, SERVICES, tmp_path) as settings:
        for name in ("database_url", "owner_database_url", "sealer_database_url"):
            value = getattr(settings, name).get_secret_value()
            monkeypatch.setenv(f"ZIZHU_{name.upper()}", value)
        monkeypatch.setenv("ZIZHU_PROFILE", "test")
        monkeypatch.setenv("ZIZHU_FILES_PATH", str(settings.files_path))
        monkeypatch.setenv("ZIZHU_KEYS_FOLDER", str(key_folder.path))
        monkeypatch.setenv("ZIZHU_BACKUP_PASSPHRASE", PASSPHRASE)
        yield settings


@pytest.fixture
def zizhu(environment):
    def type_in(*words, expect=0):
        done = CliRunner().invoke(app, list(words), catch_exceptions=False)
        assert done.exit_code == expect, done.output
        return done.output

    return type_in


class TestCommands:
    def test_leave_delivering_to_the_services_that_run(self, zizhu):
        assert "已建立：甲乙大学" in zizhu("school", "add", *SCHOOL, "--admin-phone", "13800000001")
        # Nothing of ours runs here, so identity has not heard of the school.
        told = zizhu("reconcile", expect=1)
        assert "schools of school" in told
        assert "roster 1, identity 0" in told

    def test_print_a_slip_for_the_first_administrator(self, zizhu):
        assert "凭条：" in zizhu("slip")

    def test_look_after_messages(self, zizhu):
        assert "0 kept" in zizhu("failed", "list", "roster")
        assert "from roster to identity" in zizhu("resync", "roster", "--to", "identity")

    def test_name_keys_and_never_show_them(self, zizhu, key_folder):
        told = zizhu("keys", "show")
        assert "roster：当前 k1" in told
        assert len(told) < 200

    def test_verify_the_trail(self, zizhu):
        assert "roster：0 条已封存，问题 0 个" in zizhu("audit", "verify", "roster")

    def test_examine_only_what_needs_attention(self, zizhu, key_folder):
        key_folder.file("roster").unlink()
        told = zizhu("doctor", "--quiet", expect=1)
        assert "注意  roster 密钥" in told
        assert "正常" not in told

    def test_refuse_a_service_that_does_not_exist(self, zizhu):
        with pytest.raises(NoSuchService):
            zizhu("failed", "list", "treasury")

    def test_ask_for_the_keys(self, zizhu, monkeypatch):
        monkeypatch.delenv("ZIZHU_KEYS_FOLDER")
        with pytest.raises(KeysFolderUnknown):
            zizhu("doctor")

    def test_back_up_servers(self, zizhu, tmp_path):
        told = zizhu("backup", "--to", str(tmp_path / "backup"))
        assert "备份已写入" in told
        assert (tmp_path / "backup" / "databases" / "roster.dump").exists()
