"""The front page: what this is, where the documentation lies, and in a demo who may sign in."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from string import Template

from zizhu.common.settings import Profile
from zizhu.gateway.pages.serving import Page, asset

_ASSETS = files("zizhu.gateway.pages") / "assets"
BAND = '<div class="band" role="note">演示环境：数据均为虚构，请勿录入真实信息</div>'


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account that anybody may use in a demo: what it is called, and how to sign in."""

    account: str
    password: str
    title: str
    note: str = ""


def front_page(profile: Profile, accounts: Sequence[DemoAccount]) -> Page:
    """Return the page; outside a demo it names no account, whatever it was given."""
    is_demo = profile is Profile.DEMO
    template = Template((_ASSETS / "front.html").read_text(encoding="utf-8"))
    text = template.substitute(
        band=BAND if is_demo else "", accounts=_table(accounts) if is_demo and accounts else ""
    )
    return asset(text.encode, "text/html")


def _table(accounts: Sequence[DemoAccount]) -> str:
    rows = "\n".join(
        f"<tr><td>{escape(item.title)}</td><td><code>{escape(item.account)}</code></td>"
        f"<td><code>{escape(item.password)}</code></td><td>{escape(item.note)}</td></tr>"
        for item in accounts
    )
    return (
        '<section><h2>演示账号</h2><div class="scroll"><table><thead><tr>'
        "<th>身份</th><th>账号</th><th>密码</th><th>说明</th></tr></thead>"
        f"<tbody>\n{rows}\n</tbody></table></div></section>"
    )
