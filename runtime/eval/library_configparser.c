#include "runtime/core/limits.h"
#include "runtime/eval/exception.h"
#include "runtime/eval/library_modules.h"
#include "runtime/value/file.h"
#include "runtime/value/special.h"
#include "runtime/value/types.h"

/* configparser, as `ConfigParser()` and `RawConfigParser()` read it (CPython's Lib/configparser.py). Text that these
 * refuse, and settings of a parser beyond `allow_no_value`, `interpolation=None` and `defaults`, are not evaluated. */

typedef struct Config {
  Value sections, defaults; /* dicts; of sections a dict each, whose values are V_STR, or V_NONE where none is written */
  bool is_raw, allows_none;
} Config;

static const Type TYPE_SECTION;

static Config *config_of(Value v) { return v.object->state; }
static bool is_default(Str name) { return str_is(name, "DEFAULT"); }
static Value not_read(Heap *heap) { return value_unsupported(heap, "what 'configparser' makes of such text"); }
static Value key_of(Heap *heap, Str text) { return heap->call(heap, op_attr(heap, value_str(text), STR("lower")), NULL, 0, NULL); }

/* ---- reading ---- */

typedef struct Reading {
  Heap *heap;
  const Config *config;
  Value section, seen; /* `section`: V_ABSENT before the first; `seen`: the options that it has from this text */
  Value option;        /* V_ABSENT: none to go on with */
  size_t indent;
} Reading;

static Value add_line(Reading *reading, Str line) {
  Value so_far = dict_get(reading->heap, reading->section.dict, reading->option);
  if (so_far.kind != V_STR) return not_read(reading->heap);
  Str both = str_printf(reading->heap->arena, "%.*s\n%.*s", STR_FMT(value_text(so_far)), STR_FMT(line));
  return dict_put(reading->heap, reading->section.dict, reading->option, value_str(both));
}

static Value begin_section(Reading *reading, Str value) {
  size_t end = value.n;
  while (value.p[end - 1] != ']') end--;
  Value name = value_str(str_sub(value, 1, end - 1));
  reading->option = VALUE_ABSENT;
  reading->seen = value_dict(reading->heap);
  reading->section = is_default(value_text(name)) ? reading->config->defaults
                                                  : dict_get(reading->heap, reading->config->sections.dict, name);
  if (reading->section.kind != V_ABSENT && !is_default(value_text(name))) return not_read(reading->heap); /* once more */
  if (reading->section.kind != V_ABSENT) return VALUE_NONE;
  reading->section = value_dict(reading->heap);
  return dict_put(reading->heap, reading->config->sections.dict, name, reading->section);
}

static Value begin_option(Reading *reading, Str value) {
  size_t at = 0;
  while (at < value.n && value.p[at] != '=' && value.p[at] != ':') at++;
  Str name = str_trim(str_sub(value, 0, at));
  bool has_value = at < value.n;
  reading->option = key_of(reading->heap, name);
  bool is_odd = !name.n || (!has_value && !reading->config->allows_none) ||
                dict_get(reading->heap, reading->seen.dict, reading->option).kind != V_ABSENT;
  if (is_odd) return not_read(reading->heap);
  dict_put(reading->heap, reading->seen.dict, reading->option, VALUE_NONE);
  Value text = has_value ? value_str(str_trim(str_sub(value, at + 1, value.n))) : VALUE_NONE;
  return dict_put(reading->heap, reading->section.dict, reading->option, text);
}

static Value read_line(Reading *reading, Str line) {
  Str value = str_trim(line);
  bool is_comment = value.n && (value.p[0] == '#' || value.p[0] == ';');
  bool goes_on = reading->section.kind == V_DICT && reading->option.kind != V_ABSENT;
  if (is_comment) return VALUE_NONE;
  if (!value.n) {
    bool has_text = goes_on && dict_get(reading->heap, reading->section.dict, reading->option).kind == V_STR;
    return has_text ? add_line(reading, value) : VALUE_NONE;
  }
  size_t indent = (size_t)(value.p - line.p);
  if (goes_on && indent > reading->indent) return add_line(reading, value);
  reading->indent = indent;
  size_t close = str_find(value, STR("]"), 2);
  if (value.p[0] == '[' && close != SIZE_MAX) return begin_section(reading, value);
  return reading->section.kind == V_ABSENT ? not_read(reading->heap) : begin_option(reading, value);
}

/* Lines that follow a value are part of it, but for empty ones at its end. */
static void end_values(Heap *heap, Value section) {
  for (size_t i = 0; i < section.dict->n; i++) {
    DictEntry *entry = &section.dict->at[i];
    if (entry->key.kind == V_ABSENT || entry->value.kind != V_STR) continue;
    Str text = value_text(entry->value);
    while (text.n && (text.p[text.n - 1] == '\n' || text.p[text.n - 1] == ' ')) text.n--;
    entry->value = value_str(str_copy(heap->arena, text));
  }
}

static Value read_text(Heap *heap, const Config *config, Str text) {
  Reading reading = {.heap = heap, .config = config, .section = VALUE_ABSENT, .option = VALUE_ABSENT};
  Value done = VALUE_NONE;
  for (size_t at = 0; at < text.n && !value_is_error(done);) {
    size_t end = str_find(text, STR("\n"), at);
    if (end == SIZE_MAX) end = text.n;
    heap_step(heap, 1 + (end - at) / 16);
    done = read_line(&reading, str_sub(text, at, end));
    at = end + 1;
  }
  end_values(heap, config->defaults);
  for (size_t i = 0; i < config->sections.dict->n; i++)
    if (config->sections.dict->at[i].key.kind != V_ABSENT) end_values(heap, config->sections.dict->at[i].value);
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
  return is_default(value_text(name)) ? config->defaults : dict_get(heap, config->sections.dict, name);
}

static Value written(Heap *heap, const Config *config, Value section, Value key) {
  Value found = dict_get(heap, section.dict, key);
  return found.kind == V_ABSENT ? dict_get(heap, config->defaults.dict, key) : found;
}

enum { DEPTH_MOST = 10 };

/* `%(name)s` by the options of the section; `%%`. */
static Value interpolated(Heap *heap, const Config *config, Value section, Str text, int depth) {
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  if (depth > DEPTH_MOST) return value_unsupported(heap, "an interpolation of 'configparser' that deep");
  for (size_t i = 0; i < text.n; i++) {
    if (text.p[i] != '%') {
      buf_char(&buf, text.p[i]);
      continue;
    }
    size_t end = str_find(text, STR(")s"), i);
    bool is_name = i + 1 < text.n && text.p[i + 1] == '(' && end != SIZE_MAX, is_sign = i + 1 < text.n && text.p[i + 1] == '%';
    if (!is_name && !is_sign) return value_unsupported(heap, "such an interpolation of 'configparser'");
    Value value = is_sign ? value_str(STR("%")) : written(heap, config, section, key_of(heap, str_sub(text, i + 2, end)));
    if (value.kind != V_STR) return value_unsupported(heap, "such an interpolation of 'configparser'");
    if (is_name) value = interpolated(heap, config, section, value_text(value), depth + 1);
    if (value_is_error(value)) return value;
    buf_put(&buf, value_text(value));
    i = is_sign ? i + 1 : end + 1;
  }
  return value_str(buf_str(&buf));
}

/* The value of an option; V_ABSENT: there is none. */
static Value value_of(Heap *heap, const Config *config, Value section, Str option) {
  Value found = written(heap, config, section, key_of(heap, option));
  bool is_text = found.kind == V_STR && !config->is_raw && str_find(value_text(found), STR("%"), 0) != SIZE_MAX;
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
enum { GET_SECTION, GET_OPTION, GET_RAW, GET_VARS, GET_FALLBACK };

static Value get_as(Heap *heap, Value self, const Value *args, Conversion convert) {
  const Config *config = config_of(self);
  Value section = section_of(heap, config, args[GET_SECTION]);
  if (value_given(args[GET_VARS]) || args[GET_RAW].kind != V_ABSENT || !value_is_str(args[GET_OPTION]))
    return value_unsupported(heap, "such a call of 'get'");
  Value found = section.kind == V_DICT ? value_of(heap, config, section, value_text(args[GET_OPTION])) : VALUE_ABSENT;
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
  if (section.kind == V_DICT && is_default(value_text(args[0])))
    return value_raise(heap, EXC_NO_SECTION, "No section: 'DEFAULT'");
  return value_is_error(section) ? section : option_names(heap, config_of(self), section);
}

/* Those of the defaults first. */
static Value items(Heap *heap, Value self, const Value *args) {
  const Config *config = config_of(self);
  Value section = need_section(heap, config, args[0]), names = value_list(heap, 4), list = value_list(heap, 4);
  if (value_is_error(section)) return section;
  push_keys(heap, names, config->defaults.dict, NULL);
  push_keys(heap, names, section.dict, config->defaults.dict);
  for (size_t i = 0; i < names.list->n; i++) {
    Value pair[] = {names.list->at[i], value_of(heap, config, section, value_text(names.list->at[i]))};
    if (value_is_error(pair[1])) return pair[1];
    list_push(heap, list, value_tuple(heap, pair, 2));
  }
  return list;
}

static Value section_at(Heap *heap, Value self, Value name) {
  if (section_of(heap, config_of(self), name).kind != V_DICT) return value_raise_str(heap, EXC_KEY, value_repr(heap, name));
  return object_new(heap, &TYPE_SECTION, (Object){.value = name, .state = self.object->state});
}

static bool parser_contains(Heap *heap, Value v, Value item, Value *error) {
  (void)error;
  return section_of(heap, config_of(v), item).kind == V_DICT;
}

static bool parser_iter(Heap *heap, Value v, Iter *iter) {
  Value list = value_list(heap, 4);
  list_push(heap, list, value_str(STR("DEFAULT")));
  push_keys(heap, list, config_of(v)->sections.dict, NULL);
  return iter_items(heap, list, iter);
}

/* ---- a section as a mapping ---- */

static Value own_section(Heap *heap, Value v) { return section_of(heap, config_of(v), v.object->value); }

static Value section_item(Heap *heap, Value v, Value key) {
  Value found = value_is_str(key) ? value_of(heap, config_of(v), own_section(heap, v), value_text(key)) : VALUE_ABSENT;
  return found.kind == V_ABSENT ? value_raise_str(heap, EXC_KEY, value_repr(heap, key)) : found;
}

static Value section_keys(Heap *heap, Value self, const Value *args) {
  (void)args;
  return option_names(heap, config_of(self), own_section(heap, self));
}

static bool section_iter(Heap *heap, Value v, Iter *iter) { return iter_items(heap, section_keys(heap, v, NULL), iter); }

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
  for (size_t i = 0; !value_is_error(pairs) && i < pairs.list->n; i++) pairs.list->at[i] = pairs.list->at[i].list->at[1];
  return pairs;
}

static Value section_get_as(Heap *heap, Value self, const Value *args, Conversion convert) {
  const Value all[] = {self.object->value, args[0], VALUE_ABSENT, VALUE_ABSENT,
                       args[1].kind == V_ABSENT ? VALUE_NONE : args[1]};
  return get_as(heap, self, all, convert);
}
static Value section_get(Heap *heap, Value self, const Value *args) { return section_get_as(heap, self, args, as_itself); }
static Value section_int(Heap *heap, Value self, const Value *args) { return section_get_as(heap, self, args, as_int); }
static Value section_float(Heap *heap, Value self, const Value *args) { return section_get_as(heap, self, args, as_float); }
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

static const Builtin SECTION_METHODS[] = {
    {"get", "option, fallback=None", 1, 2, 0, section_get, "the value of an option"},
    {"getboolean", "option, fallback=None", 1, 2, 0, section_boolean, "the same as True or False"},
    {"getfloat", "option, fallback=None", 1, 2, 0, section_float, "the same as a float"},
    {"getint", "option, fallback=None", 1, 2, 0, section_int, "the same as an int"},
    {"items", "", 0, 0, 0, section_pairs, "pairs of an option and its value"},
    {"keys", "", 0, 0, 0, section_keys, "the options"},
    {"values", "", 0, 0, 0, section_values, "their values"},
};
static const Type TYPE_SECTION = {.name = "SectionProxy",
                                  .full_name = "configparser.SectionProxy",
                                  .methods = BUILTIN_TABLE(SECTION_METHODS),
                                  .repr = section_repr,
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
    {"items", "section", 1, 1, 0, items, "the options of a section with their values"},
    {"options", "section", 1, 1, 0, options, "the options of a section"},
    {"read", "filenames, encoding=None", 1, 2, BUILTIN_ROOT, read, "reads files"},
    {"read_file", "f", 1, 1, 0, read_file, "reads a file that is open"},
    {"read_string", "string", 1, 1, 0, read_string, "reads a text"},
    {"sections", "", 0, 0, 0, sections, "the names of the sections"},
};

static Value parser_attr(Heap *heap, Value v, Str name) {
  return type_method(value_type(v), name) || special_is_name(name)
             ? VALUE_ABSENT
             : value_unsupported(heap, "'%.*s' of a ConfigParser", STR_FMT(name));
}

static const Type TYPE_PARSER;

enum { MAKE_DEFAULTS, MAKE_ALLOW, MAKE_INTERPOLATION };

static Value make(Heap *heap, const Type *type, const Value *args) {
  Config *config = ARENA_NEW(heap->arena, Config);
  bool is_plain = args[MAKE_ALLOW].kind == V_ABSENT || args[MAKE_ALLOW].kind == V_BOOL;
  bool is_known = args[MAKE_INTERPOLATION].kind == V_ABSENT || args[MAKE_INTERPOLATION].kind == V_NONE;
  if (!is_plain || !is_known || (value_given(args[MAKE_DEFAULTS]) && args[MAKE_DEFAULTS].kind != V_DICT))
    return value_unsupported(heap, "such a 'ConfigParser'");
  *config = (Config){.sections = value_dict(heap), .defaults = value_dict(heap), .allows_none = args[MAKE_ALLOW].i};
  config->is_raw = type != &TYPE_PARSER || args[MAKE_INTERPOLATION].kind == V_NONE;
  const Dict *given = value_given(args[MAKE_DEFAULTS]) ? args[MAKE_DEFAULTS].dict : NULL;
  for (size_t i = 0; given && i < given->n; i++) {
    if (given->at[i].key.kind == V_ABSENT) continue;
    if (!value_is_str(given->at[i].key) || !value_is_str(given->at[i].value))
      return value_unsupported(heap, "such defaults of a 'ConfigParser'");
    dict_put(heap, config->defaults.dict, key_of(heap, value_text(given->at[i].key)), given->at[i].value);
  }
  return object_new(heap, &TYPE_PARSER, (Object){.value = VALUE_NONE, .state = config});
}

#define PARSER(name_)                                                                                          \
  {                                                                                                            \
    .name = name_, .full_name = "configparser." name_, .methods = BUILTIN_TABLE(PARSER_METHODS),               \
    .attr = parser_attr, .item = section_at, .iter = parser_iter, .contains = parser_contains,                 \
    .construct = make, .construct_params = "defaults=None, *, allow_no_value=False, interpolation=..."         \
  }
static const Type TYPE_PARSER = PARSER("ConfigParser");
static const Type TYPE_RAW_PARSER = PARSER("RawConfigParser");

Value library_configparser(Heap *heap, Str name) {
  (void)heap;
  if (str_is(name, "ConfigParser")) return value_of_type(&TYPE_PARSER);
  if (str_is(name, "RawConfigParser")) return value_of_type(&TYPE_RAW_PARSER);
  if (str_is(name, "Error")) return value_of_type(exception_type(EXC_CONFIG_PARSER));
  if (str_is(name, "NoSectionError")) return value_of_type(exception_type(EXC_NO_SECTION));
  return str_is(name, "NoOptionError") ? value_of_type(exception_type(EXC_NO_OPTION)) : VALUE_ABSENT;
}
