"""Workbooks in and out: `table` (what is read), `read`, `write`, `template`, `errors`.

Nothing is imported here, so that the child process which parses foreign files starts light.
"""
