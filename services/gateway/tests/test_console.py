"""The console's files over HTTP: kept, compressed, guarded."""

import gzip

import pytest

from zizhu.gateway.pages import NoConsole
from zizhu.gateway.pages.console import LARGEST_BYTES, Console
from zizhu.gateway.reach import InProcess

SCRIPT = b"console.log('zizhu')\n" * 200
HTML = "<!doctype html><title>{}</title><script type=module src=/assets/a-1b2c.js></script>"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(2000)


@pytest.fixture
def folder(tmp_path):
    """A build as Vite leaves it, with one file compressed on the way."""
    dist = tmp_path / "dist"
    (dist / "assets").mkdir(parents=True)
    (dist / "index.html").write_text(HTML.format("officers"))
    (dist / "phone.html").write_text(HTML.format("phone"))
    (dist / "mark.svg").write_text("<svg/>")
    (dist / ".built").write_text("digest")
    (dist / "assets/a-1b2c.js").write_bytes(SCRIPT)
    (dist / "assets/a-1b2c.js.br").write_bytes(b"as brotli")
    (dist / "assets/b-3d4e.js").write_bytes(SCRIPT)
    (dist / "assets/c-5f6a.png").write_bytes(PICTURE)
    (tmp_path / "secret.txt").write_text("secret")
    return dist


@pytest.fixture
def console(gateway_over, toys, folder):
    return gateway_over(InProcess(toys), console=folder)


class TestEntries:
    @pytest.mark.parametrize("path", ["/", "/students", "/rounds/2026/review", "/mail"])
    async def test_officers_addresses_are_answered_with_their_page(self, console, path):
        reply = await console.get(path)
        assert (reply.status, reply.header("content-type")) == (200, "text/html; charset=utf-8")
        assert b"officers" in reply.body

    @pytest.mark.parametrize("path", ["/m", "/m/", "/m/apply/3"])
    async def test_addresses_below_m_are_answered_with_the_phones(self, console, path):
        assert b"phone" in (await console.get(path)).body

    @pytest.mark.parametrize(
        "path",
        [
            "/api/nothing",
            "/assets/old-9z9z.js",
            "/assets/",
            "/assets/a-1b2c.js.br",
            "/health/none",
            "/internal/roster/people",
            "/metrics/x",
            "/.well-known/jwks.json",
            "/.built",
            "/index.html",
            "/robots.txt",
            "/../secret.txt",
            "/assets/../../secret.txt",
            "/assets/..%2f..%2fsecret.txt",
            "/%2e%2e/secret",
            "//students",
        ],
    )
    async def test_what_is_none_of_them_is_not_there(self, console, path):
        reply = await console.get(path)
        assert (reply.status, reply.json()["code"]) == (404, "unknown_address")
        assert reply.header("cache-control") == "no-store"

    async def test_are_revalidated_each_time(self, console):
        first = await console.get("/")
        assert first.header("cache-control") == "no-cache"
        held = {"if-none-match": f'"other", W/{first.header("etag")}'}
        again = await console.get("/students", headers=held)
        assert (again.status, again.body) == (304, b"")

    async def test_run_no_script_but_our_files(self, console):
        policy = (await console.get("/")).header("content-security-policy")
        rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
        assert rules["script-src"] == "'self'"
        assert rules["style-src"] == "'self'"
        assert rules["default-src"] == rules["frame-ancestors"] == "'none'"

    async def test_are_careful_otherwise(self, console):
        reply = await console.get("/m")
        assert reply.header("permissions-policy").startswith("camera=(self), microphone=()")
        assert reply.header("x-content-type-options") == "nosniff"
        assert reply.header("referrer-policy") == "same-origin"

    async def test_are_only_read(self, console):
        assert (await console.ask("POST", "/students")).json()["code"] == "method_unknown"

    async def test_leave_the_other_pages_where_they_are(self, console):
        assert "接口文档" in (await console.get("/api/docs")).body.decode()
        assert (await console.get("/assets/docs.js")).header("cache-control") == "no-cache"
        assert (await console.get("/api/v1/roster/echo")).json()["service"] == "roster"


class TestFiles:
    async def test_with_a_digest_in_the_name_are_kept_for_good(self, console):
        reply = await console.get("/assets/a-1b2c.js")
        assert reply.header("cache-control") == "public, max-age=31536000, immutable"
        assert reply.header("content-type") == "text/javascript; charset=utf-8"
        assert reply.body == SCRIPT

    async def test_without_one_are_revalidated(self, console):
        reply = await console.get("/mark.svg")
        assert reply.header("content-type") == "image/svg+xml"
        assert reply.header("cache-control") == "no-cache"

    async def test_go_out_in_the_best_coding_that_is_taken(self, console):
        headers = {"accept-encoding": "gzip, deflate, br;q=0.9"}
        best = await console.get("/assets/a-1b2c.js", headers=headers)
        assert (best.header("content-encoding"), best.body) == ("br", b"as brotli")
        other = await console.get("/assets/b-3d4e.js", headers=headers)
        assert (other.header("content-encoding"), gzip.decompress(other.body)) == ("gzip", SCRIPT)
        assert best.header("vary") == other.header("vary") == "Accept-Encoding"

    @pytest.mark.parametrize("accepted", ["", "identity", "gzip;q=0", "gzip;q=x", "deflate"])
    async def test_go_out_plain_to_whoever_takes_no_coding(self, console, accepted):
        reply = await console.get("/assets/b-3d4e.js", headers={"accept-encoding": accepted})
        assert (reply.header("content-encoding"), reply.body) == (None, SCRIPT)

    async def test_that_are_compressed_by_nature_stay_as_they_are(self, console):
        reply = await console.get("/assets/c-5f6a.png", headers={"accept-encoding": "gzip"})
        assert (reply.body, reply.header("vary")) == (PICTURE, None)

    async def test_have_an_etag_of_their_own_in_each_coding(self, console):
        path, zipped = "/assets/b-3d4e.js", {"accept-encoding": "gzip"}
        plain = await console.get(path)
        assert (await console.get(path, headers=zipped)).header("etag") != plain.header("etag")

    async def test_tell_their_length_without_being_sent(self, console):
        reply = await console.ask("HEAD", "/assets/b-3d4e.js")
        assert (reply.status, reply.body) == (200, b"")
        assert reply.header("content-length") == str(len(SCRIPT))

    async def test_are_counted_under_names_that_strangers_cannot_make_up(self, console):
        await console.get("/made-up-4713")
        await console.get("/assets/b-3d4e.js")
        text = (await console.get("/metrics", peer="127.0.0.1")).body.decode()
        assert "made-up-4713" not in text
        assert 'route="/assets/"' in text


class TestRead:
    def test_refuses_a_folder_without_a_build(self, tmp_path):
        with pytest.raises(NoConsole, match="make web"):
            Console.read(tmp_path)

    def test_refuses_a_folder_that_would_fill_the_memory(self, folder):
        with (folder / "assets/big.png").open("wb") as big:
            big.truncate(LARGEST_BYTES + 1)
        with pytest.raises(NoConsole, match="is no console"):
            Console.read(folder)

    def test_does_not_follow_the_build_while_it_is_served(self, folder):
        console = Console.read(folder)
        (folder / "assets/a-1b2c.js").unlink()
        assert console.at("/assets/a-1b2c.js") is not None
