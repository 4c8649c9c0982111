"""The accounts of a search as a workbook, in the shape that the import takes; numbers masked."""

from collections.abc import Iterator, Mapping

from zizhu.common.database import Transaction
from zizhu.common.exports.asked import Asked
from zizhu.common.exports.jobs import Made
from zizhu.common.parts import Parts
from zizhu.common.people.masking import mask_document, mask_phone
from zizhu.common.workbook.write import Sheet
from zizhu.identity.domain.scopes import post_kind
from zizhu.identity.domain.staff_sheet import COLUMNS, SHEET
from zizhu.identity.repository.staff import StaffQuery
from zizhu.identity.service.directory import MOST_EXPORTED, search_staff
from zizhu.identity.service.fields import decrypt_account
from zizhu.identity.service.staff import Staff

EXPORT = "staff.export"


async def export_accounts(parts: Parts, tx: Transaction, asked: Asked, query: StaffQuery) -> Made:
    """Return the sheet of the accounts that a query finds inside the scope of who asked."""
    found, _ = await search_staff(tx, asked.principal, query, limit=MOST_EXPORTED)
    rows = [row for one in found for row in _rows(parts, one)]
    return Made([Sheet(SHEET, COLUMNS, rows)], len(found))


def _rows(parts: Parts, one: Staff) -> Iterator[Mapping[str, str]]:
    """One line a scope row, in the shape of the template; the school's own account has one."""
    account, posts = one
    phone, document = account.phone, account.document
    labels = "、".join(post_kind(post.role, post.lines).label for post in posts)
    who = {
        "login": account.login or "",
        "phone": mask_phone(decrypt_account(parts, "phone", account.id, phone)) if phone else "",
        "document_kind": account.document_kind or "",
        "document_number": (
            mask_document(decrypt_account(parts, "document", account.id, document))
            if document
            else ""
        ),
        "name": account.name,
        "title": account.title or labels,
        "remark": account.remark,
    }
    for line in [line for post in posts for line in post.lines] or (None,):
        yield {
            **who,
            "college": line.college_name if line else "",
            "year": str(line.year) if line and line.year else "",
            "major": (line.major_name or "") if line else "",
            "class_name": (line.class_name or "") if line else "",
        }
