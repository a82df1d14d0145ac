#include "compiler/yaml/amends.h"

#include <string.h>

static bool add(Amends *amends, Amend amend) {
  if (amends->n == LIMIT_YAML_AMENDS) return false;
  amends->at[amends->n++] = amend;
  return true;
}

static bool is_line_end(char c) { return c == '\n' || c == '\r'; }

/* Where the line behind that of `at` begins. */
static size_t next_line(Str text, size_t at) {
  while (at < text.n && !is_line_end(text.p[at])) at++;
  if (at + 1 < text.n && text.p[at] == '\r' && text.p[at + 1] == '\n') at++;
  return at < text.n ? at + 1 : at;
}

static bool add_blank(Amends *amends, Str text, uint32_t colon, Stop stop) {
  bool is_tight = colon + 1 < text.n && strchr(",[]{}", text.p[colon + 1]);
  return is_tight && add(amends, (Amend){colon + 1, stop.character + 1, ' ', false});
}

/* The indentation of a block text is that of its first line, unless one of blanks before it has more of them. */
static bool is_widest(Str text, size_t header, size_t line, size_t indent) {
  for (size_t at = next_line(text, header); at < line; at = next_line(text, at)) {
    size_t blanks = 0;
    while (text.p[at + blanks] == ' ') blanks++;
    if (blanks > indent) return false;
  }
  return true;
}

/* Told behind `|` or `>`, it is counted from that of the collection around. */
static bool add_indentation(Amends *amends, Str text, const YamlProblem *problem, Stop stop) {
  uint32_t tab = problem->span.start, header = problem->began.start, line = tab;
  while (line > 0 && text.p[line - 1] == ' ') line--;
  int more = (int)(tab - line) - (stop.indent > 0 ? stop.indent : 0);
  if (!problem->context || !is_widest(text, header, line, tab - line) || more < 1 || more > 9) return false;
  return add(amends, (Amend){header + 1, stop.context + 1, (char)('0' + more), false});
}

/* Behind directives a document begins with `---` as a word; between there may be comments. */
static bool begins_document(Str text, size_t at) {
  while (at < text.n && strchr("%# \r\n", text.p[at])) at = next_line(text, at);
  Str rest = str_sub(text, at, text.n);
  return str_starts(rest, STR("---")) && (rest.n == 3 || strchr(" \t\r\n", rest.p[3]));
}

static bool add_comment(Amends *amends, Str text, uint32_t directive, size_t character) {
  return begins_document(text, directive) && add(amends, (Amend){directive, character, '#', true});
}

/* Whether what stands behind `\u` is a character from U+X800 to U+XFFF. */
static bool is_upper_half(Str digits, char first) {
  if (digits.n < 4 || (digits.p[0] | 0x20) != first || str_hex(digits.p[1]) < 8) return false;
  return str_hex(digits.p[2]) >= 0 && str_hex(digits.p[3]) >= 0;
}

static bool add_private(Amends *amends, Str text, uint32_t digits, size_t character) {
  bool is_short = digits >= 2 && text.p[digits - 1] == 'u' && text.p[digits - 2] == '\\';
  return is_short && is_upper_half(str_sub(text, digits, text.n), 'd') &&
         add(amends, (Amend){digits, character, 'e', true});
}

/* Those characters of U+E800 to U+EFFF that are written so stay: each of both kinds is found in its turn. */
void amends_restore(const Amends *amends, Str source, Span span, char *text, size_t n) {
  bool is_amended = false;
  for (size_t i = 0; i < amends->n; i++)
    is_amended |= amends->at[i].c == 'e' && span.start <= amends->at[i].at && amends->at[i].at < span.end;
  size_t found = 0;
  for (size_t at = span.start; is_amended && at < span.end; at += source.p[at] == '\\' ? 2 : 1) {
    Str rest = str_sub(source, at, span.end);
    bool is_long = str_starts(rest, STR("\\U0000"));
    Str digits = str_sub(rest, is_long ? 6 : 2, rest.n);
    bool is_escaped = is_long || str_starts(rest, STR("\\u"));
    bool is_surrogate = is_escaped && !is_long && is_upper_half(digits, 'd');
    bool is_raw = rest.n >= 3 && rest.p[0] == '\xEE' && (unsigned char)rest.p[1] >= 0xA0;
    if (!is_surrogate && !is_raw && !(is_escaped && is_upper_half(digits, 'e'))) continue;
    while (found + 2 < n && !(text[found] == '\xEE' && (unsigned char)text[found + 1] >= 0xA0)) found++;
    if (is_surrogate && found + 2 < n) text[found] = '\xED';
    found += 3;
  }
}

bool amends_add(Amends *amends, Str text, const YamlProblem *problem, Stop stop) {
  if (syntax_is(problem, "found unexpected ':'")) return add_blank(amends, text, problem->span.start, stop);
  if (syntax_is(problem, "found a tab character where an indentation space is expected"))
    return add_indentation(amends, text, problem, stop);
  if (syntax_is(problem, "found invalid Unicode character escape code"))
    return add_private(amends, text, problem->span.start, stop.character);
  if (syntax_is(problem, "found unknown directive name") && problem->context)
    return add_comment(amends, text, problem->began.start, stop.context);
  bool is_version = syntax_is(problem, "found incompatible YAML document");
  bool is_first = str_starts(str_sub(text, problem->span.start, text.n), STR("%YAML 1."));
  return is_version && is_first && add_comment(amends, text, problem->span.start, stop.character);
}

size_t amends_before(const Amends *amends, size_t character) {
  size_t added = 0;
  for (size_t i = 0; i < amends->n && amends->at[i].character < character; i++) added += !amends->at[i].replaces;
  return added;
}

Str amends_apply(const Amends *amends, Arena *arena, Str text, uint32_t start) {
  if (!amends->n) return str_sub(text, start, text.n);
  Buf buf = buf_new(arena, text.n + amends->n);
  uint32_t from = start;
  for (size_t i = 0; i < amends->n; i++) {
    const Amend *amend = &amends->at[i];
    buf_put(&buf, str_sub(text, from, amend->at));
    buf_char(&buf, amend->c);
    from = amend->at + amend->replaces;
  }
  buf_put(&buf, str_sub(text, from, text.n));
  return buf_str(&buf);
}
