"""Where the user's trust in templates is kept: a file in the configuration folder, outside every ledger."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from talentpilot.services.report_files import TemplateChoice


def trust_file() -> Path:
    """Return the file with the digests of trusted templates, which need not be there."""
    return Path(typer.get_app_dir("talentpilot")) / "trusted-templates.json"


def template_choice(given: Path | None, *, everything: bool, issuing: bool = False) -> "TemplateChoice":
    """Return by which templates a report is made, as the options and the user's trust say."""
    from talentpilot.report.trust import TemplateTrust
    from talentpilot.services.report_files import TemplateChoice
    from talentpilot.services.templates import read_trust

    trust = TemplateTrust(everything=True) if everything else read_trust(trust_file())
    return TemplateChoice(given, trust, issuing)
