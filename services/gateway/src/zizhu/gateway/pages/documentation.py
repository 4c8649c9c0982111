"""The interface's documentation, served without a content network: aid offices sit behind closed
networks. Swagger UI's files come from the wheel of `fastapi-offline`.
"""

from collections.abc import Mapping
from importlib.resources import files

import orjson

from zizhu.gateway.openapi import Document
from zizhu.gateway.pages.serving import Page, asset

_OURS = files("zizhu.gateway.pages") / "assets"
_JAVASCRIPT = "text/javascript"
_CSS = "text/css"


def openapi_page(merged: Document) -> Page:
    """The merged document."""
    return asset(lambda: orjson.dumps(merged), "application/json")


def docs_page() -> Page:
    """The page that renders the merged document."""
    return asset(_OURS / "docs.html", "text/html")


def _bundle(name: str, media_type: str) -> Page:
    return asset(files("fastapi_offline") / "static" / name, media_type)


DOCS_ASSETS: Mapping[str, Page] = {
    "/assets/docs.js": asset(_OURS / "docs.js", _JAVASCRIPT),
    "/assets/style.css": asset(_OURS / "style.css", _CSS),
    "/assets/swagger-ui.js": _bundle("swagger-ui-bundle.js", _JAVASCRIPT),
    "/assets/swagger-ui.css": _bundle("swagger-ui.css", _CSS),
}
