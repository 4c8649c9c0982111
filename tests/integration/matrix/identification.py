"""Builders for identification's routes."""

from matrix.asks import Routes

routes = Routes("/api/v1/identification")
