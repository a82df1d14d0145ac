#include "runtime/eval/report.h"

#include "runtime/core/limits.h"

/* ---- places ---- */

/* The offset in `file` of byte `at` of the template's decoded text. */
static uint32_t offset_in_file(const Source *file, const OriginLine *lines, size_t n, Str text, uint32_t at) {
  size_t line = 0;
  while (line + 1 < n && lines[line + 1].offset <= at) line++;
  uint32_t columns = (uint32_t)str_count(str_sub(text, lines[line].offset, at));
  return source_offset(file, (Position){lines[line].line, lines[line].column + columns});
}

static Place place_in_file(const Source *file, const OriginLine *lines, size_t n, Str text, Span span) {
  uint32_t start = offset_in_file(file, lines, n, text, span.start);
  uint32_t last = span.end > span.start ? span.end - 1 : span.start;
  uint32_t end = offset_in_file(file, lines, n, text, last) + (span.end > span.start);
  return (Place){file, {start, end < start ? start : end}};
}

Place report_place(Arena *arena, const Node *template, Span span, const Source *file, Str name) {
  size_t n = 0;
  Str text = template->template.text;
  const OriginLine *lines = origin_read(arena, template->template.at, &n);
  if (file && n) return place_in_file(file, lines, n, text, span);
  Source *source = ARENA_NEW(arena, Source);
  *source = (Source){.name = name, .text = text, .origin = n ? lines : NULL, .origin_count = n};
  return (Place){source, span};
}

/* ---- messages ---- */

static Str message_of(Arena *arena, const Exception *exception) {
  if (exception->type == EXC_UNSUPPORTED) return exception->message;
  if (exception->type == EXC_UNVERIFIED) {
    Str prefix = STR("depends on ");
    return str_starts(exception->message, prefix) ? str_sub(exception->message, prefix.n, exception->message.n)
                                                  : exception->message;
  }
  const char *name = exception_name(exception->type);
  if (!exception->message.n) return str_of(name);
  return str_printf(arena, "%s: %.*s", name, STR_FMT(exception->message));
}

/* What dbtplan does not evaluate is unverified to `check`: that is not broken. Elsewhere the value is needed. */
static DiagCode code_of(const DiagSink *sink, const Exception *exception) {
  ExceptionType type = exception->type;
  if (type == EXC_UNSUPPORTED) return sink->checking ? DIAG_NOT_VERIFIED : DIAG_TEMPLATE_UNSUPPORTED;
  if (type == EXC_UNVERIFIED) return sink->checking ? DIAG_NOT_VERIFIED : DIAG_NOT_EVALUATED;
  if (exception_is_a(type, EXC_TEMPLATE_SYNTAX) || type == EXC_TEMPLATE_ASSERTION) return DIAG_TEMPLATE_SYNTAX;
  if (exception->of_definition) return DIAG_DEFINITION_INVALID;
  return type == EXC_UNDEFINED ? DIAG_TEMPLATE_UNDEFINED : DIAG_TEMPLATE_ERROR;
}

/* "where partition_key is None and x is 5" */
static Str where(Arena *arena, const Exception *exception) {
  Buf buf = buf_new(arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < exception->involved.n; i++) {
    const Involved *involved = &exception->involved.at[i];
    buf_puts(&buf, i == 0 ? "where " : i + 1 < exception->involved.n ? ", " : " and ");
    buf_printf(&buf, "%.*s is %.*s", STR_FMT(involved->name), STR_FMT(involved->shown));
  }
  return buf_str(&buf);
}

static Str hint_of(Arena *arena, const Exception *exception) {
  Str values = where(arena, exception);
  if (exception->remedy.n) return exception->remedy;
  if (!exception->likely.n) return values;
  Str meant = str_printf(arena, "did you mean '%.*s'?", STR_FMT(exception->likely));
  return values.n ? str_printf(arena, "%.*s; %.*s", STR_FMT(meant), STR_FMT(values)) : meant;
}

static const char *label_of(const DiagSink *sink, ExceptionType type) {
  switch (type) {
    case EXC_UNDEFINED: return "not found";
    case EXC_UNSUPPORTED: return sink->checking ? "not evaluated" : "not supported";
    case EXC_UNVERIFIED: return "decided here";
    default: return "raised here";
  }
}

static Place place_of(Arena *arena, const Exception *exception, const Node *template, const Source *file, Str name) {
  if (!exception->has_span) return template ? report_place(arena, template, template->span, file, name) : PLACE_NONE;
  if (exception->source) return (Place){exception->source, exception->span};
  return template ? report_place(arena, template, exception->span, file, name) : PLACE_NONE;
}

/* ---- the calls that led there ---- */

static bool same_call(const TracedCall *a, const TracedCall *b) {
  return a->place.source == b->place.source && a->place.span.start == b->place.span.start &&
         a->place.span.end == b->place.span.end;
}

/* How often a call follows itself: recursion. */
static size_t repeats_of(const Exception *exception, size_t at) {
  size_t n = 1;
  const TracedCall *calls = exception->traceback.at;
  while (at + n < exception->traceback.n && same_call(&calls[at], &calls[at + n])) n++;
  return n;
}

/* Python shows a line three times, then how often it repeats; here once is enough. */
static Str call_label(Arena *arena, Str function, size_t repeats) {
  Str label = function.n ? str_printf(arena, "called here, in %.*s", STR_FMT(function)) : STR("called here");
  if (repeats == 1) return label;
  return str_printf(arena, "%.*s [repeated %zu more times]", STR_FMT(label), repeats - 1);
}

void report_calls(DiagSink *sink, Diag *diag, const Exception *exception, const Node *template, const Source *file,
                  Str name) {
  enum { OUTER = 8, INNER = 8 }; /* of a deep chain, what began it and what ended it */
  size_t shown = 0, stretches = 0;
  for (size_t i = 0; i < exception->traceback.n; i += repeats_of(exception, i)) stretches++;
  for (size_t i = 0; i < exception->traceback.n; i += repeats_of(exception, i), shown++) {
    if (shown >= OUTER && shown + INNER < stretches) continue;
    const TracedCall *call = &exception->traceback.at[i];
    Place place = call->place;
    if (!place.source && template) place = report_place(sink->arena, template, place.span, file, name);
    if (!place.source) continue;
    diag_relate(sink, diag, place, call_label(sink->arena, call->function, repeats_of(exception, i)));
  }
}

/* ---- repairs ---- */

/* Where `name` stands as a word in a part of a text; how often, in `*n`. */
static Span find_name(Str text, Span within, Str name, size_t *n) {
  Span found = {0, 0};
  *n = 0;
  for (size_t at = str_find(text, name, within.start); at + name.n <= within.end && at != SIZE_MAX;
       at = str_find(text, name, at + name.n)) {
    bool begins = at == 0 || !char_is_word(text.p[at - 1]);
    bool ends = at + name.n >= text.n || !char_is_word(text.p[at + name.n]);
    if (!begins || !ends) continue;
    found = (Span){(uint32_t)at, (uint32_t)(at + name.n)};
    ++*n;
  }
  return found;
}

/* Where a misspelt name stands that is there once, and of which there is no doubt what was meant; false: nowhere. */
static bool find_misspelt(const Exception *exception, const Node *template, Span *span) {
  size_t n;
  bool is_certain = exception->likely.n && exception->likely_sole && exception->wrong.n;
  bool is_here = template && template->kind == NODE_TEMPLATE && exception->has_span && !exception->source;
  if (!is_certain || !is_here) return false;
  *span = find_name(template->template.text, exception->span, exception->wrong, &n);
  return n == 1;
}

/* ---- reporting ---- */

/* The name of the partition that is None where something is asked of it. */
static Str absent_name(Arena *arena, const Exception *exception) {
  for (size_t i = 0; i < exception->involved.n; i++) {
    const Involved *involved = &exception->involved.at[i];
    bool is_none = str_is(involved->shown, "None") && str_starts(involved->name, STR("partition_"));
    if (is_none && exception->type != EXC_UNVERIFIED) return str_copy(arena, involved->name);
  }
  return STR("");
}

Diag *report_exception(DiagSink *sink, const Exception *exception, const Node *template, const Source *file, Str name) {
  Place place = place_of(sink->arena, exception, template, file, name);
  Span misspelt;
  Diag *diag = diag_report(sink, code_of(sink, exception), place, DIAG_ARGS(message_of(sink->arena, exception)));
  diag->label = str_of(label_of(sink, exception->type));
  Str hint = hint_of(sink->arena, exception);
  if (hint.n) diag->hint = str_copy(sink->arena, hint);
  if (exception->has_opened && template && exception->opened.start != exception->span.start)
    diag_relate(sink, diag, report_place(sink->arena, template, exception->opened, file, name), STR("opened here"));
  diag->absent = absent_name(sink->arena, exception);
  report_calls(sink, diag, exception, template, file, name);
  if (find_misspelt(exception, template, &misspelt))
    diag_edit(sink, diag, report_place(sink->arena, template, misspelt, file, name), exception->likely);
  return diag;
}
