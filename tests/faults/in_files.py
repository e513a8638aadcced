"""Faults of files: encodings, syntax, keys, places."""

from faults.site import Mark, Site, at, fault
from faults.wishes import changed, is_dated, step


def _line_of(text: str, start: str) -> int:
    return next(number for number, line in enumerate(text.split("\n"), 1) if line.startswith(start))


@fault("F01")
def saved_as_gb18030(site: Site) -> Mark | None:
    first = next(number for number, line in enumerate(site.m.text.split("\n"), 1) if not line.isascii())
    site.extra[site.m.file] = site.m.text.encode("gb18030")
    return Mark(site.m.file, first)


@fault("F01")
def saved_as_utf_16(site: Site) -> Mark | None:
    site.extra[site.o.file] = site.o.text.encode("utf-16")
    return Mark(site.o.file, 1)


@fault("F02")
def with_byte_order_mark(site: Site) -> Mark | None:
    site.extra[site.p.file] = site.p.text.encode("utf-8-sig")
    return Mark(site.p.file, 1)


@fault("F03")
def indented_with_a_tab(site: Site) -> Mark | None:
    site.p.text = site.p.text.replace("\n  lead:", "\n\tlead:")
    return Mark(site.p.file, _line_of(site.p.text, "\tlead:"))


@fault("F03")
def full_width_colon(site: Site) -> Mark | None:
    site.p.text = site.p.text.replace("\ntask: ", "\ntask：")
    return Mark(site.p.file, _line_of(site.p.text, "task："))


@fault("F03")
def colon_in_an_unquoted_text(site: Site) -> Mark | None:
    site.p.put(("title",), "试点: 第一批")
    return Mark(site.p.file, _line_of(site.p.text, "title:"))


@fault("F03")
def brace_left_open(site: Site) -> Mark | None:
    site.extra[site.m.file] = b"schema: talentpilot/milestones/1\nmilestones:\n  - {id: M1, title: x\n"
    return Mark(site.m.file, 3)


@fault("F03")
def nested_without_end(site: Site) -> Mark | None:
    site.extra[site.o.file] = b"schema: talentpilot/outcomes/1\nindicators: " + b"[" * 5000
    return Mark(site.o.file, 2)


@fault("F04")
def key_twice(site: Site) -> Mark | None:
    path = step(site, is_dated)
    if path is None:
        return None
    site.m.add(path, "due", "2026-12-01")
    return Mark(site.m.file, site.m.node(path)[1].value[-1][0].start_mark.line + 1)


@fault("F05")
def emptied(site: Site) -> Mark | None:
    site.extra[site.o.file] = b""
    return Mark(site.o.file, 1)


@fault("F05")
def list_at_the_top(site: Site) -> Mark | None:
    site.extra[site.m.file] = b"- {id: M1}\n"
    return Mark(site.m.file, 1)


@fault("F05")
def second_document(site: Site) -> Mark | None:
    site.m.text = site.m.text.rstrip("\n") + "\n---\nschema: talentpilot/milestones/1\n"
    return Mark(site.m.file, _line_of(site.m.text, "---"))


@fault("F06")
def copied_over_another_file(site: Site) -> Mark | None:
    return changed(site.m, ("schema",), "talentpilot/outcomes/1")


@fault("F06")
def schema_gone(site: Site) -> Mark | None:
    site.o.drop(("schema",))
    return Mark(site.o.file, 1)


@fault("F07")
def id_of_another_folder(site: Site) -> Mark | None:
    return changed(site.p, ("id",), "yx-other-99")


@fault("F07")
def file_gone(site: Site) -> Mark | None:
    site.extra[site.o.file] = None
    return Mark(site.o.file, 1)


@fault("F07")
def copy_left_beside(site: Site) -> Mark | None:
    name = f"{site.home}/milestones (2).yaml"
    site.extra[name] = site.m.text.encode()
    return Mark(name, 1)


@fault("F08")
def full_width_date(site: Site) -> Mark | None:
    path = step(site, is_dated, last=True)
    return changed(site.m, (*path, "due"), "２０２６－１２－０１") if path else None


@fault("F09")
def anchor(site: Site) -> Mark | None:
    path = step(site, is_dated, last=True)
    return changed(site.m, (*path, "due"), "&tag 2026-12-01") if path else None


@fault("F09")
def alias(site: Site) -> Mark | None:
    site.p.put(("task",), "*task")
    return Mark(site.p.file, _line_of(site.p.text, "task:"))


@fault("F10")
def zero_width_space(site: Site) -> Mark | None:
    site.p.put(("task",), site.p.data["task"] + "\u200b")
    return at(site.p, "task")


@fault("F11")
def merge_left_unfinished(site: Site) -> Mark | None:
    head, _, rest = site.m.text.partition("\nmilestones:\n")
    if not rest:
        return None
    site.m.text = f"{head}\nmilestones:\n<<<<<<< HEAD\n{rest}=======\n{rest}>>>>>>> bureau\n"
    return Mark(site.m.file, _line_of(site.m.text, "<<<<<<<"))


@fault("F12")
def comment_behind_a_code(site: Site) -> Mark | None:
    site.p.put(("region",), site.p.data["region"] + " #1")
    return at(site.p, "region")
