"""The routes of judging: panels, evaluation, differences, cuts, publicity, results."""

from fastapi import APIRouter

from zizhu.identification.api import evaluation, panels

JUDGING: tuple[APIRouter, ...] = (panels.router, evaluation.router)
