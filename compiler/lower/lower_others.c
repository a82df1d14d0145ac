#include "compiler/lower/lower_others.h"

#include "runtime/core/limits.h"
#include "runtime/eval/dbt_component.h"
#include "runtime/eval/dg.h"
#include "runtime/eval/enum.h"
#include "runtime/value/ops.h"
#include "runtime/value/types.h"

enum {
  GIVES_TEXT = 1,
  GIVES_FLAG = 2,
  GIVES_MAP = 4,
  GIVES_NOTHING = 8,
  GIVES_PLAIN = 16,
  GIVES_OTHER = 32,
  GIVES_LIST = 64,
  GIVES_FALSE = 128, /* of whatever type but text: what Python takes for false */
  GIVES_PATH = 256,
  GIVES_PROJECT = 512,
};

/* What a template may give, by the field and its key; "" the field itself. What is no template the schema has
 * judged. */
static const struct {
  const char *field, *key;
  unsigned gives;
  const char *words;
} ROWS[] = {
    {"op", "", GIVES_FALSE, "a mapping in YAML"},
    {"op", "name", GIVES_TEXT | GIVES_NOTHING, "text"},
    {"op", "tags", GIVES_MAP | GIVES_NOTHING, "a mapping"},
    {"op", "description", GIVES_TEXT | GIVES_NOTHING, "text"},
    {"op", "pool", GIVES_TEXT | GIVES_NOTHING, "text"},
    {"op", "backfill_policy", GIVES_MAP | GIVES_LIST | GIVES_NOTHING | GIVES_OTHER, "a mapping or a dg.BackfillPolicy"},
    {"project", "", GIVES_TEXT | GIVES_PROJECT | GIVES_NOTHING, "text or a DbtProject"},
    {"project", "project_dir", GIVES_TEXT | GIVES_PATH | GIVES_NOTHING, "text"},
    {"project", "profile", GIVES_TEXT | GIVES_NOTHING, "text"},
    {"project", "target", GIVES_TEXT | GIVES_NOTHING, "text"},
    {"project", "profiles_dir", GIVES_TEXT | GIVES_PATH | GIVES_FALSE, "text"},
    {"project", "target_path", GIVES_TEXT | GIVES_PATH | GIVES_NOTHING, "text"},
    {"project", "packaged_project_dir", GIVES_TEXT | GIVES_PATH | GIVES_FALSE, "text"},
    {"project", "state_path", GIVES_TEXT | GIVES_PATH | GIVES_NOTHING, "text"},
    {"translation_settings", "", GIVES_FALSE, "a mapping in YAML"},
    {"prepare_if_dev", "", GIVES_FLAG, "true or false"},
};

static unsigned gives(Value v) {
  switch (v.kind) {
    case V_STR: return GIVES_TEXT;
    case V_PATH: return GIVES_PATH;
    case V_BOOL: return GIVES_FLAG;
    case V_DICT: return GIVES_MAP;
    case V_NONE: return GIVES_NOTHING;
    case V_INT:
    case V_BIGINT:
    case V_FLOAT:
    case V_SET: return GIVES_PLAIN;
    case V_LIST:
    case V_TUPLE: return GIVES_LIST;
    default: return dbt_project_is(v) ? GIVES_PROJECT : GIVES_OTHER;
  }
}

static const YNode *member(const YNode *map, const char *key) {
  return map && map->kind == Y_MAP ? ynode_get(map, key) : NULL;
}

static Diag *refuse(TreeScope *scope, DiagCode code, const YNode *yaml, DiagArgs args) {
  scope->failed = true;
  return diag_report(scope->sink, code, (Place){scope->source, yaml->span}, args);
}

static const char *name_of(size_t row) { return *ROWS[row].key ? ROWS[row].key : ROWS[row].field; }

/* A path that goes on behind its last template is no literal of Python, whatever stands before. */
static bool is_path(Str text) {
  size_t end = 0;
  for (size_t at; (at = str_find(text, STR("}}"), end)) != SIZE_MAX;) end = at + 2;
  return end && str_find(text, STR("/"), end) != SIZE_MAX && str_find(text, STR("%}"), 0) == SIZE_MAX;
}

/* A name in place of what it names. */
static void hint_form(Arena *arena, Diag *diag, Str field, Str text) {
  bool is_policy = str_is(field, "backfill_policy") && (str_is(text, "single_run") || str_is(text, "multi_run"));
  bool is_op = str_is(field, "op") && str_find(text, STR("{"), 0) == SIZE_MAX;
  const char *key = is_policy ? "type" : "name";
  if (is_policy || is_op)
    diag->hint = str_printf(arena, "write '%.*s: {%s: %.*s}'", STR_FMT(field), key, STR_FMT(text));
}

static Value try_row(TreeScope *scope, const YNode *attributes, size_t row) {
  const YNode *yaml = member(attributes, ROWS[row].field);
  if (*ROWS[row].key) yaml = member(yaml, ROWS[row].key);
  bool is_text = yaml && yaml->kind == Y_SCALAR && yaml->value.kind == V_STR;
  bool is_of_project = str_is(str_of(ROWS[row].field), "project");
  if (!is_text || (is_of_project && is_path(yaml->text))) return VALUE_ABSENT;
  Value v = tree_try(scope, tree_of(scope, yaml));
  unsigned found = gives(v) | (!value_is_str(v) && op_is_false(scope->heap, v) ? GIVES_FALSE : 0u);
  if (v.kind == V_ABSENT || v.kind == V_UNKNOWN || (found & ROWS[row].gives)) return v;
  Diag *diag = refuse(scope, DIAG_WRONG_TYPE, yaml,
                      DIAG_ARGS(str_of(name_of(row)), str_of(ROWS[row].words), str_of(value_type_name(v))));
  hint_form(scope->sink->arena, diag, str_of(name_of(row)), yaml->text);
  return VALUE_ABSENT;
}

/* dagster/_core/definitions/utils.py, VALID_POOL_NAME: no blanks. */
static bool is_pool(Str name) {
  for (size_t i = 0; i < name.n; i++)
    if ((unsigned char)name.p[i] <= ' ') return false;
  return true;
}

static void check_pool(TreeScope *scope, const YNode *attributes, Value pool) {
  if (!value_is_str(pool) || is_pool(value_text(pool))) return;
  Diag *diag = refuse(scope, DIAG_WRONG_VALUE, member(member(attributes, "op"), "pool"),
                      DIAG_ARGS(value_text(pool), STR("op.pool")));
  diag->hint = STR("the name of a pool has no blanks");
}

static bool is_tag(Value v, unsigned depth);

static bool are_tags(const Value *items, size_t n, unsigned depth) {
  for (size_t i = 0; i < n; i++)
    if (!is_tag(items[i], depth)) return false;
  return true;
}

static bool is_tag_dict(const Dict *dict, unsigned depth) {
  for (size_t i = 0; i < dict->n; i++) {
    const DictEntry *entry = &dict->at[i];
    if (entry->key.kind != V_ABSENT && !(value_is_str(entry->key) && is_tag(entry->value, depth))) return false;
  }
  return true;
}

/* dagster/_utils/tags.py, _normalize_value: what JSON gives back as it was; Unknown is not judged. What holds itself
 * has no end. */
static bool is_tag(Value v, unsigned depth) {
  switch (v.kind) {
    case V_UNKNOWN:
    case V_NONE:
    case V_BOOL:
    case V_INT:
    case V_BIGINT:
    case V_MULTI_KEY: return true;
    case V_STR: return depth || !enum_is_text(v); /* a text is not normalized */
    case V_OPAQUE: return opaque_is_open(v); /* what a method of Dagster gives may be text */
    case V_FLOAT: return v.f == v.f;
    case V_LIST: return value_is_list(v) && depth < LIMIT_EVAL_DEPTH && are_tags(v.list->at, v.list->n, depth + 1);
    case V_DICT: return depth < LIMIT_EVAL_DEPTH && is_tag_dict(v.dict, depth + 1);
    default: return value_type(v)->number != NULL; /* a member of an IntEnum */
  }
}

static void check_tags(TreeScope *scope, const YNode *attributes) {
  const YNode *tags = member(member(attributes, "op"), "tags");
  Value all = tags && tags->kind != Y_LIST ? tree_try(scope, tree_of(scope, tags)) : VALUE_ABSENT;
  for (size_t i = 0; all.kind == V_DICT && i < all.dict->n; i++) {
    const DictEntry *entry = &all.dict->at[i];
    bool is_named = value_is_str(entry->key) || entry->key.kind == V_UNKNOWN;
    if (entry->key.kind == V_ABSENT || (is_named && is_tag(entry->value, 0))) continue;
    const YNode *yaml =
        value_is_str(entry->key) ? member(tags, str_z(scope->heap->arena, value_text(entry->key))) : NULL;
    Diag *diag = refuse(scope, DIAG_WRONG_VALUE, yaml ? yaml : tags,
                        DIAG_ARGS(value_shown(scope->heap, is_named ? entry->value : entry->key), STR("op.tags")));
    diag->hint = enum_is_text(entry->value)
                     ? STR("write \".value\" behind it: Dagster records no member of an Enum")
                     : STR("a tag of an op is text, or what JSON gives back as it was: no tuple, no date, no keys but "
                           "text");
  }
}

/* A tag of the op, which may come of one template for all; V_ABSENT: not known, or none. */
static Value op_tag(TreeScope *scope, const YNode *attributes, const char *name) {
  const YNode *tags = member(member(attributes, "op"), "tags");
  if (!tags || tags->kind == Y_LIST) return VALUE_ABSENT;
  Value all = tree_try(scope, tree_of(scope, tags));
  return all.kind == V_DICT ? dict_get_str(all.dict, str_of(name)) : VALUE_ABSENT;
}

/* dagster/_core/definitions/op_definition.py, _validate_pool: a tag that is there says the same as the pool. */
static void check_pool_tag(TreeScope *scope, const YNode *attributes, Value pool) {
  static const char TAG[] = "dagster/concurrency_key";
  Value stop = VALUE_NONE;
  if (!value_is_str(pool) || !value_text(pool).n) return;
  Value tag = op_tag(scope, attributes, TAG);
  bool is_known = tag.kind != V_ABSENT && tag.kind != V_UNKNOWN;
  if (!is_known || !op_truth(scope->heap, tag, &stop) || value_equal(scope->heap, tag, pool)) return;
  Diag *diag = refuse(scope, DIAG_WRONG_VALUE, member(member(attributes, "op"), "pool"),
                      DIAG_ARGS(value_text(pool), STR("op.pool")));
  diag->hint = str_printf(scope->heap->arena, "the tag '%s' of the op names another one: leave one of them out", TAG);
}

/* DbtProject makes a path of what says something, and takes no other text. */
static void check_state_path(TreeScope *scope, const YNode *attributes, Value path) {
  if (!value_is_str(path) || value_text(path).n) return;
  refuse(scope, DIAG_WRONG_VALUE, member(member(attributes, "project"), "state_path"),
         DIAG_ARGS(STR(""), STR("project.state_path")))->hint = STR("leave it out where there is none");
}

void others_try(TreeScope *scope, const YNode *attributes) {
  static const char *const WHOLE[] = {"include_metadata", "translation_settings"};
  for (size_t i = 0; i < COUNT(ROWS); i++) {
    Value v = try_row(scope, attributes, i);
    if (str_is(str_of(ROWS[i].key), "state_path")) check_state_path(scope, attributes, v);
    if (str_is(str_of(ROWS[i].key), "pool")) {
      check_pool(scope, attributes, v);
      check_pool_tag(scope, attributes, v);
    }
  }
  check_tags(scope, attributes);
  for (size_t i = 0; i < COUNT(WHOLE); i++) {
    const YNode *yaml = member(attributes, WHOLE[i]);
    if (yaml) tree_try(scope, tree_of(scope, yaml));
  }
}

/* dagster/_core/definitions/utils.py, VALID_NAME_REGEX and DISALLOWED_NAMES, which has Python's keywords too. */
static bool is_op_name(Str name) {
  static const Str reserved =
      STR_INIT("context conf config meta arg_dict dict input_arg_dict output_arg_dict int str float bool input output "
               "type False None True and as assert async await break class continue def del elif else except finally "
               "for from global if import in is lambda nonlocal not or pass raise return try while with yield");
  for (size_t i = 0; i < name.n; i++) {
    char c = name.p[i];
    if (c != '_' && !char_is_digit(c) && !char_is_letter(c)) return false;
  }
  return name.n > 0 && !str_lists(reserved, name);
}

void others_op_name(TreeScope *scope, const YNode *attributes, Str name) {
  const YNode *yaml = member(member(attributes, "op"), "name");
  if (!yaml || !name.n || is_op_name(name)) return; /* none: it is not known yet */
  Diag *diag = refuse(scope, DIAG_WRONG_VALUE, yaml, DIAG_ARGS(name, STR("op.name")));
  diag->hint =
      STR("an op's name has letters, digits and '_' only, and is no word that Python or Dagster keeps for itself");
}
