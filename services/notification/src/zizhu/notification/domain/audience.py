"""Who an announcement is for: everyone at or below a place (S004: within the publisher's scope)."""

from dataclasses import dataclass
from uuid import UUID

from zizhu.common.auth import Principal, Role, ScopeRow


@dataclass(frozen=True, slots=True)
class Audience:
    """A school, or the part of it that a scope row names."""

    school_id: UUID
    row: ScopeRow | None = None

    def holds(self, place: ScopeRow | None) -> bool:
        """Tell whether a student's place, or a staff post's row, lies in or above this part.

        Staff whose scope overlaps the audience see it too: a counsellor of one class sees what is
        told to the class's college.
        """
        if self.row is None or place is None:
            return True
        return self.row.covers(place) or place.covers(self.row)


def may_publish_to(principal: Principal, audience: Audience) -> bool:
    """Tell whether a post may speak to an audience: only to what lies inside its own scope."""
    scope = principal.scope
    if scope.school_id != audience.school_id or principal.post.role is Role.STUDENT:
        return False
    if scope.rows is None:
        return True
    return audience.row is not None and scope.covers(audience.row)
