#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compiler/cli/render.h"
#include "runtime/core/limits.h"

enum {
  LINES_SHOWN = 4,  /* of a span of many lines */
  BYTES_SHOWN = 240 /* of a long line */
};

static const struct {
  const char *name, *colour;
} SEVERITIES[] = {
    [SEVERITY_NOTE] = {"note", "\033[1;36m"},
    [SEVERITY_WARNING] = {"warning", "\033[1;33m"},
    [SEVERITY_ERROR] = {"error", "\033[1;31m"},
};

const char *severity_name(Severity severity) { return SEVERITIES[severity].name; }

RenderStyle render_style(Workspace *workspace, int fd) {
  const char *no_colour = getenv("NO_COLOR"), *terminal = getenv("TERM");
  bool refused = no_colour && *no_colour, dumb = terminal && strcmp(terminal, "dumb") == 0;
  return (RenderStyle){!refused && !dumb && isatty(fd), workspace_absolute_path(workspace, STR("."))};
}

Str render_path(Arena *arena, const RenderStyle *style, const Source *source) {
  if (!source->path.n || source->path.p[0] != '/' || str_starts(source->name, STR("<"))) return source->name;
  Str relative = path_relative(arena, source->path, style->folder);
  return str_starts(relative, STR("..")) ? source->name : relative;
}

Str render_count(Arena *arena, uint64_t count, const char *one, const char *many) {
  Buf digits = buf_new(arena, LIMIT_STRING_BYTES), buf = buf_new(arena, LIMIT_STRING_BYTES);
  buf_digits(&digits, count, 0);
  for (size_t i = 0; i < digits.n; i++) {
    if (i && (digits.n - i) % 3 == 0) buf_char(&buf, ',');
    buf_char(&buf, digits.p[i]);
  }
  if (*one) buf_printf(&buf, " %s", count == 1 ? one : many);
  return buf_str(&buf);
}

/* ---- text on a terminal ---- */

static void colour(Buf *buf, const RenderStyle *style, const char *code) {
  if (style->colour) buf_puts(buf, code);
}

static bool is_control(uint32_t c) { return (c < 0x20 && c != '\t') || (c >= 0x7F && c < 0xA0); }

void render_harmless(Buf *buf, Str text) {
  for (size_t at = 0; at < text.n;) {
    uint32_t c = str_decode(text, &at);
    buf_code_point(buf, is_control(c) ? 0xFFFD : c);
  }
}

void render_words(Buf *buf, Str text, size_t indent) {
  text = str_trim(text);
  for (size_t at = 0; at < text.n;) {
    size_t end = str_find(text, STR("\n"), at);
    if (at) buf_char(buf, '\n'), buf_repeat(buf, ' ', indent);
    render_harmless(buf, str_sub(text, at, end));
    at = end == SIZE_MAX ? text.n : end + 1;
  }
}

/* Blanks as wide as the text, its tabs kept, so that what follows stands below what follows the text. */
static void put_as_blanks(Buf *buf, Str text) {
  for (size_t at = 0; at < text.n;) {
    size_t start = at;
    uint32_t c = str_decode(text, &at);
    if (c == '\t')
      buf_char(buf, '\t');
    else
      buf_repeat(buf, ' ', is_control(c) ? 1 : str_columns(str_sub(text, start, at)));
  }
}

static size_t width_of(Str text) {
  size_t width = 0;
  for (size_t at = 0; at < text.n;) {
    size_t start = at;
    uint32_t c = str_decode(text, &at);
    width += c == '\t' || is_control(c) ? 1 : str_columns(str_sub(text, start, at));
  }
  return width;
}

/* ---- lines of a source ---- */

typedef struct Snippet {
  Buf *buf;
  const RenderStyle *style;
  const char *colour;
  int gutter; /* digits of the largest line number shown */
} Snippet;

static void put_gutter(Snippet *s, uint32_t line) {
  colour(s->buf, s->style, "\033[1;34m");
  if (line)
    buf_printf(s->buf, "%*" PRIu32 " |", s->gutter, line);
  else
    buf_printf(s->buf, "%*s |", s->gutter, "");
  colour(s->buf, s->style, "\033[0m");
}

/* What is shown of a line: all of it, or of a long one the part around the marked characters. */
typedef struct Shown {
  Str text;
  size_t from, to; /* the marked characters */
  bool cut_before, cut_behind;
} Shown;

static bool is_inside_character(Str text, size_t at) { return at < text.n && (text.p[at] & 0xC0) == 0x80; }

static Shown shown_part(Str line, size_t from, size_t to) {
  if (line.n <= BYTES_SHOWN) return (Shown){line, from, to, false, false};
  size_t start = from > BYTES_SHOWN / 3 ? from - BYTES_SHOWN / 3 : 0, end = start + BYTES_SHOWN;
  while (is_inside_character(line, start)) start++;
  while (is_inside_character(line, end)) end++;
  Str text = str_sub(line, start, end);
  size_t last = to - start < text.n ? to - start : text.n;
  return (Shown){text, from - start, last, start > 0, end < line.n};
}

static void put_marked(Snippet *s, const Shown *shown, Str label) {
  size_t width = width_of(str_sub(shown->text, shown->from, shown->to));
  put_gutter(s, 0);
  buf_puts(s->buf, shown->cut_before ? "   " : " ");
  put_as_blanks(s->buf, str_sub(shown->text, 0, shown->from));
  colour(s->buf, s->style, s->colour);
  buf_repeat(s->buf, '^', width ? width : 1);
  if (label.n) {
    buf_char(s->buf, ' ');
    render_words(s->buf, label, 0);
  }
  colour(s->buf, s->style, "\033[0m");
  buf_char(s->buf, '\n');
}

/* A line, and a caret under each of its characters from `from` to `to`. */
static void put_line(Snippet *s, Str line, uint32_t number, size_t from, size_t to, Str label) {
  Shown shown = shown_part(line, from, to);
  put_gutter(s, number);
  buf_puts(s->buf, shown.cut_before ? " … " : " ");
  render_harmless(s->buf, shown.text);
  buf_puts(s->buf, shown.cut_behind ? " …\n" : "\n");
  put_marked(s, &shown, label);
}

static size_t first_word(Str line, size_t from, size_t to) {
  while (from < to && (line.p[from] == ' ' || line.p[from] == '\t')) from++;
  return from;
}

/* A span without its trailing line ends, which block scalars have. */
static Span trimmed(Place place) {
  Span span = place.span;
  Str text = place.source->text;
  if (span.end > text.n) span.end = (uint32_t)text.n;
  while (span.end > span.start && (text.p[span.end - 1] == '\n' || text.p[span.end - 1] == '\r')) span.end--;
  return span;
}

static void put_snippet(Snippet *s, Place place, Str label) {
  Span span = trimmed(place);
  uint32_t offset = span.start;
  for (int shown = 0; shown < LINES_SHOWN; shown++) {
    uint32_t start;
    Str line = source_line(place.source, offset, &start);
    size_t from = span.start > start ? span.start - start : 0;
    size_t to = span.end < start + line.n ? span.end - start : line.n;
    bool is_last = span.end <= start + line.n + 1 || shown + 1 == LINES_SHOWN;
    if (shown) from = first_word(line, from, to);
    uint32_t next = start + (uint32_t)line.n;
    if (next < place.source->text.n && place.source->text.p[next] == '\r') next++;
    if (next < place.source->text.n && place.source->text.p[next] == '\n') next++;
    put_line(s, line, source_position(place.source, offset).line, from, to, is_last ? label : STR(""));
    if (is_last || next == offset) return;
    offset = next;
  }
}

static int digits_of(uint32_t number) {
  int digits = 1;
  while (number >= 10) number /= 10, digits++;
  return digits;
}

static void put_place(Arena *arena, Snippet *s, Place place, const char *arrow) {
  Position at = source_position(place.source, place.span.start);
  colour(s->buf, s->style, "\033[1;34m");
  buf_printf(s->buf, "%*s%s ", s->gutter, "", arrow);
  colour(s->buf, s->style, "\033[0m");
  render_harmless(s->buf, render_path(arena, s->style, place.source));
  buf_printf(s->buf, ":%" PRIu32 ":%" PRIu32 "\n", at.line, at.column);
}

/* ---- one diagnostic ---- */

static void put_headline(Buf *buf, const Diag *diag, const RenderStyle *style) {
  colour(buf, style, SEVERITIES[diag->severity].colour);
  buf_printf(buf, "%s[%s]", severity_name(diag->severity), diag_row(diag->code)->code);
  colour(buf, style, "\033[0m");
  buf_puts(buf, ": ");
  render_words(buf, diag->message, 2);
  buf_char(buf, '\n');
}

static void put_remark(Snippet *s, const char *word, Str text) {
  if (!text.n) return;
  buf_printf(s->buf, "%*s = ", s->gutter, "");
  buf_printf(s->buf, "%s: ", word);
  render_words(s->buf, text, (size_t)s->gutter + 5);
  buf_char(s->buf, '\n');
}

static Str launches_in_words(Arena *arena, const Diag *diag) {
  if (!diag->launches) return STR("");
  Str first = diag->first_launch, last = diag->last_launch;
  if (diag->launches == 1 || str_eq(first, last)) return first;
  Str count = render_count(arena, diag->launches, "launch", "launches");
  return str_printf(arena, "%.*s … %.*s (%.*s)", STR_FMT(first), STR_FMT(last), STR_FMT(count));
}

static int gutter_of(const Diag *diag) {
  int gutter = 2;
  for (size_t i = 0; i <= diag->related.n; i++) {
    Place place = i < diag->related.n ? diag->related.at[i].place : diag->place;
    if (!place.source) continue;
    int digits = digits_of(source_position(place.source, place.span.end).line);
    if (digits > gutter) gutter = digits;
  }
  return gutter;
}

void render_text(Arena *arena, Buf *buf, const Diag *diag, const RenderStyle *style) {
  Snippet snippet = {buf, style, SEVERITIES[diag->severity].colour, gutter_of(diag)};
  put_headline(buf, diag, style);
  if (diag->place.source) {
    put_place(arena, &snippet, diag->place, "-->");
    put_snippet(&snippet, diag->place, diag->label);
  }
  snippet.colour = "\033[1;34m";
  for (size_t i = 0; i < diag->related.n; i++) {
    const DiagLabel *related = &diag->related.at[i];
    if (!related->place.source) continue;
    put_place(arena, &snippet, related->place, ":::");
    put_snippet(&snippet, related->place, related->text);
  }
  put_remark(&snippet, diag_row(diag->code)->class == CLASS_FAILS ? "fails for" : "concerns",
             launches_in_words(arena, diag));
  put_remark(&snippet, "help", diag->hint);
  buf_char(buf, '\n');
}
