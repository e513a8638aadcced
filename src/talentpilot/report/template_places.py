"""Find which line of a template wrote what stands at a place of its text: it is rendered again, piece by piece.

What a template collects with `{% set body %}` is printed as one piece later. Such a piece is looked up by its text, so
that the line found is the one that wrote it and not the one that prints it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import GeneratorType
from typing import Any, NamedTuple

import jinja2

from talentpilot.report.sandbox import Sandbox


class TemplatePlace(NamedTuple):
    """A line of a template."""

    file: str
    line: int


def locate(source: Sandbox, name: str, data: Mapping[str, object], offset: int) -> TemplatePlace:
    """Return the line that wrote what stands at `offset`. The environment can't be used for anything else after it."""
    collected: dict[str, Sequence[str]] = {}

    def joined(pieces: Iterable[str]) -> str:
        kept = tuple(pieces)
        text = "".join(kept)
        if any(isinstance(piece, _Piece) for piece in kept):
            collected[text] = kept
        return text

    source.concat = joined  # type: ignore[method-assign]
    source.template_class = _Traced
    if source.cache is not None:
        source.cache.clear()
    template = source.get_template(name)
    pieces = template.root_render_func(template.new_context(dict(data)))
    return _found(pieces, offset, TemplatePlace(str(template.filename), 1), collected)


def _found(
    pieces: Iterable[str], offset: int, place: TemplatePlace, collected: Mapping[str, Sequence[str]]
) -> TemplatePlace:
    for piece in pieces:
        if offset >= len(piece):
            offset -= len(piece)
            continue
        written = piece.place if isinstance(piece, _Piece) else place
        inner = collected.get(str(piece))
        if inner is not None:
            return _found(inner, offset, written, collected)
        return written._replace(line=written.line + piece[:offset].count("\n"))
    return place


class _Piece(str):
    """What a template wrote, with the line that wrote it."""

    __slots__ = ("place",)
    place: TemplatePlace


class _Traced(jinja2.Template):
    """A template whose pieces bear their places."""

    @property
    def root_render_func(self) -> Callable[[Any], Iterator[str]]:
        return self._traced

    @root_render_func.setter
    def root_render_func(self, render: Callable[[Any], Iterator[str]]) -> None:
        self._render = render

    def _traced(self, context: Any) -> Iterator[str]:
        pieces = self._render(context)
        for text in pieces:
            if isinstance(text, _Piece):
                yield text
            else:
                piece = _Piece(text)
                piece.place = _at_work(pieces)
                yield piece


def _at_work(pieces: object) -> TemplatePlace:
    """Return the line at which a template stands that is being rendered."""
    frame = pieces.gi_frame if isinstance(pieces, GeneratorType) else None
    if frame is None:
        return TemplatePlace("template", 1)
    steps = (pair.split("=") for pair in str(frame.f_globals["debug_info"]).split("&") if pair)
    lines = [int(line) for line, code in steps if int(code) <= frame.f_lineno]
    return TemplatePlace(frame.f_code.co_filename, lines[-1] if lines else 1)
