"""A process of its own loads the code of its own service, and of no other."""

import subprocess
import sys

import pytest

from zizhu.embedded.catalogue import NAMES, SERVICES

LOADED = """
import sys
import zizhu.embedded.cli.main
import zizhu.embedded.standalone
from zizhu.embedded.names import service_named
service_named(sys.argv[1])
print(*{name.split(".")[1] for name in sys.modules if name.startswith("zizhu.")})
"""


class TestNames:
    def test_are_those_of_the_services_in_their_order(self):
        assert tuple(service.name for service in SERVICES) == NAMES


class TestRunOne:
    @pytest.mark.parametrize("name", ["identity", "notification"])
    def test_loads_one_service(self, name):
        done = subprocess.run(
            [sys.executable, "-c", LOADED, name], capture_output=True, text=True, check=True
        )
        assert set(done.stdout.split()) & {*NAMES, "gateway"} == {name}
