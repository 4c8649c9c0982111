"""The workbook 学生信息表 in exactly its shape, and the same with two more columns for 异动
(domain.md 4.1, 4.2).
"""

from zizhu.common.people.documents import DocumentKind
from zizhu.common.people.ethnic import ETHNIC_GROUPS
from zizhu.common.workbook.table import Column, Kind, Template

NAME = Column(key="name", header="姓名", aliases=("学生姓名",), length=120)
PHONE = Column(
    key="phone",
    header="手机号",
    aliases=("手机号码", "手机", "联系电话"),
    required=False,
    kind=Kind.CODE,
    length=40,
    note="可以不填，由学生激活账号后自己填写",
)
DOCUMENT_KIND = Column(
    key="document_kind",
    header="证件类型",
    length=40,
    choices=tuple(kind.label for kind in DocumentKind),
)
DOCUMENT = Column(
    key="document",
    header="身份证号码",
    aliases=("证件号码", "身份证号", "证件号", "身份证件号码"),
    kind=Kind.CODE,
    length=60,
    width=22,
    note="单元格须为文本格式；重复导入时按此号码识别同一名学生",
)
ETHNIC = Column(
    key="ethnic",
    header="民族",
    length=30,
    choices=tuple(group.label for group in ETHNIC_GROUPS),
)
SEX = Column(key="sex", header="性别", length=10, choices=("男", "女"))
COLLEGE = Column(
    key="college", header="院系", aliases=("学院", "院系名称", "二级学院"), length=60, width=24
)
YEAR = Column(key="year", header="年级", kind=Kind.CODE, length=20, note="如 2026 或 2026级")
MAJOR = Column(key="major", header="专业", aliases=("专业名称",), length=60, width=24)
CLASS = Column(key="class_name", header="班级", aliases=("班级名称",), length=60, width=20)
NUMBER = Column(
    key="student_number",
    header="学号",
    required=False,
    kind=Kind.CODE,
    length=40,
    note="可以不填，由学生激活账号后自己填写",
)
STATUS = Column(
    key="status",
    header="学籍状态",
    aliases=("状态",),
    required=False,
    length=10,
    choices=("在读", "休学", "离校"),
    note="不填表示不变",
)
REASON = Column(
    key="reason",
    header="异动原因",
    aliases=("原因",),
    required=False,
    length=200,
    note="如 参军、病休、转专业、留级",
)

STUDENT_COLUMNS = (
    NAME,
    PHONE,
    DOCUMENT_KIND,
    DOCUMENT,
    ETHNIC,
    SEX,
    COLLEGE,
    YEAR,
    MAJOR,
    CLASS,
    NUMBER,
)
MOVE_COLUMNS = (*STUDENT_COLUMNS, STATUS, REASON)

STUDENT_INSTRUCTIONS = (
    "每名学生一行，列名不要改动，列的先后不限；所有单元格为文本格式。",
    "院系、年级、专业、班级由导入自动建立；已在册学生的院系、年级、专业、班级请通过“学生异动”修改。",
    "再次导入同一证件号码会更新姓名、民族、性别、手机号和学号；证件号码本身不会被改动。",
    "证件号码有误时，请用正确的号码新增一行，再删除原来的学生。",
    "一次最多 50000 行，文件不超过 20 MB。",
)
MOVE_INSTRUCTIONS = (
    "用于休学、复学、离校、转院系、转专业、转班和留级；每名学生一行，列名不要改动。",
    "院系、年级、专业、班级填写异动后的内容；学籍状态不填表示不变。",
    "只更新院系、年级、专业、班级和学籍状态，其他列仅用于核对。",
)

STUDENTS = Template("学生信息表", STUDENT_COLUMNS, STUDENT_INSTRUCTIONS)
MOVES = Template("学生异动", MOVE_COLUMNS, MOVE_INSTRUCTIONS)
