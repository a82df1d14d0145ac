#include "compiler/yaml/syntax.h"

#include <string.h>

/* One finding while it is made. */
typedef struct Finding {
  DiagSink *sink;
  const Source *source;
  const YamlProblem *problem;
  Diag *diag;
} Finding;

static Place place_at(const Finding *finding, Span span) { return (Place){finding->source, span}; }

static void hint(const Finding *finding, const char *text) {
  finding->diag->hint = str_copy(finding->sink->arena, str_of(text));
}

/* ---- in our words ---- */

typedef struct Words {
  const char *libyaml, *ours;
} Words;

static const Words problems[] = {
    {"did not find expected key", "a key is expected here"},
    {"did not find expected '-' indicator", "an item that begins with '-' is expected here"},
    {"did not find expected ',' or ']'", "',' or ']' is expected here"},
    {"did not find expected ',' or '}'", "',' or '}' is expected here"},
    {"did not find expected node content", "a value is expected here"},
    {"did not find expected <document start>", "the document ended before this; a new one begins with '---'"},
    {"could not find expected ':'", "':' is missing behind this key"},
    {"found unexpected end of stream", "the quoted text does not end"},
    {"found unexpected document indicator", "the quoted text does not end"},
    {"mapping values are not allowed in this context", "':' cannot make a mapping here"},
    {"block sequence entries are not allowed in this context", "a list cannot begin here"},
    {"found character that cannot start any token", "a value cannot begin with this character"},
    {"found unexpected ':'", "':' cannot stand here without quotes or a blank behind it"},
    {"found undefined tag handle", "this tag has no meaning"},
    {"found unknown escape character", "there is no such escape in double quotes"},
    {"did not find expected alphabetic or numeric character", "the name of an anchor is expected here"},
};

static const Words contexts[] = {
    {"while parsing a block mapping", "the mapping began here"},
    {"while parsing a block collection", "the list began here"},
    {"while parsing a flow mapping", "the mapping in braces began here"},
    {"while parsing a flow sequence", "the list in brackets began here"},
    {"while scanning a simple key", "the key began here"},
    {"while scanning a quoted scalar", "the quoted text began here"},
    {"while scanning a block scalar", "the text began here"},
    {"while scanning a plain scalar", "the text began here"},
    {"while parsing a node", "the value began here"},
    {"while parsing a quoted scalar", "the quoted text began here"},
    {"while scanning an alias", "'*' makes an alias of it"},
    {"while scanning an anchor", "'&' makes an anchor of it"},
};

static const char *in_our_words(const Words *words, size_t n, const char *text) {
  for (size_t i = 0; i < n; i++)
    if (strcmp(words[i].libyaml, text) == 0) return words[i].ours;
  return text;
}

/* Where a value begins with `{{` without quotes in the line at `at`, what people forget most often; SIZE_MAX:
 * nowhere. */
static size_t bare_template(const Source *source, uint32_t at) {
  uint32_t start;
  Str line = source_line(source, at, &start);
  size_t mark = str_find(line, STR(": {{"), 0);
  if (mark == SIZE_MAX) mark = str_find(line, STR("- {{"), 0);
  return mark == SIZE_MAX ? SIZE_MAX : start + mark + 2;
}

/* The value up to the end of its line, or to a comment. */
static Str bare_value(const Source *source, size_t at) {
  size_t end = str_find(source->text, STR("\n"), at);
  Str value = str_sub(source->text, at, end == SIZE_MAX ? source->text.n : end);
  size_t comment = str_find(value, STR(" #"), 0);
  if (comment != SIZE_MAX) value = str_sub(value, 0, comment);
  while (value.n && strchr(" \t\r", value.p[value.n - 1])) value.n--;
  return value;
}

/* Puts quotes around a value that begins with braces, where it is plain which ones and where they go. */
static void quote(const Finding *finding, size_t at) {
  const Source *source = finding->source;
  Str value = bare_value(source, at), before = str_sub(source->text, 0, at);
  before = str_sub(before, str_behind(before, '\n'), at);
  bool is_nested = str_find(before, STR("{"), 0) != SIZE_MAX || str_find(before, STR("["), 0) != SIZE_MAX;
  bool is_whole = str_find(value, STR("}}"), 0) != SIZE_MAX;
  bool by_double = str_find(value, STR("\""), 0) == SIZE_MAX && str_find(value, STR("\\"), 0) == SIZE_MAX;
  bool by_single = str_find(value, STR("'"), 0) == SIZE_MAX;
  if (is_nested || !is_whole || !(by_double || by_single)) return;
  Str mark = by_double ? STR("\"") : STR("'");
  uint32_t start = (uint32_t)at, end = (uint32_t)(at + value.n);
  diag_edit(finding->sink, finding->diag, place_at(finding, (Span){start, start}), mark);
  diag_edit(finding->sink, finding->diag, place_at(finding, (Span){end, end}), mark);
}

static void hint_quotes(const Finding *finding, uint32_t near) {
  size_t at = bare_template(finding->source, near);
  if (at == SIZE_MAX) return;
  hint(finding, "a value that begins with '{{' needs quotes around it");
  if (!finding->diag->edits.n) quote(finding, at);
}

void syntax_hint_quotes(DiagSink *sink, const Source *source, Diag *diag, uint32_t near) {
  hint_quotes(&(Finding){sink, source, NULL, diag}, near);
}

/* ---- what was likely meant ---- */

bool syntax_is(const YamlProblem *problem, const char *text) {
  return problem->problem && strcmp(problem->problem, text) == 0;
}

/* The last line with something on it before that of `at`; `*start`: where it begins. */
static Str line_before(const Source *source, uint32_t at, uint32_t *start) {
  source_line(source, at, start);
  at = *start;
  while (at > 0 && strchr(" \t\r\n", source->text.p[at - 1])) at--;
  return source_line(source, at > 0 ? at - 1 : 0, start);
}

/* The comment that cuts a list or mapping in brackets short, in the line before `at`; an empty span: there is none. */
static Span cutting_comment(const Source *source, uint32_t at) {
  uint32_t start;
  Str line = line_before(source, at, &start);
  size_t mark = str_find(line, STR(" #"), 0), open = str_find(line, STR("{"), 0);
  if (open == SIZE_MAX) open = str_find(line, STR("["), 0);
  if (mark == SIZE_MAX || open == SIZE_MAX || open > mark) return (Span){0, 0};
  return (Span){start + (uint32_t)mark + 1, start + (uint32_t)line.n};
}

/* Where brackets or quotes are never closed, what stands behind them is no help: they are the finding. */
static bool is_never_closed(const Finding *finding) {
  const YamlProblem *problem = finding->problem;
  uint32_t start, began = problem->began.start;
  if (syntax_is(problem, "found unexpected end of stream") ||
      syntax_is(problem, "found unexpected document indicator"))
    return true;
  if (!syntax_is(problem, "did not find expected ',' or ']'") &&
      !syntax_is(problem, "did not find expected ',' or '}'"))
    return false;
  Str line = line_before(finding->source, finding->diag->place.span.start, &start);
  return start <= began && began < start + line.n;
}

static bool is_quote(char c) { return c == '"' || c == '\''; }

/* Whether the quote before `at` ends a text that begins in a line above: up to it, the line has an odd number. */
static bool ends_text_from_above(Str text, uint32_t at) {
  bool is_odd = true;
  for (uint32_t i = at - 1; i > 0 && text.p[i - 1] != '\n'; i--) is_odd ^= text.p[i - 1] == text.p[at - 1];
  return is_odd;
}

static bool is_first_in_line(Str text, uint32_t at) {
  while (at > 0 && text.p[at - 1] == ' ') at--;
  return at == 0 || text.p[at - 1] == '\n';
}

/* What stands at `at` is no key. */
static const char *key_remedy(Str text, uint32_t at) {
  char c = at < text.n ? text.p[at] : 0;
  if (at > 0 && is_quote(text.p[at - 1]) && ends_text_from_above(text, at))
    return "the quoted text that ends before this begins in a line above: its quote is not closed there";
  if (at > 1 && (is_quote(text.p[at - 1]) || is_quote(text.p[at - 2])))
    return "nothing can stand behind the end of a quoted text: put the whole value in quotes";
  if (c == '-') return "indent it as the items above it";
  bool is_key = char_is_word(c) || is_quote(c);
  return is_key && is_first_in_line(text, at) ? "begin it in the column of the other keys" : NULL;
}

static const char dash_remedy[] = "a blank belongs behind the '-' of an item";

/* Whether a line begins as an item does, but for the blank: `-build`, `---vars`. */
static bool is_dash_without_blank(Str line) {
  line = str_trim(line);
  bool is_negative = line.n > 1 && char_is_digit(line.p[1]);
  return line.n > 1 && line.p[0] == '-' && line.p[1] != ' ' && !is_negative && !str_is(line, "---");
}

/* Whether the key that lacks its colon has one, but for the blank: `select:tag`. */
static bool is_colon_without_blank(const Source *source, uint32_t at) {
  uint32_t start;
  Str line = source_line(source, at, &start);
  size_t colon = str_find(line, STR(":"), at - start);
  return colon != SIZE_MAX && colon + 1 < line.n && !strchr(" \t\r", line.p[colon + 1]);
}

/* The colon at `at` stands within a value: of its own line, or of the one above, which a deeper line goes on with. */
static const char *colon_remedy(const Source *source, uint32_t at) {
  uint32_t start;
  source_line(source, at, &start);
  uint32_t before;
  if (is_dash_without_blank(line_before(source, at, &before))) return dash_remedy;
  bool is_second = str_find(source->text, STR(": "), start) < at;
  if (is_second) return "put quotes around a value that holds a ':' with a blank behind it";
  return "a line that is indented deeper goes on with the value above: begin a key in the column of the other keys";
}

static const char *likely_remedy(const Finding *finding, uint32_t at) {
  const YamlProblem *problem = finding->problem;
  Str text = finding->source->text;
  char c = at < text.n ? text.p[at] : 0;
  bool is_mark = syntax_is(problem, "found character that cannot start any token");
  if (c == '\t') return "YAML indents with blanks, never with tabs";
  if (is_mark || syntax_is(problem, "did not find expected alphabetic or numeric character"))
    return "put quotes around a value that begins with one of * & @ % `";
  if (syntax_is(problem, "mapping values are not allowed in this context")) return colon_remedy(finding->source, at);
  uint32_t start, began = problem->began.start;
  if (syntax_is(problem, "could not find expected ':'") && is_colon_without_blank(finding->source, began))
    return "a blank belongs behind the ':' of a key";
  bool is_item = syntax_is(problem, "did not find expected '-' indicator");
  if (is_item && is_dash_without_blank(source_line(finding->source, at, &start))) return dash_remedy;
  return syntax_is(problem, "did not find expected key") ? key_remedy(text, at) : NULL;
}

/* Says what to do, and moves the finding to a comment that is the mistake: true then. */
static bool aim(const Finding *finding) {
  const YamlProblem *problem = finding->problem;
  Diag *diag = finding->diag;
  uint32_t at = diag->place.span.start;
  const char *remedy = likely_remedy(finding, at);
  Span comment = syntax_is(problem, "did not find expected node content") ||
                         syntax_is(problem, "did not find expected ',' or ']'") ||
                         syntax_is(problem, "did not find expected ',' or '}'")
                     ? cutting_comment(finding->source, at)
                     : (Span){0, 0};
  if (remedy) hint(finding, remedy);
  if (!comment.end) return false;
  diag->place = place_at(finding, comment);
  diag->message = STR("a comment ends what stands in brackets");
  hint(finding, "a '#' with a blank before it begins a comment: put quotes around a value that begins with '#'");
  return true;
}

/* What stands behind brackets or quotes that are never closed is no help: the finding is where they open. */
static void aim_at_opening(const Finding *finding) {
  const YamlProblem *problem = finding->problem;
  bool is_quote = syntax_is(problem, "found unexpected end of stream") ||
                  syntax_is(problem, "found unexpected document indicator");
  finding->diag->place = place_at(finding, problem->began);
  if (!is_quote) finding->diag->message = STR("this bracket is not closed");
}

static void relate_context(const Finding *finding) {
  const YamlProblem *problem = finding->problem;
  const char *where = in_our_words(contexts, COUNT(contexts), problem->context);
  diag_relate(finding->sink, finding->diag, place_at(finding, problem->began), str_of(where));
  hint_quotes(finding, problem->began.start);
}

void syntax_report(DiagSink *sink, const Source *source, const YamlProblem *problem) {
  const char *text = problem->problem ? problem->problem : "this is not YAML";
  const char *words = in_our_words(problems, COUNT(problems), text);
  Diag *diag = diag_report(sink, DIAG_YAML_SYNTAX, (Place){source, problem->span}, DIAG_ARGS(str_of(words)));
  Finding finding = {sink, source, problem, diag};
  bool is_comment = aim(&finding);
  hint_quotes(&finding, problem->span.start);
  if (!problem->context) return;
  if (!is_comment && is_never_closed(&finding)) aim_at_opening(&finding);
  else relate_context(&finding);
}
