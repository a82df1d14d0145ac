#include "runtime/core/limits.h"
#include "runtime/eval/exception.h"
#include "runtime/eval/library_modules.h"
#include "runtime/value/file.h"
#include "runtime/value/special.h"
#include "runtime/value/types.h"

/* configparser, as `ConfigParser()` and `RawConfigParser()` read it (CPython's Lib/configparser.py). Text that these
 * refuse, and settings beyond those of `make`, are not evaluated. */

enum { MARKS_MOST = 8 };

/* What a text begins a comment with, or parts a name from its value with, in the order in which they are tried. */
typedef struct Marks {
  Str at[MARKS_MOST];
  size_t n;
} Marks;

struct Form;

typedef struct Config {
  Value sections, defaults; /* dicts; of sections a dict each, whose values are V_STR, or V_NONE of a name alone */
  Str default_name;
  Marks delimiters, comments, inline_comments;
  const struct Form *form; /* of what stands for another value */
  bool is_raw, allows_none, is_strict, keeps_empty_lines;
} Config;

static const Type TYPE_SECTION;

static Config *config_of(Value v) { return v.object->state; }
static Value not_read(Heap *heap) { return value_unsupported(heap, "what 'configparser' makes of such text"); }
static Value key_of(Heap *heap, Str text) {
  return heap->call(heap, op_attr(heap, value_str(text), STR("lower")), NULL, 0, NULL);
}

/* ---- reading ---- */

typedef struct Reading {
  Heap *heap;
  const Config *config;
  Value section; /* V_ABSENT before the first */
  Str section_name;
  Value seen;   /* a dict of what this text has: the names of sections, and pairs of a section and an option */
  Value option; /* V_ABSENT: none to go on with */
  Buf lines;    /* of its value, where it `has_value` */
  bool has_value;
  size_t indent;
} Reading;

/* Whether a text has it for the first time; if not, a strict parser does not take it. */
static bool is_first(Reading *reading, Value it) {
  bool was_seen = dict_get(reading->heap, reading->seen.dict, it).kind != V_ABSENT;
  dict_put(reading->heap, reading->seen.dict, it, VALUE_NONE);
  return !was_seen;
}

static Value add_line(Reading *reading, Str line) {
  if (!reading->has_value) return not_read(reading->heap);
  buf_char(&reading->lines, '\n');
  buf_put(&reading->lines, line);
  return VALUE_NONE;
}

/* The lines of a value are one text once its last is read, without the empty ones at its end. */
static void end_option(Reading *reading) {
  bool has_lines = reading->option.kind != V_ABSENT && reading->has_value;
  Str lines = buf_str(&reading->lines), trimmed = str_trim(lines);
  Value text = value_str(str_sub(lines, 0, trimmed.n ? (size_t)(trimmed.p - lines.p) + trimmed.n : 0));
  if (has_lines) dict_put(reading->heap, reading->section.dict, reading->option, text);
  reading->option = VALUE_ABSENT;
}

static Value begin_section(Reading *reading, Str value) {
  const Config *config = reading->config;
  size_t end = value.n;
  while (value.p[end - 1] != ']') end--;
  Str text = str_sub(value, 1, end - 1);
  Value name = value_str(text);
  bool is_default = str_eq(text, config->default_name);
  end_option(reading);
  reading->section_name = text;
  reading->section = is_default ? config->defaults : dict_get(reading->heap, config->sections.dict, name);
  if (!is_default && !is_first(reading, name) && config->is_strict) return not_read(reading->heap);
  if (reading->section.kind != V_ABSENT) return VALUE_NONE;
  reading->section = value_dict(reading->heap);
  return dict_put(reading->heap, config->sections.dict, name, reading->section);
}

/* The mark that stands at a place of a text; empty: none. */
static Str mark_at(const Marks *marks, Str text, size_t at) {
  for (size_t i = 0; i < marks->n; i++)
    if (str_starts(str_sub(text, at, text.n), marks->at[i])) return marks->at[i];
  return (Str){0};
}

static Value begin_option(Reading *reading, Str value) {
  Heap *heap = reading->heap;
  const Config *config = reading->config;
  size_t at = 0;
  Str mark = {0};
  while (at < value.n && !(mark = mark_at(&config->delimiters, value, at)).n) at++;
  Str name = str_trim(str_sub(value, 0, at));
  end_option(reading);
  reading->option = key_of(heap, name);
  reading->has_value = mark.n > 0;
  Value pair[] = {value_str(reading->section_name), reading->option};
  bool is_again = !is_first(reading, value_tuple(heap, pair, 2)) && config->is_strict;
  if (!name.n || (!mark.n && !config->allows_none) || is_again) return not_read(heap);
  reading->lines = buf_new(heap->arena, LIMIT_STRING_BYTES);
  buf_put(&reading->lines, str_trim(str_sub(value, at + mark.n, value.n)));
  return dict_put(heap, reading->section.dict, reading->option, VALUE_NONE);
}

/* Where a comment behind something begins, as CPython looks for it: the next place of each mark in turn, until one of
 * them has white space before it. SIZE_MAX: nowhere. */
static size_t inline_comment(const Marks *marks, Str line) {
  size_t next[MARKS_MOST] = {0}, found = SIZE_MAX;
  for (bool goes_on = true; goes_on && found == SIZE_MAX;) {
    goes_on = false;
    for (size_t i = 0; i < marks->n; i++) {
      size_t at = next[i] == SIZE_MAX ? SIZE_MAX : str_find(line, marks->at[i], next[i]);
      next[i] = at == SIZE_MAX ? SIZE_MAX : at + 1;
      if (at == SIZE_MAX) continue;
      goes_on = true;
      bool stands_alone = !at || !str_trim(str_sub(line, at - 1, at)).n;
      if (stands_alone && at < found) found = at;
    }
  }
  return found;
}

static Value read_line(Reading *reading, Str line) {
  const Config *config = reading->config;
  Str whole = str_trim(line);
  size_t comment = mark_at(&config->comments, whole, 0).n ? 0 : inline_comment(&config->inline_comments, line);
  Str value = comment == SIZE_MAX ? whole : str_trim(str_sub(line, 0, comment));
  bool goes_on = reading->section.kind == V_DICT && reading->option.kind != V_ABSENT;
  if (!value.n && !config->keeps_empty_lines) reading->indent = SIZE_MAX;
  if (!value.n) {
    bool is_kept = config->keeps_empty_lines && comment == SIZE_MAX && goes_on && reading->has_value;
    return is_kept ? add_line(reading, value) : VALUE_NONE;
  }
  size_t indent = (size_t)(value.p - line.p);
  if (goes_on && indent > reading->indent) return add_line(reading, value);
  reading->indent = indent;
  size_t close = str_find(value, STR("]"), 2);
  if (value.p[0] == '[' && close != SIZE_MAX) return begin_section(reading, value);
  return reading->section.kind == V_ABSENT ? not_read(reading->heap) : begin_option(reading, value);
}

static Value read_text(Heap *heap, const Config *config, Str text) {
  Reading reading = {.heap = heap, .config = config, .section = VALUE_ABSENT, .option = VALUE_ABSENT};
  Value done = VALUE_NONE;
  reading.seen = value_dict(heap);
  for (size_t at = 0; at < text.n && !value_is_error(done);) {
    size_t end = str_find(text, STR("\n"), at);
    if (end == SIZE_MAX) end = text.n;
    heap_step(heap, 1 + (end - at) / 16);
    done = read_line(&reading, str_sub(text, at, end));
    at = end + 1;
  }
  end_option(&reading);
  return done;
}

static Value read_string(Heap *heap, Value self, const Value *args) {
  if (!value_is_str(args[0])) return value_unsupported(heap, "'read_string' of what is no text");
  return read_text(heap, config_of(self), value_text(args[0]));
}

static Value read_file(Heap *heap, Value self, const Value *args) {
  Value text = file_rest(heap, args[0]);
  if (value_is_error(text)) return text;
  return value_is_str(text) ? read_text(heap, config_of(self), value_text(text))
                            : value_unsupported(heap, "'read_file' of what is no file");
}

/* Files that are not there are passed over. */
static Value read(Heap *heap, Value self, const Value *args) {
  ValueList paths = {0};
  bool is_one = value_is_str(args[0]) || args[0].kind == V_PATH;
  Value found = value_list(heap, 1), done = is_one ? VALUE_NONE : value_collect(heap, args[0], &paths);
  if (is_one) value_list_push(heap, &paths, args[0]);
  for (size_t i = 0; i < paths.n && !value_is_error(done); i++) {
    Value is_there = file_is(heap, paths.at[i], FILE_REGULAR, "'read'");
    if (value_is_error(is_there)) return is_there;
    if (!is_there.i) continue;
    Value text = file_text(heap, paths.at[i], args[1], VALUE_ABSENT, VALUE_ABSENT, "'read'");
    done = value_is_error(text) ? text : read_text(heap, config_of(self), value_text(text));
    list_push(heap, found, paths.at[i]);
  }
  return value_is_error(done) ? done : found;
}

/* ---- values ---- */

static Value section_of(Heap *heap, const Config *config, Value name) {
  if (!value_is_str(name)) return VALUE_ABSENT;
  bool is_default = str_eq(value_text(name), config->default_name);
  return is_default ? config->defaults : dict_get(heap, config->sections.dict, name);
}

static Value written(Heap *heap, const Config *config, Value section, Value key) {
  Value found = dict_get(heap, section.dict, key);
  return found.kind == V_ABSENT ? dict_get(heap, config->defaults.dict, key) : found;
}

enum { DEPTH_MOST = 10 };

/* What stands for another value: `%(name)s`, and `${name}` of an ExtendedInterpolation. */
static const struct Form {
  char sign, opens;
  Str closes;
} BASIC = {'%', '(', STR_INIT(")s")}, EXTENDED = {'$', '{', STR_INIT("}")};

/* What a name stands for, as it is written, and the section in which that stands: in an ExtendedInterpolation
 * `section:name` is one of another. */
static Value referred(Heap *heap, const Config *config, Str name, Value *section) {
  size_t colon = config->form == &EXTENDED ? str_find(name, STR(":"), 0) : SIZE_MAX;
  if (colon != SIZE_MAX) *section = section_of(heap, config, value_str(str_sub(name, 0, colon)));
  if (colon != SIZE_MAX) name = str_sub(name, colon + 1, name.n);
  return section->kind == V_DICT ? written(heap, config, *section, key_of(heap, name)) : VALUE_ABSENT;
}

static Value interpolated(Heap *heap, const Config *config, Value section, Str text, int depth) {
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  const struct Form *form = config->form;
  if (depth > DEPTH_MOST) return value_unsupported(heap, "an interpolation of 'configparser' that deep");
  for (size_t i = 0; i < text.n; i++) {
    if (text.p[i] != form->sign) {
      buf_char(&buf, text.p[i]);
      continue;
    }
    size_t end = str_find(text, form->closes, i);
    char next = i + 1 < text.n ? text.p[i + 1] : 0;
    bool is_name = next == form->opens && end != SIZE_MAX, is_sign = next == form->sign;
    if (!is_name && !is_sign) return value_unsupported(heap, "such an interpolation of 'configparser'");
    Value value = value_str((Str){&form->sign, 1}), where = section;
    if (is_name) value = referred(heap, config, str_sub(text, i + 2, end), &where);
    if (value.kind != V_STR) return value_unsupported(heap, "such an interpolation of 'configparser'");
    if (is_name) value = interpolated(heap, config, where, value_text(value), depth + 1);
    if (value_is_error(value)) return value;
    buf_put(&buf, value_text(value));
    i = is_sign ? i + 1 : end + form->closes.n - 1;
  }
  return value_str(buf_str(&buf));
}

/* The value of an option; `is_raw`: as it is written. V_ABSENT: there is none. */
static Value value_of(Heap *heap, const Config *config, Value section, Str option, bool is_raw) {
  Value found = written(heap, config, section, key_of(heap, option));
  bool is_plain = is_raw || config->is_raw;
  Str sign = {&config->form->sign, 1};
  bool is_text = found.kind == V_STR && !is_plain && str_find(value_text(found), sign, 0) != SIZE_MAX;
  return is_text ? interpolated(heap, config, section, value_text(found), 0) : found;
}

static Value as_itself(Heap *heap, Value v) { return (void)heap, v; }
static Value as_int(Heap *heap, Value v) { return heap->call(heap, value_of_type(&TYPE_INT), &v, 1, NULL); }
static Value as_float(Heap *heap, Value v) { return heap->call(heap, value_of_type(&TYPE_FLOAT), &v, 1, NULL); }
static Value as_boolean(Heap *heap, Value v) {
  if (!value_is_str(v)) return value_unsupported(heap, "'getboolean' of what is no text");
  Str word = value_text(key_of(heap, value_text(v)));
  if (word.n && str_lists(STR("1 yes true on"), word)) return value_bool(true);
  if (word.n && str_lists(STR("0 no false off"), word)) return value_bool(false);
  return value_raise(heap, EXC_VALUE, "Not a boolean: %.*s", STR_FMT(value_text(v)));
}

typedef Value (*Conversion)(Heap *heap, Value v);

/* An argument that is True or False; false: another. */
static bool flag_of(Value v, bool if_absent, bool *flag) {
  *flag = v.kind == V_BOOL ? v.i : if_absent;
  return v.kind == V_BOOL || v.kind == V_ABSENT;
}

enum { GET_SECTION, GET_OPTION, GET_RAW, GET_VARS, GET_FALLBACK };

static Value get_as(Heap *heap, Value self, const Value *args, Conversion convert) {
  const Config *config = config_of(self);
  Value section = section_of(heap, config, args[GET_SECTION]);
  bool is_raw, is_known = flag_of(args[GET_RAW], false, &is_raw);
  if (value_given(args[GET_VARS]) || !is_known || !value_is_str(args[GET_OPTION]))
    return value_unsupported(heap, "such a call of 'get'");
  Value found = VALUE_ABSENT;
  if (section.kind == V_DICT) found = value_of(heap, config, section, value_text(args[GET_OPTION]), is_raw);
  if (value_is_error(found)) return found;
  if (found.kind != V_ABSENT) return convert(heap, found);
  if (args[GET_FALLBACK].kind != V_ABSENT) return args[GET_FALLBACK];
  Str name = value_repr(heap, args[GET_SECTION]), option = value_repr(heap, key_of(heap, value_text(args[GET_OPTION])));
  if (section.kind != V_DICT) return value_raise(heap, EXC_NO_SECTION, "No section: %.*s", STR_FMT(name));
  return value_raise(heap, EXC_NO_OPTION, "No option %.*s in section: %.*s", STR_FMT(option), STR_FMT(name));
}

static Value get(Heap *heap, Value self, const Value *args) { return get_as(heap, self, args, as_itself); }
static Value get_int(Heap *heap, Value self, const Value *args) { return get_as(heap, self, args, as_int); }
static Value get_float(Heap *heap, Value self, const Value *args) { return get_as(heap, self, args, as_float); }
static Value get_boolean(Heap *heap, Value self, const Value *args) { return get_as(heap, self, args, as_boolean); }

/* ---- sections ---- */

static void push_keys(Heap *heap, Value list, const Dict *dict, const Dict *but) {
  for (size_t i = 0; i < dict->n; i++) {
    Value key = dict->at[i].key;
    if (key.kind != V_ABSENT && !(but && dict_get(heap, but, key).kind != V_ABSENT)) list_push(heap, list, key);
  }
}

static Value option_names(Heap *heap, const Config *config, Value section) {
  Value list = value_list(heap, 4);
  push_keys(heap, list, section.dict, NULL);
  if (section.dict != config->defaults.dict) push_keys(heap, list, config->defaults.dict, section.dict);
  return list;
}

static Value sections(Heap *heap, Value self, const Value *args) {
  Value list = value_list(heap, 4);
  (void)args;
  push_keys(heap, list, config_of(self)->sections.dict, NULL);
  return list;
}

static Value has_section(Heap *heap, Value self, const Value *args) {
  return value_bool(value_is_str(args[0]) && dict_get(heap, config_of(self)->sections.dict, args[0]).kind != V_ABSENT);
}

static Value has_option(Heap *heap, Value self, const Value *args) {
  Value section = section_of(heap, config_of(self), args[0]);
  if (value_is_str(args[0]) && !value_text(args[0]).n) section = config_of(self)->defaults;
  if (section.kind != V_DICT || !value_is_str(args[1])) return value_bool(false);
  return value_bool(written(heap, config_of(self), section, key_of(heap, value_text(args[1]))).kind != V_ABSENT);
}

static Value need_section(Heap *heap, const Config *config, Value name) {
  Value section = section_of(heap, config, name);
  if (section.kind == V_DICT) return section;
  return value_raise(heap, EXC_NO_SECTION, "No section: %.*s", STR_FMT(value_repr(heap, name)));
}

static Value options(Heap *heap, Value self, const Value *args) {
  Value section = need_section(heap, config_of(self), args[0]);
  if (section.kind == V_DICT && section.dict == config_of(self)->defaults.dict)
    return value_raise(heap, EXC_NO_SECTION, "No section: %.*s", STR_FMT(value_repr(heap, args[0])));
  return value_is_error(section) ? section : option_names(heap, config_of(self), section);
}

static Value section_at(Heap *heap, Value self, Value name) {
  bool is_there = section_of(heap, config_of(self), name).kind == V_DICT;
  return is_there ? object_new(heap, &TYPE_SECTION, (Object){.value = name, .state = self.object->state})
                  : value_raise_str(heap, EXC_KEY, value_repr(heap, name));
}

static Value section_names(Heap *heap, const Config *config) {
  Value list = value_list(heap, 4);
  list_push(heap, list, value_str(config->default_name));
  push_keys(heap, list, config->sections.dict, NULL);
  return list;
}

/* Pairs of a name and its section. */
static Value all_sections(Heap *heap, Value self) {
  Value names = section_names(heap, config_of(self)), list = value_list(heap, 4);
  for (size_t i = 0; i < names.list->n; i++) {
    Value pair[] = {names.list->at[i], section_at(heap, self, names.list->at[i])};
    list_push(heap, list, value_tuple(heap, pair, 2));
  }
  return list;
}

enum { ITEMS_SECTION, ITEMS_RAW, ITEMS_VARS };

/* Those of the defaults first. */
static Value items(Heap *heap, Value self, const Value *args) {
  const Config *config = config_of(self);
  bool is_raw, is_known = flag_of(args[ITEMS_RAW], false, &is_raw);
  if (!is_known || value_given(args[ITEMS_VARS])) return value_unsupported(heap, "such a call of 'items'");
  if (args[ITEMS_SECTION].kind == V_ABSENT) return all_sections(heap, self);
  Value section = need_section(heap, config, args[ITEMS_SECTION]);
  Value names = value_list(heap, 4), list = value_list(heap, 4);
  if (value_is_error(section)) return section;
  push_keys(heap, names, config->defaults.dict, NULL);
  push_keys(heap, names, section.dict, config->defaults.dict);
  for (size_t i = 0; i < names.list->n; i++) {
    Value pair[] = {names.list->at[i], value_of(heap, config, section, value_text(names.list->at[i]), is_raw)};
    if (value_is_error(pair[1])) return pair[1];
    list_push(heap, list, value_tuple(heap, pair, 2));
  }
  return list;
}

static bool parser_contains(Heap *heap, Value v, Value item, Value *error) {
  (void)error;
  return section_of(heap, config_of(v), item).kind == V_DICT;
}

static bool parser_iter(Heap *heap, Value v, Iter *iter) {
  return iter_items(heap, section_names(heap, config_of(v)), iter);
}

static int64_t parser_len(Value v) { return (int64_t)config_of(v)->sections.dict->live + 1; }

/* ---- a section as a mapping ---- */

static Value own_section(Heap *heap, Value v) { return section_of(heap, config_of(v), v.object->value); }

static Value section_item(Heap *heap, Value v, Value key) {
  Value found = VALUE_ABSENT;
  if (value_is_str(key)) found = value_of(heap, config_of(v), own_section(heap, v), value_text(key), false);
  return found.kind == V_ABSENT ? value_raise_str(heap, EXC_KEY, value_repr(heap, key)) : found;
}

static Value section_keys(Heap *heap, Value self, const Value *args) {
  (void)args;
  return option_names(heap, config_of(self), own_section(heap, self));
}

static bool section_iter(Heap *heap, Value v, Iter *iter) {
  return iter_items(heap, section_keys(heap, v, NULL), iter);
}

static int64_t section_len(Value v) {
  const Config *config = config_of(v);
  Str name = value_text(v.object->value);
  const Dict *defaults = config->defaults.dict;
  if (str_eq(name, config->default_name)) return (int64_t)defaults->live;
  const Dict *own = dict_get_str(config->sections.dict, name).dict;
  size_t n = own->live;
  for (size_t i = 0; i < defaults->n; i++) {
    Value key = defaults->at[i].key;
    n += key.kind != V_ABSENT && dict_get_str(own, value_text(key)).kind == V_ABSENT;
  }
  return (int64_t)n;
}

static bool section_truth(Value v) { return section_len(v) > 0; }

static bool section_contains(Heap *heap, Value v, Value item, Value *error) {
  (void)error;
  bool is_text = value_is_str(item);
  return is_text && written(heap, config_of(v), own_section(heap, v), key_of(heap, value_text(item))).kind != V_ABSENT;
}

static Value section_pairs(Heap *heap, Value self, const Value *args) {
  Value names = section_keys(heap, self, args), list = value_list(heap, 4);
  for (size_t i = 0; i < names.list->n; i++) {
    Value pair[] = {names.list->at[i], section_item(heap, self, names.list->at[i])};
    if (value_is_error(pair[1])) return pair[1];
    list_push(heap, list, value_tuple(heap, pair, 2));
  }
  return list;
}

static Value section_values(Heap *heap, Value self, const Value *args) {
  Value pairs = section_pairs(heap, self, args);
  if (value_is_error(pairs)) return pairs;
  for (size_t i = 0; i < pairs.list->n; i++) pairs.list->at[i] = pairs.list->at[i].list->at[1];
  return pairs;
}

/* As a mapping: of the options with their values. */
static Value section_as_dict(Heap *heap, Value v) {
  Value pairs = section_pairs(heap, v, NULL), dict = value_dict(heap);
  if (value_passes(pairs)) return pairs;
  for (size_t i = 0; i < pairs.list->n; i++)
    dict_put(heap, dict.dict, pairs.list->at[i].list->at[0], pairs.list->at[i].list->at[1]);
  return dict;
}

static Value section_equals(Heap *heap, Value v, Value other) {
  Value own = section_as_dict(heap, v);
  if (other.kind != V_DICT && !value_passes(own)) other = section_as_dict(heap, other);
  if (value_passes(own) || value_passes(other)) return value_passes(own) ? own : other;
  return value_bool(value_equal(heap, own, other));
}

static bool section_equal(Heap *heap, Value a, Value b) {
  Value said = section_equals(heap, a, b);
  if (value_is_error(said) && !heap->pending) heap->pending = said.exc;
  return said.kind == V_BOOL && said.i;
}

static Value section_special(Heap *heap, Value v, const char *name, const Value *args, size_t n) {
  bool with_dict = n == 1 && str_is(str_of(name), "__eq__") && args[0].kind == V_DICT;
  return with_dict ? section_equals(heap, v, args[0]) : VALUE_ABSENT;
}

static Value section_get_as(Heap *heap, Value self, const Value *args, Conversion convert) {
  const Value all[] = {self.object->value, args[0], args[2], args[3], args[1].kind == V_ABSENT ? VALUE_NONE : args[1]};
  return get_as(heap, self, all, convert);
}
static Value section_get(Heap *heap, Value self, const Value *args) {
  return section_get_as(heap, self, args, as_itself);
}
static Value section_int(Heap *heap, Value self, const Value *args) { return section_get_as(heap, self, args, as_int); }
static Value section_float(Heap *heap, Value self, const Value *args) {
  return section_get_as(heap, self, args, as_float);
}
static Value section_boolean(Heap *heap, Value self, const Value *args) {
  return section_get_as(heap, self, args, as_boolean);
}

static Value section_attr(Heap *heap, Value v, Str name) {
  if (str_is(name, "name")) return v.object->value;
  return type_method(&TYPE_SECTION, name) || special_is_name(name)
             ? VALUE_ABSENT
             : value_unsupported(heap, "'%.*s' of a section", STR_FMT(name));
}

static void section_repr(Heap *heap, Buf *buf, Value v) {
  (void)heap;
  buf_printf(buf, "<Section: %.*s>", STR_FMT(value_text(v.object->value)));
}

#define SECTION_PARAMS "option, fallback=None, *, raw=False, vars=None"

static const Builtin SECTION_METHODS[] = {
    {"get", SECTION_PARAMS, 1, 2, 0, section_get, "the value of an option"},
    {"getboolean", SECTION_PARAMS, 1, 2, 0, section_boolean, "the same as True or False"},
    {"getfloat", SECTION_PARAMS, 1, 2, 0, section_float, "the same as a float"},
    {"getint", SECTION_PARAMS, 1, 2, 0, section_int, "the same as an int"},
    {"items", "", 0, 0, 0, section_pairs, "pairs of an option and its value"},
    {"keys", "", 0, 0, 0, section_keys, "the options"},
    {"values", "", 0, 0, 0, section_values, "their values"},
};
static const Type TYPE_SECTION = {.name = "SectionProxy",
                                  .full_name = "configparser.SectionProxy",
                                  .methods = BUILTIN_TABLE(SECTION_METHODS),
                                  .repr = section_repr,
                                  .truth = section_truth,
                                  .len = section_len,
                                  .equal = section_equal,
                                  .special = section_special,
                                  .attr = section_attr,
                                  .item = section_item,
                                  .iter = section_iter,
                                  .contains = section_contains};

/* ---- the parser ---- */

#define GET_PARAMS "section, option, *, raw=False, vars=None, fallback=..."

static const Builtin PARSER_METHODS[] = {
    {"get", GET_PARAMS, 2, 2, 0, get, "the value of an option"},
    {"getboolean", GET_PARAMS, 2, 2, 0, get_boolean, "the same as True or False"},
    {"getfloat", GET_PARAMS, 2, 2, 0, get_float, "the same as a float"},
    {"getint", GET_PARAMS, 2, 2, 0, get_int, "the same as an int"},
    {"has_option", "section, option", 2, 2, 0, has_option, "whether a section has an option"},
    {"has_section", "section", 1, 1, 0, has_section, "whether there is such a section"},
    {"items", "section=..., raw=False, vars=None", 0, 3, 0, items, "the options of a section with their values"},
    {"options", "section", 1, 1, 0, options, "the options of a section"},
    {"read", "filenames, encoding=None", 1, 2, BUILTIN_ROOT, read, "reads files"},
    {"read_file", "f, source=None", 1, 2, 0, read_file, "reads a file that is open"},
    {"read_string", "string, source='<string>'", 1, 2, 0, read_string, "reads a text"},
    {"sections", "", 0, 0, 0, sections, "the names of the sections"},
};

static Value parser_attr(Heap *heap, Value v, Str name) {
  return type_method(value_type(v), name) || special_is_name(name)
             ? VALUE_ABSENT
             : value_unsupported(heap, "'%.*s' of a ConfigParser", STR_FMT(name));
}

static const Type TYPE_PARSER;

enum {
  MAKE_DEFAULTS,
  MAKE_DICT_TYPE,
  MAKE_ALLOW,
  MAKE_DELIMITERS,
  MAKE_COMMENTS,
  MAKE_INLINE,
  MAKE_STRICT,
  MAKE_EMPTY_LINES,
  MAKE_DEFAULT_NAME,
  MAKE_INTERPOLATION,
  MAKE_CONVERTERS
};

static Value not_made(Heap *heap, const char *argument) {
  return value_unsupported(heap, "such a '%s' of a ConfigParser", argument);
}

/* The texts of an argument; false: what it is made of, or one of them, is not evaluated. */
static bool marks_of(Heap *heap, Value v, bool may_be_none, Marks *marks) {
  ValueList texts = {0};
  if (v.kind == V_ABSENT) return true;
  *marks = (Marks){0};
  if (v.kind == V_NONE) return may_be_none;
  bool is_kind = v.kind == V_LIST || v.kind == V_TUPLE || value_is_str(v);
  if (!is_kind || value_is_error(value_collect(heap, v, &texts)) || texts.n > MARKS_MOST) return false;
  for (size_t i = 0; i < texts.n; i++) {
    Str text = value_is_str(texts.at[i]) ? value_text(texts.at[i]) : (Str){0};
    bool is_spaced = memchr(text.p ? text.p : "", ' ', text.n) || str_trim(text).n != text.n;
    if (!text.n || is_spaced) return false;
    marks->at[marks->n++] = text;
  }
  return marks->n || may_be_none;
}

static Value put_defaults(Heap *heap, const Config *config, Value given) {
  if (!value_given(given)) return VALUE_NONE;
  if (given.kind != V_DICT) return not_made(heap, "defaults");
  for (size_t i = 0; i < given.dict->n; i++) {
    const DictEntry *entry = &given.dict->at[i];
    if (entry->key.kind == V_ABSENT) continue;
    if (!value_is_str(entry->key) || !value_is_str(entry->value)) return not_made(heap, "defaults");
    dict_put(heap, config->defaults.dict, key_of(heap, value_text(entry->key)), entry->value);
  }
  return VALUE_NONE;
}

static Value make_interpolation(Heap *heap, const Type *type, const Value *args) {
  (void)args;
  return object_new(heap, type, (Object){.at = 0});
}

#define INTERPOLATION(name_) {.name = name_, .full_name = "configparser." name_, .construct = make_interpolation}
static const Type TYPE_BASIC = INTERPOLATION("BasicInterpolation");
static const Type TYPE_EXTENDED = INTERPOLATION("ExtendedInterpolation");

/* NULL: a class of one's own. */
static const struct Form *form_of(Value interpolation) {
  const Type *type = value_type(interpolation);
  return type == &TYPE_BASIC ? &BASIC : type == &TYPE_EXTENDED ? &EXTENDED : NULL;
}

static Value make(Heap *heap, const Type *type, const Value *args) {
  Config *config = ARENA_NEW(heap->arena, Config);
  *config = (Config){.sections = value_dict(heap),
                     .defaults = value_dict(heap),
                     .default_name = STR("DEFAULT"),
                     .form = &BASIC,
                     .delimiters = {{STR("="), STR(":")}, 2},
                     .comments = {{STR("#"), STR(";")}, 2}};
  const Value interpolation = args[MAKE_INTERPOLATION], name = args[MAKE_DEFAULT_NAME];
  if (args[MAKE_DICT_TYPE].kind != V_ABSENT) return not_made(heap, "dict_type");
  if (!flag_of(args[MAKE_ALLOW], false, &config->allows_none)) return not_made(heap, "allow_no_value");
  if (!marks_of(heap, args[MAKE_DELIMITERS], false, &config->delimiters)) return not_made(heap, "delimiters");
  if (!marks_of(heap, args[MAKE_COMMENTS], true, &config->comments)) return not_made(heap, "comment_prefixes");
  if (!marks_of(heap, args[MAKE_INLINE], true, &config->inline_comments))
    return not_made(heap, "inline_comment_prefixes");
  if (!flag_of(args[MAKE_STRICT], true, &config->is_strict)) return not_made(heap, "strict");
  if (!flag_of(args[MAKE_EMPTY_LINES], true, &config->keeps_empty_lines))
    return not_made(heap, "empty_lines_in_values");
  if (name.kind != V_ABSENT && !value_is_str(name)) return not_made(heap, "default_section");
  if (value_given(interpolation) && !(type == &TYPE_PARSER && form_of(interpolation)))
    return not_made(heap, "interpolation");
  if (args[MAKE_CONVERTERS].kind != V_ABSENT) return not_made(heap, "converters");
  if (value_is_str(name)) config->default_name = value_text(name);
  if (value_given(interpolation)) config->form = form_of(interpolation);
  config->is_raw = type != &TYPE_PARSER || interpolation.kind == V_NONE;
  Value done = put_defaults(heap, config, args[MAKE_DEFAULTS]);
  return value_is_error(done) ? done : object_new(heap, &TYPE_PARSER, (Object){.value = VALUE_NONE, .state = config});
}

#define MAKE_PARAMS                                                                                            \
  "defaults=None, dict_type=dict, allow_no_value=False, *, delimiters=('=', ':'), comment_prefixes=('#', ';'), " \
  "inline_comment_prefixes=None, strict=True, empty_lines_in_values=True, default_section='DEFAULT', "          \
  "interpolation=..., converters=..."
#define PARSER(name_)                                                                                          \
  {                                                                                                            \
    .name = name_, .full_name = "configparser." name_, .methods = BUILTIN_TABLE(PARSER_METHODS),               \
    .len = parser_len, .attr = parser_attr, .item = section_at, .iter = parser_iter,                           \
    .contains = parser_contains, .construct = make, .construct_params = MAKE_PARAMS                            \
  }
static const Type TYPE_PARSER = PARSER("ConfigParser");
static const Type TYPE_RAW_PARSER = PARSER("RawConfigParser");

Value library_configparser(Heap *heap, Str name) {
  (void)heap;
  if (str_is(name, "ConfigParser")) return value_of_type(&TYPE_PARSER);
  if (str_is(name, "RawConfigParser")) return value_of_type(&TYPE_RAW_PARSER);
  if (str_is(name, "BasicInterpolation")) return value_of_type(&TYPE_BASIC);
  if (str_is(name, "ExtendedInterpolation")) return value_of_type(&TYPE_EXTENDED);
  if (str_is(name, "Error")) return value_of_type(exception_type(EXC_CONFIG_PARSER));
  if (str_is(name, "NoSectionError")) return value_of_type(exception_type(EXC_NO_SECTION));
  return str_is(name, "NoOptionError") ? value_of_type(exception_type(EXC_NO_OPTION)) : VALUE_ABSENT;
}
