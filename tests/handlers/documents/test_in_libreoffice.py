"""What is handed out, opened and printed by an office's own program: LibreOffice, where it is installed."""

import re
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from handlers.documents.excel import workbook
from handlers.documents.tables import plain
from handlers.documents.word import document
from tests.handlers.meetings.test_items_table import MADE, MADE_TABLE

pytestmark = pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")

A4_ACROSS = (842, 595)
"""In points."""
HEAD = "更新辦理情形"


@pytest.fixture(params=["xlsx", "docx"])
def printed(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The tracked items of [003], printed."""
    file = tmp_path / f"items.{request.param}"
    file.write_bytes((workbook if request.param == "xlsx" else document)(MADE_TABLE, MADE))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=200)
    return file.with_suffix(".pdf")


def asked(*command: str) -> bytes:
    return subprocess.run(command, check=True, capture_output=True, timeout=60).stdout


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_the_twelve_rows_print_whole_across_a4_with_their_head_on_each_page(printed: Path) -> None:
    pages = asked("pdftotext", "-raw", str(printed), "-").decode().split("\f")[:-1]
    sizes = re.findall(r"size:\s+([\d.]+) x ([\d.]+)", asked("pdfinfo", "-l", "99", str(printed)).decode())
    assert {(round(float(wide)), round(float(high))) for wide, high in sizes} == {A4_ACROSS}
    assert len(pages) == len(sizes) > 1
    assert all(HEAD in squeezed(page) for page in pages)
    words = squeezed("".join(pages))
    for row in MADE_TABLE.rows:
        for line in (line for cell in row for line in plain(cell).splitlines()):
            assert squeezed(line)[:8] in words
            assert squeezed(line)[-8:] in words, "its end was cut"


def test_what_is_new_is_red_on_paper(printed: Path) -> None:
    picture = Image.open(BytesIO(asked("pdftoppm", "-r", "40", "-f", "1", "-l", "1", "-png", str(printed))))
    red, green, blue = np.moveaxis(np.asarray(picture.convert("RGB"), dtype=int), -1, 0)
    assert ((red > 200) & (green < 120) & (blue < 120)).sum() > 20
