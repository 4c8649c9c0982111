"""What notification keeps of roster: where a student is, to know which notices are theirs."""

from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from zizhu.notification.models.base import Base


class StudentPlaceRow(Base):
    __tablename__ = "student_place"

    student_id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[UUID] = mapped_column(index=True)
    college_id: Mapped[UUID]
    year: Mapped[int]
    major_id: Mapped[UUID]
    class_id: Mapped[UUID]
    status: Mapped[str]
    version: Mapped[int]
