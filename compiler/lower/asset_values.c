#include "compiler/lower/asset_values.h"

#include "runtime/eval/asset_rules.h"
#include "runtime/eval/dg.h"
#include "runtime/eval/enum.h"
#include "runtime/value/int.h"
#include "runtime/value/ops.h"
#include "runtime/value/types.h"

typedef struct Judge {
  Heap *heap;
  DiagSink *sink;
  const Source *source;
  const AssetValue *given;
} Judge;

static bool wrong_type(const Judge *judge, const YNode *yaml, const char *wanted, Value v) {
  bool changed = yaml->kind == Y_SCALAR && yaml->value.kind == V_STR && !value_is_str(v) &&
                 str_find(yaml->text, STR("{"), 0) == SIZE_MAX;
  Diag *diag = diag_report(judge->sink, DIAG_WRONG_TYPE, (Place){judge->source, yaml->span},
                           DIAG_ARGS(judge->given->name, str_of(wanted), str_of(value_type_name(v))));
  if (changed) diag->hint = STR("Dagster reads text that looks like a value as one; quotes inside the text keep it");
  return false;
}

static bool wrong_value(const Judge *judge, const YNode *yaml, Str text, const char *hint) {
  Diag *diag = diag_report(judge->sink, DIAG_WRONG_VALUE, (Place){judge->source, yaml->span},
                           DIAG_ARGS(text, judge->given->name));
  if (hint) diag->hint = str_of(hint);
  return false;
}

/* The YAML of an item, where the list or mapping stands in the file; else that of the whole. */
static const YNode *item_at(const YNode *yaml, size_t i) {
  return yaml->kind == Y_LIST && i < yaml->n ? yaml->items[i] : yaml;
}

static const YNode *value_at(const YNode *yaml, Value key) {
  if (yaml->kind != Y_MAP || !value_is_str(key)) return yaml;
  for (size_t i = yaml->n; i > 0; i--)
    if (str_eq(yaml->pairs[i - 1].key->text, value_text(key))) return yaml->pairs[i - 1].value;
  return yaml;
}

/* ---- one rule an attribute ---- */

static bool check_text(const Judge *judge) {
  Value v = judge->given->value;
  bool is_text = v.kind == V_NONE || value_is_str(v) || opaque_is_open(v);
  return is_text || wrong_type(judge, judge->given->yaml, "text", v);
}

static bool check_code_version(const Judge *judge) {
  return judge->given->in_translation || check_text(judge); /* there it becomes text */
}

static bool check_group(const Judge *judge) {
  Value v = judge->given->value;
  if (!check_text(judge)) return false;
  if (!value_is_str(v) || asset_rules_group(value_text(v))) return true;
  return wrong_value(judge, judge->given->yaml, value_text(v),
                     "the name of a group has letters, digits and '_', and '/' between its parts");
}

/* Each item, which must be text. */
static bool check_items(const Judge *judge, bool (*is_sound)(Str), const char *hint) {
  const Value *items;
  size_t n;
  if (!value_items(judge->given->value, &items, &n)) return true;
  for (size_t i = 0; i < n; i++) {
    const YNode *yaml = item_at(judge->given->yaml, i);
    if (items[i].kind == V_UNKNOWN || opaque_is_open(items[i])) continue;
    if (!value_is_str(items[i])) return wrong_type(judge, yaml, "text", items[i]);
    if (is_sound && !is_sound(value_text(items[i]))) return wrong_value(judge, yaml, value_text(items[i]), hint);
  }
  return true;
}

static bool check_owners(const Judge *judge) {
  Value v = judge->given->value;
  bool is_list = v.kind == V_LIST || v.kind == V_TUPLE;
  if (v.kind != V_NONE && !is_list) return wrong_type(judge, judge->given->yaml, "a list of text", v);
  return check_items(judge, asset_rules_owner, "an owner is an e-mail address, or a team: 'team:data'");
}

/* What Dagster walks over: of a text that is each character, of a mapping each key, of what is false nothing. False
 * after reporting; what cannot be known leaves no items. */
static bool walk(const Judge *judge, ValueList *items) {
  Value v = judge->given->value;
  if (op_is_false(judge->heap, v)) return true;
  Value done = value_collect(judge->heap, v, items);
  if (!value_is_error(done) || done.exc->type != EXC_TYPE) return true;
  return wrong_type(judge, judge->given->yaml, "a list of text", v);
}

/* AssetSpec takes any text for a kind, and ten of them. */
static bool check_kinds(const Judge *judge) {
  enum { MOST = 10 };
  ValueList kinds = {0};
  if (!walk(judge, &kinds)) return false;
  if (kinds.n <= MOST) return true;
  return wrong_value(judge, judge->given->yaml, str_printf(judge->sink->arena, "%zu kinds", kinds.n),
                     "an asset has at most ten kinds");
}

static bool is_key(Str text) {
  for (size_t i = 0; i < text.n; i++)
    if (text.p[i] != '/' && !asset_rules_key_part(str_sub(text, i, i + 1))) return false;
  return true;
}

static const char PART_HINT[] = "a part of a key has letters, digits, '_', '-' and '.'; several parts are a list";
static const char KEY_HINT[] = "the key of an asset has letters, digits, '_', '-' and '.', and '/' between its parts";

/* A text, a key's parts, or one of Dagster's objects that stand for an asset. */
static bool is_dep(Value v) {
  const Value *parts;
  size_t n;
  bool is_known = v.kind == V_LIST || v.kind == V_TUPLE;
  if (!is_known) return value_is_str(v) || v.kind == V_OPAQUE || v.kind == V_UNKNOWN;
  value_items(v, &parts, &n);
  for (size_t i = 0; i < n; i++) is_known = is_known && (value_is_str(parts[i]) || parts[i].kind == V_UNKNOWN);
  return is_known;
}

/* A `translation` is held to text. */
static bool check_deps(const Judge *judge) {
  ValueList deps = {0};
  if (!walk(judge, &deps)) return false;
  for (size_t i = 0; i < deps.n; i++) {
    Value dep = deps.at[i];
    const YNode *yaml = item_at(judge->given->yaml, i);
    bool may_be_text = value_is_str(dep) || dep.kind == V_UNKNOWN || opaque_is_open(dep) || opaque_is_key(dep);
    bool is_sound = judge->given->in_translation ? may_be_text : is_dep(dep);
    if (!is_sound) return wrong_type(judge, yaml, "text", dep);
    bool is_written = judge->given->yaml->kind == Y_LIST; /* else a text is a key of one part */
    Str text = value_is_str(dep) ? value_text(dep) : STR("_");
    bool is_named = text.n && (is_written ? is_key : asset_rules_key_part)(text);
    if (!is_named) return wrong_value(judge, yaml, text, is_written ? KEY_HINT : PART_HINT);
  }
  return true;
}

/* Of the mapping form Dagster makes each value text; of a mapping that a template gives it asks for text. */
static bool check_tag(const Judge *judge, Value key, Value v) {
  const YNode *yaml = value_at(judge->given->yaml, key);
  Str name = value_to_str(judge->heap, key);
  if (!asset_rules_tag_key(name))
    return wrong_value(judge, judge->given->yaml, name,
                       "the key of a tag has letters, digits, '_', '-' and '.', and one '/' behind a namespace; at "
                       "most 63 of them");
  if (v.kind == V_UNKNOWN) return true;
  if (!value_is_str(v) && judge->given->yaml->kind != Y_MAP) return wrong_type(judge, yaml, "text", v);
  Str text = value_to_str(judge->heap, v);
  return asset_rules_tag_value(text) ||
         wrong_value(judge, yaml, text, "the value of a tag has letters, digits, '_', '-' and '.', at most 63 of them");
}

static bool check_mapping(const Judge *judge) {
  Value v = judge->given->value;
  bool is_none = v.kind == V_NONE && judge->given->replaces;
  if (v.kind != V_DICT && !is_none) return wrong_type(judge, judge->given->yaml, "a mapping", v);
  for (size_t i = 0; !is_none && i < v.dict->n; i++) {
    Value key = v.dict->at[i].key;
    bool is_named = key.kind == V_ABSENT || key.kind == V_UNKNOWN || value_is_str(key);
    if (!is_named) return wrong_type(judge, judge->given->yaml, "a mapping with keys that are text", key);
  }
  return true;
}

/* Dagster reads what tables have, by keys of its own. */
static bool check_metadata(const Judge *judge) {
  Value v = judge->given->value;
  if (!check_mapping(judge)) return false;
  for (size_t i = 0; v.kind == V_DICT && i < v.dict->n; i++) {
    Value key = v.dict->at[i].key, item = v.dict->at[i].value;
    Str wanted = value_is_str(key) ? asset_rules_metadata(value_text(key), item) : STR("");
    if (!wanted.n) continue;
    diag_report(judge->sink, DIAG_WRONG_TYPE, (Place){judge->source, value_at(judge->given->yaml, key)->span},
                DIAG_ARGS(value_text(key), wanted, str_of(value_type_name(item))));
    return false;
  }
  return true;
}

static bool check_tags(const Judge *judge) {
  Value v = judge->given->value;
  if (!check_mapping(judge)) return false;
  for (size_t i = 0; v.kind == V_DICT && i < v.dict->n; i++)
    if (!check_tag(judge, v.dict->at[i].key, v.dict->at[i].value)) return false;
  return true;
}

/* Written as true, 1 and the like, the schema has taken it; nothing it takes too, and AssetSpec does not. */
static bool check_skippable(const Judge *judge) {
  Value v = judge->given->value;
  bool is_text = judge->given->yaml->kind == Y_SCALAR && judge->given->yaml->value.kind == V_STR;
  bool is_sound = v.kind == V_BOOL || !(is_text || v.kind == V_NONE);
  return is_sound || wrong_type(judge, judge->given->yaml, "true or false", v);
}

/* A call that only lacks its braces gets them. */
static void offer_braces(const Judge *judge, Diag *diag) {
  const YNode *yaml = judge->given->yaml;
  bool is_call = yaml->kind == Y_SCALAR && yaml->style == Y_PLAIN && str_starts(yaml->text, STR("dg.")) &&
                 str_ends(yaml->text, STR(")")) && str_find(yaml->text, STR("\""), 0) == SIZE_MAX;
  if (!is_call) return;
  diag_edit(judge->sink, diag, (Place){judge->source, yaml->span},
            str_printf(judge->sink->arena, "\"{{ %.*s }}\"", STR_FMT(yaml->text)));
}

/* An object of Dagster, of this class as far as its text tells, and not the function that makes one. */
static bool check_object(const Judge *judge, const char *class, const char *other, const char *example) {
  Value v = judge->given->value;
  if (v.kind == V_NONE || v.kind == V_OBJECT) return true; /* an object of the project's own class, perhaps */
  Str text = v.kind == V_OPAQUE ? value_repr(judge->heap, v) : STR("");
  bool is_made = str_find(text, STR("("), 0) != SIZE_MAX;
  bool is_sound =
      v.kind == V_OPAQUE && !str_starts(text, str_of(other)) && (is_made || !str_starts(text, str_of(class)));
  if (is_sound) return true;
  Str found = v.kind == V_OPAQUE ? text : str_of(value_type_name(v));
  Diag *diag = diag_report(judge->sink, DIAG_WRONG_TYPE, (Place){judge->source, judge->given->yaml->span},
                           DIAG_ARGS(judge->given->name, str_of(class), found));
  diag->hint = str_of(example);
  if (value_is_str(v)) offer_braces(judge, diag);
  return false;
}

static bool check_condition(const Judge *judge) {
  return check_object(judge, "dg.AutomationCondition", "dg.FreshnessPolicy",
                      "such as \"{{ dg.AutomationCondition.eager() }}\"");
}

static bool check_freshness(const Judge *judge) {
  return check_object(judge, "dg.FreshnessPolicy", "dg.AutomationCondition",
                      "such as \"{{ dg.FreshnessPolicy.time_window(fail_window=datetime.timedelta(hours=24)) }}\"");
}

/* What stands outside the expressions of a template; false where braces within one hide its end. */
static bool text_around(Arena *arena, Str template, Str *around) {
  Buf buf = buf_new(arena, template.n + 1);
  for (size_t at = 0; at < template.n;) {
    size_t open = str_find(template, STR("{"), at);
    buf_put(&buf, str_sub(template, at, open));
    if (open == SIZE_MAX) break;
    size_t close = str_find(template, STR("}"), open), nested = str_find(template, STR("{"), open + 2);
    if (close == SIZE_MAX || nested < close) return false;
    while (close + 1 < template.n && template.p[close + 1] == '}') close++;
    at = close + 1;
  }
  *around = buf_str(&buf);
  return true;
}

/* A key that each model computes: as much of it as they have in common. */
static bool check_common_key(const Judge *judge) {
  Str around;
  const YNode *yaml = judge->given->yaml;
  bool is_text = yaml->kind == Y_SCALAR && yaml->value.kind == V_STR && str_find(yaml->text, STR("{%"), 0) == SIZE_MAX;
  return !is_text || !text_around(judge->heap->arena, yaml->text, &around) || is_key(around) ||
         wrong_value(judge, yaml, yaml->text, KEY_HINT);
}

/* The parts of a prefix stay what they are, and a run records them; a key is read from its text. */
static bool check_prefix_members(const Judge *judge) {
  const Value *items = &judge->given->value;
  size_t n = 1;
  if (!value_is_str(*items)) value_items(*items, &items, &n);
  for (size_t i = 0; i < n; i++)
    if (enum_is_text(items[i])) return wrong_type(judge, item_at(judge->given->yaml, i), ENUM_WANTED, items[i]);
  return true;
}

/* The key of an asset, or what stands before it. */
static bool check_key(const Judge *judge) {
  Value v = judge->given->value;
  bool is_list = v.kind == V_LIST || v.kind == V_TUPLE;
  if (opaque_is_open(v)) return true;
  if (!is_list && !value_is_str(v)) return wrong_type(judge, judge->given->yaml, "text or a list of text", v);
  bool is_prefix = str_is(judge->given->name, "key_prefix"); /* of which a text is one part, where a key has several */
  if (is_prefix && !check_prefix_members(judge)) return false;
  if (value_is_str(v) && !(is_prefix ? asset_rules_key_part : is_key)(value_text(v)))
    return wrong_value(judge, judge->given->yaml, value_text(v), is_prefix ? PART_HINT : KEY_HINT);
  return check_items(judge, asset_rules_key_part, PART_HINT);
}

/* ---- what a dict that a function gives may hold (AssetSpecUpdateKwargs, of which pydantic makes a model) ---- */

static bool is_list(Value v) { return v.kind == V_LIST || v.kind == V_TUPLE; }

static bool is_text_or_none(Value v) { return value_is_str(v) || v.kind == V_NONE; }

static bool takes_dict(Value v) { return v.kind == V_DICT || value_is_str(v); }

/* An object of Dagster is no text to the model. */
static bool takes_list(Value v) {
  for (size_t i = 0; is_list(v) && i < v.list->n; i++)
    if (v.list->at[i].kind == V_OPAQUE) return false;
  return is_list(v) || is_text_or_none(v);
}

static bool takes_tags(Value v) {
  for (size_t i = 0; v.kind == V_DICT && i < v.dict->n; i++) {
    Value tag = v.dict->at[i].value;
    bool is_number = int_is(tag) || tag.kind == V_FLOAT || tag.kind == V_BOOL;
    if (!is_number && !value_is_str(tag) && tag.kind != V_UNKNOWN) return false;
  }
  return takes_dict(v);
}

static bool takes_flag(Value v) { return v.kind == V_BOOL || v.kind == V_NONE; }

static bool takes_any(Value v) { return v.kind != V_ABSENT; }

/* ---- all attributes ---- */

typedef struct Attribute {
  const char *name;
  bool (*check)(const Judge *judge); /* NULL: what it holds is judged elsewhere */
  bool (*takes)(Value v);            /* as the value of a key of a dict … */
  const char *wanted;                /* … and what it is asked to be */
} Attribute;

static const Attribute ATTRIBUTES[] = {
    {"automation_condition", check_condition, is_text_or_none, "text or nothing in a dict of attributes"},
    {"code_version", check_code_version, is_text_or_none, "text or nothing"},
    {"deps", check_deps, takes_list, "a list of text"},
    {"description", check_text, is_text_or_none, "text or nothing"},
    {"freshness_policy", check_freshness, is_text_or_none, "text or nothing in a dict of attributes"},
    {"group_name", check_group, is_text_or_none, "text or nothing"},
    {"key", check_key, is_text_or_none, "text or nothing"},
    {"key_prefix", check_key, takes_list, "text or a list of text"},
    {"kinds", check_kinds, takes_list, "a list of text"},
    {"metadata", check_metadata, takes_dict, "a mapping"},
    {"owners", check_owners, takes_list, "a list of text"},
    {"partitions_def", NULL, takes_any, ""},
    {"skippable", check_skippable, takes_flag, "true or false"},
    {"tags", check_tags, takes_tags, "a mapping of text to text or a number"},
};
enum { ATTRIBUTE_COUNT = COUNT(ATTRIBUTES) };

static const Attribute *attribute_of(Str name) {
  for (size_t i = 0; i < ATTRIBUTE_COUNT; i++)
    if (str_is(name, ATTRIBUTES[i].name)) return &ATTRIBUTES[i];
  return NULL;
}

bool asset_value_check(Heap *heap, DiagSink *sink, const Source *source, const AssetValue *given) {
  Judge judge = {heap, sink, source, given};
  if (given->value.kind == V_UNKNOWN && str_starts(given->name, STR("key"))) return check_common_key(&judge);
  if (given->value.kind == V_UNKNOWN || given->value.kind == V_ABSENT) return true;
  const Attribute *attribute = attribute_of(given->name);
  return !attribute || !attribute->check || attribute->check(&judge);
}

/* ---- a dict that a function gives ---- */

static bool refuse_name(const Judge *judge, Value key) {
  Str names[ATTRIBUTE_COUNT];
  for (size_t i = 0; i < ATTRIBUTE_COUNT; i++) names[i] = str_of(ATTRIBUTES[i].name);
  Str name = value_to_str(judge->heap, key), near = str_nearest(name, names, ATTRIBUTE_COUNT);
  Diag *diag = diag_report(judge->sink, DIAG_UNKNOWN_KEY, (Place){judge->source, judge->given->yaml->span},
                           DIAG_ARGS(name));
  if (near.n) diag->hint = str_printf(judge->sink->arena, "did you mean '%.*s'?", STR_FMT(near));
  return false;
}

static bool check_entry(const Judge *judge, Value key) {
  Value v = judge->given->value;
  const Attribute *attribute = value_is_str(key) ? attribute_of(value_text(key)) : NULL;
  if (!attribute) return refuse_name(judge, key);
  if (v.kind == V_UNKNOWN) return true;
  return attribute->takes(v) || wrong_type(judge, judge->given->yaml, attribute->wanted, v);
}

bool asset_values_check(Heap *heap, DiagSink *sink, const Source *source, const YNode *yaml, const Dict *given) {
  bool is_sound = true;
  for (size_t i = 0; is_sound && i < given->n; i++) {
    Value key = given->at[i].key, v = given->at[i].value;
    if (key.kind == V_ABSENT || key.kind == V_UNKNOWN) continue;
    AssetValue value = {value_is_str(key) ? value_text(key) : STR(""), yaml, v, true, false};
    is_sound = check_entry(&(Judge){heap, sink, source, &value}, key);
  }
  return is_sound;
}
