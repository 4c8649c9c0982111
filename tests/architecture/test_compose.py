"""The compose file, checked without an engine: it names what exists, in an order that can start."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from zizhu.embedded.catalogue import NAMES
from zizhu.embedded.door import BUILT_CONSOLE
from zizhu.embedded.settings import HostSettings

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(TEXT)
    return loaded


class TestCompose:
    def test_runs_every_service_and_the_gateway(self, compose: dict[str, Any]) -> None:
        running = {item["command"][1] for item in compose["services"].values()
                   if item.get("command", [""])[0] == "run"}  # fmt: skip
        assert running == {*NAMES, "gateway"}

    def test_waits_only_for_services_that_exist(self, compose: dict[str, Any]) -> None:
        for name, service in compose["services"].items():
            missing = set(service.get("depends_on", {})) - set(compose["services"])
            assert not missing, f"{name} waits for {missing}"

    def test_waits_for_health_only_where_a_health_check_is(self, compose: dict[str, Any]) -> None:
        for service in compose["services"].values():
            for other, how in service.get("depends_on", {}).items():
                if how["condition"] == "service_healthy":
                    assert "healthcheck" in compose["services"][other]

    def test_names_every_variable_in_the_example(self) -> None:
        asked = set(re.findall(r"\$\{([A-Z_]+):\?\}", TEXT))
        example = (ROOT / ".env.example").read_text(encoding="utf-8")
        assert asked == set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE))

    def test_sets_only_what_the_settings_read(self, compose: dict[str, Any]) -> None:
        known = {f"ZIZHU_{name}".upper() for name in HostSettings.model_fields}
        known |= {f"{name}_FILE" for name in known} | {"GATEWAY_URLS"}
        for service in compose["services"].values():
            if service.get("image") == "zizhu:latest":
                assert set(service["environment"]) <= known

    def test_gives_a_key_file_to_whoever_is_told_to_read_one(self, compose: dict[str, Any]) -> None:
        for service in compose["services"].values():
            is_told = "ZIZHU_KEYS_FILE" in service.get("environment", {})
            assert is_told == ("secrets" in service)

    def test_opens_no_port_but_the_gateways(self, compose: dict[str, Any]) -> None:
        assert [n for n, s in compose["services"].items() if "ports" in s] == ["gateway"]

    def test_copies_only_folders_that_exist(self) -> None:
        dockerfile = (ROOT / "deploy/docker/Dockerfile").read_text(encoding="utf-8")
        for line in re.findall(r"^COPY (?!--from=)(.+) \S+$", dockerfile, re.MULTILINE):
            assert [source for source in line.split() if not (ROOT / source).exists()] == []

    def test_puts_the_console_where_the_gateway_looks_for_it(self) -> None:
        dockerfile = (ROOT / "deploy/docker/Dockerfile").read_text(encoding="utf-8")
        assert re.search(r"^WORKDIR /zizhu$", dockerfile, re.MULTILINE)
        assert "COPY --from=console /web/dist web/dist" in dockerfile
        assert BUILT_CONSOLE == ROOT / "web/dist"
