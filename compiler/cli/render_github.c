#include "compiler/cli/render.h"

/* Workflow commands (docs.github.com: "Workflow commands for GitHub Actions"): what would end a value is escaped. */
static void put_escaped(Buf *buf, Str text, bool is_property) {
  for (size_t i = 0; i < text.n; i++) {
    char c = text.p[i];
    bool is_escaped = c == '%' || c == '\r' || c == '\n' || (is_property && (c == ':' || c == ','));
    if (is_escaped)
      buf_printf(buf, "%%%02X", (unsigned)c);
    else
      buf_char(buf, c);
  }
}

static void put_property(Buf *buf, const char *name, Str value) {
  buf_printf(buf, "%s=", name);
  put_escaped(buf, value, true);
}

/* Columns are understood within one line only. */
static void put_place(Arena *arena, Buf *buf, Place place, const RenderStyle *style) {
  Position start = source_position(place.source, place.span.start), end = source_position(place.source, place.span.end);
  buf_char(buf, ',');
  put_property(buf, "file", render_path(arena, style, place.source));
  buf_printf(buf, ",line=%u,endLine=%u", (unsigned)start.line, (unsigned)end.line);
  if (start.line == end.line) buf_printf(buf, ",col=%u,endColumn=%u", (unsigned)start.column, (unsigned)end.column);
}

static void put_diag(Arena *arena, Buf *buf, const Diag *diag, const RenderStyle *style) {
  static const char *const KINDS[] = {
      [SEVERITY_NOTE] = "notice", [SEVERITY_WARNING] = "warning", [SEVERITY_ERROR] = "error"};
  Buf words = buf_new(arena, buf->max);
  render_words(&words, diag->message, 0);
  if (diag->hint.n) buf_puts(&words, "\nhelp: "), render_words(&words, diag->hint, 0);
  buf_printf(buf, "::%s ", KINDS[diag->severity]);
  put_property(buf, "title", str_printf(arena, "dbtplan %s", diag_row(diag->code)->code));
  if (diag->place.source) put_place(arena, buf, diag->place, style);
  buf_puts(buf, "::");
  put_escaped(buf, buf_str(&words), false);
  buf_char(buf, '\n');
}

void render_github(Arena *arena, Buf *buf, const DiagSink *sink, const RenderStyle *style) {
  for (size_t i = 0; i < sink->list.n; i++) put_diag(arena, buf, sink->list.at[i], style);
}
