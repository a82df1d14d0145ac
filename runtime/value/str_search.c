#include <string.h>

#include "runtime/core/limits.h"
#include "runtime/value/str_type.h"

/* ---- start and end ---- */

/* Whether nothing, not even the empty text, is found between start and end. */
static bool backwards(Value start, Value end, int64_t n) {
  int64_t from = 0, to = n;
  if (value_given(start)) value_index(start, &from);
  if (value_given(end)) value_index(end, &to);
  if (to > n) to = n;
  if (from < 0) from = from < -n ? 0 : from + n;
  if (to < 0) to = to < -n ? 0 : to + n;
  return from > to;
}

/* The bytes that start and end (as find, count, startswith take them) leave; `*skipped`: characters before them. */
static Value window_of(Heap *heap, Value self, Value start, Value end, Str *part, int64_t *skipped) {
  SliceBounds bounds;
  *part = value_text(self);
  *skipped = 0;
  if (!value_given(start) && !value_given(end)) return VALUE_NONE;
  Slice slice = {start, end, VALUE_NONE};
  size_t n = text_length(self);
  Value done = slice_bounds(heap, &slice, n, &bounds);
  if (value_is_error(done)) return done;
  if (backwards(start, end, (int64_t)n)) return *skipped = -1, VALUE_NONE;
  *skipped = bounds.start;
  *part = str_sub(*part, text_byte_at(self, (size_t)bounds.start),
                  text_byte_at(self, (size_t)(bounds.start + bounds.count)));
  return VALUE_NONE;
}

/* ---- searching ---- */

static size_t find_last(Str text, Str needle) {
  if (needle.n > text.n) return SIZE_MAX;
  for (size_t at = text.n - needle.n + 1; at-- > 0;)
    if (needle.n == 0 || memcmp(text.p + at, needle.p, needle.n) == 0) return at;
  return SIZE_MAX;
}

/* The index in characters, or -1. */
static Value find(Heap *heap, Value self, const Value *args, bool last) {
  Str part;
  int64_t skipped;
  Value done = window_of(heap, self, args[1], args[2], &part, &skipped);
  if (value_is_error(done)) return done;
  if (!value_is_str(args[0])) return value_raise(heap, EXC_TYPE, "must be str, not %s", value_type_name(args[0]));
  heap_step(heap, part.n / 8);
  size_t at = last ? find_last(part, value_text(args[0])) : str_find(part, value_text(args[0]), 0);
  if (at == SIZE_MAX || skipped < 0) return value_int(-1);
  return value_int(skipped + (int64_t)(self.flags & VALUE_ASCII ? at : str_count(str_sub(part, 0, at))));
}

static Value found_or_raise(Heap *heap, Value found) {
  return found.kind == V_INT && found.i < 0 ? value_raise(heap, EXC_VALUE, "substring not found") : found;
}
Value str_find_method(Heap *heap, Value self, const Value *args) { return find(heap, self, args, false); }
Value str_rfind(Heap *heap, Value self, const Value *args) { return find(heap, self, args, true); }
Value str_index(Heap *heap, Value self, const Value *args) {
  return found_or_raise(heap, find(heap, self, args, false));
}
Value str_rindex(Heap *heap, Value self, const Value *args) {
  return found_or_raise(heap, find(heap, self, args, true));
}

static int64_t occurrences(Str text, Str needle) {
  if (needle.n == 0) return (int64_t)str_count(text) + 1;
  int64_t n = 0;
  for (size_t at = 0; (at = str_find(text, needle, at)) != SIZE_MAX; at += needle.n) n++;
  return n;
}

Value str_count_method(Heap *heap, Value self, const Value *args) {
  Str part;
  int64_t skipped;
  Value done = window_of(heap, self, args[1], args[2], &part, &skipped);
  if (value_is_error(done)) return done;
  if (!value_is_str(args[0])) return value_raise(heap, EXC_TYPE, "must be str, not %s", value_type_name(args[0]));
  heap_step(heap, part.n / 8);
  return value_int(skipped < 0 ? 0 : occurrences(part, value_text(args[0])));
}

static Value affix(Heap *heap, Value self, const Value *args, const char *function, bool (*matches)(Str, Str)) {
  Str part;
  int64_t skipped;
  Value done = window_of(heap, self, args[1], args[2], &part, &skipped);
  if (value_is_error(done)) return done;
  const Value *items = args;
  size_t n = 1;
  if (args[0].kind == V_TUPLE) value_items(args[0], &items, &n);
  for (size_t i = 0; i < n; i++) {
    if (items[i].kind == V_UNKNOWN) return items[i];
    if (!value_is_str(items[i]) && args[0].kind == V_TUPLE)
      return value_raise(heap, EXC_TYPE, "tuple for %s must only contain str, not %s", function,
                         value_type_name(items[i]));
    if (!value_is_str(items[i]))
      return value_raise(heap, EXC_TYPE, "%s first arg must be str or a tuple of str, not %s", function,
                         value_type_name(items[i]));
    if (skipped >= 0 && matches(part, value_text(items[i]))) return value_bool(true);
  }
  return value_bool(false);
}
Value str_startswith(Heap *heap, Value self, const Value *args) {
  return affix(heap, self, args, "startswith", str_starts);
}
Value str_endswith(Heap *heap, Value self, const Value *args) { return affix(heap, self, args, "endswith", str_ends); }

/* ---- cutting ---- */

static bool in_set(uint32_t c, Str set) {
  for (size_t at = 0; at < set.n;)
    if (str_decode(set, &at) == c) return true;
  return false;
}

static size_t last_char(Str text) {
  size_t at = text.n;
  while (at && ((unsigned char)text.p[--at] & 0xC0) == 0x80) continue;
  return at;
}

enum { STRIP_LEFT = 1, STRIP_RIGHT = 2 };

static Value strip(Heap *heap, Value self, Value chars, int sides, const char *function) {
  if (value_given(chars) && !value_is_str(chars))
    return value_raise(heap, EXC_TYPE, "%s arg must be None or str", function);
  Str text = value_text(self), set = value_given(chars) ? value_text(chars) : (Str){0};
  bool by_set = value_given(chars);
  while ((sides & STRIP_LEFT) && text.n) {
    size_t at = 0;
    uint32_t c = str_decode(text, &at);
    if (by_set ? !in_set(c, set) : !char_is_space(c)) break;
    text = str_sub(text, at, text.n);
  }
  while ((sides & STRIP_RIGHT) && text.n) {
    size_t start = last_char(text), at = start;
    uint32_t c = str_decode(text, &at);
    if (by_set ? !in_set(c, set) : !char_is_space(c)) break;
    text.n = start;
  }
  return value_str(text);
}
Value str_strip(Heap *heap, Value self, const Value *args) {
  return strip(heap, self, args[0], STRIP_LEFT | STRIP_RIGHT, "strip");
}
Value str_lstrip(Heap *heap, Value self, const Value *args) { return strip(heap, self, args[0], STRIP_LEFT, "lstrip"); }
Value str_rstrip(Heap *heap, Value self, const Value *args) {
  return strip(heap, self, args[0], STRIP_RIGHT, "rstrip");
}

Value str_removeprefix(Heap *heap, Value self, const Value *args) {
  NEED_STR(heap, args[0], "removeprefix() argument must be str, not %s");
  Str text = value_text(self), prefix = value_text(args[0]);
  return value_str(str_starts(text, prefix) ? str_sub(text, prefix.n, text.n) : text);
}
Value str_removesuffix(Heap *heap, Value self, const Value *args) {
  NEED_STR(heap, args[0], "removesuffix() argument must be str, not %s");
  Str text = value_text(self), suffix = value_text(args[0]);
  return value_str(str_ends(text, suffix) ? str_sub(text, 0, text.n - suffix.n) : text);
}

static Value split_at(Heap *heap, Str text, Str by, int64_t most) {
  Value list = value_list(heap, 0);
  size_t from = 0, at;
  for (; most != 0 && (at = str_find(text, by, from)) != SIZE_MAX; most--) {
    list_push(heap, list, value_str(str_sub(text, from, at)));
    from = at + by.n;
    heap_step(heap, 1);
  }
  list_push(heap, list, value_str(str_sub(text, from, text.n)));
  return list;
}

static Value split_blanks(Heap *heap, Str text, int64_t most) {
  Value list = value_list(heap, 0);
  size_t at = 0;
  while (at < text.n) {
    size_t start = at;
    if (char_is_space(str_decode(text, &at))) continue;
    size_t end = at;
    heap_step(heap, 1);
    if (most-- == 0) {
      list_push(heap, list, value_str(str_sub(text, start, text.n)));
      return list;
    }
    while (at < text.n && (end = at, !char_is_space(str_decode(text, &at)))) end = at;
    list_push(heap, list, value_str(str_sub(text, start, end)));
  }
  return list;
}

static Value rsplit_at(Heap *heap, Str text, Str by, int64_t most) {
  Value list = value_list(heap, 0);
  size_t at;
  for (; most != 0 && (at = find_last(text, by)) != SIZE_MAX; most--) {
    list_push(heap, list, value_str(str_sub(text, at + by.n, text.n)));
    text.n = at;
    heap_step(heap, 1);
  }
  list_push(heap, list, value_str(text));
  type_method(&TYPE_LIST, STR("reverse"))->fn(heap, list, NULL);
  return list;
}

static Value rsplit_blanks(Heap *heap, Str text, int64_t most) {
  Value list = value_list(heap, 0);
  for (;;) {
    text = value_text(strip(heap, value_str(text), VALUE_NONE, STRIP_RIGHT, ""));
    if (text.n == 0) break;
    size_t start = text.n;
    heap_step(heap, 1);
    if (most-- == 0) {
      list_push(heap, list, value_str(text));
      break;
    }
    while (start) {
      size_t before = last_char(str_sub(text, 0, start)), at = before;
      if (char_is_space(str_decode(text, &at))) break;
      start = before;
    }
    list_push(heap, list, value_str(str_sub(text, start, text.n)));
    text.n = start;
  }
  type_method(&TYPE_LIST, STR("reverse"))->fn(heap, list, NULL);
  return list;
}

static Value split(Heap *heap, Value self, const Value *args, bool right) {
  int64_t most = -1;
  if (args[1].kind != V_ABSENT) NEED_INT(heap, args[1], &most);
  if (most < 0) most = INT64_MAX;
  if (!value_given(args[0]))
    return right ? rsplit_blanks(heap, value_text(self), most) : split_blanks(heap, value_text(self), most);
  if (!value_is_str(args[0]))
    return value_raise(heap, EXC_TYPE, "must be str or None, not %s", value_type_name(args[0]));
  if (value_text(args[0]).n == 0) return value_raise(heap, EXC_VALUE, "empty separator");
  return right ? rsplit_at(heap, value_text(self), value_text(args[0]), most)
               : split_at(heap, value_text(self), value_text(args[0]), most);
}
Value str_split(Heap *heap, Value self, const Value *args) { return split(heap, self, args, false); }
Value str_rsplit(Heap *heap, Value self, const Value *args) { return split(heap, self, args, true); }

static bool ends_line(uint32_t c) {
  return (c >= 10 && c <= 13) || (c >= 0x1C && c <= 0x1E) || c == 0x85 || c == 0x2028 || c == 0x2029;
}

Value str_splitlines(Heap *heap, Value self, const Value *args) {
  Value list = value_list(heap, 0);
  int64_t keep = 0;
  if (args[0].kind != V_ABSENT) NEED_C_INT(heap, args[0], &keep);
  Str text = value_text(self);
  size_t start = 0, at = 0;
  while (at < text.n) {
    size_t end = at;
    uint32_t c = str_decode(text, &at);
    if (!ends_line(c)) continue;
    if (c == '\r' && at < text.n && text.p[at] == '\n') at++;
    list_push(heap, list, value_str(str_sub(text, start, keep ? at : end)));
    start = at;
  }
  if (start < text.n) list_push(heap, list, value_str(str_sub(text, start, text.n)));
  return list;
}

static Value partition(Heap *heap, Value self, const Value *args, bool last) {
  if (!value_is_str(args[0])) return value_raise(heap, EXC_TYPE, "must be str, not %s", value_type_name(args[0]));
  Str text = value_text(self), by = value_text(args[0]);
  if (by.n == 0) return value_raise(heap, EXC_VALUE, "empty separator");
  size_t at = last ? find_last(text, by) : str_find(text, by, 0);
  Value parts[3] = {value_str(text), value_str((Str){0}), value_str((Str){0})};
  if (at == SIZE_MAX && last) parts[2] = parts[0], parts[0] = parts[1];
  if (at != SIZE_MAX) {
    parts[0] = value_str(str_sub(text, 0, at));
    parts[1] = args[0];
    parts[2] = value_str(str_sub(text, at + by.n, text.n));
  }
  return value_tuple(heap, parts, 3);
}
Value str_partition(Heap *heap, Value self, const Value *args) { return partition(heap, self, args, false); }
Value str_rpartition(Heap *heap, Value self, const Value *args) { return partition(heap, self, args, true); }

/* ---- replacing ---- */

static Value replace_everywhere(Heap *heap, Str text, Str with, int64_t most) {
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  size_t at = 0;
  for (; most != 0; most--) {
    size_t start = at;
    buf_put(&buf, with);
    heap_step(heap, 1);
    if (at >= text.n) break;
    str_decode(text, &at);
    buf_put(&buf, str_sub(text, start, at));
  }
  buf_put(&buf, str_sub(text, at, text.n));
  return value_str(buf_str(&buf));
}

Value str_replace(Heap *heap, Value self, const Value *args) {
  NEED_STR(heap, args[0], "replace() argument 1 must be str, not %s");
  NEED_STR(heap, args[1], "replace() argument 2 must be str, not %s");
  int64_t most = -1;
  if (args[2].kind != V_ABSENT) NEED_INT(heap, args[2], &most);
  if (most < 0) most = INT64_MAX;
  Str text = value_text(self), old = value_text(args[0]), with = value_text(args[1]);
  if (old.n == 0) return replace_everywhere(heap, text, with, most);
  size_t at = most ? str_find(text, old, 0) : SIZE_MAX, from = 0;
  if (at == SIZE_MAX) return self;
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  for (; most != 0 && at != SIZE_MAX; most--, at = str_find(text, old, from)) {
    buf_put(&buf, str_sub(text, from, at));
    buf_put(&buf, with);
    from = at + old.n;
    heap_step(heap, 1);
  }
  buf_put(&buf, str_sub(text, from, text.n));
  return value_str(buf_str(&buf));
}
