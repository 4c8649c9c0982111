"""The consumers that a contract names are the services that subscribe, neither more nor fewer:
queues are bound from the contracts, so a forgotten name would lose events without a word.
"""

import pytest

from zizhu.contracts import every_event, published_by
from zizhu.embedded.catalogue import SERVICES


def subscribers(event) -> tuple[str, ...]:
    return tuple(sorted(service.name for service in SERVICES if event in service.subscriptions))


class TestConsumers:
    @pytest.mark.parametrize("event", list(every_event()), ids=lambda event: event.type)
    def test_are_those_who_subscribe(self, event):
        assert tuple(sorted(event.consumers)) == subscribers(event)

    def test_hear_only_what_somebody_publishes(self):
        known = set(every_event())
        for service in SERVICES:
            assert set(service.subscriptions) <= known


class TestPublishers:
    def test_publish_what_their_contract_says(self):
        for service in SERVICES:
            assert tuple(service.publishes) == published_by(service.name)
