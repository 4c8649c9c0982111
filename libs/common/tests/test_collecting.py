import gc

from zizhu.common.collecting import collector_paused


class TestCollectorPaused:
    def test_lasts_until_the_last_one_is_done(self):
        with collector_paused():
            with collector_paused():
                assert not gc.isenabled()
            assert not gc.isenabled()
        assert gc.isenabled()
