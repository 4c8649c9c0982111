"""The `zizhu` command: what operators type."""

from zizhu.embedded.cli.main import main

__all__ = ["main"]
