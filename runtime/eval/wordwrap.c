#include <string.h>

#include "runtime/core/limits.h"
#include "runtime/core/regex.h"
#include "runtime/eval/text.h"
#include "runtime/value/types.h"

/* textwrap.TextWrapper of CPython 3.11, with expand_tabs and replace_whitespace off, as jinja2 calls it. */

#define BLANK "[\\t\\n\\x0b\\x0c\\r ]"
#define SOLID "[^\\t\\n\\x0b\\x0c\\r ]"
#define LETTER "[^\\d\\W]"
#define INNER "[\\w!\"'&.,?]"

/* A run of blanks; a dash between words; a word, or the part of one up to a hyphen. */
static const char WORDS[] =
    BLANK "+|(?<=" INNER ")-{2,}(?=\\w)|" SOLID "+?(?:-(?:(?<=" LETTER LETTER "-)|(?<=" LETTER "-" LETTER
          "-))(?=" LETTER "-?" LETTER ")|(?=" BLANK "|\\z)|(?<=" INNER ")(?=-{2,}\\w))";
static const char BLANKS[] = BLANK "+";

typedef struct Wrapper {
  Heap *heap;
  int64_t width;
  bool break_words, break_hyphens;
  Regex *cuts;
  StrList chunks; /* of the paragraph at hand */
  size_t at;      /* the first that is not in a line yet */
} Wrapper;

static void add_chunk(Wrapper *w, Str chunk) {
  if (chunk.n) VEC_PUSH(w->heap->arena, &w->chunks, chunk);
}

static void cut(Wrapper *w, Str text) {
  Span found;
  size_t at = 0;
  w->chunks.n = w->at = 0;
  while (at < text.n && regex_match(w->cuts, text, at, &found, 1)) {
    heap_step(w->heap, 1);
    add_chunk(w, str_sub(text, at, found.start));
    add_chunk(w, str_sub(text, found.start, found.end));
    at = found.end;
  }
  add_chunk(w, str_sub(text, at, text.n));
}

static bool is_blank(Str chunk) {
  for (size_t at = 0; at < chunk.n;)
    if (!char_is_space(str_decode(chunk, &at))) return false;
  return true;
}

static size_t byte_of(Str text, int64_t count) {
  size_t at = 0;
  while (count-- > 0 && at < text.n) str_decode(text, &at);
  return at;
}

/* Where a chunk that is too long is cut: behind a hyphen, if there is one that follows something else. */
static size_t cut_of(const Wrapper *w, Str chunk, int64_t room) {
  size_t end = byte_of(chunk, room);
  if (!w->break_hyphens || (int64_t)str_count(chunk) <= room) return end;
  size_t hyphen = end;
  while (hyphen > 0 && chunk.p[hyphen - 1] != '-') hyphen--;
  for (size_t i = 0; hyphen > 1 && i < hyphen - 1; i++)
    if (chunk.p[i] != '-') return hyphen;
  return end;
}

/* _handle_long_word: what of the next chunk goes into a line that holds `used` characters. */
static Str long_part(Wrapper *w, int64_t used) {
  Str *chunk = &w->chunks.at[w->at];
  if (!w->break_words) return used ? STR("") : w->chunks.at[w->at++];
  size_t end = cut_of(w, *chunk, w->width - used);
  Str part = str_sub(*chunk, 0, end);
  *chunk = str_sub(*chunk, end, chunk->n);
  return part;
}

static void drop_blank_end(StrList *line) {
  if (line->n && is_blank(line->at[line->n - 1])) line->n--;
}

/* One line out of the chunks; empty: only blanks were left. */
static Str next_line(Wrapper *w, bool first) {
  StrList line = {0};
  int64_t used = 0;
  if (!first && is_blank(w->chunks.at[w->at])) w->at++;
  for (; w->at < w->chunks.n; w->at++) {
    int64_t length = (int64_t)str_count(w->chunks.at[w->at]);
    if (used + length > w->width) break;
    VEC_PUSH(w->heap->arena, &line, w->chunks.at[w->at]);
    used += length;
  }
  if (w->at < w->chunks.n && (int64_t)str_count(w->chunks.at[w->at]) > w->width) {
    Str part = long_part(w, used); /* may be empty: what drop_blank_end then drops */
    if (part.n || w->break_words) VEC_PUSH(w->heap->arena, &line, part);
  }
  drop_blank_end(&line);
  Buf buf = buf_new(w->heap->arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < line.n; i++) buf_put(&buf, line.at[i]);
  return buf_str(&buf);
}

static void wrap_paragraph(Wrapper *w, Str text, Buf *out, Str between) {
  bool first = true;
  cut(w, text);
  while (w->at < w->chunks.n) {
    heap_step(w->heap, 1);
    Str line = next_line(w, first);
    if (!line.n) continue;
    if (!first) buf_put(out, between);
    buf_put(out, line);
    first = false;
  }
}

static bool flag(Heap *heap, Value v, bool fallback) {
  Value stop = VALUE_ABSENT;
  return v.kind == V_ABSENT ? fallback : op_truth(heap, v, &stop);
}

static Value read_width(Wrapper *w, Value v) {
  w->width = 79;
  if (v.kind == V_ABSENT) return VALUE_NONE;
  Value low = op_compare(w->heap, OP_LE, v, value_int(0));
  if (value_passes(low)) return low;
  if (low.i)
    return value_raise(w->heap, EXC_VALUE, "invalid width %.*s (must be > 0)", STR_FMT(value_repr(w->heap, v)));
  return value_need_int(w->heap, v, &w->width);
}

Value text_wordwrap(Heap *heap, const Value *args) {
  Wrapper w = {.heap = heap, .break_words = flag(heap, args[2], true), .break_hyphens = flag(heap, args[4], true)};
  Value lines = call_method_of(heap, args[0], "splitlines", NULL, 0), between = args[3];
  if (value_passes(lines)) return lines;
  if (!value_given(between)) between = value_str(STR("\n"));
  if (!value_is_str(between))
    return value_raise(heap, EXC_ATTRIBUTE, "'%s' object has no attribute 'join'", value_type_name(between));
  Value error = lines.list->n ? read_width(&w, args[1]) : VALUE_NONE;
  if (value_is_error(error)) return error;
  Str why;
  w.cuts = regex_compile(heap->arena, str_of(w.break_hyphens ? WORDS : BLANKS), REGEX_UNICODE, &why);
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < lines.list->n; i++) {
    if (i) buf_put(&buf, value_text(between));
    wrap_paragraph(&w, value_text(lines.list->at[i]), &buf, value_text(between));
  }
  return value_str(buf_str(&buf));
}
