#include <string.h>

#include "runtime/core/limits.h"
#include "runtime/eval/text.h"
#include "runtime/value/format.h"
#include "runtime/value/types.h"

/* pprint.pformat of CPython 3.11: what does not fit in 80 columns takes a line an item. */

enum { WIDTH = 80 };

typedef struct Printer {
  Heap *heap;
  Buf *out;
} Printer;

static Value print(Printer *p, Value v, int64_t indent, int64_t allowance, int level);

/* ---- one line ---- */

static bool is_plain(Value v) {
  if (v.kind == V_TUPLE) return value_type(v) != &TYPE_ISO_CALENDAR;
  return value_is_list(v) || v.kind == V_DICT;
}

/* pprint._safe_key: values that cannot be compared are ordered by their types. */
static bool is_less(Heap *heap, Value a, Value b) {
  Value less = op_compare(heap, OP_LT, a, b);
  if (!value_passes(less)) return less.i;
  Value types[] = {value_of_type(value_type(a)), value_of_type(value_type(b))};
  return str_cmp(value_repr(heap, types[0]), value_repr(heap, types[1])) < 0;
}

typedef struct Pair {
  Value key, value;
} Pair;

static bool pair_is_less(Heap *heap, Pair a, Pair b) {
  if (is_less(heap, a.key, b.key)) return true;
  return !is_less(heap, b.key, a.key) && is_less(heap, a.value, b.value);
}

/* The entries of a dict or set in order: an insertion by halves, as stable as Python's sort. */
static size_t sorted_pairs(Heap *heap, const Dict *dict, Pair **pairs) {
  size_t n = 0;
  *pairs = ARENA_ARRAY(heap->arena, Pair, dict->live);
  for (size_t i = 0; i < dict->n; i++) {
    if (dict->at[i].key.kind == V_ABSENT) continue;
    Pair pair = {dict->at[i].key, dict->at[i].value};
    size_t low = 0, high = n;
    while (low < high) {
      size_t middle = low + (high - low) / 2;
      if (pair_is_less(heap, pair, (*pairs)[middle])) high = middle;
      else low = middle + 1;
    }
    heap_step(heap, n - low + 1);
    memmove(*pairs + low + 1, *pairs + low, (n - low) * sizeof **pairs);
    (*pairs)[low] = pair;
    n++;
  }
  return n;
}

static void write_flat(Heap *heap, Buf *buf, Value v);

static void write_flat_dict(Heap *heap, Buf *buf, Value v) {
  Pair *pairs;
  size_t n = sorted_pairs(heap, v.dict, &pairs);
  buf_char(buf, '{');
  for (size_t i = 0; i < n; i++) {
    if (i) buf_puts(buf, ", ");
    write_flat(heap, buf, pairs[i].key);
    buf_puts(buf, ": ");
    write_flat(heap, buf, pairs[i].value);
  }
  buf_char(buf, '}');
}

/* repr(v) with the keys of mappings sorted */
static void write_flat(Heap *heap, Buf *buf, Value v) {
  const Value *items;
  size_t n;
  if (!is_plain(v)) {
    value_write_repr(heap, buf, v);
    return;
  }
  heap_enter(heap);
  if (v.kind == V_DICT) {
    write_flat_dict(heap, buf, v);
  } else {
    value_items(v, &items, &n);
    buf_char(buf, v.kind == V_LIST ? '[' : '(');
    for (size_t i = 0; i < n; i++) {
      if (i) buf_puts(buf, ", ");
      write_flat(heap, buf, items[i]);
    }
    buf_puts(buf, v.kind == V_LIST ? "]" : n == 1 ? ",)" : ")");
  }
  heap_leave(heap);
}

static Str flat(Heap *heap, Value v) {
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  write_flat(heap, &buf, v);
  return buf_str(&buf);
}

/* ---- texts ---- */

static Str quoted(Heap *heap, Str text) {
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  format_str_repr(&buf, text);
  return buf_str(&buf);
}

/* The end of a word and the white space behind it. */
static size_t word_end(Str text, size_t at) {
  size_t next = at;
  while (at < text.n && !char_is_space(str_decode(text, &next))) at = next;
  for (next = at; at < text.n && char_is_space(str_decode(text, &next));) at = next;
  return at;
}

/* A line that is too long, cut at its words. */
static void cut_line(Heap *heap, Str line, int64_t width, int64_t allowance, StrList *chunks) {
  size_t from = 0;
  for (size_t at = 0, end; at < line.n; at = end) {
    end = word_end(line, at);
    int64_t room = width - (end == line.n ? allowance : 0);
    if (at > from && (int64_t)str_count(quoted(heap, str_sub(line, from, end))) > room) {
      VEC_PUSH(heap->arena, chunks, quoted(heap, str_sub(line, from, at)));
      from = at;
    }
  }
  if (from < line.n) VEC_PUSH(heap->arena, chunks, quoted(heap, str_sub(line, from, line.n)));
}

static void put_chunks(Printer *p, const StrList *chunks, int64_t indent, bool parentheses) {
  if (parentheses) buf_char(p->out, '(');
  for (size_t i = 0; i < chunks->n; i++) {
    if (i) buf_char(p->out, '\n'), buf_repeat(p->out, ' ', (size_t)indent);
    buf_put(p->out, chunks->at[i]);
  }
  if (parentheses) buf_char(p->out, ')');
}

static Value print_str(Printer *p, Value v, int64_t indent, int64_t allowance, int level) {
  Value keep = value_bool(true);
  Value lines = call_method_of(p->heap, v, "splitlines", &keep, 1);
  if (value_passes(lines)) return lines;
  if (level == 1) indent++, allowance++;
  StrList chunks = {0};
  for (size_t i = 0; i < lines.list->n; i++) {
    Str line = value_text(lines.list->at[i]), whole = quoted(p->heap, line);
    int64_t behind = i + 1 == lines.list->n ? allowance : 0;
    if ((int64_t)str_count(whole) <= WIDTH - indent - behind) VEC_PUSH(p->heap->arena, &chunks, whole);
    else cut_line(p->heap, line, WIDTH - indent, behind, &chunks);
  }
  put_chunks(p, &chunks, indent, level == 1 && chunks.n > 1);
  return VALUE_NONE;
}

/* Bytes are cut at each fourth one; what stands behind them counts where the last piece is a shorter one. */
static void print_bytes(Printer *p, Value v, int64_t indent, int64_t allowance, int level) {
  enum { PIECE = 4 };
  Str bytes = value_text(v);
  StrList chunks = {0};
  size_t from = 0;
  if (level == 1) indent++, allowance++;
  for (size_t at = 0; at < bytes.n; at += PIECE) {
    bool is_short = at + PIECE > bytes.n;
    Str line = flat(p->heap, value_bytes(str_sub(bytes, from, is_short ? bytes.n : at + PIECE)));
    if (at == from || (int64_t)line.n <= WIDTH - indent - (is_short ? allowance : 0)) continue;
    VEC_PUSH(p->heap->arena, &chunks, flat(p->heap, value_bytes(str_sub(bytes, from, at))));
    from = at;
  }
  VEC_PUSH(p->heap->arena, &chunks, flat(p->heap, value_bytes(str_sub(bytes, from, bytes.n))));
  put_chunks(p, &chunks, indent, level == 1 && bytes.n > PIECE);
}

/* ---- containers ---- */

static void break_line(Printer *p, int64_t indent) {
  buf_puts(p->out, ",\n");
  buf_repeat(p->out, ' ', (size_t)indent);
}

static Value print_items(Printer *p, const Value *items, size_t n, int64_t indent, int64_t allowance, int level) {
  Value error = VALUE_NONE;
  for (size_t i = 0; i < n && !value_passes(error); i++) {
    if (i) break_line(p, indent + 1);
    error = print(p, items[i], indent + 1, i + 1 == n ? allowance : 1, level);
  }
  return error;
}

static Value print_sequence(Printer *p, Value v, int64_t indent, int64_t allowance, int level) {
  const Value *items;
  size_t n;
  value_items(v, &items, &n);
  const char *close = v.kind == V_LIST ? "]" : n == 1 ? ",)" : ")";
  buf_char(p->out, v.kind == V_LIST ? '[' : '(');
  Value error = print_items(p, items, n, indent, allowance + (int64_t)strlen(close), level);
  buf_puts(p->out, close);
  return error;
}

static Value print_dict(Printer *p, Value v, int64_t indent, int64_t allowance, int level) {
  Pair *pairs;
  size_t n = sorted_pairs(p->heap, v.dict, &pairs);
  Value error = VALUE_NONE;
  buf_char(p->out, '{');
  for (size_t i = 0; i < n && !value_passes(error); i++) {
    Str key = flat(p->heap, pairs[i].key);
    if (i) break_line(p, indent + 1);
    buf_put(p->out, key);
    buf_puts(p->out, ": ");
    error = print(p, pairs[i].value, indent + (int64_t)str_count(key) + 3, i + 1 == n ? allowance + 1 : 1, level);
  }
  buf_char(p->out, '}');
  return error;
}

static Value print_set(Printer *p, Value v, int64_t indent, int64_t allowance, int level) {
  bool frozen = v.flags & VALUE_FROZEN;
  Pair *pairs;
  size_t n = sorted_pairs(p->heap, v.dict, &pairs);
  Value *items = ARENA_ARRAY(p->heap->arena, Value, n);
  for (size_t i = 0; i < n; i++) items[i] = pairs[i].key;
  buf_puts(p->out, frozen ? "frozenset({" : "{");
  Value error = print_items(p, items, n, indent + (frozen ? 10 : 0), allowance + (frozen ? 2 : 1), level);
  buf_puts(p->out, frozen ? "})" : "}");
  return error;
}

static Value print_long(Printer *p, Value v, int64_t indent, int64_t allowance, int level) {
  if (v.kind == V_STR) return print_str(p, v, indent, allowance, level);
  if (v.kind == V_BYTES) return print_bytes(p, v, indent, allowance, level), VALUE_NONE;
  if (v.kind == V_DICT) return print_dict(p, v, indent, allowance, level);
  if (v.kind == V_SET) return print_set(p, v, indent, allowance, level);
  return print_sequence(p, v, indent, allowance, level);
}

static Value print(Printer *p, Value v, int64_t indent, int64_t allowance, int level) {
  Exception *before = p->heap->pending;
  Str whole = flat(p->heap, v);
  bool splits = is_plain(v) || (v.kind == V_SET && v.dict->live) || (v.kind == V_STR && !(v.flags & VALUE_MARKUP)) ||
                v.kind == V_BYTES;
  if ((int64_t)str_count(whole) <= WIDTH - indent - allowance || !splits) return buf_put(p->out, whole), VALUE_NONE;
  p->heap->pending = before; /* a set's own order does not count where each item has a line */
  heap_enter(p->heap);
  Value error = print_long(p, v, indent, allowance, level + 1);
  heap_leave(p->heap);
  return error;
}

Value text_pprint(Heap *heap, Value v) {
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  Value error = print(&(Printer){heap, &buf}, v, 0, 0, 0);
  return value_passes(error) ? error : value_str(buf_str(&buf));
}
