#include "runtime/eval/model_limit.h"

#include "runtime/core/limits.h"
#include "runtime/core/regex.h"
#include "runtime/value/types.h"

static bool keeps(Heap *heap, Operator op, Value v, Value bound) {
  Value stop;
  return bound.kind == V_ABSENT || op_truth(heap, op_compare(heap, op, v, bound), &stop);
}

/* One value against its limits. */
typedef struct Limiting {
  Heap *heap;
  Value v, input;
  const ModelPlace *location;
  ModelErrors *errors;
} Limiting;

static void check_bound(const Limiting *l, Operator op, Value bound, const char *type, const char *words) {
  if (keeps(l->heap, op, l->v, bound)) return;
  bool is_whole = bound.kind == V_FLOAT && bound.f > -1e15 && bound.f < 1e15 && bound.f == (double)(int64_t)bound.f;
  if (is_whole) bound = value_int((int64_t)bound.f); /* 0.0 is told as 0 */
  model_misfit(l->heap, l->errors, type, l->location,
               str_printf(l->heap->arena, "Input should be %s %.*s", words, STR_FMT(value_repr(l->heap, bound))),
               l->input);
}

static void report_length(const Limiting *l, int64_t length, int64_t bound, bool is_least) {
  Value v = l->v;
  const char *words = is_least ? "at least" : "at most", *plural = bound == 1 ? "" : "s";
  Str message;
  if (value_is_str(v))
    message = str_printf(l->heap->arena, "String should have %s %lld character%s", words, (long long)bound, plural);
  else
    message = str_printf(l->heap->arena, "%s should have %s %lld item%s after validation, not %lld",
                         v.kind == V_LIST    ? "List"
                         : v.kind == V_TUPLE ? "Tuple"
                         : v.kind == V_SET   ? "Set"
                                             : "Dictionary",
                         words, (long long)bound, plural, (long long)length);
  const char *type = value_is_str(v) ? (is_least ? "string_too_short" : "string_too_long")
                                     : (is_least ? "too_short" : "too_long");
  model_misfit(l->heap, l->errors, type, l->location, message, l->input);
}

/* pydantic refuses such bounds of an integer, or not, by what they are. */
static bool has_float(const ModelLimits *limits) {
  return limits->ge.kind == V_FLOAT || limits->gt.kind == V_FLOAT || limits->le.kind == V_FLOAT ||
         limits->lt.kind == V_FLOAT;
}

/* A pattern of the regex crate of Rust, as PCRE2 has it; false: it may mean something else there. */
static bool read_pattern(Arena *arena, Str text, Str *out) {
  static const char ESCAPED[] = "dDsSwW.-+*?()[]{}|^$/\\_";
  Buf buf = buf_new(arena, LIMIT_STRING_BYTES);
  bool in_class = false;
  for (size_t i = 0; i < text.n; i++) {
    char c = text.p[i], next = i + 1 < text.n ? text.p[i + 1] : '\0';
    bool is_pair = in_class && (c == '&' || c == '-' || c == '~') && next == c;
    bool is_odd = is_pair || (in_class && c == '[') || (c == '\\' && (!next || !strchr(ESCAPED, next))) ||
                  (!in_class && c == '{' && !char_is_digit(next)) ||
                  (!in_class && c == '(' && next == '?' && !(i + 2 < text.n && text.p[i + 2] == ':'));
    if (is_odd) return false;
    if (c == '[' || c == ']') in_class = c == '[';
    if (c == '$' && !in_class) buf_puts(&buf, "\\z");
    else buf_char(&buf, c);
    if (c == '\\') buf_char(&buf, next), i++;
  }
  return *out = buf_str(&buf), true;
}

static Value check_pattern(const Limiting *l, Str pattern) {
  Arena *arena = l->heap->arena;
  Str text, why;
  Span whole;
  bool is_read = value_is_str(l->v) && read_pattern(arena, pattern, &text);
  Regex *regex = is_read ? regex_compile(arena, text, REGEX_UNICODE, &why) : NULL;
  if (!regex || !regex_takes(value_text(l->v))) return value_unsupported(l->heap, "such a 'pattern' of a field");
  bool is_found = regex_match(regex, value_text(l->v), 0, &whole, 1);
  if (!is_found && regex_gave_up(regex)) return value_unsupported(l->heap, "a match that takes so many steps");
  if (is_found) return l->v;
  Str message = str_printf(arena, "String should match pattern '%.*s'", STR_FMT(pattern));
  model_misfit(l->heap, l->errors, "string_pattern_mismatch", l->location, message, l->input);
  return VALUE_ABSENT;
}

Value model_limit(Heap *heap, const ModelLimits *limits, Value v, Value input, const ModelPlace *location,
                  ModelErrors *errors) {
  Limiting limiting = {heap, v, input, location, errors};
  size_t before = errors->n;
  bool is_bounded = limits->ge.kind || limits->gt.kind || limits->le.kind || limits->lt.kind;
  bool has_length = limits->least != -1 || limits->most != -1;
  if (v.kind == V_NONE || value_passes(v)) return v;
  bool fits = v.kind == V_FLOAT || (v.kind == V_INT && !has_float(limits));
  if (is_bounded && !fits) return value_unsupported(heap, "such a bound of a field");
  check_bound(&limiting, OP_LE, limits->le, "less_than_equal", "less than or equal to");
  check_bound(&limiting, OP_LT, limits->lt, "less_than", "less than");
  check_bound(&limiting, OP_GE, limits->ge, "greater_than_equal", "greater than or equal to");
  check_bound(&limiting, OP_GT, limits->gt, "greater_than", "greater than");
  Value length = has_length ? op_len(heap, v) : value_int(0);
  if (length.kind != V_INT) return value_unsupported(heap, "such a bound of a field");
  if (length.i < limits->least) report_length(&limiting, length.i, limits->least, true);
  else if (limits->most >= 0 && length.i > limits->most) report_length(&limiting, length.i, limits->most, false);
  if (errors->n > before + 1) errors->n = before + 1;
  if (errors->n > before) return VALUE_ABSENT;
  return limits->pattern.n ? check_pattern(&limiting, limits->pattern) : v;
}
