"""The rules of notices: who sees them, and the two steps before anyone does."""
