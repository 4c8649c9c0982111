"""Which addressed rows a principal sees: those of its role at a place its post covers."""

from sqlalchemy import ColumnElement, and_, false, or_

from zizhu.common.auth import Principal, Role, ScopeRow
from zizhu.notification.models import AnnouncementRow, MessageRow, TodoRow


def _covers(table: type[TodoRow | MessageRow], row: ScopeRow) -> ColumnElement[bool]:
    """The row's set columns equal the place's; a place left open (a whole college) is inside too
    where the row is as wide.
    """
    clauses: list[ColumnElement[bool]] = [table.college_id == row.college_id]
    if row.year is not None:
        clauses.append(table.year == row.year)
    if row.major_id is not None:
        clauses.append(table.major_id == row.major_id)
    if row.class_id is not None:
        clauses.append(table.class_id == row.class_id)
    return and_(*clauses)


def addressed_to(principal: Principal, table: type[TodoRow | MessageRow]) -> ColumnElement[bool]:
    """Rows for this principal: its role and place, its own person, or its own post."""
    post = principal.post
    if post.role is Role.STUDENT:
        return and_(table.role == Role.STUDENT.value, table.student_id == post.student_id)
    everyone = table.college_id.is_(None)
    place = or_(everyone, false(), *(_covers(table, row) for row in post.rows))
    mine = or_(table.post_id.is_(None), table.post_id == post.post_id)
    if post.role is Role.SCHOOL_ADMIN:
        return and_(table.role == post.role.value, mine)
    return and_(table.role == post.role.value, place, mine)


def _at_or_above(place: ScopeRow) -> ColumnElement[bool]:
    """Announcements whose audience holds a student standing at `place`."""
    table = AnnouncementRow
    return and_(
        or_(table.college_id.is_(None), table.college_id == place.college_id),
        or_(table.year.is_(None), table.year == place.year),
        or_(table.major_id.is_(None), table.major_id == place.major_id),
        or_(table.class_id.is_(None), table.class_id == place.class_id),
    )


def _overlaps(row: ScopeRow) -> ColumnElement[bool]:
    """Announcements whose audience and a staff post's row share somebody."""
    table = AnnouncementRow
    return and_(
        or_(table.college_id.is_(None), table.college_id == row.college_id),
        *(
            or_(column.is_(None), column == value)
            for column, value in (
                (table.year, row.year),
                (table.major_id, row.major_id),
                (table.class_id, row.class_id),
            )
            if value is not None
        ),
    )


def announced_to(principal: Principal, place: ScopeRow | None) -> ColumnElement[bool]:
    """Announcements whose audience holds the principal; `place` is a student's own."""
    inside = AnnouncementRow.school_id == principal.scope.school_id
    if principal.post.role is Role.STUDENT:
        everyone = AnnouncementRow.college_id.is_(None)
        return and_(inside, _at_or_above(place) if place is not None else everyone)
    if principal.post.role is Role.SCHOOL_ADMIN:
        return inside
    return and_(inside, or_(false(), *(_overlaps(row) for row in principal.post.rows)))


def governed_by(principal: Principal) -> ColumnElement[bool]:
    """Announcements a staff post may review, release, edit or delete: inside its own scope."""
    table = AnnouncementRow
    inside = table.school_id == principal.scope.school_id
    if principal.post.role is Role.SCHOOL_ADMIN:
        return inside
    rows = [
        and_(
            table.college_id == row.college_id,
            *(
                column == value
                for column, value in (
                    (table.year, row.year),
                    (table.major_id, row.major_id),
                    (table.class_id, row.class_id),
                )
                if value is not None
            ),
        )
        for row in principal.post.rows
    ]
    return and_(inside, or_(false(), *rows))
