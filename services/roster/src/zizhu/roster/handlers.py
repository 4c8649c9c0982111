"""What roster does when other services report a change."""

from zizhu.common.businessclock import on_clock_shifted
from zizhu.common.inbox import Subscriptions
from zizhu.common.parts import Parts
from zizhu.common.tokens import on_access_changed
from zizhu.contracts.identity import AccessChanged, BusinessClockShifted

SUBSCRIPTIONS: Subscriptions[Parts] = {
    AccessChanged: on_access_changed,
    BusinessClockShifted: on_clock_shifted,
}
