"""Exports with personal data: a job with a result file that only who asked may take, for a day.

`flow` starts one and hands it out, `jobs` makes its file, `routes` are its pages. A workbook with
plain numbers leaves under a password.
"""
