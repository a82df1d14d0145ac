#include "runtime/eval/asset_rules.h"

#include <math.h>
#include <string.h>

#include "runtime/eval/param.h"
#include "runtime/value/int.h"
#include "runtime/value/types.h"

/* ---- characters ---- */

static bool is_alphanumeric(char c) { return char_is_letter(c) || char_is_digit(c); }

/* Whether the text has `least` to `most` characters, each a letter, a digit or one of `more`. */
static bool is_of(Str text, const char *more, size_t least, size_t most) {
  for (size_t i = 0; i < text.n; i++)
    if (!is_alphanumeric(text.p[i]) && (text.p[i] == '\0' || !strchr(more, text.p[i]))) return false;
  return text.n >= least && text.n <= most;
}

/* dagster/_core/definitions/utils.py, VALID_GROUP_NAME_REGEX. */
bool asset_rules_group(Str text) {
  size_t from = 0;
  for (size_t i = 0; i <= text.n; i++) {
    if (i < text.n && text.p[i] != '/') continue;
    if (!is_of(str_sub(text, from, i), "_", 1, SIZE_MAX)) return false;
    from = i + 1;
  }
  return true;
}

static bool is_word(char c) { return is_alphanumeric(c) || c == '_'; }

/* dagster/_core/utils.py, is_valid_email. */
static bool is_address(Str text) {
  size_t at = str_find(text, STR("@"), 0), dot = str_behind(text, '.');
  if (at == SIZE_MAX || dot <= at + 2) return false;
  Str domain = str_sub(text, dot, text.n);
  bool is_domain = domain.n >= 2 && domain.n <= 7 && domain.p[domain.n - 1] != '|';
  for (size_t i = 0; i < domain.n; i++)
    is_domain &= domain.p[i] == '|' || (is_alphanumeric(domain.p[i]) && domain.p[i] > '9');
  return is_domain && is_of(str_sub(text, 0, at), "._%+-", 1, SIZE_MAX) && is_word(text.p[0]) &&
         is_of(str_sub(text, at + 1, dot - 1), ".-", 1, SIZE_MAX);
}

bool asset_rules_owner(Str text) { return is_address(text) || (str_starts(text, STR("team:")) && text.n > 5); }

enum { TAG_MOST = 63, KINDS_MOST = 10 };

/* dagster/_utils/tags.py: a name, perhaps behind a namespace and '/'. */
bool asset_rules_tag_key(Str text) {
  size_t slash = str_find(text, STR("/"), 0);
  if (str_starts(text, STR("dagster/kind/"))) slash = 12; /* the one namespace of two parts */
  if (slash == SIZE_MAX) return is_of(text, "_-.", 1, TAG_MOST);
  bool is_namespace = slash == 12 || is_of(str_sub(text, 0, slash), "_-.", 1, TAG_MOST);
  return is_namespace && is_of(str_sub(text, slash + 1, text.n), "_-.", 1, TAG_MOST);
}

bool asset_rules_tag_value(Str text) { return is_of(text, "_-.", 0, TAG_MOST); }

bool asset_rules_key_part(Str text) { return is_of(text, "_-.", 0, SIZE_MAX); }

/* ---- values ---- */

/* One attribute at hand. */
typedef struct Judge {
  Heap *heap;
  const char *name, *class; /* `class`: of what it has to be an object */
  Str asset;
  bool merged;
} Judge;

/* Whether the class of a value is known for sure, and none of Dagster's own. */
static bool is_plain(Value v) {
  bool is_open = v.kind == V_ABSENT || v.kind == V_UNKNOWN || v.kind == V_UNDEFINED || v.kind == V_ITERATOR ||
                 v.kind == V_BUILTIN || v.kind == V_MODULE || v.kind == V_OBJECT;
  return v.kind == V_OPAQUE ? str_is(str_of(value_type_name(v)), "function") : !is_open;
}

static Value refuse_text(const Judge *judge, Value v) {
  return is_plain(v) && !value_is_str(v) ? param_refuse(judge->heap, judge->name, "str", v) : VALUE_NONE;
}

static Value refuse_optional_text(const Judge *judge, Value v) {
  return v.kind == V_NONE ? v : refuse_text(judge, v);
}

static Value refuse_flag(const Judge *judge, Value v) {
  return is_plain(v) && v.kind != V_BOOL ? param_refuse(judge->heap, judge->name, "bool", v) : VALUE_NONE;
}

static Value refuse_object(const Judge *judge, Value v) {
  bool is_definition = v.kind == V_DEFINITION && str_is(str_of(judge->class), "PartitionsDefinition");
  if (v.kind == V_NONE || is_definition || !is_plain(v)) return VALUE_NONE;
  return param_refuse(judge->heap, judge->name, judge->class, v);
}

/* AssetKey.from_coercible */
static Value refuse_key(const Judge *judge, Value v) {
  const Value *items;
  size_t n;
  if (!is_plain(v) || value_is_str(v)) return VALUE_NONE;
  if (!param_is_sequence(v) || !value_items(v, &items, &n))
    return value_raise(judge->heap, EXC_CHECK, "Failure condition: Unexpected type for AssetKey: <class '%s'>",
                       param_class(v));
  for (size_t i = 0; i < n; i++)
    if (is_plain(items[i]) && !value_is_str(items[i]))
      return value_raise(judge->heap, EXC_CHECK,
                         "Member of list mismatches type. Expected <class 'str'>. Got %.*s of type <class '%s'>.",
                         STR_FMT(value_shown(judge->heap, items[i])), param_class(items[i]));
  return VALUE_NONE;
}

/* The items of what Python iterates over; VALUE_NONE, or the TypeError. */
static Value collect(Heap *heap, Value v, ValueList *items) {
  bool unordered;
  return is_plain(v) ? value_collect_any(heap, v, items, &unordered) : VALUE_NONE;
}

/* AssetDep.from_coercible */
static Value refuse_deps(const Judge *judge, Value v) {
  static const char WANTED[] = "['AssetKey', 'AssetSpec', 'AssetsDefinition', 'SourceAsset', 'str']";
  ValueList items = {0};
  Value error = v.kind == V_NONE ? v : collect(judge->heap, v, &items);
  for (size_t i = 0; !value_passes(error) && i < items.n; i++) {
    Value dep = items.at[i];
    if (dep.kind == V_LIST)
      error = refuse_key(judge, dep);
    else if (is_plain(dep) && !value_is_str(dep))
      error = param_refuse(judge->heap, "asset", WANTED, dep);
  }
  return value_is_error(error) ? error : VALUE_NONE;
}

/* validate_group_name */
static Value refuse_group(const Judge *judge, Value v) {
  Value stop = VALUE_ABSENT;
  if (v.kind == V_NONE || !is_plain(v)) return VALUE_NONE;
  if (!value_is_str(v) && !op_truth(judge->heap, v, &stop)) return refuse_text(judge, v);
  if (v.kind == V_BYTES)
    return value_raise(judge->heap, EXC_TYPE, "cannot use a string pattern on a bytes-like object");
  if (!value_is_str(v))
    return value_raise(judge->heap, EXC_TYPE, "expected string or bytes-like object, got '%s'", value_type_name(v));
  Str name = value_text(v);
  if (!name.n)
    return value_raise(judge->heap, EXC_INVALID_DEFINITION,
                       "Empty asset group name was provided, which is not permitted. Set group_name=None to use the "
                       "default group_name or set non-empty string");
  if (asset_rules_group(name)) return VALUE_NONE;
  return value_raise(judge->heap, EXC_INVALID_DEFINITION,
                     "\"%.*s\" is not a valid asset group name. Group names must be one or more segments matching "
                     "^[A-Za-z0-9_]+$ separated by '/' (e.g. 'marketing' or 'marketing/foo/bar').",
                     STR_FMT(name));
}

static Value refuse_owner(const Judge *judge, Value owner) {
  if (!is_plain(owner)) return VALUE_NONE;
  if (!value_is_str(owner)) return param_refuse_member(judge->heap, "<class 'str'>", owner);
  if (asset_rules_owner(value_text(owner))) return VALUE_NONE;
  Str of = judge->asset.n ? str_printf(judge->heap->arena, " for asset '%.*s'", STR_FMT(judge->asset)) : STR("");
  return value_raise(judge->heap, EXC_INVALID_DEFINITION,
                     "Invalid owner '%.*s'%.*s. Owner must be an email address or a team name prefixed with 'team:'.",
                     STR_FMT(value_text(owner)), STR_FMT(of));
}

static Value refuse_each_owner(const Judge *judge, Value v) {
  ValueList items = {0};
  Value error = collect(judge->heap, v, &items);
  for (size_t i = 0; error.kind == V_NONE && i < items.n; i++) error = refuse_owner(judge, items.at[i]);
  return value_is_error(error) ? error : VALUE_NONE;
}

static Value refuse_owners(const Judge *judge, Value v) {
  ValueList items = {0};
  if (v.kind == V_NONE || !is_plain(v)) return VALUE_NONE;
  return judge->merged || param_is_sequence(v) ? refuse_each_owner(judge, v)
                                               : param_sequence(judge->heap, judge->name, v, &items);
}

/* check.opt_mapping_param(key_type=str) */
static Value refuse_mapping(const Judge *judge, Value v) {
  if (v.kind == V_NONE || !is_plain(v)) return VALUE_NONE;
  if (v.kind != V_DICT) return param_refuse(judge->heap, judge->name, "['Mapping']", v);
  for (size_t i = 0; i < v.dict->n; i++)
    if (is_plain(v.dict->at[i].key) && !value_is_str(v.dict->at[i].key))
      return param_refuse_key(judge->heap, v.dict->at[i].key);
  return VALUE_NONE;
}

/* What pydantic makes an integer: numbers without a part behind the point, and texts of digits. */
static bool is_whole(Value v) {
  size_t i = 0;
  Str text = value_is_str(v) ? str_trim(value_text(v)) : STR("");
  if (i < text.n && strchr("+-", text.p[i])) i++;
  size_t first = i;
  while (i < text.n && (char_is_digit(text.p[i]) || (text.p[i] == '_' && i > first))) i++;
  bool is_number = int_is(v) || v.kind == V_BOOL || (v.kind == V_FLOAT && v.f == floor(v.f));
  return is_number || (value_is_str(v) && i > first && i == text.n);
}

static bool is_table_text(Value v) { return value_is_str(v); }
static bool is_no_plain(Value v) { return !is_plain(v); }

Str asset_rules_metadata(Str key, Value v) {
  static const struct {
    Str key;
    bool (*takes)(Value v);
    Str wanted;
  } ENTRIES[] = {
      {STR_INIT("column_lineage"), is_no_plain, STR_INIT("a TableColumnLineage")},
      {STR_INIT("column_schema"), is_no_plain, STR_INIT("a TableSchema")},
      {STR_INIT("partition_row_count"), is_whole, STR_INIT("a whole number")},
      {STR_INIT("row_count"), is_whole, STR_INIT("a whole number")},
      {STR_INIT("storage_kind"), is_table_text, STR_INIT("text")},
      {STR_INIT("table_name"), is_table_text, STR_INIT("text")},
  };
  static const Str SPACE = STR_INIT("dagster/");
  if (!str_starts(key, SPACE) || !is_plain(v) || v.kind == V_NONE) return STR("");
  Str name = str_sub(key, SPACE.n, key.n);
  for (size_t i = 0; i < COUNT(ENTRIES); i++)
    if (str_eq(ENTRIES[i].key, name)) return ENTRIES[i].takes(v) ? STR("") : ENTRIES[i].wanted;
  return STR("");
}

/* Dagster reads those of a table when all assets of the project are there. */
static Value refuse_metadata(const Judge *judge, Value v) {
  Value error = refuse_mapping(judge, v);
  for (size_t i = 0; error.kind == V_NONE && v.kind == V_DICT && i < v.dict->n; i++) {
    Value key = v.dict->at[i].key;
    Str wanted = value_is_str(key) ? asset_rules_metadata(value_text(key), v.dict->at[i].value) : STR("");
    if (wanted.n)
      error = value_raise(judge->heap, EXC_INVALID_DEFINITION, "the metadata '%.*s' takes %.*s, not %s",
                          STR_FMT(value_text(key)), STR_FMT(wanted), value_type_name(v.dict->at[i].value));
  }
  return error;
}

static Value refuse_tag_value(const Judge *judge, Str key, Value v) {
  if (!is_plain(v) || (value_is_str(v) && asset_rules_tag_value(value_text(v)))) return VALUE_NONE;
  if (!value_is_str(v))
    return value_raise(judge->heap, EXC_INVALID_DEFINITION,
                       "Tag values must be strings, got type <class '%s'> at key %.*s.", param_class(v), STR_FMT(key));
  return value_raise(judge->heap, EXC_INVALID_DEFINITION,
                     "Invalid tag value: %.*s, for key: %.*s. Allowed characters: alpha-numeric, '_', '-', '.'. Must "
                     "have <= 63 characters.",
                     STR_FMT(value_text(v)), STR_FMT(key));
}

/* normalize_tags(strict=True), which tells of five keys. */
static Value refuse_tags(const Judge *judge, Value v) {
  enum { TOLD = 5 };
  Heap *heap = judge->heap;
  Value error = refuse_mapping(judge, v), invalid = value_list(heap, TOLD);
  if (v.kind != V_DICT) return error;
  for (size_t i = 0; error.kind == V_NONE && i < v.dict->n; i++) {
    Value key = v.dict->at[i].key;
    if (!value_is_str(key)) continue;
    if (!asset_rules_tag_key(value_text(key)) && invalid.list->n < TOLD) list_push(heap, invalid, key);
    error = refuse_tag_value(judge, value_text(key), v.dict->at[i].value);
  }
  if (error.kind != V_NONE || !invalid.list->n) return error;
  return value_raise(heap, EXC_INVALID_DEFINITION,
                     "Found invalid tag keys: %.*s. Allowed characters: alpha-numeric, '_', '-', '.'. Tag keys can "
                     "also contain a namespace section, separated by a '/'. Each section must have <= 63 characters.",
                     STR_FMT(value_repr(heap, invalid)));
}

static Value refuse_kinds(const Judge *judge, Value v) {
  ValueList items = {0};
  Value error = v.kind == V_NONE ? v : collect(judge->heap, v, &items), kinds = value_set(judge->heap);
  for (size_t i = 0; error.kind == V_NONE && i < items.n; i++)
    error = dict_put(judge->heap, kinds.dict, value_str(value_to_str(judge->heap, items.at[i])), VALUE_NONE);
  if (error.kind != V_NONE || kinds.dict->live <= KINDS_MOST) return value_is_error(error) ? error : VALUE_NONE;
  return value_raise(judge->heap, EXC_INVALID_DEFINITION, "Assets can have at most ten kinds currently.");
}

/* ---- all attributes, in Dagster's order ---- */

typedef struct Rule {
  const char *name;
  Value (*refuse)(const Judge *judge, Value v);
  const char *class;
  bool or_nothing; /* what is false counts as not given: `tags or {}` */
} Rule;

static const Rule RULES[] = {
    {"key", refuse_key, NULL, false},
    {"deps", refuse_deps, NULL, true},
    {"group_name", refuse_group, NULL, false},
    {"owners", refuse_owners, NULL, false},
    {"tags", refuse_tags, NULL, true},
    {"kinds", refuse_kinds, NULL, true},
    {"description", refuse_optional_text, NULL, false},
    {"metadata", refuse_metadata, NULL, false},
    {"skippable", refuse_flag, NULL, false},
    {"code_version", refuse_optional_text, NULL, false},
    {"freshness_policy", refuse_object, "FreshnessPolicy", false},
    {"automation_condition", refuse_object, "AutomationCondition", false},
    {"partitions_def", refuse_object, "PartitionsDefinition", false},
    {"is_virtual", refuse_flag, NULL, false},
};

/* What is spread out before the asset is made: `[*self.deps, *deps]`, `{**self.tags, **tags}`. */
static Value refuse_sequence(const Judge *judge, Value v) {
  Iter iter;
  if (!is_plain(v) || op_iter(judge->heap, v, &iter).kind == V_NONE) return VALUE_NONE;
  return value_raise(judge->heap, EXC_TYPE, "Value after * must be an iterable, not %s", value_type_name(v));
}

static Value refuse_spread(const Judge *judge, Value v) {
  if (!is_plain(v) || v.kind == V_DICT) return VALUE_NONE;
  return value_raise(judge->heap, EXC_TYPE, "'%s' object is not a mapping", value_type_name(v));
}

static Value refuse_set(const Judge *judge, Value v) {
  Iter iter;
  return is_plain(v) ? op_iter(judge->heap, v, &iter) : VALUE_NONE;
}

static const Rule SPREAD[] = {{"deps", refuse_sequence, NULL, false},
                              {"metadata", refuse_spread, NULL, false},
                              {"owners", refuse_sequence, NULL, false},
                              {"tags", refuse_spread, NULL, false},
                              {"kinds", refuse_set, NULL, false}};

static Value value_of(const AssetGiven *given, const char *name) {
  for (size_t i = 0; i < given->n; i++)
    if (str_is(given->names[i], name)) return given->values[i];
  return VALUE_ABSENT;
}

static Value refuse_by(Heap *heap, const Rule *rules, size_t n, const AssetGiven *given, bool merged) {
  Value error = VALUE_NONE, stop = VALUE_ABSENT;
  Judge judge;
  for (size_t i = 0; i < n && !value_is_error(error); i++) {
    Value v = value_of(given, rules[i].name);
    judge = (Judge){heap, rules[i].name, rules[i].class, given->asset, merged};
    bool is_given = v.kind != V_ABSENT && v.kind != V_ELLIPSIS;
    if (is_given && rules[i].or_nothing && is_plain(v)) is_given = op_truth(heap, v, &stop);
    if (is_given) error = rules[i].refuse(&judge, v);
  }
  return value_is_error(error) ? error : VALUE_NONE;
}

Value asset_rules_refuse(Heap *heap, const AssetGiven *given) {
  return refuse_by(heap, RULES, COUNT(RULES), given, false);
}

Value asset_rules_refuse_merged(Heap *heap, const AssetGiven *given) {
  Value error = refuse_by(heap, SPREAD, COUNT(SPREAD), given, true);
  return value_is_error(error) ? error : refuse_by(heap, RULES, COUNT(RULES), given, true);
}
