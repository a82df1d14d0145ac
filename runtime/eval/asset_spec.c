#include "runtime/eval/asset_spec.h"

#include "runtime/eval/dg.h"
#include "runtime/value/types.h"

/* The attributes of what is changed are as little known as before. */
static Value changed(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return self;
}

static const Builtin METHODS[] = {
    {"merge_attributes",
     "AssetSpec.merge_attributes(self | *, deps=..., metadata=..., owners=..., tags=..., kinds=...)", 0, 0, BUILTIN_ABSORBS,
     changed, "the same with more metadata, tags, owners, kinds or deps"},
    {"replace_attributes",
     "AssetSpec.replace_attributes(self | *, key=..., deps=..., description=..., metadata=..., skippable=..., group_name=..., "
     "code_version=..., automation_condition=..., owners=..., tags=..., kinds=..., partitions_def=..., "
     "legacy_freshness_policy=..., freshness_policy=..., is_virtual=...)",
     0, 0, BUILTIN_ABSORBS, changed, "the same with other attributes"},
    {"with_io_manager_key", "AssetSpec.with_io_manager_key(self | io_manager_key)", 1, 1, BUILTIN_ABSORBS, changed,
     "the same with an I/O manager"},
};

static Value spec_attr(Heap *heap, Value v, Str name) {
  if (type_method(value_type(v), name) || !asset_spec_has(name)) return VALUE_ABSENT;
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
