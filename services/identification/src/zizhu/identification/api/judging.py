"""The routes of judging: panels, evaluation, differences, cuts, publicity, results."""

from fastapi import APIRouter

from zizhu.identification.api import (
    changes,
    cuts,
    differences,
    evaluation,
    objections,
    panels,
    publicity,
    results,
)

JUDGING: tuple[APIRouter, ...] = (
    panels.router,
    evaluation.router,
    differences.router,
    cuts.router,
    publicity.router,
    objections.router,
    changes.router,
    results.router,
)
