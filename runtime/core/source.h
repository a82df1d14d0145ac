/* source: a text with a name, and places in it.
 *
 * A `Span` counts bytes from 0 and is half open. It means nothing without its `Source`; a `Place` has both. Lines and
 * columns, as people read them, count from 1, columns in characters (code points). A line ends at LF, CR or CRLF, as in
 * YAML. A source is immutable and lives in the workspace's arena. */
#ifndef DBTPLAN_CORE_SOURCE_H
#define DBTPLAN_CORE_SOURCE_H

#include "runtime/core/str.h"

typedef struct Span {
  uint32_t start, end;
} Span;

/* Where the text of a template stands in its file. The decoded text of a YAML scalar is not the file's text: quotes,
 * escapes, folding and indentation lie between. From byte `offset` of the decoded text on, up to the next entry, its
 * characters stand one by one at `line`:`column` of the file. A plan keeps the list, so that an error from a plan has
 * its place although the file is not there. */
typedef struct OriginLine {
  uint32_t offset, line, column;
} OriginLine;

typedef struct Source {
  Str name; /* as the user knows it: the path as given, or relative to it */
  Str path; /* where it lies; empty for standard input without --stdin-filename, and for a template of its own */
  Str text;
  /* Set where `text` is a template of the file `name` whose own text is not at hand; offset 0 comes first. */
  const OriginLine *origin;
  size_t origin_count;
} Source;

typedef struct Place {
  const Source *source; /* NULL: nowhere in a text */
  Span span;
} Place;

typedef struct Position {
  uint32_t line, column; /* from 1; columns in characters */
} Position;

#define PLACE_NONE ((Place){NULL, {0, 0}})

Position source_position(const Source *source, uint32_t offset);
/* The offset of a position; clamped to the line and the text. Only for a source without an origin. */
uint32_t source_offset(const Source *source, Position position);
/* The line that holds `offset`, without its line ending; `*start` gets the offset of its first byte. */
Str source_line(const Source *source, uint32_t offset, uint32_t *start);
static inline Span span_join(Span a, Span b) {
  return (Span){a.start < b.start ? a.start : b.start, a.end > b.end ? a.end : b.end};
}

#endif
