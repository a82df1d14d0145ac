#include "runtime/core/source.h"

/* Whether a line ends behind the byte at `i`: LF, or a CR that no LF follows. */
static bool ends_line(Str text, size_t i) {
  return text.p[i] == '\n' || (text.p[i] == '\r' && (i + 1 == text.n || text.p[i + 1] != '\n'));
}

static uint32_t line_start(Str text, uint32_t offset) {
  while (offset > 0 && !ends_line(text, offset - 1)) offset--;
  return offset;
}

/* The line ends before `offset`; without a CR, as nearly always, those are the LFs. */
static uint32_t lines_before(Str text, uint32_t offset) {
  uint32_t count = 0;
  if (offset && memchr(text.p, '\r', offset)) {
    for (uint32_t i = 0; i < offset; i++) count += ends_line(text, i);
    return count;
  }
  for (const char *at = text.p, *end = text.p + offset; at < end && (at = memchr(at, '\n', (size_t)(end - at))); at++)
    count++;
  return count;
}

static Position position_by_origin(const Source *source, uint32_t offset) {
  const OriginLine *line = source->origin;
  for (size_t i = 1; i < source->origin_count && source->origin[i].offset <= offset; i++) line = &source->origin[i];
  return (Position){line->line, line->column + (uint32_t)str_count(str_sub(source->text, line->offset, offset))};
}

Position source_position(const Source *source, uint32_t offset) {
  if (offset > source->text.n) offset = (uint32_t)source->text.n;
  if (source->origin_count) return position_by_origin(source, offset);
  Position position = {1 + lines_before(source->text, offset), 1};
  uint32_t start = line_start(source->text, offset);
  position.column += (uint32_t)str_count(str_sub(source->text, start, offset));
  return position;
}

Str source_line(const Source *source, uint32_t offset, uint32_t *start) {
  Str text = source->text;
  if (offset > text.n) offset = (uint32_t)text.n;
  *start = line_start(text, offset);
  size_t end = *start;
  while (end < text.n && text.p[end] != '\n' && text.p[end] != '\r') end++;
  return str_sub(text, *start, end);
}

uint32_t source_offset(const Source *source, Position position) {
  Str text = source->text;
  size_t at = 0;
  for (uint32_t line = 1; line < position.line && at < text.n; at++) line += ends_line(text, at);
  for (uint32_t column = 1; column < position.column && at < text.n && text.p[at] != '\n' && text.p[at] != '\r';
       column++)
    str_decode(text, &at);
  return (uint32_t)at;
}
