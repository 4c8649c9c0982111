"""The rules of identification: pure, with ids and `now` as arguments (domain.md 5)."""
