"""What demo and test installations show on their front page; elsewhere it is a password like any
other, and nobody has it.
"""

DEMO_PASSWORD = "Zizhu-2026-demo"  # noqa: S105 - public by intention, in demo and test only
