"""Writes an empty workbook to fill in: criteria, groups, guidance, with lists to choose from."""

from pathlib import Path
from typing import Any

from .errors import FileUnreadable
from .understanding.words import vocabulary

LANGUAGES = ("en", "fr", "pt", "it", "es", "nl", "ro", "pl", "el", "ar", "de")
_CRITERIA = ("group_label", "question", "text", "language", "participant", "codes")
_GROUPS = ("group_label", "profile", "year", "month", "n_participants")
_WIDTHS = {"text": 70, "group_label": 28, "profile": 28, "question": 18}
_ROWS = 5000


def write_template(path: Path, language: str = "en") -> None:
    """Write the template in one of eleven languages; ``spiral push`` reads it back without a guess."""
    from openpyxl import Workbook  # type: ignore[import-untyped]

    if language not in LANGUAGES:
        raise FileUnreadable(f"templates exist in {', '.join(LANGUAGES)}")
    if path.suffix.lower() != ".xlsx":
        raise FileUnreadable("the template is an Excel workbook: give a name that ends in .xlsx")
    if path.exists():
        raise FileUnreadable(f"{path} exists already; give another name")
    words = vocabulary("template")[language]
    book = Workbook()
    criteria = book.active
    criteria.title = words["criteria_sheet"]
    groups = book.create_sheet(words["groups_sheet"])
    guidance = book.create_sheet(words["guidance_sheet"])
    lists = book.create_sheet("lists")
    lists.sheet_state = "hidden"
    _labels(criteria, _CRITERIA, language)
    _labels(groups, _GROUPS, language)
    _guidance(guidance, words["guidance"])
    _lists(lists, words)
    _choices(criteria, groups, words)
    for sheet in (criteria, groups, guidance):
        sheet.sheet_view.rightToLeft = language == "ar"
    book.save(path)


def label(field: str, language: str) -> str:
    """Give the usual label of a field in a language, such as ``Critère``."""
    first: str = vocabulary("columns")["fields"][field][language][0]
    return first[:1].upper() + first[1:]


def _labels(sheet: Any, fields: tuple[str, ...], language: str) -> None:
    from openpyxl.styles import Font, PatternFill  # type: ignore[import-untyped]

    for number, name in enumerate(fields, start=1):
        cell = sheet.cell(row=1, column=number, value=label(name, language))
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="DDEBF7")
        sheet.column_dimensions[cell.column_letter].width = _WIDTHS.get(name, 16)
    sheet.freeze_panes = "A2"


def _guidance(sheet: Any, lines: list[str]) -> None:
    from openpyxl.styles import Alignment

    sheet.column_dimensions["A"].width = 110
    for number, text in enumerate(lines, start=1):
        cell = sheet.cell(row=number, column=1, value=text)
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _lists(sheet: Any, words: dict[str, Any]) -> None:
    for column, name in enumerate(("questions", "profiles"), start=1):
        for row, word in enumerate(words[name], start=1):
            sheet.cell(row=row, column=column, value=word)


def _choices(criteria: Any, groups: Any, words: dict[str, Any]) -> None:
    """Offer lists to choose from; other values are warned about and not refused, for lists stay open."""
    group_names = f"'{words['groups_sheet']}'!$A$2:$A$500"
    _choose(criteria, "A", group_names)
    _choose(criteria, "B", f"lists!$A$1:$A${len(words['questions'])}")
    _choose(groups, "B", f"lists!$B$1:$B${len(words['profiles'])}")
    _whole(groups, "C", 1990, 2100)
    _whole(groups, "D", 1, 12)
    _whole(groups, "E", 1, 1000)


def _choose(sheet: Any, column: str, source: str) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation  # type: ignore[import-untyped]

    rule = DataValidation(type="list", formula1=source, allow_blank=True, errorStyle="warning")
    sheet.add_data_validation(rule)
    rule.add(f"{column}2:{column}{_ROWS}")


def _whole(sheet: Any, column: str, least: int, most: int) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    rule = DataValidation(type="whole", operator="between", formula1=str(least), formula2=str(most), allow_blank=True)
    sheet.add_data_validation(rule)
    rule.add(f"{column}2:{column}{_ROWS}")
