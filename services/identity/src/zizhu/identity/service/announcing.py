"""Telling the others about staff posts."""

from zizhu.common.database import Transaction
from zizhu.contracts.address import Place
from zizhu.contracts.identity import PostChanged
from zizhu.identity.domain.accounts import HeldPost


def post_event(post: HeldPost, name: str) -> PostChanged:
    """Return the present state of a staff post; rows that are not matched give no rights."""
    return PostChanged(
        post_id=post.id,
        account_id=post.account_id,
        role=post.role.value,
        name=name,
        rows=tuple(
            Place(
                college_id=row.college_id,
                year=row.year,
                major_id=row.major_id,
                class_id=row.class_id,
            )
            for row in post.rows
        ),
        status="active" if post.is_active else "ended",
    )


def announce_post(tx: Transaction, post: HeldPost, name: str) -> None:
    """Announce a staff post of the transaction's school."""
    tx.announce(post_event(post, name), subject=post.id, version=post.version)
