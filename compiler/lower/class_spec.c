#include "compiler/lower/class_spec.h"

#include "compiler/python/template_vars.h"
#include "runtime/eval/dbt_component.h"
#include "runtime/eval/module.h"
#include "runtime/value/native.h"
#include "runtime/value/types.h"

/* The method of a class that may give a definition; "": none. */
static Str giver_of(const Module *module, const Node *class) {
  static const Str METHODS[] = {STR_INIT("build_defs"), STR_INIT("build_defs_from_state"), STR_INIT("translator"),
                                STR_INIT("get_asset_spec")};
  Str text = module->source ? module->source->text : STR("");
  bool may_give =
      str_find(text, STR("partitions_def"), 0) != SIZE_MAX || str_find(text, STR("PartitionsDef"), 0) != SIZE_MAX;
  for (size_t m = 0; may_give && m < COUNT(METHODS); m++)
    if (class_has_method(class, METHODS[m])) return METHODS[m];
  return STR("");
}

Str class_partitions(const ComponentClass *class) {
  Str found = STR("");
  for (; class && !found.n; class = class->base) {
    found = giver_of(class->module, class->node);
    for (size_t i = 0; i < class->mixin_count && !found.n; i++)
      found = giver_of(class->mixins[i].module, class->mixins[i].node);
  }
  return found;
}

bool class_makes_spec(const ComponentClass *class) {
  static const Str METHOD = STR_INIT("get_asset_spec");
  for (; class; class = class->base) {
    if (class_has_method(class->node, METHOD)) return true;
    for (size_t i = 0; i < class->mixin_count; i++)
      if (class_has_method(class->mixins[i].node, METHOD)) return true;
  }
  return false;
}

static Value own_arguments(Heap *heap, void *state) {
  (void)state;
  return value_unsupported(heap, "'get_cli_args' while assets are made");
}

/* What the base's methods are asked for. */
typedef struct Asked {
  Workspace *workspace;
  const Asset *asset;
} Asked;

static Value own_spec(Heap *heap, void *state) {
  return spec_value(heap, ((const Asked *)state)->asset, SPEC_OF_NODE);
}
static Value own_props(Heap *heap, void *state) {
  const Asked *asked = state;
  return node_value(asked->workspace, heap, asked->asset->node);
}

/* What the file gives to fields of the class's own, as far as it is plain data that no template makes. */
static const Dict *own_fields(Heap *heap, const ComponentClass *class, const YNode *attributes) {
  Value fields = value_dict(heap);
  for (size_t i = 0; attributes && attributes->kind == Y_MAP && i < attributes->n; i++) {
    const YPair *pair = &attributes->pairs[i];
    Str name = pair->key->text;
    if (pair->shadowed || dbt_component_is_field(name)) continue;
    bool is_plain = pair->value->kind == Y_SCALAR && component_class_has_plain(class, name) &&
                    str_find(pair->value->text, STR("{"), 0) == SIZE_MAX;
    bool is_text = is_plain && pair->value->value.kind == V_STR;
    Value v = is_text ? native_text(heap, pair->value->text) : is_plain ? pair->value->value : VALUE_ABSENT;
    if (!is_plain || value_passes(v)) v = dbt_component_unknown(heap, name);
    dict_put(heap, fields.dict, value_str(name), v);
  }
  return fields.dict;
}

/* What the object of the class gives for an asset. */
static Value spec_of(Eval *eval, const ComponentClass *class, const YNode *attributes, const Asset *asset,
                     const BaseArguments *base) {
  Heap *heap = &eval->heap;
  Value type = module_name(eval, class->module, class->node->class.id);
  if (!dbt_component_is_class(type)) return VALUE_ABSENT;
  Value object = dbt_component_new(heap, type, dbt_component_unknown_fields(heap),
                                   own_fields(heap, class, attributes), base);
  if (value_passes(object)) return VALUE_ABSENT;
  Value args[] = {value_unknown(heap, STR("the manifest")), value_str(asset->node->id),
                  value_unknown(heap, STR("the dbt project"))};
  return eval_call(eval, op_attr(heap, object, STR("get_asset_spec")), args, COUNT(args), NULL);
}

ClassSpec class_spec_of(TreeScope *scope, const ComponentClass *class, const YNode *attributes, const Asset *asset) {
  Eval eval;
  Asked asked = {scope->workspace, asset};
  BaseArguments base = {own_arguments, &asked, own_spec, own_props};
  ClassSpec made = {.definition = value_unknown(scope->heap, STR("'get_asset_spec' of the component's class"))};
  eval_init(&eval, scope->heap->arena, scope->workspace, scope_table(scope->heap->arena, SCOPE_ATTRIBUTES, NULL, NULL, 0),
            NULL);
  Value spec = spec_of(&eval, class, attributes, asset, &base);
  scope->steps += heap_taken(&eval.heap);
  bool is_fault = value_is_error(spec) && spec.exc->type != EXC_UNSUPPORTED && spec.exc->type != EXC_UNVERIFIED;
  if (is_fault) return made.definition = spec, made;
  if (!eval.heap.inputs_read) made.key = spec_key(scope->heap, spec);
  if (spec.kind != V_OBJECT || eval.heap.inputs_read & ~(InputSet)INPUT_ROOT) return made;
  Value given = spec_definition(spec);
  if (given.kind == V_ABSENT || given.kind == V_NONE || given.kind == V_DEFINITION) made.definition = given;
  made.asset = spec_asset(spec);
  made.other_deps = spec_has_other_deps(spec);
  return made;
}

void class_spec_raised(Workspace *workspace, const ComponentClass *class, Value error) {
  Exception *raised = error.exc;
  if (!raised->has_span) raised->span = class->node->span, raised->has_span = true;
  template_vars_report_error(workspace->sink, raised, class->module->source);
}
