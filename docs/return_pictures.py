"""Draw the pictures of docs/returns.md from workbooks of today: the cover, a sheet before, and the same filled in.

    PYTHONPATH=tests python docs/return_pictures.py

Needs LibreOffice and pdftoppm. The ledger is the example as it was before one pilot reported on 2026Q3.
"""

import subprocess
import tempfile
from pathlib import Path

from office import convert
from returns.workbooks import ANSWERS, PILOT, filled, made, waiting_ledger

IMAGES = Path(__file__).parent / "images"
DOTS, WIDTH = 80, 936


def draw(name: str, content: bytes, page: int, height: int, folder: Path) -> None:
    """Draw the top of a page as it prints."""
    book = folder / f"{name}.xlsx"
    book.write_bytes(content)
    pdf = convert(book, "pdf", folder)
    area = ["-x", "0", "-y", "16", "-W", str(WIDTH), "-H", str(height)]
    picture = ["-png", "-r", str(DOTS), "-f", str(page), "-l", str(page), "-singlefile", *area]
    subprocess.run(["pdftoppm", *picture, str(pdf), str(IMAGES / name)], check=True)


def main() -> None:
    """Draw all three."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        content = made(waiting_ledger(folder), pilots=(PILOT,)).content
        draw("return-cover", content, 1, 450, folder)
        draw("return-blank", content, 2, 410, folder)
        draw("return-filled", filled(content, ANSWERS), 2, 410, folder)


if __name__ == "__main__":
    main()
