#include "runtime/value/braces.h"

#include <stdlib.h>
#include <string.h>

#include "runtime/core/limits.h"
#include "runtime/value/format.h"
#include "runtime/value/markup.h"

typedef struct Braces {
  Heap *heap;
  const Value *args;
  size_t n;
  const Dict *keywords;
  Value mapping; /* str.format_map, in place of keywords; else V_ABSENT */
  int64_t next; /* the next automatic number; -1: fields are numbered by hand */
  bool automatic;
  bool escaping; /* Markup.format */
} Braces;

static bool all_digits(Str text) {
  size_t n = 0;
  while (n < text.n && char_is_digit(text.p[n])) n++;
  return n && n == text.n;
}

static Value positional(Braces *b, Str name) {
  if (!b->args) return value_raise(b->heap, EXC_VALUE, "Format string contains positional fields");
  if (name.n == 0) {
    if (b->next < 0)
      return value_raise(b->heap, EXC_VALUE,
                         "cannot switch from manual field specification to automatic field numbering");
    b->automatic = true;
  } else if (b->automatic) {
    return value_raise(b->heap, EXC_VALUE,
                       "cannot switch from automatic field numbering to manual field specification");
  }
  int64_t index =
      name.n == 0 ? b->next++ : (b->next = -1, name.n < 10 ? atoll(str_z(b->heap->arena, name)) : INT64_MAX);
  if (index < (int64_t)b->n) return b->args[index];
  return value_raise(b->heap, EXC_INDEX, "Replacement index %lld out of range for positional args tuple",
                     (long long)index);
}

static Value named(Braces *b, Str name) {
  if (name.n == 0 || all_digits(name)) return positional(b, name);
  if (b->mapping.kind != V_ABSENT) return op_item(b->heap, b->mapping, value_str(name));
  Value found = b->keywords ? dict_get_str(b->keywords, name) : VALUE_ABSENT;
  return found.kind == V_ABSENT ? value_raise_str(b->heap, EXC_KEY, value_repr(b->heap, value_str(name))) : found;
}

/* field := name ("." attribute | "[" index "]")* */
static Value field_value(Braces *b, Str field) {
  size_t at = 0;
  while (at < field.n && field.p[at] != '.' && field.p[at] != '[') at++;
  Value v = named(b, str_sub(field, 0, at));
  while (at < field.n && !value_passes(v)) {
    bool index = field.p[at] == '[';
    if (!index && field.p[at] != '.')
      return value_raise(b->heap, EXC_VALUE, "Only '.' or '[' may follow ']' in format field specifier");
    size_t start = ++at;
    while (at < field.n && (index ? field.p[at] != ']' : field.p[at] != '.' && field.p[at] != '[')) at++;
    if (index && at == field.n) return value_raise(b->heap, EXC_VALUE, "Missing ']' in format string");
    Str name = str_sub(field, start, at);
    if (name.n == 0) return value_raise(b->heap, EXC_VALUE, "Empty attribute in format string");
    if (index) at++;
    bool number = index && all_digits(name) && name.n < 18;
    v = !index ? op_attr(b->heap, v, name)
               : op_item(b->heap, v, number ? value_int(atoll(str_z(b->heap->arena, name))) : value_str(name));
  }
  return v;
}

static Value write_braces(Braces *b, Buf *buf, Str pattern, int depth);

/* format(v, spec), in Markup.format escaped (markupsafe.EscapeFormatter.format_field) */
static Value format_field(Braces *b, Value v, Str spec) {
  if (!b->escaping) return format_value(b->heap, v, spec);
  if (markup_is(v) && spec.n) return value_raise(b->heap, EXC_VALUE, "Unsupported format specification for Markup.");
  return markup_escape(b->heap, markup_is(v) ? v : format_value(b->heap, v, spec));
}

/* The text between the braces of one field: name, conversion and specification. */
static Value write_field(Braces *b, Buf *buf, Str inside, int depth) {
  Heap *heap = b->heap;
  size_t at = 0;
  bool bracket = false;
  while (at < inside.n && (bracket || (inside.p[at] != '!' && inside.p[at] != ':'))) {
    if (inside.p[at] == '[') bracket = true;
    if (inside.p[at] == ']') bracket = false;
    if (inside.p[at] == '{' && !bracket) return value_raise(heap, EXC_VALUE, "unexpected '{' in field name");
    at++;
  }
  Str name = str_sub(inside, 0, at), spec = {0};
  uint32_t conversion = 0;
  if (at < inside.n && inside.p[at] == '!') {
    if (at + 1 >= inside.n) return value_raise(heap, EXC_VALUE, "unmatched '{' in format spec");
    at++;
    conversion = str_decode(inside, &at);
    if (at < inside.n && inside.p[at] != ':')
      return value_raise(heap, EXC_VALUE, "expected ':' after conversion specifier");
  }
  if (at < inside.n) spec = str_sub(inside, at + 1, inside.n);
  Value v = field_value(b, name);
  if (value_passes(v)) return v;
  bool is_known = conversion == 'r' || conversion == 's' || conversion == 'a';
  if (conversion && !is_known)
    return value_raise(heap, EXC_VALUE, conversion > ' ' && conversion < 0x7F ? "Unknown conversion specifier %c"
                                                                              : "Unknown conversion specifier \\x%x",
                       conversion);
  if (conversion) v = format_converted(heap, v, (char)conversion);
  Buf inner = buf_new(heap->arena, LIMIT_STRING_BYTES);
  if (spec.n && memchr(spec.p, '{', spec.n)) {
    Value done = write_braces(b, &inner, spec, depth - 1);
    if (value_passes(done)) return done;
    spec = buf_str(&inner);
  }
  Value text = format_field(b, v, spec);
  if (!value_passes(text)) buf_put(buf, value_text(text));
  return text;
}

static size_t field_end(Str pattern, size_t at) {
  int nested = 1;
  bool bracket = false, in_spec = false;
  for (; at < pattern.n; at++) {
    char c = pattern.p[at];
    if (c == ':' && !bracket) in_spec = true;
    if (!in_spec && c == '[') bracket = true;
    if (!in_spec && c == ']') bracket = false;
    if (bracket) continue;
    nested += (c == '{') - (c == '}');
    if (nested == 0) break;
  }
  return at;
}

/* What a field that begins at `at` and does not end lacks. */
static const char *unfinished(Str pattern, size_t at) {
  bool bracket = false;
  for (; at < pattern.n; at++) {
    char c = pattern.p[at];
    if (c == '[' || c == ']') bracket = c == '[';
    if (bracket) continue;
    if (c == '{') return "unexpected '{' in field name";
    if (c == '!' && at + 1 == pattern.n) return "end of string while looking for conversion specifier";
    if (c == '!' || c == ':') return "unmatched '{' in format spec";
  }
  return "expected '}' before end of string";
}

static Value write_braces(Braces *b, Buf *buf, Str pattern, int depth) {
  if (depth < 0) return value_raise(b->heap, EXC_VALUE, "Max string recursion exceeded");
  for (size_t at = 0; at < pattern.n; at++) {
    char c = pattern.p[at];
    heap_step(b->heap, 1);
    if ((c == '{' || c == '}') && at + 1 < pattern.n && pattern.p[at + 1] == c) {
      buf_char(buf, c);
      at++;
    } else if (c == '}') {
      return value_raise(b->heap, EXC_VALUE, "Single '}' encountered in format string");
    } else if (c == '{') {
      size_t end = field_end(pattern, at + 1);
      if (at + 1 >= pattern.n) return value_raise(b->heap, EXC_VALUE, "Single '{' encountered in format string");
      if (end >= pattern.n) return value_raise(b->heap, EXC_VALUE, "%s", unfinished(pattern, at + 1));
      Value done = write_field(b, buf, str_sub(pattern, at + 1, end), depth);
      if (value_passes(done)) return done;
      at = end;
    } else {
      buf_char(buf, c);
    }
  }
  return VALUE_NONE;
}

static Value fill(Braces *braces, Str pattern) {
  Buf buf = buf_new(braces->heap->arena, LIMIT_STRING_BYTES);
  Value done = write_braces(braces, &buf, pattern, 1);
  return value_passes(done) ? done : value_str(buf_str(&buf));
}

Value braces_format(Heap *heap, Str pattern, const Value *args, size_t n, const Dict *keywords) {
  return fill(&(Braces){.heap = heap, .args = args, .n = n, .keywords = keywords}, pattern);
}

Value braces_format_map(Heap *heap, Str pattern, Value mapping, bool escaping) {
  return fill(&(Braces){.heap = heap, .mapping = mapping, .escaping = escaping}, pattern);
}

Value braces_format_escaped(Heap *heap, Str pattern, const Value *args, size_t n, const Dict *keywords) {
  return fill(&(Braces){.heap = heap, .args = args, .n = n, .keywords = keywords, .escaping = true}, pattern);
}
