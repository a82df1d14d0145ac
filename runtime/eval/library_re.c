#include "runtime/core/limits.h"
#include "runtime/core/regex.h"
#include "runtime/eval/builtins.h"
#include "runtime/eval/exception.h"
#include "runtime/eval/library_modules.h"
#include "runtime/eval/python.h"
#include "runtime/value/int.h"
#include "runtime/value/types.h"

/* re, on PCRE2: the two agree on almost all of their syntax. What only one of them has is translated or refused. */

enum {
  FLAG_IGNORECASE = 2,
  FLAG_MULTILINE = 8,
  FLAG_DOTALL = 16,
  FLAG_UNICODE = 32,
  FLAG_VERBOSE = 64,
  FLAG_ASCII = 256
};

static const struct Flag {
  char letter;
  int64_t flag;
  const char *name;
} FLAGS[] = {{'I', FLAG_IGNORECASE, "IGNORECASE"}, {'M', FLAG_MULTILINE, "MULTILINE"}, {'S', FLAG_DOTALL, "DOTALL"},
             {'U', FLAG_UNICODE, "UNICODE"},       {'X', FLAG_VERBOSE, "VERBOSE"},     {'A', FLAG_ASCII, "ASCII"}};
enum { MOST_SHOWN = 200 }; /* of a pattern in its repr */
enum { FLAG_COUNT = COUNT(FLAGS) };

/* A compiled pattern: the same text for each way of matching, compiled at its first use. */
typedef enum Way { WAY_SEARCH, WAY_MATCH, WAY_FULL, WAY_COUNT } Way;
typedef struct Pattern {
  Str text, translated;
  int64_t flags;
  Str names[LIMIT_REGEX_GROUPS + 1]; /* of the groups from 1 on; empty: no name */
  size_t groups;
  Regex *compiled[WAY_COUNT];
} Pattern;

typedef struct Match {
  Value pattern;
  Str text;
  const Span *groups;
} Match;

static const Type TYPE_PATTERN, TYPE_MATCH;

/* ---- from Python's syntax to PCRE2's ---- */

typedef struct Translation {
  Heap *heap;
  Pattern *pattern;
  Str text;
  size_t at;
  Buf out;
  bool in_set;
  size_t set_start; /* in `out`, behind `[` or `[^`, where a `]` means itself */
} Translation;

static Value bad_at(Heap *heap, Str text, Str words, size_t at) {
  return value_raise(heap, EXC_REGEX, "%.*s at position %zu", STR_FMT(words), str_count(str_sub(text, 0, at)));
}

static Value bad_pattern(const Translation *t, const char *words, Str part, size_t at) {
  return bad_at(t->heap, t->text, str_cat(t->heap->arena, str_of(words), part), at);
}

/* `\x61`, `\u0061` or `\U00000061`: neither more nor fewer digits. */
static Value translate_hex(Translation *t, size_t start, size_t digits) {
  uint32_t code = 0;
  size_t end = t->at;
  for (; end < t->text.n && end < t->at + digits && str_hex(t->text.p[end]) >= 0; end++)
    code = code << 4 | (uint32_t)str_hex(t->text.p[end]);
  Str whole = str_sub(t->text, start, end);
  if (end < t->at + digits) return bad_pattern(t, "incomplete escape ", whole, start);
  if (code > 0x10FFFF) return bad_pattern(t, "bad escape ", whole, start);
  t->at = end;
  return buf_printf(&t->out, "\\x{%x}", code), VALUE_NONE;
}

/* A character in octal, where it begins with 0, has three digits or stands in a set; else a group by one or two. */
static Value translate_digits(Translation *t, size_t start) {
  Str rest = str_sub(t->text, start + 1, t->text.n);
  uint32_t code = 0;
  size_t n = 0, group = (size_t)(rest.p[0] - '0');
  for (; n < 3 && n < rest.n && rest.p[n] >= '0' && rest.p[n] <= '7'; n++)
    code = code * 8 + (uint32_t)(rest.p[n] - '0');
  if (n && (t->in_set || n == 3 || rest.p[0] == '0')) {
    t->at = start + 1 + n;
    if (code > 0377)
      return bad_at(t->heap, t->text, str_printf(t->heap->arena, "octal escape value %.*s outside of range 0-0o377",
                                                 STR_FMT(str_sub(t->text, start, t->at))), start);
    return buf_printf(&t->out, "\\x{%x}", code), VALUE_NONE;
  }
  if (t->in_set) return bad_pattern(t, "bad escape ", str_sub(t->text, start, start + 2), start);
  bool two = rest.n > 1 && char_is_digit(rest.p[1]);
  if (two) group = group * 10 + (size_t)(rest.p[1] - '0');
  t->at = start + 2 + two;
  if (group > t->pattern->groups)
    return bad_pattern(t, "invalid group reference ", str_sub(t->text, start + 1, t->at), start + 1);
  return buf_printf(&t->out, "\\g{%zu}", group), VALUE_NONE;
}

/* An escape: Python knows fewer letters. `\Z` is the very end. */
static Value translate_escape(Translation *t) {
  size_t start = t->at++;
  if (t->at == t->text.n) return bad_pattern(t, "bad escape (end of pattern)", STR(""), start);
  char c = t->text.p[t->at];
  if (char_is_digit(c)) return translate_digits(t, start);
  t->at++;
  if (c == 'Z' && !t->in_set) return buf_puts(&t->out, "\\z"), VALUE_NONE;
  if (c == 'x') return translate_hex(t, start, 2);
  if (c == 'u') return translate_hex(t, start, 4);
  if (c == 'U') return translate_hex(t, start, 8);
  if (c == 'N') return value_unsupported(t->heap, "the name of a character in a pattern");
  if (char_is_letter(c) && !strchr(t->in_set ? "dDsSwWabfnrtv" : "AbBdDsSwWafnrtv", c))
    return bad_pattern(t, "bad escape ", str_sub(t->text, start, t->at), start);
  buf_char(&t->out, '\\');
  buf_char(&t->out, c);
  return VALUE_NONE;
}

/* What may follow `(`, as re._parser has it. Flags stand before a colon: those of the whole have been taken. */
static Value check_extension(const Translation *t, Str rest) {
  static const char *const KNOWN[] = {"?:", "?=", "?!", "?<=", "?<!", "?P<", "?P=", "?>"};
  for (size_t i = 0; i < COUNT(KNOWN); i++)
    if (str_starts(rest, str_of(KNOWN[i]))) return VALUE_NONE;
  size_t end = 1;
  while (end < rest.n && rest.p[end] && strchr("aiLmsux-", rest.p[end])) end++;
  if (end == rest.n || (end > 1 && rest.p[end] == ':')) return VALUE_NONE;
  if (end > 1 && rest.p[end] == ')')
    return memchr(rest.p, '-', end) ? bad_pattern(t, "missing :", STR(""), t->at + 1 + end)
                                    : bad_pattern(t, "global flags not at the start of the expression", STR(""), t->at);
  bool is_long = rest.p[1] == 'P' || rest.p[1] == '<';
  return bad_pattern(t, "unknown extension ", str_sub(rest, 0, is_long ? 3 : 2), t->at + 1);
}

/* Counts a group, and notes its name; a comment is left out. */
static Value translate_group(Translation *t) {
  Str rest = str_sub(t->text, t->at + 1, t->text.n);
  if (str_starts(rest, STR("*"))) return bad_pattern(t, "nothing to repeat", STR(""), t->at + 1);
  if (str_starts(rest, STR("?#"))) {
    size_t close = str_find(rest, STR(")"), 0);
    if (close == SIZE_MAX) return bad_pattern(t, "missing ), unterminated comment", STR(""), t->at);
    return t->at += close + 2, VALUE_NONE;
  }
  if (str_starts(rest, STR("?("))) { /* a condition: the number or name of a group */
    size_t close = str_find(rest, STR(")"), 0), end = close == SIZE_MAX ? rest.n : close + 1;
    buf_put(&t->out, str_sub(t->text, t->at, t->at + 1 + end));
    return t->at += 1 + end, VALUE_NONE;
  }
  bool named = str_starts(rest, STR("?P<")), is_group = named || !str_starts(rest, STR("?"));
  Value error = is_group ? VALUE_NONE : check_extension(t, rest);
  if (value_is_error(error)) return error;
  if (is_group) {
    if (t->pattern->groups >= LIMIT_REGEX_GROUPS) return value_unsupported(t->heap, "a pattern of so many groups");
    size_t end = str_find(rest, STR(">"), 0);
    t->pattern->names[++t->pattern->groups] = named && end != SIZE_MAX ? str_sub(rest, 3, end) : STR("");
  }
  buf_char(&t->out, '(');
  t->at++;
  return VALUE_NONE;
}

/* Whether `{,2}` or `{,}` stands there, of which PCRE2 wants a 0. */
static bool repeats_from_none(Str rest) {
  size_t at = 2;
  if (!str_starts(rest, STR("{,"))) return false;
  while (at < rest.n && char_is_digit(rest.p[at])) at++;
  return at < rest.n && rest.p[at] == '}';
}

static Value translate_one(Translation *t) {
  char c = t->text.p[t->at];
  if (c == '\\') return translate_escape(t);
  if (c == '(' && !t->in_set) return translate_group(t);
  if (c == '#' && !t->in_set && t->pattern->flags & FLAG_VERBOSE) {
    size_t end = str_find(t->text, STR("\n"), t->at);
    return t->at = end == SIZE_MAX ? t->text.n : end, VALUE_NONE;
  }
  if (c == '{' && !t->in_set && repeats_from_none(str_sub(t->text, t->at, t->text.n)))
    return buf_puts(&t->out, "{0"), t->at++, VALUE_NONE;
  bool first = t->in_set && t->out.n == t->set_start;
  if (c == '[' && t->in_set) buf_char(&t->out, '\\'); /* `[[:alpha:]]` is no class to Python */
  if (c == ']' && t->in_set && first) buf_char(&t->out, '\\');
  bool begins = c == '[' && !t->in_set;
  if (c == ']' && !first) t->in_set = false;
  buf_char(&t->out, c);
  t->at++;
  if (!begins) return VALUE_NONE;
  t->in_set = true;
  if (t->at < t->text.n && t->text.p[t->at] == '^') buf_char(&t->out, t->text.p[t->at++]);
  t->set_start = t->out.n;
  return VALUE_NONE;
}

static int64_t flag_of(char letter) {
  for (size_t i = 0; i < FLAG_COUNT; i++)
    if (FLAGS[i].letter == letter - ('a' - 'A')) return FLAGS[i].flag;
  return 0;
}

/* Takes the flags that stand in the text, before all else, "(?im)"; where the rest begins. */
static size_t take_flags(Pattern *pattern) {
  Str text = pattern->text;
  int64_t flags = 0;
  size_t at = 2;
  if (!str_starts(text, STR("(?"))) return 0;
  while (at < text.n && flag_of(text.p[at])) flags |= flag_of(text.p[at++]);
  if (at == text.n || text.p[at] != ')') return 0;
  pattern->flags |= flags;
  return at + 1;
}

static Value translate(Heap *heap, Pattern *pattern) {
  Translation t = {heap,  pattern, pattern->text, take_flags(pattern), buf_new(heap->arena, LIMIT_STRING_BYTES),
                   false, 0};
  Value error = VALUE_NONE;
  if (!(pattern->flags & FLAG_ASCII)) pattern->flags |= FLAG_UNICODE;
  bool is_narrow = pattern->flags & FLAG_ASCII && pattern->flags & FLAG_IGNORECASE;
  for (size_t i = 0; is_narrow && i < t.text.n; i++)
    if ((unsigned char)t.text.p[i] >= 0x80)
      return value_unsupported(heap, "a pattern beyond ASCII with re.ASCII and re.IGNORECASE");
  buf_puts(&t.out, "(?");
  if (pattern->flags & FLAG_IGNORECASE) buf_char(&t.out, 'i');
  if (pattern->flags & FLAG_MULTILINE) buf_char(&t.out, 'm');
  if (pattern->flags & FLAG_DOTALL) buf_char(&t.out, 's');
  if (pattern->flags & FLAG_VERBOSE) buf_char(&t.out, 'x');
  buf_char(&t.out, ')');
  while (t.at < t.text.n && !value_is_error(error)) error = translate_one(&t);
  pattern->translated = buf_str(&t.out);
  return error;
}

static Regex *compiled(Heap *heap, Pattern *pattern, Way way, Value *error) {
  if (pattern->compiled[way]) return pattern->compiled[way];
  unsigned options = (way == WAY_SEARCH ? 0 : REGEX_ANCHORED) | (pattern->flags & FLAG_UNICODE ? REGEX_UNICODE : 0);
  Str text = pattern->translated, why = {0};
  if (way == WAY_FULL) text = str_printf(heap->arena, "(?:%.*s\n)\\z", STR_FMT(text));
  if (way == WAY_FULL && !(pattern->flags & FLAG_VERBOSE))
    text = str_printf(heap->arena, "(?:%.*s)\\z", STR_FMT(pattern->translated));
  pattern->compiled[way] = regex_compile(heap->arena, text, options, &why);
  bool has_flags = str_find(text, STR("(?a"), 0) != SIZE_MAX || str_find(text, STR("(?u"), 0) != SIZE_MAX ||
                   str_find(text, STR("(?L"), 0) != SIZE_MAX; /* of which PCRE2 knows nothing */
  bool is_much = !pattern->compiled[way] && str_find(why, STR("number too big"), 0) != SIZE_MAX;
  if (is_much) *error = value_unsupported(heap, "so many repetitions in a pattern");
  else if (!pattern->compiled[way])
    *error = has_flags ? value_unsupported(heap, "such flags in a pattern") : value_raise_str(heap, EXC_REGEX, why);
  return pattern->compiled[way];
}

/* A pattern as a function of the module takes it: text, or compiled already. */
static Value pattern_of(Heap *heap, Value v, Value flags) {
  if (v.kind == V_OBJECT && value_type(v) == &TYPE_PATTERN) return v;
  if (v.kind == V_BYTES) return value_unsupported(heap, "'re' on bytes");
  if (!value_is_str(v)) return value_raise(heap, EXC_TYPE, "first argument must be string or compiled pattern");
  Pattern *pattern = ARENA_NEW(heap->arena, Pattern);
  pattern->text = value_text(v);
  if (flags.kind == V_INT) pattern->flags = flags.i;
  Value error = translate(heap, pattern);
  if (!value_is_error(error)) compiled(heap, pattern, WAY_SEARCH, &error);
  return value_is_error(error) ? error : object_new(heap, &TYPE_PATTERN, (Object){.state = pattern});
}

/* ---- matching ---- */

static Value need_text(Heap *heap, Value v, Str *text) {
  *text = value_text(v);
  if (value_is_str(v)) return VALUE_NONE;
  if (v.kind == V_BYTES) return value_raise(heap, EXC_TYPE, "cannot use a string pattern on a bytes-like object");
  return value_raise(heap, EXC_TYPE, "expected string or bytes-like object, got '%s'", value_type_name(v));
}

static Value match_new(Heap *heap, Value pattern, Str text, const Span *groups) {
  Match *match = ARENA_NEW(heap->arena, Match);
  *match = (Match){pattern, text, groups};
  return object_new(heap, &TYPE_MATCH, (Object){.state = match});
}

/* The match at or after `from`; None; or an error. `more`: an empty one at `from` does not count. */
static Value find(Heap *heap, Value object, Way way, Str text, size_t from, bool more) {
  Pattern *pattern = object.object->state;
  Value error = VALUE_NONE;
  Regex *regex = compiled(heap, pattern, way, &error);
  if (!regex) return error;
  heap_step(heap, 1 + text.n / 64);
  Span *groups = ARENA_ARRAY(heap->arena, Span, pattern->groups + 1);
  const char *found = more ? regex_match_more(regex, text, from, groups, pattern->groups + 1)
                           : regex_match(regex, text, from, groups, pattern->groups + 1);
  if (!found && regex_gave_up(regex)) return value_unsupported(heap, "a match that takes so many steps");
  return found ? match_new(heap, object, text, groups) : VALUE_NONE;
}

static const Span *groups_of(Value match) { return ((Match *)match.object->state)->groups; }

/* All matches, one after the other; an empty one may follow one that is not (sre's rule). */
static Value find_all(Heap *heap, Value pattern, Str text, size_t most, ValueList *matches) {
  size_t from = 0;
  bool more = false;
  while (from <= text.n && matches->n < most) {
    Value match = find(heap, pattern, WAY_SEARCH, text, from, more);
    if (match.kind != V_OBJECT) return match;
    value_list_push(heap, matches, match);
    Span whole = groups_of(match)[0];
    from = whole.end;
    more = whole.start == whole.end;
  }
  return VALUE_NONE;
}

/* ---- groups ---- */

static Value group_value(Value match, size_t i, Value fallback) {
  const Match *m = match.object->state;
  Span span = m->groups[i];
  return span.start == UINT32_MAX ? fallback : value_str(str_sub(m->text, span.start, span.end));
}

/* The number of a group given by number or name; an IndexError. */
static Value group_number(Heap *heap, Value match, Value which, size_t *number) {
  const Match *m = match.object->state;
  const Pattern *pattern = m->pattern.object->state;
  int64_t index = -1;
  if (value_is_str(which)) {
    for (size_t i = 1; i <= pattern->groups; i++)
      if (pattern->names[i].n && str_eq(pattern->names[i], value_text(which))) index = (int64_t)i;
  } else {
    value_index(which, &index);
  }
  if (index < 0 || index > (int64_t)pattern->groups) return value_raise(heap, EXC_INDEX, "no such group");
  *number = (size_t)index;
  return VALUE_NONE;
}

static Value m_group(Heap *heap, Value self, const Value *args) {
  const List *given = args[0].list;
  ValueList groups = {0};
  size_t number;
  if (!given->n) return group_value(self, 0, VALUE_NONE);
  for (size_t i = 0; i < given->n; i++) {
    Value error = group_number(heap, self, given->at[i], &number);
    if (value_is_error(error)) return error;
    value_list_push(heap, &groups, group_value(self, number, VALUE_NONE));
  }
  return given->n == 1 ? groups.at[0] : value_tuple(heap, groups.at, groups.n);
}

static size_t group_count(Value match) {
  const Match *m = match.object->state;
  return ((Pattern *)m->pattern.object->state)->groups;
}

static Value m_groups(Heap *heap, Value self, const Value *args) {
  ValueList groups = {0};
  Value fallback = args[0].kind == V_ABSENT ? VALUE_NONE : args[0];
  for (size_t i = 1; i <= group_count(self); i++) value_list_push(heap, &groups, group_value(self, i, fallback));
  return value_tuple(heap, groups.at, groups.n);
}

static Value m_groupdict(Heap *heap, Value self, const Value *args) {
  const Match *m = self.object->state;
  const Pattern *pattern = m->pattern.object->state;
  Value dict = value_dict(heap), fallback = args[0].kind == V_ABSENT ? VALUE_NONE : args[0];
  for (size_t i = 1; i <= pattern->groups; i++)
    if (pattern->names[i].n) dict_put(heap, dict.dict, value_str(pattern->names[i]), group_value(self, i, fallback));
  return dict;
}

/* Places count code points; -1 for a group that took no part. */
static Value place(Str text, uint32_t at) {
  return value_int(at == UINT32_MAX ? -1 : (int64_t)str_count(str_sub(text, 0, at)));
}

static Value span_part(Heap *heap, Value self, Value which, bool end) {
  const Match *m = self.object->state;
  size_t number = 0;
  Value error = which.kind == V_ABSENT ? VALUE_NONE : group_number(heap, self, which, &number);
  if (value_is_error(error)) return error;
  return place(m->text, end ? m->groups[number].end : m->groups[number].start);
}

static Value m_start(Heap *heap, Value self, const Value *args) { return span_part(heap, self, args[0], false); }
static Value m_end(Heap *heap, Value self, const Value *args) { return span_part(heap, self, args[0], true); }

static Value m_span(Heap *heap, Value self, const Value *args) {
  Value pair[] = {span_part(heap, self, args[0], false), span_part(heap, self, args[0], true)};
  return value_is_error(pair[0]) ? pair[0] : value_tuple(heap, pair, 2);
}

static Value m_string(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return value_str(((Match *)self.object->state)->text);
}

static Value m_re(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return ((Match *)self.object->state)->pattern;
}

static Value match_item(Heap *heap, Value v, Value key) {
  size_t number;
  Value error = group_number(heap, v, key, &number);
  return value_is_error(error) ? error : group_value(v, number, VALUE_NONE);
}

static void match_repr(Heap *heap, Buf *buf, Value v) {
  Value whole = group_value(v, 0, VALUE_NONE), span = m_span(heap, v, (Value[]){VALUE_ABSENT});
  buf_puts(buf, "<re.Match object; span=");
  value_write_repr(heap, buf, span);
  buf_puts(buf, ", match=");
  value_write_repr(heap, buf, whole);
  buf_char(buf, '>');
}

static Value m_expand(Heap *heap, Value self, const Value *args);

static const Builtin MATCH_METHODS[] = {
    {"end", "group=0, /", 0, 1, BUILTIN_C_STYLE, m_end, "where a group ends"},
    {"expand", "expand(template)", 1, 1, 0, m_expand, "a template with the groups in place"},
    {"group", "*args", 0, UINT8_MAX, BUILTIN_C_STYLE, m_group, "what groups matched"},
    {"groupdict", "groupdict(default=None)", 0, 1, 0, m_groupdict, "the named groups"},
    {"groups", "groups(default=None)", 0, 1, 0, m_groups, "all groups"},
    {"re", "", 0, 0, BUILTIN_PROPERTY, m_re, "the pattern"},
    {"span", "group=0, /", 0, 1, BUILTIN_C_STYLE, m_span, "where a group begins and ends"},
    {"start", "group=0, /", 0, 1, BUILTIN_C_STYLE, m_start, "where a group begins"},
    {"string", "", 0, 0, BUILTIN_PROPERTY, m_string, "the text that was searched"},
};

/* The group that was closed last, 0: none took part; -1: of several, what the places do not tell. */
static int64_t last_index(Value match) {
  const Match *m = match.object->state;
  Str pattern = ((const Pattern *)m->pattern.object->state)->text;
  size_t n = group_count(match), last = 0, matched = 0;
  bool is_even = false;
  for (size_t i = 1; i <= n; i++) {
    if (m->groups[i].start == UINT32_MAX) continue;
    matched++;
    bool is_later = !last || m->groups[i].end > m->groups[last].end;
    is_even = !is_later && (is_even || m->groups[i].end == m->groups[last].end);
    if (is_later) last = i;
  }
  bool looks_around = str_find(pattern, STR("(?="), 0) != SIZE_MAX || str_find(pattern, STR("(?<="), 0) != SIZE_MAX;
  return matched > 1 && (is_even || looks_around) ? -1 : (int64_t)last;
}

static Value last_group(Heap *heap, Value match, bool named) {
  const Match *m = match.object->state;
  int64_t last = last_index(match);
  if (last < 0) return value_unsupported(heap, "the last of several groups");
  if (!named) return last ? value_int(last) : VALUE_NONE;
  const Str *names = ((const Pattern *)m->pattern.object->state)->names;
  return last && names[last].n ? value_str(names[last]) : VALUE_NONE;
}

static Value match_attr(Heap *heap, Value v, Str name) {
  static const char *const NAMES[] = {"endpos", "pos", "regs"};
  if (str_is(name, "lastgroup") || str_is(name, "lastindex")) return last_group(heap, v, str_is(name, "lastgroup"));
  for (size_t i = 0; i < COUNT(NAMES); i++)
    if (str_is(name, NAMES[i])) return value_unsupported(heap, "'%s' of a match", NAMES[i]);
  return VALUE_ABSENT;
}

static const Type TYPE_MATCH = {.name = "re.Match",
                                .methods = BUILTIN_TABLE(MATCH_METHODS),
                                .attr = match_attr,
                                .repr = match_repr,
                                .item = match_item};

/* ---- replacing ---- */

/* A replacement in which escapes stand (re._parser.parse_template), and the match that it replaces. */
typedef struct Replacing {
  Heap *heap;
  Buf *buf;
  Str text;
  size_t at;
  Value match;
} Replacing;

static Value bad_replacement(const Replacing *r, Str words, size_t at) { return bad_at(r->heap, r->text, words, at); }

/* `which`: a name or a number. */
static Value put_group(Replacing *r, Value which, size_t place) {
  size_t number;
  if (!value_is_error(group_number(r->heap, r->match, which, &number))) {
    Value group = group_value(r->match, number, VALUE_NONE);
    if (group.kind == V_STR) buf_put(r->buf, value_text(group));
    return VALUE_NONE;
  }
  Str shown = value_is_str(which) ? value_repr(r->heap, which) : value_to_str(r->heap, which);
  if (value_is_str(which)) return value_raise(r->heap, EXC_INDEX, "unknown group name %.*s", STR_FMT(shown));
  return bad_replacement(r, str_cat(r->heap->arena, STR("invalid group reference "), shown), place);
}

/* `<name>` or `<1>`, behind `\g` */
static Value put_named(Replacing *r) {
  if (r->at == r->text.n || r->text.p[r->at] != '<') return bad_replacement(r, STR("missing <"), r->at);
  size_t from = r->at + 1, close = str_find(r->text, STR(">"), from);
  if (from == r->text.n || close == from) return bad_replacement(r, STR("missing group name"), from);
  if (close == SIZE_MAX) return bad_replacement(r, STR("missing >, unterminated name"), from);
  Value name = value_str(str_sub(r->text, from, close));
  r->at = close + 1;
  if (text_is_identifier(value_text(name))) return put_group(r, name, from);
  Value which = r->heap->call(r->heap, value_of_type(&TYPE_INT), &name, 1, NULL);
  if (!value_is_error(which) && int_sign(which) >= 0) return put_group(r, which, from);
  Str shown = value_repr(r->heap, name);
  return bad_replacement(r, str_cat(r->heap->arena, STR("bad character in group name "), shown), from);
}

/* The digit that stands next, if it is below `base`; else -1. */
static int digit_next(const Replacing *r, int base) {
  int digit = r->at < r->text.n ? r->text.p[r->at] - '0' : -1;
  return digit < base ? digit : -1;
}

/* `\0`, `\12` or `\100`: a character where it begins with 0 or has three octal digits, else a group. */
static Value put_number(Replacing *r, int first, size_t start) {
  int number = first, second = digit_next(r, first ? 10 : 8), octal = first;
  if (second >= 0) number = 10 * first + second, octal = 8 * first + second, r->at++;
  int third = second >= 0 && first < 8 && second < 8 ? digit_next(r, 8) : -1;
  if (third >= 0) octal = 8 * octal + third, r->at++;
  if (first && third < 0) return put_group(r, value_int(number), start + 1);
  Str whole = str_sub(r->text, start, r->at);
  if (octal > 0377)
    return bad_replacement(
        r, str_printf(r->heap->arena, "octal escape value %.*s outside of range 0-0o377", STR_FMT(whole)), start);
  return buf_code_point(r->buf, (uint32_t)octal), VALUE_NONE;
}

/* One escape: a group, or a character. */
static Value put_escape(Replacing *r) {
  static const char FROM[] = "abfnrtv\\", TO[] = "\a\b\f\n\r\t\v\\";
  size_t start = r->at++;
  if (r->at == r->text.n) return bad_replacement(r, STR("bad escape (end of pattern)"), start);
  char c = r->text.p[r->at++];
  if (c == 'g') return put_named(r);
  if (char_is_digit(c)) return put_number(r, c - '0', start);
  const char *known = c ? strchr(FROM, c) : NULL;
  if (!known && char_is_letter(c)) return bad_replacement(r, str_printf(r->heap->arena, "bad escape \\%c", c), start);
  if (!known) buf_char(r->buf, '\\');
  return buf_char(r->buf, known ? TO[known - FROM] : c), VALUE_NONE;
}

static Value put_template(Heap *heap, Buf *buf, Str text, Value match) {
  Replacing r = {heap, buf, text, 0, match};
  Value error = VALUE_NONE;
  while (r.at < text.n && !value_is_error(error)) {
    if (text.p[r.at] == '\\') error = put_escape(&r);
    else buf_char(buf, text.p[r.at++]);
  }
  return error;
}

static Value m_expand(Heap *heap, Value self, const Value *args) {
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  if (!value_is_str(args[0])) return value_unsupported(heap, "'expand' of what is no text");
  Value error = put_template(heap, &buf, value_text(args[0]), self);
  return value_passes(error) ? error : value_str(buf_str(&buf));
}

/* `pieces`: how many texts the result is joined of so far; None is none. */
static Value put_replacement(Heap *heap, Buf *buf, Value by, Value match, size_t *pieces) {
  bool is_call = !value_is_str(by) && by.kind != V_BYTES;
  Value v = is_call ? heap->call(heap, by, &match, 1, NULL) : by;
  if (value_passes(v) || v.kind == V_NONE) return v;
  if (!value_is_str(v))
    return value_raise(heap, EXC_TYPE, "sequence item %zu: expected str instance, %s found", *pieces,
                       value_type_name(v));
  ++*pieces;
  if (!is_call) return put_template(heap, buf, value_text(v), match);
  buf_put(buf, value_text(v));
  return VALUE_NONE;
}

/* What is wrong with a replacement is said, be there nothing to replace. */
static Value check_template(Heap *heap, Value pattern, Str text) {
  size_t n = ((Pattern *)pattern.object->state)->groups + 1;
  Span *groups = ARENA_ARRAY(heap->arena, Span, n);
  for (size_t i = 0; i < n; i++) groups[i] = (Span){UINT32_MAX, UINT32_MAX};
  Buf unused = buf_new(heap->arena, LIMIT_STRING_BYTES);
  return put_template(heap, &unused, text, match_new(heap, pattern, (Str){0}, groups));
}

/* How many matches count: 0 is all, less is none. */
static Value read_count(Heap *heap, Value v, size_t *most) {
  int64_t count = 0;
  Value error = v.kind == V_ABSENT ? VALUE_NONE : value_need_int(heap, v, &count);
  *most = count == 0 ? SIZE_MAX : count < 0 ? 0 : (size_t)count;
  return error;
}

/* Text or something to call; the errors are those of `re._compile_repl`, which remembers texts. */
static Value check_replacement(Heap *heap, Value by) {
  uint64_t hash;
  if (value_is_str(by) || by.kind == V_BYTES || python_is_callable(by)) return VALUE_NONE;
  if (!value_hash(heap, by, &hash)) return value_unhashable(heap, by);
  return value_raise(heap, EXC_TYPE, "decoding to str: need a bytes-like object, %s found", value_type_name(by));
}

static Value substitute(Heap *heap, Value pattern, Value by, Value string, Value count, bool counted) {
  Str text = {0};
  ValueList matches = {0};
  size_t most;
  Value error = read_count(heap, count, &most);
  if (!value_is_error(error)) error = check_replacement(heap, by);
  if (!value_is_error(error)) error = need_text(heap, string, &text);
  if (!value_is_error(error)) error = find_all(heap, pattern, text, most, &matches);
  if (!value_passes(error) && !matches.n && value_is_str(by)) error = check_template(heap, pattern, value_text(by));
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  size_t at = 0, pieces = 0;
  for (size_t i = 0; i < matches.n && !value_passes(error); i++) {
    Span whole = groups_of(matches.at[i])[0];
    buf_put(&buf, str_sub(text, at, whole.start));
    pieces += whole.start > at;
    error = put_replacement(heap, &buf, by, matches.at[i], &pieces);
    at = whole.end;
  }
  if (value_passes(error)) return error;
  buf_put(&buf, str_sub(text, at, text.n));
  Value pair[] = {value_str(buf_str(&buf)), value_int((int64_t)matches.n)};
  return counted ? value_tuple(heap, pair, 2) : pair[0];
}

/* ---- finding and splitting ---- */

static Value found_of(Heap *heap, Value match) {
  if (group_count(match) == 0) return group_value(match, 0, VALUE_NONE);
  if (group_count(match) == 1) return group_value(match, 1, value_str(STR("")));
  return m_groups(heap, match, (Value[]){value_str(STR(""))});
}

static Value all_found(Heap *heap, Value pattern, Value string, bool matches_only) {
  Str text;
  ValueList matches = {0};
  Value error = need_text(heap, string, &text), list = value_list(heap, 0);
  if (!value_is_error(error)) error = find_all(heap, pattern, text, SIZE_MAX, &matches);
  if (value_passes(error)) return error;
  for (size_t i = 0; i < matches.n; i++)
    list_push(heap, list, matches_only ? matches.at[i] : found_of(heap, matches.at[i]));
  if (!matches_only) return list;
  Iter iter = {0};
  iter_items(heap, list, &iter);
  return value_iterator(heap, iter, "callable_iterator");
}

static Value split_by(Heap *heap, Value pattern, Value string, Value count) {
  Str text = {0};
  ValueList matches = {0};
  size_t most;
  Value error = read_count(heap, count, &most), list = value_list(heap, 0);
  if (!value_is_error(error)) error = need_text(heap, string, &text);
  if (!value_is_error(error)) error = find_all(heap, pattern, text, most, &matches);
  if (value_passes(error)) return error;
  size_t at = 0;
  for (size_t i = 0; i < matches.n; i++) {
    Span whole = groups_of(matches.at[i])[0];
    list_push(heap, list, value_str(str_sub(text, at, whole.start)));
    for (size_t g = 1; g <= group_count(matches.at[i]); g++)
      list_push(heap, list, group_value(matches.at[i], g, VALUE_NONE));
    at = whole.end;
  }
  list_push(heap, list, value_str(str_sub(text, at, text.n)));
  return list;
}

static Value matched(Heap *heap, Value pattern, Value string, Way way) {
  Str text;
  Value error = need_text(heap, string, &text);
  return value_is_error(error) ? error : find(heap, pattern, way, text, 0, false);
}

/* ---- patterns as values ---- */

/* `pos` and `endpos` are not evaluated. */
#define OF_PATTERN(name, call)                                                                        \
  static Value p_##name(Heap *heap, Value self, const Value *args) {                                  \
    bool part = args[1].kind != V_ABSENT || args[2].kind != V_ABSENT;                                 \
    return part ? value_unsupported(heap, "'%s' of a pattern in a part of the text", #name) : (call); \
  }
OF_PATTERN(match, matched(heap, self, args[0], WAY_MATCH))
OF_PATTERN(fullmatch, matched(heap, self, args[0], WAY_FULL))
OF_PATTERN(search, matched(heap, self, args[0], WAY_SEARCH))
OF_PATTERN(findall, all_found(heap, self, args[0], false))
OF_PATTERN(finditer, all_found(heap, self, args[0], true))
static Value p_split(Heap *heap, Value self, const Value *args) { return split_by(heap, self, args[0], args[1]); }
static Value p_sub(Heap *heap, Value self, const Value *args) {
  return substitute(heap, self, args[0], args[1], args[2], false);
}
static Value p_subn(Heap *heap, Value self, const Value *args) {
  return substitute(heap, self, args[0], args[1], args[2], true);
}

static Value p_pattern(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return value_str(((Pattern *)self.object->state)->text);
}

static Value p_groups(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return value_int((int64_t)((Pattern *)self.object->state)->groups);
}

static Value p_groupindex(Heap *heap, Value self, const Value *args) {
  (void)args;
  const Pattern *pattern = self.object->state;
  Value dict = value_dict(heap);
  for (size_t i = 1; i <= pattern->groups; i++)
    if (pattern->names[i].n) dict_put(heap, dict.dict, value_str(pattern->names[i]), value_int((int64_t)i));
  return dict;
}

static Value p_flags(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return value_int(((const Pattern *)self.object->state)->flags);
}

/* That a text is matched by Unicode goes without saying. */
static void pattern_repr(Heap *heap, Buf *buf, Value v) {
  const char *before = ", re.";
  int64_t flags = ((const Pattern *)v.object->state)->flags & ~(int64_t)FLAG_UNICODE;
  buf_puts(buf, "re.compile(");
  buf_put(buf, str_sub(value_repr(heap, p_pattern(heap, v, NULL)), 0, MOST_SHOWN));
  for (size_t i = 0; i < FLAG_COUNT; i++) {
    if (!(flags & FLAGS[i].flag)) continue;
    buf_printf(buf, "%s%s", before, FLAGS[i].name);
    before = "|re.";
  }
  buf_char(buf, ')');
}

static const Builtin PATTERN_METHODS[] = {
    {"findall", "string, pos=0, endpos=9223372036854775807", 1, 3, 0, p_findall, "all that matches"},
    {"finditer", "string, pos=0, endpos=9223372036854775807", 1, 3, 0, p_finditer, "all matches"},
    {"flags", "", 0, 0, BUILTIN_PROPERTY, p_flags, "the flags, as a number"},
    {"fullmatch", "string, pos=0, endpos=9223372036854775807", 1, 3, 0, p_fullmatch, "a match of the whole"},
    {"groupindex", "", 0, 0, BUILTIN_PROPERTY, p_groupindex, "the numbers of named groups"},
    {"groups", "", 0, 0, BUILTIN_PROPERTY, p_groups, "how many groups"},
    {"match", "string, pos=0, endpos=9223372036854775807", 1, 3, 0, p_match, "a match at the start"},
    {"pattern", "", 0, 0, BUILTIN_PROPERTY, p_pattern, "the text"},
    {"search", "string, pos=0, endpos=9223372036854775807", 1, 3, 0, p_search, "the first match"},
    {"split", "split(string, maxsplit=0)", 1, 2, 0, p_split, "the parts between"},
    {"sub", "sub(repl, string, count=0)", 2, 3, 0, p_sub, "with matches replaced"},
    {"subn", "subn(repl, string, count=0)", 2, 3, 0, p_subn, "the same, and how many"},
};
static const Type TYPE_PATTERN = {
    .name = "re.Pattern", .methods = BUILTIN_TABLE(PATTERN_METHODS), .repr = pattern_repr};

/* ---- the module ---- */

#define OF_MODULE(name, flags, call)                                 \
  static Value r_##name(Heap *heap, Value self, const Value *args) { \
    (void)self;                                                      \
    Value pattern = pattern_of(heap, args[0], args[flags]);          \
    return value_is_error(pattern) ? pattern : call;                 \
  }
OF_MODULE(compile, 1, pattern)
OF_MODULE(match, 2, matched(heap, pattern, args[1], WAY_MATCH))
OF_MODULE(fullmatch, 2, matched(heap, pattern, args[1], WAY_FULL))
OF_MODULE(search, 2, matched(heap, pattern, args[1], WAY_SEARCH))
OF_MODULE(findall, 2, all_found(heap, pattern, args[1], false))
OF_MODULE(finditer, 2, all_found(heap, pattern, args[1], true))
OF_MODULE(split, 3, split_by(heap, pattern, args[1], args[2]))
OF_MODULE(sub, 4, substitute(heap, pattern, args[1], args[2], args[3], false))
OF_MODULE(subn, 4, substitute(heap, pattern, args[1], args[2], args[3], true))

static Value r_escape(Heap *heap, Value self, const Value *args) {
  (void)self;
  Str text;
  Value error = need_text(heap, args[0], &text);
  if (value_is_error(error)) return error;
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < text.n; i++) {
    if (text.p[i] && strchr("()[]{}?*+-|^$\\.&~# \t\n\r\v\f", text.p[i])) buf_char(&buf, '\\');
    buf_char(&buf, text.p[i]);
  }
  return value_str(buf_str(&buf));
}

static const Builtin ROWS[] = {
    {"compile", "compile(pattern, flags=0)", 1, 2, 0, r_compile, "a pattern"},
    {"escape", "escape(pattern)", 1, 1, 0, r_escape, "a text that matches itself"},
    {"findall", "findall(pattern, string, flags=0)", 2, 3, 0, r_findall, "all that matches"},
    {"finditer", "finditer(pattern, string, flags=0)", 2, 3, 0, r_finditer, "all matches"},
    {"fullmatch", "fullmatch(pattern, string, flags=0)", 2, 3, 0, r_fullmatch, "a match of the whole"},
    {"match", "match(pattern, string, flags=0)", 2, 3, 0, r_match, "a match at the start"},
    {"search", "search(pattern, string, flags=0)", 2, 3, 0, r_search, "the first match"},
    {"split", "split(pattern, string, maxsplit=0, flags=0)", 2, 4, 0, r_split, "the parts between"},
    {"sub", "sub(pattern, repl, string, count=0, flags=0)", 3, 5, 0, r_sub, "with matches replaced"},
    {"subn", "subn(pattern, repl, string, count=0, flags=0)", 3, 5, 0, r_subn, "the same, and how many"},
};

Value library_re(Heap *heap, Str name) {
  static const BuiltinTable TABLE = BUILTIN_TABLE(ROWS);
  (void)heap;
  if (str_is(name, "error")) return value_of_type(exception_type(EXC_REGEX));
  for (size_t i = 0; i < FLAG_COUNT; i++)
    if (str_is(name, FLAGS[i].name) || (name.n == 1 && name.p[0] == FLAGS[i].letter)) return value_int(FLAGS[i].flag);
  const Builtin *row = table_find(TABLE, name);
  return row ? value_of_builtin(row) : VALUE_ABSENT;
}
