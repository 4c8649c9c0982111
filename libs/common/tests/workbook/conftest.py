import io
import zipfile

import openpyxl
import pytest

from zizhu.common.workbook.read import read_table
from zizhu.common.workbook.table import Column, Kind

NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


@pytest.fixture(scope="session")
def columns():
    return (
        Column(key="name", header="姓名", length=50),
        Column(key="number", header="身份证号码", aliases=("证件号码",), kind=Kind.CODE),
        Column(key="class_name", header="班级"),
        Column(key="entered", header="入学日期", required=False, kind=Kind.DATE),
    )


@pytest.fixture(scope="session")
def read(columns):
    def read_bytes(data, **options):
        return read_table(data, **{"columns": columns, **options})

    return read_bytes


@pytest.fixture(scope="session")
def texts(read):
    def read_texts(data):
        table = read(data)
        return [(row.number, *row.cells.values()) for row in table.rows]

    return read_texts


@pytest.fixture(scope="session")
def xlsx():
    def save(*rows, edit=None):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        if edit:
            edit(book)
        return saved(book)

    return save


@pytest.fixture(scope="session")
def csv():
    def encode(*rows, encoding="utf-8", delimiter=","):
        return "".join(delimiter.join(row) + "\r\n" for row in rows).encode(encoding)

    return encode


@pytest.fixture(scope="session")
def packed():
    """A hand-made .xlsx: the rows of its one sheet as XML, parts added or (None) taken away."""

    def pack(sheet_data, **changes):
        parts = {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
            "_rels/.rels": relations("xl/workbook.xml"),
            "xl/workbook.xml": f'<workbook xmlns="{NAMESPACE}" xmlns:r="{RELATION}"><sheets>'
            '<sheet name="名单" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": relations("worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{NAMESPACE}"><sheetData>'
            f"{sheet_data}</sheetData></worksheet>",
        }
        parts.update(changes.pop("parts", {}))
        return zipped({name: text for name, text in parts.items() if text is not None}, **changes)

    return pack


@pytest.fixture(scope="session")
def relate():
    return relations


@pytest.fixture(scope="session")
def zips():
    return zipped


@pytest.fixture(scope="session")
def inline():
    """Rows as inline strings, the way of LibreOffice's filters and of many exporting programs."""

    def rows(*lines):
        return "".join(
            f'<row r="{number}">'
            + "".join(
                f'<c r="{chr(65 + at)}{number}" t="inlineStr"><is><t>{text}</t></is></c>'
                for at, text in enumerate(line)
            )
            + "</row>"
            for number, line in enumerate(lines, 1)
        )

    return rows


def relations(*targets):
    """Links of the package or of the workbook; the kind is told from the target's name."""
    kinds = {"workbook": "officeDocument", "sharedstrings": "sharedStrings", "styles": "styles"}
    links = "".join(
        f'<Relationship Id="rId{at}" Target="{target}" Type="{RELATION}/'
        f'{next((k for name, k in kinds.items() if name in target.lower()), "worksheet")}"/>'
        for at, target in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'


def zipped(parts, compression=zipfile.ZIP_DEFLATED):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return target.getvalue()


def saved(book):
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
