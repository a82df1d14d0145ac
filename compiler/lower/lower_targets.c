#include "compiler/lower/lower_targets.h"

#include "runtime/core/limits.h"
#include "runtime/eval/dbt_component.h"
#include "runtime/plan/bind.h"
#include "runtime/plan/plan_tree.h"
#include "runtime/value/ops.h"

/* ---- the assets of a component ---- */

typedef struct Attributes {
  Eval eval;
  bool known;
} Attributes;

static Value value_at(Attributes *a, const Node *tree) {
  const Node *at = NULL;
  Value v = tree ? plan_tree_value(&a->eval, tree, &at) : VALUE_ABSENT;
  a->known &= !value_passes(v);
  return v;
}

static Str text_at(Attributes *a, const Node *tree, const char *preset) {
  Value v = value_at(a, tree);
  return value_is_str(v) ? value_text(v) : str_of(preset);
}

/* What says which assets there are: of a mapping not all, since `target`, say, may read the environment. */
static Value project_at(Attributes *a, const Node *tree) {
  static const char *const KEYS[] = {"project_dir", "target_path", "repo_url", "repo_relative_path"};
  bool is_mapping = tree && tree->kind == NODE_DICT;
  Value given = is_mapping ? VALUE_ABSENT : value_at(a, tree), project = value_dict(&a->eval.heap);
  bool is_made = dbt_project_is(given);
  if (!is_mapping && !is_made) return given;
  for (size_t i = 0; i < (is_made ? 2 : COUNT(KEYS)); i++) {
    Value v = is_made ? op_attr(&a->eval.heap, given, str_of(KEYS[i])) : value_at(a, plan_tree_member(tree, KEYS[i]));
    if (v.kind != V_ABSENT && !value_passes(v)) dict_put(&a->eval.heap, project.dict, value_str(str_of(KEYS[i])), v);
  }
  return project;
}

static bool is_path(Value v) { return value_is_str(v) || v.kind == V_PATH; }

/* As component_bind has it; empty: not known. */
static Str project_dir(Workspace *workspace, Arena *arena, const PlanComponent *component, Value project) {
  Value url = dbt_value(project, "repo_url"), relative = dbt_value(project, "repo_relative_path");
  Value given = project.kind == V_DICT ? dbt_value(project, "project_dir") : project;
  if (value_is_str(url))
    return clone_dir(workspace, arena, component, value_text(url),
                     value_is_str(relative) ? value_text(relative) : STR("."));
  if (!is_path(given)) return STR("");
  Str dir = value_text(given);
  Str folder = path_join(arena, component->root, component->folder);
  bool is_absolute = dir.n && dir.p[0] == '/';
  return is_absolute ? path_tidy(arena, dir) : workspace_real_path(workspace, path_join(arena, folder, dir));
}

Targets targets_read(Workspace *workspace, Heap *heap, const PlanComponent *component, VarScope attributes) {
  Attributes a = {.known = true};
  eval_init(&a.eval, heap->arena, workspace, attributes.table, attributes.values);
  Value project = project_at(&a, component->project), target_path = dbt_value(project, "target_path");
  Str dir = a.known ? project_dir(workspace, heap->arena, component, project) : STR("");
  Str select = text_at(&a, component->select, "fqn:*"), exclude = text_at(&a, component->exclude, "");
  Str selector = text_at(&a, component->selector, "");
  Targets targets = {.read_env = a.eval.heap.inputs_read & INPUT_ENV};
  if (!a.known || !dir.n) {
    targets.unknown = STR("the component's 'project' or selection depends on what is not known");
    return targets;
  }
  Str target = is_path(target_path) ? value_text(target_path) : STR("");
  const DbtProject *dbt = dbt_project_read(workspace, heap, dir, target);
  const uint8_t *selected = dbt_select_assets(heap, dbt, select, exclude, selector);
  if (selected)
    targets.assets = assets_of(heap->arena, dbt, selected);
  else
    targets.unknown = STR("dbt does not take the component's selection");
  return targets;
}

/* ---- asking ---- */

static TargetAnswer refuse(DiagSink *sink, Place place, Str target, Str hint) {
  Diag *diag = diag_report(sink, DIAG_WRONG_VALUE, place, DIAG_ARGS(target, STR("target")));
  diag->hint = hint;
  return TARGET_REFUSED;
}

/* Every asset is told apart; else the first one that is not. */
static TargetAnswer judge(const Assets *assets, DiagSink *sink, TargetAsked *asked) {
  bool some = false;
  for (size_t i = 0; i < assets->own; i++) {
    const Asset *asset = &assets->at[i];
    if (asset->own == VERDICT_NO) continue;
    some |= asked->set[i] == VERDICT_YES;
    if (asked->set[i] != VERDICT_MAYBE) continue;
    Str name = asset->node->name, by = assets->forgotten_by;
    asked->why = by.n ? str_printf(sink->arena, "whether it selects '%.*s' depends on %.*s", STR_FMT(name), STR_FMT(by))
                      : str_printf(sink->arena, "whether it selects '%.*s' cannot be told without dbt's manifest",
                                   STR_FMT(name));
    return TARGET_UNDECIDED;
  }
  asked->why = assets->incomplete;
  return asked->why.n ? TARGET_UNDECIDED : some ? TARGET_SELECTS : TARGET_NOTHING;
}

static TargetAnswer no_such_key(const Assets *assets, DiagSink *sink, Place place, Str key) {
  Str *keys = ARENA_ARRAY(sink->arena, Str, assets->n);
  size_t n = 0;
  for (size_t i = 0; i < assets->n; i++)
    if (assets_has(assets, i)) keys[n++] = assets->at[i].key;
  Diag *diag = diag_report(sink, DIAG_TARGET_UNKNOWN_KEY, place, DIAG_ARGS(key));
  Str near = str_nearest(key, keys, n);
  if (near.n) diag->hint = str_printf(sink->arena, "did you mean '%.*s'?", STR_FMT(near));
  return TARGET_REFUSED;
}

TargetAnswer targets_ask(Targets *targets, DiagSink *sink, Place place, Str target, bool with_others,
                         TargetAsked *asked) {
  Str why;
  size_t at;
  AssetsAsked found;
  *asked = (TargetAsked){0};
  const Selection *selection = selection_parse(sink->arena, target, &why, &at);
  if (!selection)
    return refuse(sink, place, target,
                  str_printf(sink->arena, "at '%.*s': %.*s", STR_FMT(str_sub(target, at, at + 20)), STR_FMT(why)));
  Assets none = {.with_others = true}, *assets = targets->assets ? targets->assets : &none;
  assets->with_others = with_others || !targets->assets;
  asked->set = assets_select(sink->arena, assets, selection, &found);
  if (found.remote.n) {
    Str hint = str_printf(sink->arena, "'%.*s:' is known to a running Dagster, not while a project loads",
                          STR_FMT(found.remote));
    return refuse(sink, place, target, hint);
  }
  if (found.missing.n) return no_such_key(assets, sink, place, found.missing);
  asked->why = targets->unknown;
  return targets->assets ? judge(assets, sink, asked) : TARGET_UNDECIDED;
}

/* ---- what other attributes do ---- */

static bool take_texts(Arena *arena, Value value, StrList *texts) {
  *texts = (StrList){0};
  return value.kind != V_ABSENT && dbt_texts(arena, value, texts);
}

static void put_tag(Arena *arena, Asset *asset, Str key, Str value) {
  for (size_t i = 0; i < asset->tags.n; i++)
    if (str_eq(asset->tags.at[i].key, key)) {
      asset->tags.at[i].value = value;
      return;
    }
  VEC_PUSH(arena, &asset->tags, (AssetTag){key, value});
}

/* Of numbers, true and the like Dagster makes text (core_models.py, _resolve_tags). */
static bool take_tags(Arena *arena, Asset *asset, Value tags, bool replaces) {
  if (tags.kind != V_DICT) return false;
  if (replaces) asset->tags.n = 0;
  for (size_t i = 0; i < tags.dict->n; i++) {
    const DictEntry *entry = &tags.dict->at[i];
    if (entry->key.kind == V_ABSENT) continue;
    if (!value_is_str(entry->key) || entry->value.kind == V_UNKNOWN) return false;
    Heap heap = {.arena = arena, .steps = LIMIT_EVAL_STEPS};
    put_tag(arena, asset, value_text(entry->key), value_to_str(&heap, entry->value));
  }
  return true;
}

/* Prefixes come before the key that the asset has. */
static bool take_prefix(Arena *arena, Asset *asset, Value value) {
  StrList parts;
  if (!take_texts(arena, value, &parts)) return false;
  for (size_t i = parts.n; i > 0; i--)
    asset->key = str_printf(arena, "%.*s/%.*s", STR_FMT(parts.at[i - 1]), STR_FMT(asset->key));
  return true;
}

/* AssetKey.from_user_string: a text with slashes. */
static bool take_key(Asset *asset, Value value) {
  if (!value_is_str(value) || !value_text(value).n) return false;
  asset->key = value_text(value);
  return true;
}

static bool take_group(Asset *asset, Value value) {
  if (value_is_str(value)) asset->group = value_text(value);
  if (value.kind == V_NONE) asset->group = STR("default");
  return value_is_str(value) || value.kind == V_NONE;
}

/* False: the value cannot be taken. */
static bool take_attribute(Arena *arena, Asset *asset, Str attribute, Value value, bool replaces) {
  if (str_is(attribute, "tags")) return take_tags(arena, asset, value, replaces);
  if (str_is(attribute, "kinds")) return take_texts(arena, value, &asset->kinds);
  if (str_is(attribute, "owners")) return take_texts(arena, value, &asset->owners);
  if (str_is(attribute, "group_name")) return take_group(asset, value);
  if (str_is(attribute, "key_prefix")) return take_prefix(arena, asset, value);
  return take_key(asset, value);
}

/* Entries are merged; of what is given instead of all, or cannot be told, nothing stays that was known. */
static Value metadata_with(Heap *heap, const Asset *asset, Value value, bool replaces) {
  Value before = asset->given ? dict_get_str(asset->given, ASSET_METADATA) : VALUE_ABSENT;
  bool is_kept = before.kind == V_DICT && value.kind == V_DICT && !replaces;
  Value entries = is_kept ? dict_clone(heap, before.dict) : value_dict(heap);
  if (value.kind == V_DICT) dict_put_all(heap, entries.dict, value.dict);
  return entries;
}

/* Dagster makes text of a code_version, of which nothing is text or nothing. */
static Value as_kept(Heap *heap, Str attribute, Value value) {
  bool is_version = str_is(attribute, "code_version") && value.kind != V_UNKNOWN;
  if (value.kind == V_ABSENT || (is_version && value.kind == V_NONE))
    return value_unknown(heap, STR("an attribute of an asset"));
  return is_version ? value_str(value_to_str(heap, value)) : value;
}

static void change_given(Arena *arena, Asset *asset, Str attribute, Value value, bool replaces) {
  Heap heap = {.arena = arena, .steps = LIMIT_EVAL_STEPS};
  Value given = asset->given ? dict_clone(&heap, asset->given) : value_dict(&heap);
  bool is_metadata = str_eq(attribute, ASSET_METADATA);
  value = is_metadata ? metadata_with(&heap, asset, value, replaces) : as_kept(&heap, attribute, value);
  dict_put(&heap, given.dict, value_str(attribute), value);
  asset->given = given.dict;
}

void asset_change(Arena *arena, Asset *asset, Str attribute, Value value, bool replaces) {
  static const struct {
    Str name;
    unsigned unknown;
    bool is_whole; /* nothing is left of what it was */
  } ATTRIBUTES[] = {
      {STR_INIT("tags"), ASSET_UNKNOWN_TAGS, false},         {STR_INIT("kinds"), ASSET_UNKNOWN_KINDS, true},
      {STR_INIT("owners"), ASSET_UNKNOWN_OWNERS, true},      {STR_INIT("group_name"), ASSET_UNKNOWN_GROUP, true},
      {STR_INIT("key_prefix"), ASSET_UNKNOWN_KEY, false},    {STR_INIT("key"), ASSET_UNKNOWN_KEY, true},
  };
  if (str_lists(ASSET_GIVEN, attribute)) change_given(arena, asset, attribute, value, replaces);
  for (size_t i = 0; i < COUNT(ATTRIBUTES); i++) {
    if (!str_eq(ATTRIBUTES[i].name, attribute)) continue;
    bool is_taken = take_attribute(arena, asset, attribute, value, replaces);
    bool is_whole = ATTRIBUTES[i].is_whole || (replaces && str_is(attribute, "tags"));
    if (is_taken && is_whole) asset->unknown &= ~ATTRIBUTES[i].unknown;
    if (!is_taken) asset->unknown |= ATTRIBUTES[i].unknown;
  }
}

/* Keys are given before anything else, and to what the assets depend on, too. */
static bool concerns(const Assets *assets, const uint8_t *set, size_t i, bool of_key) {
  if (i >= assets->own) return of_key && !set && assets->at[i].node;
  return assets->at[i].own != VERDICT_NO && !(set && set[i] == VERDICT_NO);
}

void targets_forget(Targets *targets, const uint8_t *set, Str by) {
  Assets *assets = targets->assets;
  if (assets) assets->forgotten_by = by;
  for (size_t i = 0; assets && i < assets->n; i++) {
    if (!concerns(assets, set, i, true)) continue;
    assets->at[i].given = NULL;
    assets->at[i].unknown |= i >= assets->own ? ASSET_UNKNOWN_KEY
                                              : ASSET_UNKNOWN_KEY | ASSET_UNKNOWN_TAGS | ASSET_UNKNOWN_GROUP |
                                                    ASSET_UNKNOWN_OWNERS | ASSET_UNKNOWN_KINDS | ASSET_UNKNOWN_DEPS;
  }
}

void targets_affect(Targets *targets, Arena *arena, const uint8_t *set, Str attribute, Value value, bool replaces) {
  Assets *assets = targets->assets;
  bool of_key = str_is(attribute, "key") || str_is(attribute, "key_prefix");
  for (size_t i = 0; assets && i < assets->n; i++) {
    if (!concerns(assets, set, i, of_key)) continue;
    bool perhaps = set && set[i] == VERDICT_MAYBE;
    asset_change(arena, &assets->at[i], attribute, perhaps ? VALUE_ABSENT : value, replaces);
  }
}
