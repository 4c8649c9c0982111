"""The jobs that make the workbooks of lists and counts, each as the one who asked."""

from uuid import UUID

from zizhu.common.database import Transaction
from zizhu.common.exports.asked import Asked
from zizhu.common.exports.jobs import Made, export_runner
from zizhu.common.parts import Parts
from zizhu.identification.schemas.results import FiltersIn
from zizhu.identification.service import exports
from zizhu.identification.service.exports import Wanted
from zizhu.identification.service.sheets_out import ListKind
from zizhu.identification.service.work import Work


def _work(parts: Parts, tx: Transaction, asked: Asked) -> Work:
    principal = asked.principal
    return Work(tx, parts.keys.ring, principal.scope, principal.account_id, parts.business.now())


async def _list(parts: Parts, tx: Transaction, asked: Asked) -> Made:
    kept = asked.request.wanted
    wanted = Wanted(
        campaign_id=UUID(kept["campaign_id"]),
        kind=ListKind.of(kept["kind"]),
        filters=FiltersIn.model_validate(kept["filters"]).to_filters(),
        is_revealed=asked.request.is_plain,
    )
    return await exports.make_list(_work(parts, tx, asked), wanted)


async def _counts(parts: Parts, tx: Transaction, asked: Asked) -> Made:
    campaign_id = UUID(asked.request.wanted["campaign_id"])
    return await exports.make_counts(_work(parts, tx, asked), campaign_id)


take_list = export_runner(_list)
take_counts = export_runner(_counts)
