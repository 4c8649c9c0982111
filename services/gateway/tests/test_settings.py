"""Settings from the environment."""

import pytest
from pydantic import ValidationError

from zizhu.common.settings import Profile
from zizhu.gateway.settings import GatewaySettings


class TestRead:
    def test_takes_lists_and_mappings_as_json(self, monkeypatch):
        monkeypatch.setenv("ZIZHU_PROFILE", "demo")
        monkeypatch.setenv("GATEWAY_TRUSTED_PROXIES", '["10.0.0.0/8"]')
        monkeypatch.setenv("GATEWAY_URLS", '{"roster": "http://roster:8000"}')
        settings = GatewaySettings()
        assert settings.profile is Profile.DEMO
        assert settings.trusted_proxies == ("10.0.0.0/8",)
        assert settings.urls == {"roster": "http://roster:8000"}

    def test_takes_a_rate_that_cannot_be_read_for_a_mistake(self):
        with pytest.raises(ValidationError, match="account_rate"):
            GatewaySettings(account_rate="many")

    def test_is_production_unless_told(self, monkeypatch):
        monkeypatch.delenv("ZIZHU_PROFILE", raising=False)
        assert GatewaySettings().profile is Profile.PRODUCTION
