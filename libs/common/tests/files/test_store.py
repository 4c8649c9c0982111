import pytest

from zizhu.common.files import LocalFolder
from zizhu.common.ids import new_id


async def _chunks(*pieces: bytes):
    for piece in pieces:
        yield piece


async def _read(store, name) -> bytes:
    return b"".join([chunk async for chunk in store.get(name)])


@pytest.fixture
def store(tmp_path):
    return LocalFolder(tmp_path / "objects")


class TestLocalFolder:
    async def test_gives_back_what_was_put(self, store):
        name = new_id().hex
        await store.put(name, _chunks(b"one", b"two"))
        assert await store.exists(name)
        assert await _read(store, name) == b"onetwo"

    async def test_says_that_there_is_none(self, store):
        name = new_id().hex
        assert not await store.exists(name)
        with pytest.raises(FileNotFoundError):
            await _read(store, name)

    async def test_deletes_twice_without_complaint(self, store):
        name = new_id().hex
        await store.put(name, _chunks(b"one"))
        await store.delete(name)
        await store.delete(name)
        assert not await store.exists(name)

    async def test_lists_every_name(self, store):
        names = {new_id().hex for _ in range(5)}
        for name in names:
            await store.put(name, _chunks(b"x"))
        assert {name async for name in store.names()} == names

    async def test_lists_and_deletes_what_was_never_finished(self, store, tmp_path):
        name = new_id().hex
        await store.put(name, _chunks(b"x"))
        [path] = list(tmp_path.rglob(name))
        path.rename(path.with_name(f"{name}.part"))
        assert [found async for found in store.names()] == [name]
        assert not await store.exists(name)
        await store.delete(name)
        assert [found async for found in store.names()] == []

    async def test_passes_over_files_that_are_not_ours(self, store, tmp_path):
        folder = tmp_path / "objects" / "aa" / "bb"
        folder.mkdir(parents=True)
        (folder / ".directory").touch()
        assert [found async for found in store.names()] == []

    @pytest.mark.parametrize("name", ["../../etc/passwd", "", "a/b", "A" * 32, "a" * 33])
    async def test_refuses_names_that_are_not_ours(self, store, name):
        with pytest.raises(ValueError, match="hexadecimal"):
            await store.put(name, _chunks(b"x"))
