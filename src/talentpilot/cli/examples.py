"""Examples at the end of each command's help."""

EXAMPLES: dict[str, tuple[str, ...]] = {
    "": ("talentpilot validate", "talentpilot status --light red", "talentpilot report --period 2026Q3"),
    "init": ("talentpilot init books",),
    "new": ("talentpilot new --task titles-integrity --region 440000 --lead gd-hrss --unit gz-hrss",),
    "adjust": (
        'talentpilot adjust yx-titles-01 M3/due 2026-12-31 --reason "审批延期" --document 粤人社〔2026〕12号',
        "talentpilot adjust yx-titles-01 --kind suspension --reason TEXT",
    ),
    "decide": ("talentpilot decide yx-titles-01 A3 approved --date 2026-05-20",),
    "seal": ("talentpilot seal yx-titles-01", "talentpilot seal --all"),
    "fmt": ("talentpilot fmt --check", "talentpilot fmt --from gb18030"),
    "undo": ("talentpilot undo yx-titles-01 --dry-run", "talentpilot undo yx-titles-01"),
    "rename": ("talentpilot rename yx-titles-01 nj-titles-01",),
    "remove": ("talentpilot remove yx-titles-09 --dry-run",),
    "validate": (
        "talentpilot validate",
        "talentpilot validate --base origin/main --changed --format github",
        "talentpilot validate --select M,I01 --output findings.sarif",
    ),
    "explain": ("talentpilot explain M04", "talentpilot explain yx-titles-01/M3"),
    "diff": ("talentpilot diff HEAD~3..HEAD", "talentpilot diff --since 2026-06-30"),
    "status": (
        "talentpilot status",
        "talentpilot status yx-titles-01",
        "talentpilot status --output status.csv",
    ),
    "due": ("talentpilot due --within 30", "talentpilot due --output due.ics"),
    "list": ("talentpilot list filings", "talentpilot list incentives --output support.csv"),
    "report": ("talentpilot report --period 2026Q3 --lang both", "talentpilot report --period 2026Q3 --issue"),
    "evaluate": ("talentpilot evaluate", "talentpilot evaluate yx-titles-01"),
    "evaluate-report": (
        "talentpilot evaluate-report yx-titles-01/2026-midterm --lang both",
        "talentpilot evaluate-report --format pdf",
    ),
    "ratings": ("talentpilot ratings make yx-titles-01/2026-final --reviewers 3",),
    "ratings make": (
        "talentpilot ratings make yx-titles-01/2026-final --reviewers 3",
        "talentpilot ratings make yx-titles-01/2026-final --output sheets.xlsx",
    ),
    "ratings take": (
        "talentpilot ratings take sheets.xlsx",
        "talentpilot ratings take sheets.xlsx --type final --evaluator yx-eval --independent",
    ),
    "verify-report": ("talentpilot verify-report reports/2026Q2",),
    "schema": ("talentpilot schema pilot", "talentpilot schema --write"),
    "record": ("talentpilot record done yx-titles-01/M3 --date 2026-04-28",),
    "templates": ("talentpilot templates list",),
    "templates copy": ("talentpilot templates copy quarterly",),
}
"""By command, without the program's name."""
