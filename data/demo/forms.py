"""Writes the request files as departments write them: forms in .xlsx, exports in GBK or UTF-8 .csv.

It knows how such forms look (title, sender and date, merged categories, total, signatures), not what they say.
The workbook's container is written again with fixed times, so that the bytes depend on the content alone.
"""
import csv
import datetime
import io
import re
import zipfile

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

WIDTHS = {"#": 5, "category": 12, "matter": 22, "plan": 11, "object": 13, "scope": 18, "amount": 10, "when": 17,
          "people": 9, "effort": 9, "how": 11, "materials": 24, "basis": 20, "note": 18, "department": 22, "first": 12,
          "last": 12, "joinable": 9, "superior": 10}
FIXED = {"superior": "上级来文", "urgent": "急查"}


def records(rows, fields, sender, columns):
    """Rows as lists of cells, in the order of the columns."""
    out = []
    for number, row in enumerate(rows, 1):
        values = dict(zip(fields, row, strict=True), **FIXED, sender=sender)
        values["#"] = number
        out.append([values[field] for _, field in columns])
    return out


def cells(row, zh):
    return [zh(cell) if isinstance(cell, str) else cell for cell in row]


def csv_text(title, sender, day, columns, rows, zh):
    """A title line where the office writes one, the table, and the signature line below it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    if title:
        writer.writerow([zh(title)] + [""] * (len(columns) - 1))
    writer.writerow([zh(heading) for heading, _ in columns])
    for row in rows:
        writer.writerow(cells(row, zh))
    if title:
        writer.writerow(["合计", f"{len(rows)}项"] + [""] * (len(columns) - 2))
        writer.writerow([zh(f"填报单位:{sender}"), "", zh(f"填报日期:{day}")] + [""] * (len(columns) - 3))
    return out.getvalue()


def workbook(title, sender, day, columns, rows, zh):
    """A departmental form on A4 across."""
    book = Workbook()
    sheet = book.active
    sheet.title = "申报表"
    width = len(columns)
    edge = Side(style="thin")
    box = Border(left=edge, right=edge, top=edge, bottom=edge)
    middle = Alignment(horizontal="center", vertical="center", wrap_text=True)
    text = Alignment(horizontal="left", vertical="center", wrap_text=True)

    def line(number, value, font, alignment, height):
        sheet.merge_cells(start_row=number, start_column=1, end_row=number, end_column=width)
        cell = sheet.cell(number, 1, value)
        cell.font, cell.alignment = font, alignment
        sheet.row_dimensions[number].height = height

    line(1, zh(title), Font(name="方正小标宋简体", size=18, bold=True), middle, 36)
    line(2, zh(f"填报单位(盖章):{sender}        填报日期:{day}"), Font(name="仿宋", size=11), text, 20)
    for column, (heading, field) in enumerate(columns, 1):
        cell = sheet.cell(3, column, zh(heading))
        cell.font, cell.alignment, cell.border = Font(name="黑体", size=11), middle, box
        sheet.column_dimensions[get_column_letter(column)].width = WIDTHS[field]
    sheet.row_dimensions[3].height = 32
    for number, row in enumerate(rows, 4):
        lines = 1
        for column, (value, (_, field)) in enumerate(zip(cells(row, zh), columns, strict=True), 1):
            if isinstance(value, tuple):
                value = datetime.date(*value)
            cell = sheet.cell(number, column, value)
            cell.font, cell.border = Font(name="仿宋", size=10.5), box
            cell.alignment = text if field in ("matter", "scope", "materials", "basis", "note") else middle
            if isinstance(value, datetime.date):
                cell.number_format = "yyyy/m/d"
            lines = max(lines, -(-sum(2 if ord(c) > 255 else 1 for c in str(value or "")) // (WIDTHS[field] - 2)))
        sheet.row_dimensions[number].height = max(32, 16 * lines + 4)
    merge_categories(sheet, columns, rows)
    total = 4 + len(rows)
    for column in range(1, width + 1):
        sheet.cell(total, column).border = box
    sheet.merge_cells(start_row=total, start_column=1, end_row=total, end_column=2)
    sheet.cell(total, 1, "合计").alignment = middle
    sheet.cell(total, 3, f"{len(rows)}项").alignment = middle
    for column in (1, 3):
        sheet.cell(total, column).font = Font(name="仿宋", size=10.5)
    line(total + 1, zh("填表人:张一        审核人:李二        分管领导:王三"), Font(name="仿宋", size=11), text, 24)
    page(sheet, total + 1, width)
    return reproducible(book)


def merge_categories(sheet, columns, rows):
    """A category that spans several rows is written once, its cells merged."""
    for column, (_, field) in enumerate(columns):
        if field != "category":
            continue
        first = 0
        for number in range(1, len(rows) + 1):
            if number == len(rows) or rows[number][column] != rows[first][column]:
                if number - first > 1:
                    sheet.merge_cells(start_row=first + 4, start_column=column + 1, end_row=number + 3,
                                      end_column=column + 1)
                first = number


def page(sheet, last, width):
    setup = sheet.page_setup
    setup.orientation, setup.paperSize, setup.fitToWidth, setup.fitToHeight = "landscape", 9, 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "3:3"
    sheet.print_area = f"A1:{get_column_letter(width)}{last}"
    sheet.freeze_panes = "A4"
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    sheet.oddFooter.center.text = "第 &P 页"


def reproducible(book):
    """The workbook's bytes without the time of day."""
    raw = io.BytesIO()
    book.save(raw)
    out = io.BytesIO()
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            data = old.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", b"2019-09-30T00:00:00Z", data)
            entry = zipfile.ZipInfo(name, (2019, 9, 30, 0, 0, 0))
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            new.writestr(entry, data)
    return out.getvalue()


def write(spec, zh):
    """(file name, bytes) of one request file."""
    name, form, title, sender, day, columns, rows, fields = spec
    body = records(rows, fields, sender, columns)
    if form == "xlsx":
        return name, workbook(title, sender, day, columns, body, zh)
    text = csv_text(title, sender, day, columns, body, zh)
    return name, text.encode("gbk" if form == "gbk" else "utf-8-sig")
