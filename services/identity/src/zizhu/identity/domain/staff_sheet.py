"""The workbook 教工信息表 in the shape of its template (S004, domain.md 1.3 and 1.4)."""

from zizhu.common.people.documents import DocumentKind
from zizhu.common.workbook.table import Column, Kind, Limits, Template

LOGIN = Column(
    key="login",
    header="账号名称",
    aliases=("帐号名称", "账号名", "帐号名", "账户名"),
    length=64,
    kind=Kind.CODE,
    note="英文字符，全国唯一；建议用学校代码加院系字母",
)
PHONE = Column(
    key="phone",
    header="关联手机号",
    aliases=("手机号", "手机号码", "关联手机"),
    kind=Kind.CODE,
    length=40,
    note="11 位，单元格须为文本格式",
)
DOCUMENT_KIND = Column(
    key="document_kind",
    header="证件类型",
    length=40,
    choices=tuple(kind.label for kind in DocumentKind),
)
DOCUMENT = Column(
    key="document_number",
    header="证件号码",
    aliases=("身份证号码", "身份证号", "证件号"),
    kind=Kind.CODE,
    length=60,
    width=22,
    note="单元格须为文本格式",
)
NAME = Column(key="name", header="真实姓名", aliases=("姓名",), length=120)
TITLE = Column(
    key="title", header="身份", required=False, length=100, note="可以不填，如 院系账号、辅导员"
)
COLLEGE = Column(key="college", header="院系", aliases=("学院", "院系名称"), length=60, width=24)
YEAR = Column(
    key="year", header="年级", required=False, kind=Kind.CODE, length=20, note="如 2026 或 2026级"
)
MAJOR = Column(
    key="major", header="专业", aliases=("专业名称",), required=False, length=60, width=24
)
CLASS = Column(
    key="class_name", header="班级", aliases=("班级名称",), required=False, length=60, width=20
)
REMARK = Column(key="remark", header="备注", required=False, length=400, width=24)

COLUMNS = (
    LOGIN, PHONE, DOCUMENT_KIND, DOCUMENT, NAME, TITLE, COLLEGE, YEAR, MAJOR, CLASS, REMARK,
)  # fmt: skip
HEADERS = {column.key: column.header for column in COLUMNS}
LIMITS = Limits(rows=5_000)
SHEET = "教工信息表"
INSTRUCTIONS = (
    "教工信息表：一行一个账号。管理范围由院系、年级、专业、班级四列决定，空白表示全部。",
    "院系账号：只填院系。年级账号：填院系和年级。专业账号：填院系和专业。班级账号：四列都要填写。",
    "学生信息还没有导入时也可以导入教工：找不到的院系、专业或班级按名称保留，显示为“未匹配”，",
    "不产生任何权限，导入学生后自动匹配。",
    "表中不填写密码。导入后由上级账号打印激活码，教工用激活码自己设置密码；激活码 14 天内有效。",
)
STAFF = Template(SHEET, COLUMNS, INSTRUCTIONS)
