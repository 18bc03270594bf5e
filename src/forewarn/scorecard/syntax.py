"""Errors of the YAML reader in plain words."""

from __future__ import annotations

from ruamel.yaml.error import MarkedYAMLError, StringMark, YAMLError
from ruamel.yaml.reader import ReaderError

from forewarn.terms.issue import Issue, Severity

_QUOTE = "put the whole value in quotes, or write it in block style, one key a line"

# part of the reader's problem or context, what it means, what to do
_WORDS = (
    (
        "mapping values are not allowed",
        "a second colon in a line",
        "put the value in quotes when it holds ': ', or check the indentation of this line",
    ),
    (
        "could not find expected ':'",
        "a line without a colon",
        "write 'key: value', and put text that runs over several lines in quotes",
    ),
    ("\\t", "a tab", "use spaces"),
    ("quoted scalar", "a quote that is never closed", "close the quote"),
    ("unknown escape", "an unknown escape after a backslash", "use single quotes"),
    (
        "expected ',' or '}'",
        "braces that are not closed, or a bracket, brace or comma inside a value in braces",
        _QUOTE,
    ),
    (
        "expected ',' or ']'",
        "brackets that are not closed, or a bracket or brace inside a value in brackets",
        _QUOTE,
    ),
    ("found '<scalar>'", "text after a closing quote", "put the whole value in quotes"),
    (
        "expected <block end>",
        "indentation that does not line up with the lines above",
        "give keys of one level the same indentation",
    ),
    (
        "cannot start any token",
        "a character that cannot start a value",
        "put the value in quotes",
    ),
    ("expected the node content", "a comma, bracket or brace where a value belongs", _QUOTE),
    ("block scalar", "text after '|' or '>'", "begin the text on the next line, indented"),
    ("sequence entries are not allowed", "a '-' in the middle of a line", "begin a new line"),
    ("expected chomping", "text after '|' or '>'", "begin the text on the next line, indented"),
    ("anchor", "an anchor or alias ('&' or '*')", "write the value out; quote text with & or *"),
    ("alias", "an anchor or alias ('&' or '*')", "write the value out; quote text with & or *"),
    ("tag", "a tag ('!')", "leave it out, or put the value in quotes"),
    ("directive", "a line that begins with '%'", "leave it out, or put the value in quotes"),
    ("expected '<document start>'", "text after the end of the document", "one document a file"),
)


def syntax_issue(path: str, text: str, error: YAMLError) -> Issue:
    """The reader's error as an issue at its place."""
    if isinstance(error, ReaderError):
        return _unreadable_character(path, text)
    problem, mark = "", None
    if isinstance(error, MarkedYAMLError):
        problem = f"{error.problem or ''} {error.context or ''}".strip()
        mark = error.problem_mark or error.context_mark
        if "quoted scalar" in problem and isinstance(error.context_mark, StringMark):
            mark = error.context_mark
    found, fix = _in_words(problem)
    line, col = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
    lines = max(1, len(text.splitlines()))
    return Issue(path, min(line, lines), col, Severity.ERROR, "syntax", found, fix=fix)


def _in_words(problem: str) -> tuple[str, str]:
    for part, found, fix in _WORDS:
        if part in problem:
            return found, fix
    return f"this cannot be read as YAML ({problem or 'no reason given'})", "compare an example"


def _unreadable_character(path: str, text: str) -> Issue:
    before = next((i for i, letter in enumerate(text) if not _printable(letter)), 0)
    line = text.count("\n", 0, before) + 1
    col = before - (text.rfind("\n", 0, before) + 1) + 1
    letter = text[before : before + 1]
    found = f"an invisible control character (U+{ord(letter):04X})" if letter else "no text"
    fix = "delete it, and save the file as UTF-8"
    return Issue(path, line, col, Severity.ERROR, "control-character", found, fix=fix)


def _printable(letter: str) -> bool:
    point = ord(letter)
    if letter in "\t\n\r\x85":
        return True
    control = point < 0x20 or 0x7F <= point < 0xA0
    half_a_pair = 0xD800 <= point < 0xE000
    return not (control or half_a_pair or point == 0xFEFF)
