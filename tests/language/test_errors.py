"""Errors and messages are templates with values, which can be translated."""

from language.wanted import ERRORS, put_together, said_in


def test_no_text_is_put_together_in_the_code() -> None:
    assert len(ERRORS) > 7
    assert len(list(said_in("."))) > 300, "the collector sees nothing"
    assert put_together() == [], "give a template with its values, so that it can be translated"
