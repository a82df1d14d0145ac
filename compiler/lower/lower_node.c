#include "compiler/lower/lower_node.h"

#include "compiler/lower/lower_targets.h"
#include "runtime/core/limits.h"
#include "runtime/eval/asset_key.h"
#include "runtime/eval/asset_rules.h"
#include "runtime/eval/asset_spec.h"
#include "runtime/eval/dg.h"
#include "runtime/eval/object.h"
#include "runtime/eval/report.h"
#include "runtime/value/json.h"
#include "runtime/value/literal.h"
#include "runtime/value/set_order.h"
#include "runtime/value/types.h"

#include <string.h>

/* ---- keys ---- */

#define NODE_KEY(name) STR_INIT(name),
#define NODE_METHOD(name) STR_INIT(name),
static const Str NODE_NAMES[] = {
#include "grammar/dbt_node_keys.def"
};
#undef NODE_METHOD
#undef NODE_KEY
enum { NODE_NAME_COUNT = COUNT(NODE_NAMES) };

static bool has_key(Str id) {
  for (size_t i = 0; i < NODE_NAME_COUNT; i++)
    if (str_eq(NODE_NAMES[i], id)) return true;
  return false;
}

static Str key_near(Str id, bool *sole) { return str_nearest_sole(id, NODE_NAMES, NODE_NAME_COUNT, sole); }

/* ---- asset ---- */

/* An AssetSpec: its asset, and what it was given anew. */
typedef struct Spec {
  Asset asset; /* what is known of it at the stage */
  SpecStage stage;
  Value changes; /* a V_DICT by the attribute's name; what is merged or made into something else is Unknown */
} Spec;

/* AssetKey.from_coercible: a text is a key of one part, and a list has the parts. What they are is not always known. */
static Value key_given(Heap *heap, Value v) {
  StrList parts = {0};
  Value argument = asset_key_argument(heap, v);
  if (argument.kind != V_ABSENT) v = argument;
  if (!asset_key_parts(heap, v, &parts)) return v;
  Value key = asset_key_new(heap, &parts);
  if (key.kind != V_ABSENT) return key;
  /* A key object has its parts with '/' between. */
  Str shown = value_shown(heap, value_list_of_texts(heap, parts.at, parts.n));
  return opaque_new(heap, str_printf(heap->arena, "AssetKey(%.*s)", STR_FMT(shown)));
}

/* ---- what an asset depends on ---- */

static const Type TYPE_DEP;

static bool join_parts(Heap *heap, Value v, Str *key) {
  const Value *parts;
  size_t n;
  *key = STR("");
  if (!value_items(v, &parts, &n) || !n) return false;
  for (size_t i = 0; i < n; i++) {
    if (!value_is_str(parts[i])) return false;
    Str part = value_text(parts[i]);
    *key = i ? str_printf(heap->arena, "%.*s/%.*s", STR_FMT(*key), STR_FMT(part)) : part;
  }
  return true;
}

/* The first argument of a call `AssetDep(…)`, which is kept as its text, as far as it is a literal or a key. */
static bool take_dep_call(Heap *heap, Str text, AssetDep *dep) {
  static const Str CALL = STR_INIT("AssetDep("), NAMED = STR_INIT("asset=");
  size_t at = str_find(text, CALL, 0);
  if (at == SIZE_MAX || memchr(text.p, '(', at)) return false;
  Str inside = str_sub(text, at + CALL.n, text.n);
  if (str_starts(inside, NAMED)) inside = str_sub(inside, NAMED.n, inside.n);
  bool is_key = str_starts(inside, STR("AssetKey(")) || str_starts(inside, STR("dg.AssetKey("));
  char quote = inside.n ? inside.p[0] : '\0';
  const char *close = is_key                          ? "])"
                      : quote == '\'' || quote == '"' ? (quote == '"' ? "\"" : "'")
                                                      : NULL;
  size_t end = close ? str_find(inside, str_of(close), 1) : SIZE_MAX;
  if (end == SIZE_MAX) return false;
  Value literal = VALUE_ABSENT;
  size_t from = is_key ? str_find(inside, STR("("), 0) + 1 : 0;
  Str written = str_sub(inside, from, end + 1);
  if (literal_eval(heap, written, &literal) != LITERAL_OK) return false;
  dep->is_mapped = str_find(inside, STR("partition_mapping="), end) != SIZE_MAX;
  if (value_is_str(literal)) dep->key = value_text(literal);
  return value_is_str(literal) || join_parts(heap, literal, &dep->key);
}

/* AssetDep.from_coercible; false: what it stands for is not known. */
static bool take_dep(Heap *heap, Value v, AssetDep *dep) {
  *dep = (AssetDep){0};
  bool is_object = v.kind == V_OBJECT, is_list = v.kind == V_LIST || v.kind == V_TUPLE;
  if (is_object && value_type(v) == &TYPE_DEP) *dep = *(const AssetDep *)v.object->state;
  if (asset_key_is(v)) dep->key = value_text(v.object->value);
  if (value_is_str(v)) dep->key = value_text(v);
  if (is_list && !join_parts(heap, v, &dep->key)) return false;
  if (v.kind == V_OPAQUE) {
    Value given = key_given(heap, v);
    bool is_key = asset_key_is(given);
    if (is_key) dep->key = value_text(given.object->value);
    return is_key || take_dep_call(heap, v.opaque->text, dep);
  }
  return dep->node || dep->key.n;
}

void asset_depend(Heap *heap, Asset *asset, Value v, bool merged, const Place *places, size_t place_count) {
  ValueList items = {0};
  Value error = v.kind == V_NONE ? VALUE_NONE : value_collect(heap, v, &items);
  if (!merged) {
    asset->deps = (AssetDeps){0};
    asset->unknown &= ~(unsigned)ASSET_UNKNOWN_DEPS;
  }
  if (value_passes(error)) asset->unknown |= ASSET_UNKNOWN_DEPS;
  for (size_t i = 0; !value_passes(error) && i < items.n; i++) {
    AssetDep dep;
    if (!take_dep(heap, items.at[i], &dep)) asset->unknown |= ASSET_UNKNOWN_DEPS;
    if (place_count) dep.place = places[i < place_count ? i : place_count - 1];
    if (dep.node || dep.key.n) VEC_PUSH(heap->arena, &asset->deps, dep);
  }
}

static Value dep_attr(Heap *heap, Value v, Str name) {
  const AssetDep *dep = v.object->state;
  bool is_key = str_is(name, "asset_key") && dep->key.n;
  if (is_key) return object_new(heap, &TYPE_ASSET_KEY, (Object){.value = value_str(dep->key)});
  if (str_starts(name, STR("__"))) return VALUE_ABSENT;
  return value_unknown(heap, str_printf(heap->arena, "'%.*s' of what an asset depends on", STR_FMT(name)));
}

static const Type TYPE_DEP = {.name = "AssetDep", .attr = dep_attr};

static Value deps_value(Heap *heap, const Asset *asset) {
  Value list = value_list(heap, asset->deps.n);
  for (size_t i = 0; i < asset->deps.n; i++) {
    AssetDep *dep = ARENA_NEW(heap->arena, AssetDep);
    *dep = asset->deps.at[i];
    list_push(heap, list, object_new(heap, &TYPE_DEP, (Object){.state = dep}));
  }
  return list;
}

Str spec_key_text(Value v) {
  return asset_key_is(v) ? value_text(v.object->value) : STR("");
}

/* ---- what an AssetSpec was given ---- */

static const Str KIND_TAG = STR_INIT("dagster/kind/");

static void put_kind(Arena *arena, Asset *asset, Str kind) {
  for (size_t i = 0; i < asset->kinds.n; i++)
    if (str_eq(asset->kinds.at[i], kind)) return;
  VEC_PUSH(arena, &asset->kinds, kind);
}

/* Kinds are tags too: some are taken from `spec.tags`. */
static void change_tags(Heap *heap, Asset *asset, Value tags, bool merged) {
  Value others = value_dict(heap);
  for (size_t i = 0; tags.kind == V_DICT && i < tags.dict->n; i++) {
    const DictEntry *entry = &tags.dict->at[i];
    bool is_kind = value_is_str(entry->key) && str_starts(value_text(entry->key), KIND_TAG);
    if (is_kind) put_kind(heap->arena, asset, str_sub(value_text(entry->key), KIND_TAG.n, value_text(entry->key).n));
    else if (entry->key.kind != V_ABSENT) dict_put(heap, others.dict, entry->key, entry->value);
  }
  asset_change(heap->arena, asset, STR("tags"), tags.kind == V_DICT ? others : tags, !merged);
}

/* Owners or kinds; `before`: those that stay. */
static void change_texts(Heap *heap, Asset *asset, Str name, Value v, const StrList *before) {
  ValueList items = {0};
  Value error = v.kind == V_NONE ? VALUE_NONE : value_collect(heap, v, &items);
  Value all = value_list(heap, before->n + items.n);
  for (size_t i = 0; i < before->n; i++) list_push(heap, all, value_str(before->at[i]));
  for (size_t i = 0; i < items.n; i++) list_push(heap, all, items.at[i]);
  asset_change(heap->arena, asset, name, value_passes(error) ? VALUE_ABSENT : all, true);
}

/* What an attribute makes of the asset that targets look at. */
static void change_asset(Heap *heap, Asset *asset, Str name, Value v, bool merged) {
  static const StrList NOTHING = {0};
  bool is_kinds = str_is(name, "kinds"), is_key = asset_key_is(v);
  unsigned unknown = asset->unknown;
  if (str_is(name, "tags")) change_tags(heap, asset, v, merged);
  if (str_lists(ASSET_GIVEN, name)) asset_change(heap->arena, asset, name, v, !merged);
  if (str_is(name, "group_name")) asset_change(heap->arena, asset, name, v, true);
  if (str_is(name, "key")) asset_change(heap->arena, asset, name, is_key ? v.object->value : VALUE_ABSENT, true);
  if (is_kinds || str_is(name, "owners"))
    change_texts(heap, asset, name, v, !merged ? &NOTHING : is_kinds ? &asset->kinds : &asset->owners);
  if (str_is(name, "deps")) asset_depend(heap, asset, v, merged, NULL, 0);
  if (merged) asset->unknown |= unknown;
}

Asset asset_copy(Arena *arena, const Asset *asset) {
  Asset copy = *asset;
  copy.tags.at = NULL, copy.tags.n = copy.tags.cap = 0;
  copy.kinds = (StrList){0};
  copy.deps = (AssetDeps){0};
  for (size_t i = 0; i < asset->tags.n; i++) VEC_PUSH(arena, &copy.tags, asset->tags.at[i]);
  for (size_t i = 0; i < asset->kinds.n; i++) VEC_PUSH(arena, &copy.kinds, asset->kinds.at[i]);
  for (size_t i = 0; i < asset->deps.n; i++) VEC_PUSH(arena, &copy.deps, asset->deps.at[i]);
  return copy;
}

void asset_take(Arena *arena, Asset *asset, const Asset *made) {
  Verdict own = asset->own;
  const Asset *before = asset->before;
  *asset = asset_copy(arena, made);
  asset->own = own;
  asset->before = before;
}

static Value spec_with(Heap *heap, Value self, Value given, bool merged) {
  if (value_is_error(given)) return given;
  Spec *spec = ARENA_NEW(heap->arena, Spec);
  *spec = *(const Spec *)self.object->state;
  spec->changes = dict_clone(heap, spec->changes.dict);
  spec->asset = asset_copy(heap->arena, &spec->asset);
  for (size_t i = 0; i < given.dict->n; i++) {
    const DictEntry *entry = &given.dict->at[i];
    Str name = value_text(entry->key);
    Value v = str_is(name, "key") ? key_given(heap, entry->value) : entry->value;
    bool is_key = asset_key_is(v) || (v.kind == V_OPAQUE && str_is(name, "key"));
    bool is_kept = !merged && (str_is(name, "partitions_def") || str_is(name, "group_name") || is_key);
    Value other = value_unknown(
        heap, str_printf(heap->arena, "'%.*s' of an asset that was changed", STR_FMT(name)));
    if (!str_is(name, "tags")) change_asset(heap, &spec->asset, name, v, merged);
    if (str_lists(STR("tags kinds owners deps"), name) || str_lists(ASSET_GIVEN, name)) continue;
    dict_put(heap, spec->changes.dict, entry->key, is_kept ? v : other);
  }
  Value tags = dict_get_str(given.dict, STR("tags")); /* which may tell of kinds besides */
  if (tags.kind != V_ABSENT) change_asset(heap, &spec->asset, STR("tags"), tags, merged);
  return object_new(heap, self.object->head.type, (Object){.state = spec});
}

/* As Dagster prints the asset's key; "": it is not known. */
static Str shown_key(Heap *heap, Value self) {
  Value key = op_attr(heap, self, STR("key"));
  return value_passes(key) ? STR("") : value_repr(heap, key);
}

static Value spec_replace(Heap *heap, Value self, const Value *args) {
  return spec_with(heap, self, asset_spec_replaced(heap, args, shown_key(heap, self)), false);
}

static Value spec_merge(Heap *heap, Value self, const Value *args) {
  return spec_with(heap, self, asset_spec_merged(heap, args, shown_key(heap, self)), true);
}

static const Builtin SPEC_METHODS[] = {
    {"merge_attributes", ASSET_SPEC_MERGES, 0, 0, BUILTIN_ABSORBS, spec_merge,
     "the same with more metadata, tags, owners, kinds or deps"},
    {"replace_attributes", ASSET_SPEC_REPLACES, 0, 0, BUILTIN_ABSORBS, spec_replace, "the same with other attributes"},
};

/* dagster/_core/definitions/assets/definition/asset_spec.py: kinds are tags too. */
static Value tags_value(Heap *heap, const Asset *asset) {
  Value dict = value_dict(heap);
  for (size_t i = 0; i < asset->tags.n; i++)
    dict_put(heap, dict.dict, value_str(asset->tags.at[i].key), value_str(asset->tags.at[i].value));
  for (size_t i = 0; i < asset->kinds.n; i++)
    dict_put(heap, dict.dict, value_str(str_cat(heap->arena, KIND_TAG, asset->kinds.at[i])),
             value_str(STR("")));
  return dict;
}

static Value kinds_value(Heap *heap, const Asset *asset) {
  Value set = value_set(heap);
  for (size_t i = 0; i < asset->kinds.n; i++) set_put(heap, set.dict, value_str(asset->kinds.at[i]));
  return set;
}

static Value group_value(const Spec *spec) {
  bool is_none = spec->stage != SPEC_MADE && str_is(spec->asset.group, "default");
  return is_none ? VALUE_NONE : value_str(spec->asset.group);
}

/* What the asset was given; Dagster adds entries of its own to the metadata. */
static Value given_value(Heap *heap, const Asset *asset, Str name) {
  static const Str ID = STR_INIT("dagster_dbt/unique_id");
  Value given = asset->given ? dict_get_str(asset->given, name) : VALUE_ABSENT;
  if (!str_eq(name, ASSET_METADATA)) return given;
  Value entries = given.kind == V_DICT ? dict_clone(heap, given.dict) : value_dict(heap);
  bool is_named = asset->node && asset->node->id.n && dict_get_str(entries.dict, ID).kind == V_ABSENT;
  if (is_named) dict_put(heap, entries.dict, value_str(ID), value_str(asset->node->id));
  Str what = str_printf(heap->arena, "'metadata' of the asset '%.*s'", STR_FMT(asset->key));
  return value_unknown_with(heap, entries.dict, what);
}

/* An attribute of the asset; V_ABSENT: it is not known. */
static Value known_attr(Heap *heap, const Spec *spec, Str name) {
  const Asset *asset = &spec->asset;
  if (str_is(name, "key") && !(asset->unknown & ASSET_UNKNOWN_KEY))
    return object_new(heap, &TYPE_ASSET_KEY, (Object){.value = value_str(asset->key)});
  if (str_is(name, "group_name") && !(asset->unknown & ASSET_UNKNOWN_GROUP)) return group_value(spec);
  if (str_is(name, "deps") && spec->asset.own != VERDICT_NO && !(asset->unknown & ASSET_UNKNOWN_DEPS))
    return deps_value(heap, asset);
  if (str_is(name, "owners") && !(asset->unknown & ASSET_UNKNOWN_OWNERS))
    return value_list_of_texts(heap, asset->owners.at, asset->owners.n);
  if (str_is(name, "kinds") && !(asset->unknown & ASSET_UNKNOWN_KINDS)) return kinds_value(heap, asset);
  if (str_is(name, "tags") && !(asset->unknown & (ASSET_UNKNOWN_TAGS | ASSET_UNKNOWN_KINDS)))
    return tags_value(heap, asset);
  if (str_lists(ASSET_GIVEN, name)) return given_value(heap, asset, name);
  if (!str_is(name, "partitions_def") || asset->unknown & ASSET_UNKNOWN_PARTITIONS) return VALUE_ABSENT;
  if (spec->stage == SPEC_OF_NODE) return VALUE_NONE;
  bool is_known = asset->definition.kind == V_DEFINITION || asset->definition.kind == V_NONE;
  return is_known ? asset->definition : VALUE_ABSENT;
}

static Value spec_attr(Heap *heap, Value v, Str name) {
  const Spec *spec = v.object->state;
  if (type_method(value_type(v), name)) return VALUE_ABSENT;
  Value changed = dict_get_str(spec->changes.dict, name);
  if (changed.kind != V_ABSENT) return changed;
  Value known = known_attr(heap, spec, name);
  if (known.kind != V_ABSENT) return known;
  Value unknown = asset_spec_unknown(
      heap, str_printf(heap->arena, "'%.*s' of the asset '%.*s'", STR_FMT(name), STR_FMT(spec->asset.key)));
  return op_attr(heap, unknown, name);
}

static void spec_repr(Heap *heap, Buf *buf, Value v) {
  (void)heap;
  const Spec *spec = v.object->state;
  buf_printf(buf, "<AssetSpec %.*s>", STR_FMT(spec->asset.key));
}

static const Type TYPE_SPEC = {
    .name = "AssetSpec", .methods = BUILTIN_TABLE(SPEC_METHODS), .repr = spec_repr, .attr = spec_attr};

Value spec_value(Heap *heap, const Asset *asset, SpecStage stage) {
  Spec *spec = ARENA_NEW(heap->arena, Spec);
  *spec = (Spec){stage == SPEC_OF_NODE ? asset_of_node(heap->arena, asset) : *asset, stage, value_dict(heap)};
  return object_new(heap, &TYPE_SPEC, (Object){.state = spec});
}

Value spec_definition(Value v) {
  if (v.kind == V_DICT) return dict_get_str(v.dict, STR("partitions_def"));
  bool is_spec = v.kind == V_OBJECT && value_type(v) == &TYPE_SPEC;
  return is_spec ? dict_get_str(((const Spec *)v.object->state)->changes.dict, STR("partitions_def")) : VALUE_ABSENT;
}

const Asset *spec_asset(Value v) {
  bool is_spec = v.kind == V_OBJECT && value_type(v) == &TYPE_SPEC;
  return is_spec ? &((const Spec *)v.object->state)->asset : NULL;
}

Str spec_key(Heap *heap, Value v) {
  bool is_spec = v.kind == V_OBJECT && value_type(v) == &TYPE_SPEC;
  Value key = is_spec ? dict_get_str(((const Spec *)v.object->state)->changes.dict, STR("key")) : VALUE_ABSENT;
  bool is_known = asset_key_is(key) || key.kind == V_OPAQUE;
  Str text = is_known ? value_shown(heap, key) : STR("");
  return str_find(text, STR("<unknown"), 0) == SIZE_MAX ? text : STR("");
}

bool spec_key_is_name(Heap *heap, Value v) {
  bool is_spec = v.kind == V_OBJECT && value_type(v) == &TYPE_SPEC, is_sound = true;
  Value key = is_spec ? dict_get_str(((const Spec *)v.object->state)->changes.dict, STR("key")) : VALUE_ABSENT;
  StrList parts = {0};
  str_parts(heap->arena, spec_key_text(key), '/', &parts);
  for (size_t i = 0; i < parts.n; i++) is_sound &= asset_rules_key_part(parts.at[i]);
  return is_sound && asset_key_argument(heap, key).kind == V_ABSENT; /* kept as its text: a part has a '/' */
}

/* ---- names that no node has ---- */

/* The `node.x` that an expression begins with: what is asked of it, or done with it, follows. */
static const Node *node_attribute(const Node *node) {
  for (;;) {
    const Node *object = node->kind == NODE_ATTR_JINJA   ? node->attr.object
                         : node->kind == NODE_ITEM_JINJA ? node->item.object
                         : node->kind == NODE_CALL       ? node->call.callee
                                                         : NULL;
    if (!object) return NULL;
    bool is_node = node->kind == NODE_ATTR_JINJA && object->kind == NODE_NAME && str_is(object->name.id, "node");
    if (is_node) return node;
    node = object;
  }
}

/* A piece of a template that begins with a key that no node of dbt has. */
static void check_piece(TreeScope *scope, const Node *template, const Node *piece) {
  bool sole, is_alone = template->template.body.n == 1;
  DiagSink *sink = scope->sink;
  const Node *attribute = node_attribute(piece);
  if (!attribute || has_key(attribute->attr.id)) return;
  const Source *source = scope->source;
  Place place = report_place(sink->arena, template, piece->span, source, source->name);
  Str written = str_sub(template->template.text, piece->span.start, piece->span.end);
  Str why =
      str_printf(sink->arena, "UndefinedError: 'dict object' has no attribute '%.*s'", STR_FMT(attribute->attr.id));
  bool is_silent = !is_alone && attribute == piece;
  Diag *diag = diag_report(sink, is_silent ? DIAG_TEMPLATE_NOTHING : DIAG_TEMPLATE_UNDEFINED, place,
                           is_silent ? DIAG_ARGS(written) : DIAG_ARGS(why));
  Str near = key_near(attribute->attr.id, &sole);
  scope->failed = true;
  if (!near.n) return;
  diag->hint = str_printf(sink->arena, "did you mean '%.*s'?", STR_FMT(near));
  Span id = {attribute->span.end - (uint32_t)attribute->attr.id.n, attribute->span.end};
  if (sole) diag_edit(sink, diag, report_place(sink->arena, template, id, source, source->name), near);
}

void node_check(TreeScope *scope, const Node *tree) {
  if (tree->kind == NODE_LIST)
    for (size_t i = 0; i < tree->list.items.n; i++) node_check(scope, tree->list.items.at[i]);
  if (tree->kind == NODE_DICT)
    for (size_t i = 0; i < tree->dict.items.n; i++) node_check(scope, tree->dict.items.at[i]->pair.value);
  if (tree->kind != NODE_TEMPLATE || tree->has_locals) return;
  for (size_t i = 0; i < tree->template.body.n; i++) {
    const Node *output = tree->template.body.at[i];
    for (size_t j = 0; output->kind == NODE_OUTPUT && j < output->output.items.n; j++)
      check_piece(scope, tree, output->output.items.at[j]);
  }
}
