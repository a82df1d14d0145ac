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

/* What stands between two braces; `wrong`: why it is no field. */
typedef struct Field {
  Str name, spec;
  uint32_t conversion;
  const char *wrong;
} Field;

static Field wrong_field(const char *why) { return (Field){.wrong = why}; }

/* Reads on from behind the brace that opens a field to behind the one that closes it (parse_field of CPython's
 * unicode_format.h). */
static Field read_field(Str pattern, size_t *at) {
  Field field = {0};
  size_t start = *at;
  char c = 0;
  while (*at < pattern.n && c != '}' && c != ':' && c != '!') {
    c = pattern.p[(*at)++];
    if (c == '{') return wrong_field("unexpected '{' in field name");
    while (c == '[' && *at < pattern.n && pattern.p[*at] != ']') (*at)++;
  }
  if (c != '}' && c != ':' && c != '!') return wrong_field("expected '}' before end of string");
  field.name = str_sub(pattern, start, *at - 1);
  if (c == '!') {
    if (*at == pattern.n) return wrong_field("end of string while looking for conversion specifier");
    field.conversion = str_decode(pattern, at);
    c = *at < pattern.n ? pattern.p[(*at)++] : ':';
    if (c != '}' && c != ':') return wrong_field("expected ':' after conversion specifier");
  }
  start = *at;
  for (int nested = c == ':'; nested; nested += (c == '{') - (c == '}')) {
    if (*at == pattern.n) return wrong_field("unmatched '{' in format spec");
    c = pattern.p[(*at)++];
    field.spec = str_sub(pattern, start, *at - 1);
  }
  return field;
}

static Value write_field(Braces *b, Buf *buf, Field field, int depth) {
  Heap *heap = b->heap;
  uint32_t conversion = field.conversion;
  Str spec = field.spec;
  Value v = field_value(b, field.name);
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
      if (++at == pattern.n) return value_raise(b->heap, EXC_VALUE, "Single '{' encountered in format string");
      Field field = read_field(pattern, &at);
      if (field.wrong) return value_raise(b->heap, EXC_VALUE, "%s", field.wrong);
      Value done = write_field(b, buf, field, depth);
      if (value_passes(done)) return done;
      at--;
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
