#include "compiler/cli/render.h"
#include "runtime/core/texts.h"
#include "runtime/core/version.h"
#include "runtime/value/json.h"

/* SARIF 2.1.0 (OASIS): one run, whose rules are the diagnostics that were found. */

typedef struct Sarif {
  Arena *arena;
  Buf *buf;
  const RenderStyle *style;
  int index[DIAG_COUNT]; /* of each diagnostic among the rules; -1: it was not found */
} Sarif;

static void put_text(Sarif *s, const char *key, Str text) {
  buf_printf(s->buf, "\"%s\": ", key);
  json_write_str(s->buf, text);
}

static void put_message(Sarif *s, const char *key, Str text) {
  buf_printf(s->buf, "\"%s\": {", key);
  put_text(s, "text", text);
  buf_char(s->buf, '}');
}

/* ---- rules ---- */

/* "UNKNOWN_KEY" as "UnknownKey". */
static Str pascal_case(Arena *arena, const char *name) {
  Buf buf = buf_new(arena, SIZE_MAX);
  for (const char *p = name; *p; p++)
    if (*p != '_') buf_char(&buf, p == name || p[-1] == '_' || *p < 'A' ? *p : (char)(*p | 32));
  return buf_str(&buf);
}

/* The title of a page, "# DP0105: an unknown key", without its code. */
static Str title_of(Str page, const DiagRow *row) {
  Str line = str_sub(page, 0, str_find(page, STR("\n"), 0));
  size_t colon = str_find(line, STR(": "), 0);
  return colon == SIZE_MAX ? str_of(row->message) : str_sub(line, colon + 2, line.n);
}

static void put_rule(Sarif *s, const DiagRow *row) {
  Buf page = buf_new(s->arena, SIZE_MAX);
  text_put(&page, str_printf(s->arena, "docs/diagnostics/%s.md", row->code));
  Str text = buf_str(&page);
  buf_printf(s->buf, "\n        {\"id\": \"%s\", ", row->code);
  put_text(s, "name", pascal_case(s->arena, row->name));
  buf_puts(s->buf, ", ");
  put_message(s, "shortDescription", title_of(text, row));
  if (text.n) {
    buf_puts(s->buf, ", \"help\": {");
    put_text(s, "text", text);
    buf_puts(s->buf, ", ");
    put_text(s, "markdown", text);
    buf_char(s->buf, '}');
  }
  buf_char(s->buf, '}');
}

static void put_rules(Sarif *s, const DiagSink *sink) {
  int count = 0;
  for (int code = 0; code < DIAG_COUNT; code++) s->index[code] = -1;
  for (size_t i = 0; i < sink->list.n; i++) s->index[sink->list.at[i]->code] = 0;
  for (int code = 0; code < DIAG_COUNT; code++) {
    if (s->index[code] < 0) continue;
    s->index[code] = count;
    if (count++) buf_char(s->buf, ',');
    put_rule(s, diag_row((DiagCode)code));
  }
}

/* ---- places ---- */

static bool is_plain(char c) {
  bool is_letter = char_is_letter(c), is_digit = char_is_digit(c);
  return is_letter || is_digit || c == '/' || c == '.' || c == '-' || c == '_' || c == '~';
}

/* A path as a URI reference: relative to the working directory, else absolute. */
static Str uri_of(Sarif *s, const Source *source) {
  Str path = render_path(s->arena, s->style, source);
  Buf buf = buf_new(s->arena, SIZE_MAX);
  if (path.n && path.p[0] == '/') buf_puts(&buf, "file://");
  for (size_t i = 0; i < path.n; i++) {
    if (is_plain(path.p[i]))
      buf_char(&buf, path.p[i]);
    else
      buf_printf(&buf, "%%%02X", (unsigned)(unsigned char)path.p[i]);
  }
  return buf_str(&buf);
}

static void put_artifact(Sarif *s, const Source *source) {
  buf_puts(s->buf, "\"artifactLocation\": {");
  put_text(s, "uri", uri_of(s, source));
  buf_char(s->buf, '}');
}

static void put_region(Sarif *s, const char *key, Place place) {
  Position start = source_position(place.source, place.span.start), end = source_position(place.source, place.span.end);
  buf_printf(s->buf, "\"%s\": {\"startLine\": %u, \"startColumn\": %u, \"endLine\": %u, \"endColumn\": %u}", key,
             (unsigned)start.line, (unsigned)start.column, (unsigned)end.line, (unsigned)end.column);
}

/* Opens a location, which may go on with a message. */
static void put_location(Sarif *s, Place place) {
  buf_puts(s->buf, "{\"physicalLocation\": {");
  put_artifact(s, place.source);
  buf_puts(s->buf, ", ");
  put_region(s, "region", place);
  buf_char(s->buf, '}');
}

static void put_related(Sarif *s, const Diag *diag) {
  bool first = true;
  for (size_t i = 0; i < diag->related.n; i++) {
    if (!diag->related.at[i].place.source) continue;
    buf_puts(s->buf, first ? ", \"relatedLocations\": [" : ", ");
    first = false;
    put_location(s, diag->related.at[i].place);
    buf_puts(s->buf, ", ");
    put_message(s, "message", diag->related.at[i].text);
    buf_char(s->buf, '}');
  }
  if (!first) buf_char(s->buf, ']');
}

/* ---- fixes ---- */

/* The edits of one diagnostic lie in one file (compiler/fix.h). */
static void put_fix(Sarif *s, const Diag *diag) {
  if (!diag->edits.n || diag->edits.at[0].place.source != diag->place.source) return;
  buf_puts(s->buf, ", \"fixes\": [{\"artifactChanges\": [{");
  put_artifact(s, diag->edits.at[0].place.source);
  buf_puts(s->buf, ", \"replacements\": [");
  for (size_t i = 0; i < diag->edits.n; i++) {
    buf_puts(s->buf, i ? ", {" : "{");
    put_region(s, "deletedRegion", diag->edits.at[i].place);
    buf_puts(s->buf, ", ");
    put_message(s, "insertedContent", diag->edits.at[i].text);
    buf_char(s->buf, '}');
  }
  buf_puts(s->buf, "]}]}]");
}

/* ---- results ---- */

static Str words_of(Sarif *s, const Diag *diag) {
  if (!diag->hint.n) return diag->message;
  return str_printf(s->arena, "%.*s\nhelp: %.*s", STR_FMT(diag->message), STR_FMT(diag->hint));
}

static void put_result(Sarif *s, const Diag *diag) {
  buf_printf(s->buf, "\n      {\"ruleId\": \"%s\", \"ruleIndex\": %d, \"level\": \"%s\", ", diag_row(diag->code)->code,
             s->index[diag->code], severity_name(diag->severity));
  put_message(s, "message", words_of(s, diag));
  buf_puts(s->buf, ", \"locations\": [");
  if (diag->place.source) put_location(s, diag->place), buf_char(s->buf, '}');
  buf_char(s->buf, ']');
  put_related(s, diag);
  put_fix(s, diag);
  buf_char(s->buf, '}');
}

void render_sarif(Arena *arena, Buf *buf, const DiagSink *sink, const RenderStyle *style) {
  Sarif s = {.arena = arena, .buf = buf, .style = style};
  buf_puts(buf,
           "{\"$schema\": \"https://json.schemastore.org/sarif-2.1.0.json\",\n  \"version\": \"2.1.0\",\n"
           "  \"runs\": [{\n    \"columnKind\": \"unicodeCodePoints\",\n"
           "    \"tool\": {\"driver\": {\"name\": \"dbtplan\", \"version\": \"" DBTPLAN_VERSION
           "\",\n"
           "      \"rules\": [");
  put_rules(&s, sink);
  buf_puts(buf, "]}},\n    \"results\": [");
  for (size_t i = 0; i < sink->list.n; i++) {
    if (i) buf_char(buf, ',');
    put_result(&s, sink->list.at[i]);
  }
  buf_puts(buf, "]}]}\n");
}
