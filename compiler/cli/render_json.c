#include "compiler/cli/render.h"
#include "runtime/value/json.h"

static void put_text(Buf *buf, const char *key, Str text) {
  buf_printf(buf, ", \"%s\": ", key);
  json_write_str(buf, text);
}

static void put_text_or_null(Buf *buf, const char *key, Str text) {
  if (text.n)
    put_text(buf, key, text);
  else
    buf_printf(buf, ", \"%s\": null", key);
}

static void put_span(Buf *buf, Place place) {
  Position start = source_position(place.source, place.span.start), end = source_position(place.source, place.span.end);
  buf_printf(buf, "\"line\": %u, \"column\": %u, \"end_line\": %u, \"end_column\": %u", (unsigned)start.line,
             (unsigned)start.column, (unsigned)end.line, (unsigned)end.column);
}

static void put_fix(Buf *buf, const Diag *diag) {
  buf_puts(buf, ", \"fix\": ");
  if (!diag->edits.n) buf_puts(buf, "null");
  for (size_t i = 0; i < diag->edits.n; i++) {
    buf_puts(buf, i ? ", {" : "[{");
    put_span(buf, diag->edits.at[i].place);
    put_text(buf, "text", diag->edits.at[i].text);
    buf_puts(buf, "}");
  }
  if (diag->edits.n) buf_puts(buf, "]");
}

static void put_diag(Arena *arena, Buf *buf, const Diag *diag, const RenderStyle *style) {
  const Source *source = diag->place.source;
  buf_printf(buf, "{\"code\": \"%s\", \"severity\": \"%s\"", diag_row(diag->code)->code, severity_name(diag->severity));
  put_text(buf, "message", diag->message);
  put_text_or_null(buf, "file", source ? render_path(arena, style, source) : STR(""));
  buf_puts(buf, ", ");
  if (source)
    put_span(buf, diag->place);
  else
    buf_puts(buf, "\"line\": null, \"column\": null, \"end_line\": null, \"end_column\": null");
  put_text_or_null(buf, "hint", diag->hint);
  put_fix(buf, diag);
  buf_char(buf, '}');
}

void render_json(Arena *arena, Buf *buf, const DiagSink *sink, const RenderStyle *style) {
  buf_char(buf, '[');
  for (size_t i = 0; i < sink->list.n; i++) {
    buf_puts(buf, i ? ",\n " : "\n ");
    put_diag(arena, buf, sink->list.at[i], style);
  }
  buf_puts(buf, sink->list.n ? "\n]\n" : "]\n");
}
