"""What the host and the operators' commands are told, besides what every service is."""

from pathlib import Path

from pydantic import Field, SecretStr

from zizhu.common.settings import ServiceSettings

PRIVATE_NETWORKS = ("127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")


class HostSettings(ServiceSettings):
    """Prefix `ZIZHU_` as well. Lists are given as JSON."""

    gateway_addresses: tuple[str, ...] = Field(
        PRIVATE_NETWORKS,
        description="CIDRs of the gateway: a single service believes its X-Forwarded-For, "
        "nobody else's",
    )
    keep_alive_seconds: int = Field(
        75, ge=5, description="how long an idle connection stays open; above the proxy's own"
    )
    keys_folder: Path | None = Field(
        None, description="folder of every service's key file, for operators' commands"
    )
    backup_passphrase: SecretStr = Field(
        SecretStr(""), description="wraps the keys in a backup; asked for where it is empty"
    )
    crash: str = Field(
        "",
        pattern=r"^$|^[a-z_.]+:[1-9]\d*$",
        description="`point:count`: die at the count-th passing; the test profile alone obeys",
    )
    certificates: tuple[Path, ...] = Field(
        (), description="certificates whose days left `zizhu doctor` counts"
    )
