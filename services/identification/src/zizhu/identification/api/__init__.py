"""The routes of identification."""

from fastapi import APIRouter

ROUTERS: tuple[APIRouter, ...] = ()
