"""The one way of a workbook into a service's tables: upload, check, the officer's choice, commit.

`states`, `findings` and `refusals` are pure rules; `store` and `vault` keep what waits; `flow` is
what officers do, `jobs` what workers do; `wire` and `routes` are the same over HTTP everywhere.
"""
