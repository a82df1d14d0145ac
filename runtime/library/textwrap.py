# textwrap: a paragraph as lines of a width.
import re

from _dbtplan import unsupported

__all__ = ["TextWrapper", "fill", "shorten", "wrap"]

BLANKS = "\t\n\x0b\x0c\r "
TO_SPACES = {ord(blank): " " for blank in BLANKS}
WORDS = re.compile(r"([\t\n\x0b\x0c\r ]+)")
# A word ends at a blank, behind a hyphen between two letters on each side, and before and behind a dash.
PARTS = re.compile(
    r"""([\t\n\x0b\x0c\r ]+|(?<=[\w!"'&.,?])-{2,}(?=\w)|[^\t\n\x0b\x0c\r ]+?(?:"""
    r"""-(?:(?<=[^\d\W][^\d\W]-)|(?<=[^\d\W]-[^\d\W]-))(?=[^\d\W]-?[^\d\W])"""
    r"""|(?=[\t\n\x0b\x0c\r ]|\Z)|(?<=[\w!"'&.,?])(?=-{2,}\w)))"""
)


class TextWrapper:
    def __init__(self, width=70, initial_indent="", subsequent_indent="", expand_tabs=True, replace_whitespace=True,
                 fix_sentence_endings=False, break_long_words=True, drop_whitespace=True, break_on_hyphens=True,
                 tabsize=8, *, max_lines=None, placeholder=" [...]"):
        if fix_sentence_endings:
            return unsupported("'fix_sentence_endings' of 'textwrap'")
        self.width, self.initial_indent, self.subsequent_indent = width, initial_indent, subsequent_indent
        self.expand_tabs, self.replace_whitespace, self.tabsize = expand_tabs, replace_whitespace, tabsize
        self.break_long_words, self.break_on_hyphens = break_long_words, break_on_hyphens
        self.drop_whitespace, self.max_lines, self.placeholder = drop_whitespace, max_lines, placeholder

    def _chunks(self, text):
        if self.expand_tabs:
            text = text.expandtabs(self.tabsize)
        if self.replace_whitespace:
            text = text.translate(TO_SPACES)
        return [part for part in (PARTS if self.break_on_hyphens else WORDS).split(text) if part]

    def _take(self, chunks, room):
        """The chunks that fit in a line, out of `chunks`, whose first is the last of the list."""
        line, length = [], 0
        while chunks and length + len(chunks[-1]) <= room:
            length += len(chunks[-1])
            line.append(chunks.pop())
        if chunks and len(chunks[-1]) > room:
            self._break(chunks, line, length, room)
        return line

    def _break(self, chunks, line, length, room):
        left, word = 1 if room < 1 else room - length, chunks[-1]
        if self.break_long_words:
            end = left
            if self.break_on_hyphens and len(word) > left:
                hyphen = word.rfind("-", 0, left)
                if hyphen > 0 and any(c != "-" for c in word[:hyphen]):
                    end = hyphen + 1
            line.append(word[:end])
            chunks[-1] = word[end:]
        elif not line:
            line.append(chunks.pop())

    def _cut(self, line, lines, indent, room):
        """The last of `max_lines`, with what says that more follows."""
        length = sum(map(len, line))
        while line:
            if line[-1].strip() and length + len(self.placeholder) <= room:
                return lines.append(indent + "".join(line) + self.placeholder)
            length -= len(line.pop())
        if lines and len(lines[-1].rstrip()) + len(self.placeholder) <= self.width:
            lines[-1] = lines[-1].rstrip() + self.placeholder
        else:
            lines.append(indent + self.placeholder.lstrip())

    def wrap(self, text):
        if self.width <= 0:
            raise ValueError(f"invalid width {self.width!r} (must be > 0)")
        if self.max_lines is not None:
            first = self.subsequent_indent if self.max_lines > 1 else self.initial_indent
            if len(first) + len(self.placeholder.lstrip()) > self.width:
                raise ValueError("placeholder too large for max width")
        chunks, lines = self._chunks(text)[::-1], []
        while chunks:
            indent = self.subsequent_indent if lines else self.initial_indent
            room = self.width - len(indent)
            if self.drop_whitespace and lines and not chunks[-1].strip():
                chunks.pop()
            line = self._take(chunks, room)
            if self.drop_whitespace and line and not line[-1].strip():
                line.pop()
            if not line:
                continue
            is_last = not chunks or (self.drop_whitespace and len(chunks) == 1 and not chunks[0].strip())
            fits = self.max_lines is None or len(lines) + 1 < self.max_lines
            if fits or (is_last and sum(map(len, line)) <= room):
                lines.append(indent + "".join(line))
            else:
                self._cut(line, lines, indent, room)
                break
        return lines

    def fill(self, text):
        return "\n".join(self.wrap(text))


def wrap(text, width=70, **kwargs):
    return TextWrapper(width=width, **kwargs).wrap(text)


def fill(text, width=70, **kwargs):
    return TextWrapper(width=width, **kwargs).fill(text)


def shorten(text, width, **kwargs):
    return TextWrapper(width=width, max_lines=1, **kwargs).fill(" ".join(text.strip().split()))
