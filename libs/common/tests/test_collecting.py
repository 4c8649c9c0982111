import gc

from zizhu.common.collecting import collector_paused, spare_what_is_there


class TestCollectorPaused:
    def test_lasts_until_the_last_one_is_done(self):
        with collector_paused():
            with collector_paused():
                assert not gc.isenabled()
            assert not gc.isenabled()
        assert gc.isenabled()


class TestSpareWhatIsThere:
    def test_keeps_it_out_of_later_passes(self):
        made = [[]]
        spare_what_is_there()
        assert not any(one is made for one in gc.get_objects())
