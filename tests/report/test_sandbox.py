"""A template that somebody else wrote reaches nothing: no Python, no file, no network."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from pydantic import BaseModel

from talentpilot.errors import ChartProblem, PdfProblem, TemplateError
from talentpilot.i18n.translator import translator_for
from talentpilot.report import charts, templates
from talentpilot.report.document import Head
from talentpilot.report.environment import compose, report_environment
from talentpilot.report.formats.html import render_html
from talentpilot.report.formats.pdf import render_pdf
from talentpilot.report.page_safety import POLICY

SECRET = "Qzsecret777"


@dataclass(frozen=True)
class View:
    """What the templates of these tests are given."""

    title: str = "Pilot"
    rows: tuple[int, ...] = (1, 2)
    counts: Mapping[str, int] = field(default_factory=dict)

    def method(self) -> str:
        """What a template must not call."""
        return SECRET


class Kept(BaseModel):
    """A record of the ledger, with all that pydantic gives it."""

    a: int = 1


def rendered(folder: Path, text: str) -> str:
    (folder / "page.md.j2").write_text(text, encoding="utf-8")
    source = report_environment(translator_for("en"), (folder,))
    data = {"view": View(counts={"a": 1}), "items": [1, 2], "record": Kept()}
    return templates.render(source, "page.md.j2", data)


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ view.__init__.__globals__ }}",
        "{{ view['__class__'] }}",
        "{{ view | attr('__class__') }}",
        "{{ view | attr('__init__') | attr('__globals__') }}",
        "{{ [view] | map(attribute='__class__') | first }}",
        "{{ '{0.__class__}'.format(view) }}",
        "{{ '{0.__class__.__mro__}'.format_map({'0': view}) }}",
        "{{ ('{x.__init__.__globals__}' | string).format(x=view) }}",
        "{{ _('{x.__class__}', x=view) }}",
        "{{ _('{x.__init__.__globals__[__builtins__]}', x=view) }}",
        "{{ _('{x!r}', x=view) }}",
        "{{ _('{x:>99}', x=1) }}",
        "{{ n_('{n.__class__}', '{n.__class__}', 2) }}",
        "{{ _(message='{x.__globals__[templates].jinja2.loaders.os.environ[SECRET]}', x=_) }}",
        "{{ _(**{'message': '{x.__globals__}', 'x': _}) }}",
        "{{ _(*['{x.__class__}'], **{'x': _}) }}",
        "{{ n_(one='{x.__globals__}', many='', number=1, x=_) }}",
        "{{ n_('', many='{x.__globals__}', number=2, x=_) }}",
        "{{ n_('', '{x.__globals__}', 2, x=_) }}",
        "{{ n_('{n.__class__}', '', 1) }}",
        "{{ _('{}', 1) }}",
        "{{ _('{0}', 1) }}",
        "{{ _('{x[a]}', x={'a': 1}) }}",
        "{{ _(('{x.__class__}' | md), x=view) }}",
        "{{ _(['{x.__class__}'], x=view) }}",
        "{{ _.__globals__ }}",
        "{{ _.__closure__ }}",
        "{{ _.func }}",
        "{{ n_.func }}",
        "{{ _.__self__ }}",
        "{{ n_.__func__.__globals__ }}",
        "{{ cycler.__init__.__globals__.os }}",
        "{{ joiner.__init__ }}",
        "{{ namespace.__init__ }}",
        "{{ range.__class__ }}",
        "{{ dict.__base__.__subclasses__() }}",
        "{{ self.__init__ }}",
        "{{ self._TemplateReference__context }}",
        "{% macro m() %}{% endmacro %}{{ m.__globals__ }}",
        "{{ draw.__closure__ }}",
        "{{ view.method() }}",
        "{{ [view] | map(attribute='method') | first }}",
        "{{ record.model_copy() }}",
        "{{ record.parse_file('/etc/passwd') }}",
        "{{ (view.rows | map('string')).gi_frame }}",
        "{{ lipsum() }}",
        "{{ items | random }}",
        "{{ os.environ }}",
        "{{ __import__('os') }}",
        "{% import 'os' as os %}",
    ],
)
def test_escapes_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(TemplateError) as raised:
        rendered(tmp_path, text)
    assert f"{tmp_path}/page.md.j2:1: " in str(raised.value)


@pytest.mark.parametrize(
    "text",
    [
        "{{ items.append(3) }}",
        "{{ items.clear() }}",
        "{{ view.counts.update({'a': 2}) }}",
        "{{ view.counts.pop('a') }}",
        "{% set view.title = 'x' %}",
        "{% for view.title in items %}{% endfor %}",
        "{{ view.__setattr__('title', 'x') }}",
    ],
)
def test_what_a_template_is_given_it_can_not_change(tmp_path: Path, text: str) -> None:
    with pytest.raises(TemplateError):
        rendered(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("{{ 'ab' * 3 }}|{{ 2 ** 10 }}|{{ '%05d' % 7 }}|{{ '{:>4}'.format(7) }}", "ababab|1024|00007|7"),
        ("{{ 'ab' | center(6) | md }}|{{ 123456789012 | round(2) }}", "  ab  |123456789012"),
        ("{{ _('{n} of {total}', n=1, total=300000000) }}", "1 of 300000000"),
        ("{% for i in range(1000) %}{% if loop.last %}{{ i }}{% endif %}{% endfor %}", "999"),
    ],
)
def test_honest_work_is_not(tmp_path: Path, text: str, printed: str) -> None:
    assert rendered(tmp_path, text).strip() == printed.strip()


@pytest.mark.parametrize(
    "name", ["../secret.txt", "/etc/passwd", "sub/../../secret.txt", "..\\secret.txt", "C:/x", "a\0b"]
)
@pytest.mark.parametrize("tag", ["include", "import", "extends"])
def test_no_file_beside_the_templates_is_read(tmp_path: Path, name: str, tag: str) -> None:
    folder = tmp_path / "templates"
    (folder / "sub").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text(SECRET, encoding="utf-8")
    quoted = json.dumps(name)
    with pytest.raises(TemplateError, match="no template"):
        rendered(folder, f"{{% {tag} {quoted} {'as x ' if tag == 'import' else ''}%}}")


def test_a_link_out_of_the_templates_is_none_of_them(tmp_path: Path) -> None:
    folder = tmp_path / "templates"
    folder.mkdir()
    (tmp_path / "secret.md.j2").write_text(SECRET, encoding="utf-8")
    (folder / "part.md.j2").symlink_to("../secret.md.j2")
    (folder / "report.typ").symlink_to("../secret.md.j2")
    (folder / "below").symlink_to(tmp_path)
    for name in ("part.md.j2", "below/secret.md.j2"):
        with pytest.raises(TemplateError, match="is a link") as raised:
            rendered(folder, f"{{% include '{name}' %}}")
        assert SECRET not in str(raised.value)
    with pytest.raises(TemplateError, match="is a link"):
        templates.find("report.typ", (folder,))
    (folder / "inner.md.j2").symlink_to("page.md.j2")
    with pytest.raises(TemplateError, match="is a link"):
        templates.find("inner.md.j2", (folder,))


@pytest.mark.parametrize("name", [".hidden.md.j2", ".git/x.md.j2", "notes.txt", "page.md"])
def test_only_files_named_like_templates_are_templates(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(SECRET, encoding="utf-8")
    with pytest.raises(TemplateError, match="no template"):
        rendered(tmp_path, f"{{% include '{name}' %}}")


def test_a_folder_of_templates_that_is_a_link_out_of_the_ledger_is_refused(tmp_path: Path) -> None:
    root, elsewhere = tmp_path / "ledger", tmp_path / "elsewhere"
    root.mkdir()
    elsewhere.mkdir()
    assert templates.own_folder(root) is None
    (root / "templates").symlink_to(elsewhere)
    with pytest.raises(TemplateError, match="leads out of the ledger"):
        templates.own_folder(root)


def drawn(folder: Path, specification: object) -> bytes:
    (folder / "charts").mkdir(exist_ok=True)
    (folder / "charts" / "own.vl.json.j2").write_text(json.dumps(specification), encoding="utf-8")
    made = charts.specification(charts.environment((folder,)), "own", {})
    return charts.render({"own": made})["own"]


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "/etc/passwd", "../../etc/passwd", "http://127.0.0.1:9/x.csv", "data:text/csv,a%0A1"]
)
def test_a_chart_reads_no_data_from_anywhere(tmp_path: Path, url: str) -> None:
    data = {"url": url, "format": {"type": "csv"}}
    inner = {"layer": [{"data": data, "mark": "bar", "encoding": {}}]}
    looked_up = {"lookup": "a", "from": {"data": data, "key": "a", "fields": ["b"]}}
    for specification in (
        {"data": data, "mark": "bar", "encoding": {}},
        inner,
        {"data": {"values": [{"a": 1}]}, "transform": [looked_up], "mark": "bar", "encoding": {}},
    ):
        with pytest.raises(ChartProblem, match=r"own\.vl\.json\.j2: chart own can't be drawn: data\.url is not read"):
            drawn(tmp_path, specification)


@pytest.mark.parametrize(
    "encoding",
    [
        {"href": {"value": "javascript:alert(1)"}},
        {"href": {"value": "https://example.org"}},
        {"url": {"value": "/etc/hostname.png"}},
        {"url": {"value": "http://127.0.0.1:9/x.png"}},
    ],
)
def test_a_chart_links_to_nothing_and_shows_no_picture(tmp_path: Path, encoding: dict[str, object]) -> None:
    mark = "image" if "url" in encoding else "bar"
    with pytest.raises(ChartProblem, match="chart own can't be drawn"):
        drawn(tmp_path, {"data": {"values": [{"a": 1}]}, "mark": mark, "encoding": encoding})


def test_a_label_that_looks_like_a_link_is_a_label(tmp_path: Path) -> None:
    text = '<a xlink:href="javascript:x">href="y" <image onload=z> <script>'
    data = {"values": [{"a": text}]}
    svg = drawn(tmp_path, {"data": data, "mark": "text", "encoding": {"text": {"field": "a"}}}).decode()
    assert "<a " not in svg
    assert "<script" not in svg


HEAD = Head(title="Report", language="en", date=date(2026, 1, 1), contents="Contents", page_of="{page}")


@pytest.mark.parametrize(
    "code",
    [
        '#let x = read("/etc/passwd")',
        '#let x = read("../../../../../../etc/passwd")',
        '#let x = json("/etc/passwd")',
        '#let x = image("/etc/passwd")',
        '#let x = plugin("/bin/true")',
        '#import "/etc/passwd": *',
        '#import "@preview/cetz:0.3.4": *',
        '#include "../main.typ"',
        '#import ("@pre" + "view/cetz:0.3.4"): *',
        '#let x = eval("1")',
        '#let x = dictionary(std).at("ev" + "al")',
        "#let x = sys.inputs.password",
    ],
)
def test_the_pages_read_no_file_and_fetch_no_package(tmp_path: Path, code: str) -> None:
    (tmp_path / "report.typ").write_text(f"#let report(body) = body\n#let contents(_) = []\n{code}\n", encoding="utf-8")
    with pytest.raises(Exception, match=r"report\.typ:3: ") as raised:
        render_pdf("# T\n\n---\n\n## A\n\nText.\n", {}, HEAD, (tmp_path,))
    assert type(raised.value).__name__ in ("PdfProblem", "TemplateError")
    assert "root:" not in str(raised.value)
    assert "packages.typst.org" not in str(raised.value)


def pages_with_link(folder: Path, address: str) -> bytes:
    built_in = (templates.built_in() / "report.typ").read_text(encoding="utf-8")
    linked = f"#let plain = report\n#let report(body) = plain[#link({json.dumps(address)})[x] #body]\n"
    (folder / "report.typ").write_text(f"{built_in}\n{linked}", encoding="utf-8")
    return render_pdf("# T\n\n---\n\n## A\n\nText.\n", {}, HEAD, (folder,)).data


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "JavaScript:1", "file:///etc/passwd", "data:text/html,x", "\\\\host\\x", "x.exe", "中:x"],
)
def test_pages_link_to_the_web_alone(tmp_path: Path, address: str) -> None:
    with pytest.raises(PdfProblem, match=r"report\.typ: a link leads to "):
        pages_with_link(tmp_path, address)


def test_pages_may_link_to_the_web(tmp_path: Path) -> None:
    for address in ("https://a.gov.cn/(x)", "mailto:a@b.cn"):
        assert pages_with_link(tmp_path, address).startswith(b"%PDF")


def test_a_copy_of_the_built_in_pages_is_taken(tmp_path: Path) -> None:
    (tmp_path / "report.typ").write_bytes((templates.built_in() / "report.typ").read_bytes())
    assert render_pdf("# T\n\n---\n\n## A\n\nText.\n", {}, HEAD, (tmp_path,)).data.startswith(b"%PDF")


PAGE = (
    f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">\n'
    f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n<title>{{{{ title }}}}</title>%s</head>\n'
    "<body>{{ opening }}{{ contents }}{{ sections }}</body></html>\n"
)


def page_of(folder: Path, template: str) -> str:
    (folder / "report.html.j2").write_text(template, encoding="utf-8")
    return render_html(
        "# T\n\n---\n\n## A\n\n<b>x</b> [l](https://example.org) onclick=1\n", {}, HEAD, (folder,)
    ).decode()


def test_a_page_of_ones_own_that_loads_nothing_is_taken(tmp_path: Path) -> None:
    page = page_of(tmp_path, PAGE % '<style>p { color: blue }</style><link rel="x">'.replace('<link rel="x">', ""))
    assert "color: blue" in page
    assert 'href="https://example.org"' in page


@pytest.mark.parametrize(
    ("template", "said"),
    [
        (PAGE % "<script>alert(1)</script>", "the page has a <script>"),
        (PAGE % '<script src="https://example.org/x.js"></script>', "the page has a <script>"),
        (PAGE % '<link rel="stylesheet" href="https://example.org/x.css">', "the page has a <link>"),
        (
            PAGE % '<meta http-equiv="refresh" content="0; url=https://example.org">',
            "the page has http-equiv='refresh'",
        ),
        (PAGE % '<base href="https://example.org/">', "the page has a <base>"),
        (PAGE % '<img src="https://example.org/x.png">', "the page has src='https://example.org/x.png'"),
        (PAGE % '<p onclick="alert(1)">', "the page has onclick='alert(1)'"),
        (PAGE % '<a href="javascript:alert(1)">x</a>', "the page has href='javascript:alert(1)'"),
        (PAGE % "{% if sections | length > 3 %}<iframe></iframe>{% endif %}", "the page has a <iframe>"),
        ("<script>1</script>" + PAGE % "", "does not begin with its content security policy"),
        ((PAGE % "").replace("default-src 'none'", "default-src *"), "does not begin with its content security policy"),
        ("<html><body>{{ sections }}</body></html>", "does not begin with its content security policy"),
    ],
)
def test_a_page_of_ones_own_that_runs_or_loads_anything_is_refused(tmp_path: Path, template: str, said: str) -> None:
    with pytest.raises(TemplateError) as raised:
        page_of(tmp_path, template)
    assert str(raised.value).startswith(f"{tmp_path}/report.html.j2: ")
    assert said in str(raised.value)


POLICY_TAG = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'


@pytest.mark.parametrize(
    "template",
    [
        f"<html><head>x {POLICY_TAG}</head><body>{{{{ sections }}}}<!--><script>1</script>--></body></html>",
        f"<html><head>x {POLICY_TAG}</head><body>{{{{ sections }}}}</body></html>",
        f"<html><head><style>p {{}}</style>{POLICY_TAG}</head><body>{{{{ sections }}}}</body></html>",
        f"<html><body><!-- <head> -->{POLICY_TAG}{{{{ sections }}}}</body></html>",
        PAGE % "<!--><script>document.title='P'</script>-->",
        PAGE % "<!-- a --!><script>document.title='P'</script>-->",
        PAGE % """<svg><style><img src=x onerror="document.title='P'"></style></svg>""",
        PAGE % '<svg><style><p><meta http-equiv=refresh content="0;url=http://a"></style></svg>',
        PAGE % """<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>""",
        PAGE % "<template><script>1</script></template>",
        PAGE % "<math><mtext><script>1</script></mtext></math>",
        PAGE % '<a href="\n java\tscript:alert(1)">x</a>',
        PAGE % '<a href="&#106;avascript:alert(1)">x</a>',
        PAGE % '<img src="data:text/html;base64,AAAA">',
        PAGE % '<img srcset="http://a/x.png 2x">',
        PAGE % '<a ping="http://a" href="#x">x</a>',
        PAGE % '<p/onclick="alert(1)">x',
        PAGE % "<p \x0conclick=alert(1)>x",
        PAGE % '<input autofocus onfocus="alert(1)">',
        PAGE % "<textarea>{{ sections }}</textarea>",
        PAGE % "<xmp>{{ sections }}</xmp>",
        PAGE % "<style>{{ sections }}</style>",
        PAGE % "<title>{{ sections }}</title>",
        PAGE % "<!-- {{ sections }} -->",
        PAGE % """<div title="{{ sections }}<script>document.title='P'</script>">""",
        (PAGE % "<div title='{{ sections }}'>").replace("<body>{{ opening }}", "<body>"),
        PAGE % "<p {{ sections }}>",
        PAGE % "<{{ sections }}>",
    ],
)
def test_the_browsers_reading_of_a_page_is_what_counts(tmp_path: Path, template: str) -> None:
    with pytest.raises(TemplateError, match=r"report\.html\.j2: (the page|\{\{ sections)"):
        page_of(
            tmp_path,
            template.replace("{{ opening }}", "{{ sections }}") if "title='{{ opening" in template else template,
        )


def test_a_part_is_put_in_once_and_not_searched_again(tmp_path: Path) -> None:
    """A text that names the stand-in of another part stays that text."""
    from talentpilot.report.markdown import Markdown
    from talentpilot.report.page_safety import stand_ins, with_parts

    contents = Markdown('<ul><li><a href="#x">x</a></li></ul>')
    word = stand_ins({"contents": contents})["contents"]
    parts = {"contents": contents, "sections": Markdown(f'<img alt="{word} onerror=alert(1)">')}
    words = stand_ins(parts)
    page = f"<html><head>{POLICY_TAG}</head><body>{words['contents']}{words['sections']}</body></html>"
    made = with_parts(page, parts, tmp_path)
    assert f'<img alt="{word} onerror=alert(1)">' in made
    assert made.count("<ul>") == 1


def test_the_built_in_page_begins_with_the_policy_that_is_asked_of_others(tmp_path: Path) -> None:
    (tmp_path / "report.html.j2").write_bytes((templates.built_in() / "report.html.j2").read_bytes())
    assert POLICY in render_html("# T\n\n---\n\n## A\n\nText.\n", {}, HEAD, (tmp_path,)).decode()


def test_drawing_a_chart_of_ones_own_needs_a_plain_name(tmp_path: Path) -> None:
    (tmp_path / "page.md.j2").write_text("{{ draw('../../x', rows=[]) }}", encoding="utf-8")
    source = report_environment(translator_for("en"), (tmp_path,))
    with pytest.raises(TemplateError, match=r"page\.md\.j2:1: '../../x' names no chart"):
        compose(source, "page.md.j2", {}, {}, (tmp_path,), "charts")
