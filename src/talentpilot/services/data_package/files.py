"""Write the data for analysts: the files of a folder, all of them or none."""

from pathlib import Path

from talentpilot.errors import UsageProblem
from talentpilot.exchange.data_package.package import PackageHead, package_files
from talentpilot.i18n.translator import long_day
from talentpilot.services.data_package.gather import DataPackage
from talentpilot.store.writer import replace_folder


def data_files(package: DataPackage) -> dict[str, bytes]:
    """Return the files by name; the same ledger and day make the same bytes."""
    title = " / ".join(package.title.versions)
    return package_files(PackageHead(package.name, title, _origin(package)), package.tables)


def _origin(package: DataPackage) -> str:
    """Return the line that says from which day and which files the data are, and what is left out."""
    day, origin = package.as_of, package.origin
    revision = f" · {origin.short_revision}" if origin.short_revision is not None else ""
    parts = [f"截至{long_day(day, 'zh')} · as of {long_day(day, 'en')}{revision} · {origin.short_inputs}"]
    parts += [package.coverage] if package.coverage else []
    left = sum(one.count for one in package.omitted)
    if package.edition == "public":
        parts.append(f"公开版，略去 {left} 项 · public edition, {left} items left out")
    return " · ".join((*parts, f"talentpilot {origin.version}"))


def write_data(package: DataPackage, folder: Path) -> tuple[Path, ...]:
    """Write the folder, which replaces an earlier one; return the paths of its files.

    Raises:
        UsageProblem: the folder is there and holds something else; nothing is written.
        StorageProblem: the disk refuses; nothing is written.
    """
    if folder == Path("-"):
        raise UsageProblem("the data are written to files", help="name a folder with {--output}")
    files = data_files(package)
    replace_folder(folder, files)
    return tuple(folder / name for name in files)
