"""The pages of the gateway: the console, the interface's documentation, health."""

from zizhu.gateway.pages.console import NoConsole
from zizhu.gateway.pages.directory import Directory
from zizhu.gateway.pages.documentation import DOCS_ASSETS, docs_page, openapi_page
from zizhu.gateway.pages.front import DemoAccount, front_page
from zizhu.gateway.pages.operators import live_page, metrics_page, ready_page
from zizhu.gateway.pages.serving import Page, asset

__all__ = [
    "DOCS_ASSETS",
    "DemoAccount",
    "Directory",
    "NoConsole",
    "Page",
    "asset",
    "docs_page",
    "front_page",
    "live_page",
    "metrics_page",
    "openapi_page",
    "ready_page",
]
