#include "runtime/eval/asset_spec.h"

#include "runtime/eval/asset_rules.h"
#include "runtime/value/types.h"

/* ---- its attributes ---- */

static const struct {
  Str name;
  bool is_field;
} NAMES[] = {
#define SPEC_NAME(name, is_field) {STR_INIT(name), is_field},
#include "grammar/dagster_names.def"
};

static bool has(Str name) {
  for (size_t i = 0; i < COUNT(NAMES); i++)
    if (str_eq(NAMES[i].name, name)) return true;
  return str_starts(name, STR("_"));
}

static bool is_field(Str name) {
  for (size_t i = 0; i < COUNT(NAMES); i++)
    if (str_eq(NAMES[i].name, name)) return NAMES[i].is_field;
  return false;
}

Value asset_spec_unknown(Heap *heap, Str what) {
  Unknown *unknown = ARENA_NEW(heap->arena, Unknown);
  *unknown = (Unknown){.what = what, .record = "AssetSpec", .has = has};
  return (Value){.kind = V_UNKNOWN, .unknown = unknown};
}

bool asset_spec_is(Value v) {
  return v.kind == V_OBJECT && str_is(str_of(value_type_name(v)), "AssetSpec") && !value_type(v)->special;
}

Value asset_spec_refuse_set(Heap *heap, Value object, Str name) {
  if (!asset_spec_is(object) || !is_field(name)) return VALUE_ABSENT;
  Value error = value_raise(heap, EXC_ATTRIBUTE, "can't set attribute");
  error.exc->remedy = str_printf(heap->arena, "'spec.replace_attributes(%.*s=...)' gives one with another",
                                 STR_FMT(name));
  return error;
}

/* ---- its methods ---- */

/* The arguments of a call, bound as the parameters `params` stand. */
static AssetGiven given_of(Arena *arena, const char *params, const Value *args, Str asset) {
  Signature signature;
  signature_read(&(Builtin){.params = params}, &signature);
  Str *names = ARENA_ARRAY(arena, Str, signature.n);
  for (size_t i = 0; i < signature.n; i++) names[i] = signature.at[i].name;
  return (AssetGiven){names, args, signature.n, asset};
}

static Value dict_of(Heap *heap, const AssetGiven *given) {
  Value dict = value_dict(heap);
  for (size_t i = 0; i < given->n; i++)
    if (given->values[i].kind != V_ABSENT && given->values[i].kind != V_ELLIPSIS)
      dict_put(heap, dict.dict, value_str(given->names[i]), given->values[i]);
  return dict;
}

Value asset_spec_merged(Heap *heap, const Value *args, Str asset) {
  AssetGiven given = given_of(heap->arena, ASSET_SPEC_MERGES, args, asset);
  Value error = asset_rules_refuse_merged(heap, &given);
  return value_is_error(error) ? error : dict_of(heap, &given);
}

Value asset_spec_replaced(Heap *heap, const Value *args, Str asset) {
  AssetGiven given = given_of(heap->arena, ASSET_SPEC_REPLACES, args, asset);
  Value error = asset_rules_refuse(heap, &given);
  return value_is_error(error) ? error : dict_of(heap, &given);
}

/* ---- one of which nothing is known: what is changed is as little known as before ---- */

static Value merge(Heap *heap, Value self, const Value *args) {
  Value changes = asset_spec_merged(heap, args, STR(""));
  return value_is_error(changes) ? changes : self;
}

static Value replace(Heap *heap, Value self, const Value *args) {
  Value changes = asset_spec_replaced(heap, args, STR(""));
  return value_is_error(changes) ? changes : self;
}

static Value with_manager(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return self;
}

static const Builtin METHODS[] = {
    {"merge_attributes", ASSET_SPEC_MERGES, 0, 0, BUILTIN_ABSORBS, merge,
     "the same with more metadata, tags, owners, kinds or deps"},
    {"replace_attributes", ASSET_SPEC_REPLACES, 0, 0, BUILTIN_ABSORBS, replace, "the same with other attributes"},
    {"with_io_manager_key", "AssetSpec.with_io_manager_key(self | io_manager_key)", 1, 1, BUILTIN_ABSORBS, with_manager,
     "the same with an I/O manager"},
};

static Value spec_attr(Heap *heap, Value v, Str name) {
  if (type_method(value_type(v), name) || !has(name)) return VALUE_ABSENT;
  Str what = str_printf(heap->arena, "'%.*s' of %.*s", STR_FMT(name), STR_FMT(v.object->name));
  return str_lists(STR("tags metadata"), name) ? value_unknown_of(heap, &TYPE_DICT, what) : value_unknown(heap, what);
}

static void spec_repr(Heap *heap, Buf *buf, Value v) {
  (void)heap, (void)v;
  buf_puts(buf, "AssetSpec(...)");
}

static const Type TYPE_MADE_SPEC = {
    .name = "AssetSpec", .methods = BUILTIN_TABLE(METHODS), .repr = spec_repr, .attr = spec_attr};

Value asset_spec_made(Heap *heap, Str what) {
  return object_new(heap, &TYPE_MADE_SPEC, (Object){.value = VALUE_NONE, .name = what});
}

/* ---- AssetSpec(…) ---- */

#define PARAMS                                                                                                       \
  "AssetSpec.__new__(cls | key, *, deps=None, description=None, metadata=None, skippable=False, group_name=None, "   \
  "code_version=None, automation_condition=None, owners=None, tags=None, kinds=None, partitions_def=None, "           \
  "freshness_policy=None, is_virtual=False, **kwargs)"

/* Its parameters that are hidden (dagster_shared/libraries, only_allow_hidden_params_in_kwargs). */
static Value refuse_others(Heap *heap, const Dict *others) {
  for (size_t i = 0; i < others->n; i++) {
    Str name = value_text(others->at[i].key);
    if (!str_lists(STR("legacy_freshness_policy auto_materialize_policy"), name))
      return value_raise(heap, EXC_TYPE, "AssetSpec got an unexpected keyword argument '%.*s'", STR_FMT(name));
  }
  return VALUE_NONE;
}

static Value refuse_made(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value key = args[0];
  Str asset = value_is_str(key) ? str_printf(heap->arena, "AssetKey(['%.*s'])", STR_FMT(value_text(key))) : STR("");
  AssetGiven given = given_of(heap->arena, PARAMS, args, asset);
  Value others = args[--given.n]; /* `**kwargs` stands last */
  Value error = others.kind == V_DICT ? refuse_others(heap, others.dict) : VALUE_NONE;
  return value_is_error(error) ? error : asset_rules_refuse(heap, &given);
}

Value asset_spec_refuse(Heap *heap, CallArgs given) {
  static const Builtin ROW = {"AssetSpec", PARAMS, 1, 1, BUILTIN_ABSORBS, refuse_made, "an asset"};
  Value error = args_call(heap, &ROW, VALUE_ABSENT, given);
  return value_is_error(error) ? error : VALUE_NONE;
}
