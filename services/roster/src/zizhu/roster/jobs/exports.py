"""The job that makes a workbook of the register."""

from zizhu.common.database import Transaction
from zizhu.common.exports.asked import Asked
from zizhu.common.exports.jobs import Made, export_runner
from zizhu.common.parts import Parts
from zizhu.roster.schemas.students import FilterIn
from zizhu.roster.service import exports


async def _make(parts: Parts, tx: Transaction, asked: Asked) -> Made:
    wanted = FilterIn.model_validate(asked.request.wanted).to_filter()
    return await exports.export_students(parts, tx, asked, wanted)


export_students = export_runner(_make)
