#include "runtime/core/limits.h"
#include "runtime/eval/library_modules.h"
#include "runtime/value/file.h"
#include "runtime/value/types.h"

/* csv, to read, and io.StringIO. */

static const Type TYPE_READER, TYPE_DICT_READER;

/* ---- how lines are divided ---- */

typedef struct Dialect {
  uint32_t delimiter, quote; /* `quote` 0: none */
  bool skips_blank;          /* behind a delimiter */
} Dialect;

static Value not_read(Heap *heap, const char *what) { return value_unsupported(heap, "'csv' with %s", what); }

static Value take_character(Heap *heap, Value option, const char *name, uint32_t *c) {
  Str text = value_is_str(option) ? value_text(option) : (Str){0};
  size_t at = 0;
  if (text.n) *c = str_decode(text, &at);
  return text.n && at == text.n ? VALUE_NONE : not_read(heap, str_printf(heap->arena, "such a '%s'", name).p);
}

static Value take_option(Heap *heap, Str key, Value v, Dialect *dialect) {
  if (str_is(key, "delimiter")) return take_character(heap, v, "delimiter", &dialect->delimiter);
  if (str_is(key, "quotechar")) return take_character(heap, v, "quotechar", &dialect->quote);
  bool is_blank = str_is(key, "skipinitialspace") && v.kind == V_BOOL;
  if (is_blank) dialect->skips_blank = v.i;
  return is_blank ? VALUE_NONE : not_read(heap, str_printf(heap->arena, "'%.*s'", STR_FMT(key)).p);
}

/* A class as `csv.excel`, or an object of it. */
static Value take_class(Heap *heap, Value v, Dialect *dialect) {
  static const Str KEYS[] = {STR_INIT("delimiter"), STR_INIT("quotechar"), STR_INIT("skipinitialspace")};
  static const Str UNREAD[] = {STR_INIT("doublequote"), STR_INIT("escapechar"), STR_INIT("strict")};
  for (size_t i = 0; i < COUNT(KEYS); i++) {
    Value given = op_attr(heap, v, KEYS[i]);
    Value error = value_is_error(given) ? not_read(heap, "such a dialect") : take_option(heap, KEYS[i], given, dialect);
    if (value_is_error(error)) return error;
  }
  for (size_t i = 0; i < COUNT(UNREAD); i++) {
    Value given = op_attr(heap, v, UNREAD[i]);
    bool is_usual = i ? value_is_error(given) || given.kind == V_NONE : given.kind == V_BOOL && given.i;
    if (!is_usual) return not_read(heap, "such a dialect");
  }
  Value quoting = op_attr(heap, v, STR("quoting")); /* to read, but two of the four are one */
  return quoting.kind == V_INT && quoting.i >= 0 && quoting.i < 2 ? VALUE_NONE : not_read(heap, "such a dialect");
}

static Value take_options(Heap *heap, Value name, const Dict *options, Dialect *dialect) {
  bool is_text = value_is_str(name), is_class = name.kind == V_TYPE || name.kind == V_OBJECT;
  bool is_tab = is_text && str_is(value_text(name), "excel-tab");
  bool is_excel = name.kind == V_ABSENT || (is_text && str_is(value_text(name), "excel"));
  *dialect = (Dialect){.delimiter = is_tab ? '\t' : ',', .quote = '"'};
  Value error = is_class              ? take_class(heap, name, dialect)
                : is_tab || is_excel ? VALUE_NONE
                                      : not_read(heap, "such a dialect");
  for (size_t i = 0; options && i < options->n && !value_is_error(error); i++)
    error = take_option(heap, value_text(options->at[i].key), options->at[i].value, dialect);
  return error;
}

/* ---- rows: the states of CPython's _csv.c ---- */

typedef enum State { BETWEEN_ROWS, FIELD_BEGINS, IN_FIELD, IN_QUOTES, BEHIND_QUOTE, BEHIND_ROW } State;

typedef struct Reader {
  Dialect dialect;
  Iter lines;
  int64_t line_count;
  State state;
  Value row;
  Buf field;
  /* of a DictReader */
  Value names, rest_key, rest_value; /* `names`: V_ABSENT before the first row, V_NONE where there is none */
} Reader;

static Reader *reader_of(Value v) { return v.iterator->iter.state; }

static void end_field(Heap *heap, Reader *reader, State next) {
  list_push(heap, reader->row, value_str(str_copy(heap->arena, buf_str(&reader->field))));
  reader->field.n = 0;
  reader->state = next;
}

static void put(Reader *reader, uint32_t c, State next) {
  buf_code_point(&reader->field, c);
  reader->state = next;
}

#define LINE_OVER UINT32_MAX

static bool ends_row(uint32_t c) { return c == '\n' || c == '\r' || c == LINE_OVER; }

static void take_plain(Heap *heap, Reader *reader, uint32_t c) {
  const Dialect *dialect = &reader->dialect;
  bool begins = reader->state != IN_FIELD;
  if (ends_row(c)) end_field(heap, reader, c == LINE_OVER ? BETWEEN_ROWS : BEHIND_ROW);
  else if (begins && c == dialect->quote) reader->state = IN_QUOTES;
  else if (begins && c == ' ' && dialect->skips_blank) reader->state = FIELD_BEGINS;
  else if (c == dialect->delimiter) end_field(heap, reader, FIELD_BEGINS);
  else put(reader, c, IN_FIELD);
}

static void take_quoted(Reader *reader, uint32_t c) {
  if (c == reader->dialect.quote) reader->state = BEHIND_QUOTE;
  else if (c != LINE_OVER) put(reader, c, IN_QUOTES);
}

static void take_behind_quote(Heap *heap, Reader *reader, uint32_t c) {
  reader->state = IN_FIELD;
  if (c == reader->dialect.quote) put(reader, c, IN_QUOTES);
  else take_plain(heap, reader, c);
}

/* False: there is text behind the end of a row. */
static bool take(Heap *heap, Reader *reader, uint32_t c) {
  switch (reader->state) {
    case BETWEEN_ROWS:
      if (c == LINE_OVER) return true;
      if (ends_row(c)) return reader->state = BEHIND_ROW, true;
      return take_plain(heap, reader, c), true;
    case FIELD_BEGINS:
    case IN_FIELD: return take_plain(heap, reader, c), true;
    case IN_QUOTES: return take_quoted(reader, c), true;
    case BEHIND_QUOTE: return take_behind_quote(heap, reader, c), true;
    case BEHIND_ROW:
      if (c == LINE_OVER) reader->state = BETWEEN_ROWS;
      return ends_row(c);
  }
  return false;
}

static Value take_line(Heap *heap, Reader *reader, Value line) {
  if (value_passes(line)) return line;
  if (line.kind != V_STR) return not_read(heap, "lines that are no text");
  Str text = value_text(line);
  heap_step(heap, text.n / 8 + 1);
  reader->line_count++;
  for (size_t at = 0; at < text.n;)
    if (!take(heap, reader, str_decode(text, &at))) return not_read(heap, "a line end within a line");
  take(heap, reader, LINE_OVER);
  return VALUE_NONE;
}

static bool next_row(Heap *heap, Iter *iter, Value *out) {
  Reader *reader = iter->state;
  Value line;
  reader->row = value_list(heap, 0);
  reader->field.n = 0;
  reader->state = BETWEEN_ROWS;
  do {
    if (!op_next(heap, &reader->lines, &line)) {
      bool is_cut = reader->field.n || reader->state == IN_QUOTES;
      if (is_cut) end_field(heap, reader, BETWEEN_ROWS);
      return *out = reader->row, is_cut;
    }
    Value error = take_line(heap, reader, line);
    if (value_passes(error)) return *out = error, true;
  } while (reader->state != BETWEEN_ROWS);
  return *out = reader->row, true;
}

/* ---- rows as dicts ---- */

/* The names of the columns: what was given, or the first row. */
static Value names_of(Heap *heap, Reader *reader) {
  Iter rows = {.state = reader};
  if (reader->names.kind == V_ABSENT && !next_row(heap, &rows, &reader->names)) reader->names = VALUE_NONE;
  return reader->names;
}

static Value dict_of(Heap *heap, const Reader *reader, const List *row) {
  static const List NO_NAMES = {0};
  const List *names = reader->names.kind == V_LIST ? reader->names.list : &NO_NAMES;
  Value dict = value_dict(heap);
  for (size_t i = 0; i < names->n; i++)
    dict_put(heap, dict.dict, names->at[i], i < row->n ? row->at[i] : reader->rest_value);
  if (row->n <= names->n) return dict;
  Value rest = value_list(heap, 0);
  for (size_t i = names->n; i < row->n; i++) list_push(heap, rest, row->at[i]);
  Value error = dict_put(heap, dict.dict, reader->rest_key, rest);
  return value_is_error(error) ? error : dict;
}

static bool next_dict(Heap *heap, Iter *iter, Value *out) {
  Reader *reader = iter->state;
  Value names = names_of(heap, reader);
  if (value_passes(names)) return *out = names, true;
  do {
    if (!next_row(heap, iter, out)) return false;
    if (value_passes(*out)) return true;
  } while (!out->list->n);
  return *out = dict_of(heap, reader, out->list), true;
}

/* ---- the objects ---- */

static bool next_of_reader(Heap *heap, Iter *iter, Value *out) {
  Iter *own = &iter->over.iterator->iter;
  return own->next(heap, own, out);
}

static bool iterate(Heap *heap, Value v, Iter *iter) {
  (void)heap;
  *iter = (Iter){.next = next_of_reader, .over = v};
  return true;
}

static Value line_num(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return value_int(reader_of(self)->line_count);
}

static Value field_names(Heap *heap, Value self, const Value *args) {
  (void)args;
  return names_of(heap, reader_of(self));
}

static const Builtin READER_METHODS[] = {
    {"line_num", "", 0, 0, BUILTIN_PROPERTY, line_num, "how many lines were read"},
};
static const Type TYPE_READER = {
    .name = "_csv.reader", .methods = BUILTIN_TABLE(READER_METHODS), .iter = iterate};

static const Builtin DICT_READER_METHODS[] = {
    {"fieldnames", "", 0, 0, BUILTIN_PROPERTY, field_names, "the names of the columns"},
    {"line_num", "", 0, 0, BUILTIN_PROPERTY, line_num, "how many lines were read"},
};
static const Type TYPE_DICT_READER = {.name = "DictReader",
                                      .full_name = "csv.DictReader",
                                      .methods = BUILTIN_TABLE(DICT_READER_METHODS),
                                      .iter = iterate};

static Value new_reader(Heap *heap, Reader reader, Value lines, bool (*next)(Heap *, Iter *, Value *),
                        const Type *type) {
  Value error = op_iter(heap, lines, &reader.lines);
  if (value_passes(error)) return error;
  Reader *kept = ARENA_NEW(heap->arena, Reader);
  *kept = reader;
  kept->field = buf_new(heap->arena, LIMIT_STRING_BYTES);
  Value v = value_iterator(heap, (Iter){.next = next, .state = kept}, type->name);
  v.iterator->type = type;
  return v;
}

static const Dict *options_of(Value keywords) { return keywords.kind == V_DICT ? keywords.dict : NULL; }

static Value make_reader(Heap *heap, Value self, const Value *args) {
  Reader reader = {0};
  (void)self;
  Value error = take_options(heap, args[1], options_of(args[2]), &reader.dialect);
  return value_is_error(error) ? error : new_reader(heap, reader, args[0], next_row, &TYPE_READER);
}

static Value make_dict_reader(Heap *heap, Value self, const Value *args) {
  Reader reader = {.rest_key = args[2].kind == V_ABSENT ? VALUE_NONE : args[2],
                   .rest_value = args[3].kind == V_ABSENT ? VALUE_NONE : args[3]};
  (void)self;
  Value error = take_options(heap, args[4], options_of(args[5]), &reader.dialect);
  if (value_given(args[1])) reader.names = op_list(heap, args[1]);
  if (value_passes(reader.names)) return reader.names;
  return value_is_error(error) ? error : new_reader(heap, reader, args[0], next_dict, &TYPE_DICT_READER);
}

static const Builtin CSV[] = {
    {"DictReader", "DictReader(f, fieldnames=None, restkey=None, restval=None, dialect='excel', **kwds)", 1, 5, 0,
     make_dict_reader, "the rows of a table, each a dict by the names of the columns"},
    {"reader", "reader(iterable, dialect='excel', **fmtparams)", 1, 2, 0, make_reader,
     "the rows of a table, each a list"},
};

const BuiltinTable LIBRARY_CSV = BUILTIN_TABLE(CSV);

/* ---- io ---- */

static Value string_io(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value text = value_given(args[0]) ? args[0] : value_str(STR(""));
  bool is_universal = value_is_str(args[1]) && !value_text(args[1]).n;
  bool is_usual = args[1].kind == V_ABSENT || (value_is_str(args[1]) && str_is(value_text(args[1]), "\n"));
  bool is_plain = (is_universal || is_usual) && text.kind == V_STR;
  return is_plain ? file_of_text(heap, text, is_universal)
                  : value_unsupported(heap, "'io.StringIO' of such a text");
}

static const Builtin IO[] = {
    {"StringIO", "StringIO(initial_value='', newline='\\n')", 0, 2, 0, string_io, "a text as a file"},
};

const BuiltinTable LIBRARY_IO = BUILTIN_TABLE(IO);
