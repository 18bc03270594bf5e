"""Foreign workbooks: what is read, what is named, what is refused."""

from datetime import datetime

import pytest

from forewarn.workbook.opening import Cell, ForeignFileError, open_workbook
from forewarn.workbook.pages import Made, Page
from forewarn.workbook.writing import write as write_made
from tests.workbook import foreign_books as books


def opened(tmp_path, rows, **also):
    path = books.write(tmp_path / "b.xlsx", books.parts(rows, **also))
    return open_workbook(path)


def codes(book):
    return {(each.place, each.code) for each in book.findings}


def test_values_stand_where_they_stood(tmp_path):
    book = opened(
        tmp_path,
        books.row('<c r="C3"><v>-1.5</v></c>', '<c r="D3" s="1"><v>45000.5</v></c>', number=3)
        + books.row(
            '<c r="B5" t="inlineStr"><is><t>=1+1</t></is></c>',
            '<c r="C5" t="b"><v>1</v></c>',
            '<c r="D5"><f>1+1</f><v>2</v></c>',
            number=5,
        ),
        names='<definedName name="here">Assess!$A$1</definedName>',
    )
    cells = book.sheets["Assess"].cells
    assert dict(cells) == {
        (2, 2): Cell(-1.5),
        (2, 3): Cell(datetime.fromisoformat("2023-03-15T12:00")),
        (4, 1): Cell("=1+1"),
        (4, 2): Cell(True),
        (4, 3): Cell(2.0, formula=True),
    }
    assert book.names == {"here": "Assess!$A$1"}
    assert book.findings == ()


def test_cells_without_a_value_say_why(tmp_path):
    row = books.row(
        '<c r="A1" t="e"><v>#N/A</v></c>',
        '<c r="B1"><f>1+1</f></c>',
        '<c r="C1"><f>1+1</f><v/></c>',
        '<c r="D1" t="str"><f>""</f><v></v></c>',
        '<c r="E1"><v>NaN</v></c>',
        '<c r="F1" t="inlineStr"><is><t>a_x0000_</t></is></c>',
        '<c r="G1" s="1"><v>-3</v></c>',
        '<c r="H1"><v>1</v></c>',
        '<c r="H1"><v>2</v></c>',
    )
    book = opened(tmp_path, row)
    cells = book.sheets["Assess"].cells
    assert [cells[0, column].value for column in (0, 1, 2, 4, 5, 6, 7)] == [None] * 7
    assert all(cells[0, column].problem for column in (0, 1, 2, 4, 5, 6, 7))
    assert cells[0, 3].problem == ""
    assert codes(book) == {
        ("Assess!A1", "error-value"),
        ("Assess!B1", "not-calculated"),
        ("Assess!C1", "not-calculated"),
        ("Assess!E1", "not-finite"),
        ("Assess!F1", "control-character"),
        ("Assess!G1", "not-a-date"),
        ("Assess!H1", "twice"),
    }


def test_what_values_do_not_show_is_named(tmp_path):
    book = opened(
        tmp_path,
        '<row r="1" hidden="1"><c r="A1" s="1"><v>45000</v></c></row>',
        pr='date1904="1"',
        before='<cols><col min="2" max="3" hidden="1"/></cols>',
        after='<mergeCells><mergeCell ref="A1:C1"/></mergeCells>',
        state='state="veryHidden"',
    )
    sheet = book.sheets["Assess"]
    assert sheet.value(0, 0) == datetime.fromisoformat("2027-03-16")
    assert sheet.hidden
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({0}, {1, 2})
    assert codes(book) == {
        ("", "dates-1904"),
        ("Assess", "hidden"),
        ("Assess!A1", "merged"),
    }


def test_our_own_workbook_has_nothing_to_find(tmp_path):
    page = Page("Assess")
    page.put(0, 0, None, formula='=""')
    page.put(0, 1, "#N/A", formula='="#N"&"/A"')
    page.put(0, 2, "=1+1")
    write_made(Made([page], {}, {}, "t", "s"), tmp_path / "b.xlsx")
    book = open_workbook(tmp_path / "b.xlsx")
    assert book.findings == ()
    assert book.sheets["Assess"].cells[0, 1] == Cell("#N/A", formula=True)
    assert book.sheets["Assess"].cells[0, 2] == Cell("=1+1")


def test_only_wanted_sheets_are_read(tmp_path):
    path = books.write(tmp_path / "b.xlsx", books.parts(books.row('<c r="A1"><v>1</v></c>')))
    assert open_workbook(path, sheets=["Other"]).sheets == {}
    assert list(open_workbook(path, sheets=["Assess"]).sheets) == ["Assess"]


def test_csv_is_text_and_our_own_quote_comes_off(tmp_path):
    path = tmp_path / "b.csv"
    path.write_bytes("\ufeffid;note\r\na;'=1+1\r\nb;\"x\r\ny\"\r\n\r\nc;''=2\r\n".encode())
    sheet = open_workbook(path).sheets["b"]
    assert {spot: cell.value for spot, cell in sheet.cells.items()} == {
        (0, 0): "id", (0, 1): "note", (1, 0): "a", (1, 1): "=1+1", (2, 0): "b",
        (2, 1): "x\r\ny", (4, 0): "c", (4, 1): "'=2",
    }  # fmt: skip


REFUSED = {
    "macros": {"xl/vbaProject.bin": b"x"},
    "embedded": {"xl/embeddings/oleObject1.bin": b"x"},
    "dde": {
        "xl/externalLinks/externalLink1.xml": (
            f'<externalLink xmlns="{books.MAIN}"><ddeLink ddeService="cmd"/></externalLink>'
        )
    },
    "doctype": {"xl/theme/theme1.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'},
    "damaged": {"xl/theme/theme1.xml": "<a>"},
    "wrong-kind": {"mimetype": "application/vnd.oasis.opendocument.spreadsheet"},
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_is_refused_by_name(tmp_path, code):
    parts = books.parts(books.row('<c r="A1"><v>1</v></c>')) | REFUSED[code]
    with pytest.raises(ForeignFileError) as refused:
        open_workbook(books.write(tmp_path / "b.xlsx", parts))
    assert refused.value.code == code
    assert str(tmp_path / "b.xlsx") in str(refused.value)


def test_two_places_of_one_name_are_refused(tmp_path):
    names = "".join(
        f'<definedName name="{name}">Assess!$A${row}</definedName>'
        for row, name in enumerate(("Weight", "weight"), start=1)
    )
    parts = books.parts(books.row('<c r="A1"><v>1</v></c>'), names=names)
    with pytest.raises(ForeignFileError, match="two places are named 'weight'"):
        open_workbook(books.write(tmp_path / "b.xlsx", parts))


def test_a_link_to_another_file_is_named_and_not_followed(tmp_path):
    parts = books.parts(books.row('<c r="A1"><f>[1]S!A1</f><v>7</v></c>')) | {
        "xl/externalLinks/externalLink1.xml": (
            f'<externalLink xmlns="{books.MAIN}"><externalBook/></externalLink>'
        )
    }
    book = open_workbook(books.write(tmp_path / "b.xlsx", parts))
    assert [each.code for each in book.findings] == ["external-link"]
    assert book.sheets["Assess"].cells[0, 0] == Cell(7.0, formula=True)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ForeignFileError, match=r"nowhere\.xlsx: error unreadable"):
        open_workbook(tmp_path / "nowhere.xlsx")
