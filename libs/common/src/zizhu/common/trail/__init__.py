"""The audit trail after its lines are written: sealed into a chain, anchored, verified, listed,
and its details erased where the law asks.
"""
