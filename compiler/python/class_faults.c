#include "compiler/python/class_faults.h"

#include "compiler/python/template_vars.h"
#include "runtime/eval/asset_spec.h"
#include "runtime/eval/class_member.h"
#include "runtime/eval/dbt_component.h"
#include "runtime/eval/report.h"

/* "my_project.components.MyDbt": the module, and in `*name` the class. */
static ModuleFile *module_of(const ComponentFile *file, Str type, Str *name) {
  Str module;
  ReadStatus status;
  if (!component_class_split(type, &module, name)) return NULL;
  Str path = project_module_file(file->workspace, file->project, file->source->path, module);
  return path.n ? modules_open_file(file->workspace, file->project, NULL, path, &status) : NULL;
}

/* What dbtplan does not evaluate is no fault. */
static bool is_fault(Value v) {
  return value_is_error(v) && v.exc->type != EXC_UNSUPPORTED && v.exc->type != EXC_UNVERIFIED;
}

static Value run(const ComponentFile *file, ModuleFile *module, Eval *eval) {
  Arena *arena = file->heap->arena;
  eval_init(eval, arena, file->workspace, scope_table(arena, SCOPE_ATTRIBUTES, NULL, NULL, 0), NULL);
  return modules_run(eval, module);
}

bool class_faults_of_module(const ComponentFile *file, Str type) {
  Str name;
  Eval eval;
  ModuleFile *module = module_of(file, type, &name);
  Value error = module ? run(file, module, &eval) : VALUE_NONE;
  if (!is_fault(error)) return false;
  template_vars_report_error(file->workspace->sink, error.exc, module->source);
  return true;
}

/* ---- the object ---- */

static Value any_arguments(Heap *heap, void *state) {
  (void)state;
  return value_unknown(heap, STR("what 'get_cli_args' gives"));
}

static Value any_spec(Heap *heap, void *state) {
  (void)state;
  return asset_spec_made(heap, STR("what Dagster makes of a model"));
}

static Value any_props(Heap *heap, void *state) {
  (void)state;
  return value_unknown(heap, STR("a node of dbt's manifest"));
}

static const BaseArguments ANY = {.render = any_arguments, .spec = any_spec, .props = any_props};

/* An object of the class, of whose fields nothing is known. */
static Value object_of(Heap *heap, Value class) {
  Value own = value_dict(heap);
  for (const Class *of = class_of(class.type); of; of = of->bases.n ? class_of(of->bases.at[0].type) : NULL) {
    const NodeList *declared = &of->node->class.fields;
    for (size_t i = 0; of->data && i < declared->n; i++) {
      Str name = declared->at[i]->annotation.id;
      if (!declared->at[i]->annotation.kind.n)
        dict_put(heap, own.dict, value_str(name), dbt_component_unknown(heap, name));
    }
  }
  return dbt_component_new(heap, class, dbt_component_unknown_fields(heap), own.dict, &ANY);
}

/* ---- get_asset_spec ---- */

static Place name_place(const Function *function) {
  const Source *source = function->module ? function->module->source : NULL;
  size_t at = source ? str_find(source->text, function->node->def.id, function->node->span.start) : SIZE_MAX;
  if (at == SIZE_MAX) return (Place){source, function->node->span};
  return (Place){source, {(uint32_t)at, (uint32_t)(at + function->node->def.id.n)}};
}

/* Whether a member of the class is a plain method of it. */
static bool is_method(Value member) {
  return member.kind == V_FUNCTION && member.function->node && member.function->node->kind == NODE_DEF;
}

/* What a call of a member raised: where it was raised, or at the method's name where that is not known. */
static bool report_raised(Workspace *workspace, const ModuleFile *module, Value member, Exception *raised) {
  if (!raised->has_span && !is_method(member)) return false;
  if (!raised->has_span) raised->span = name_place(member.function).span, raised->has_span = true;
  template_vars_report_error(workspace->sink, raised, module->source);
  return true;
}

/* Dagster adds to what it gives (`merge_attributes`). */
static bool is_refused(Workspace *workspace, const Function *method, Value made) {
  if (made.kind != V_NONE) return false;
  Diag *diag = diag_report(workspace->sink, DIAG_PYTHON_RAISES, name_place(method),
                           DIAG_ARGS(STR("AttributeError: 'NoneType' object has no attribute 'merge_attributes'")));
  diag->hint = STR("'get_asset_spec' gives back an AssetSpec: 'return ...'");
  return true;
}

static bool makes_spec(Workspace *workspace, Heap *heap, ModuleFile *module, Value class) {
  Value method = class_member(class.type, STR("get_asset_spec")), object;
  bool is_asked = class_member(class.type, STR("translator")).kind == V_ABSENT; /* for sure */
  if (!is_asked || !is_method(method) || value_passes(object = object_of(heap, class))) return true;
  Value args[] = {value_unknown(heap, STR("dbt's manifest")), value_unknown(heap, STR("the id of a model")),
                  value_unknown(heap, STR("the dbt project"))};
  Value made = heap->call(heap, class_bind(heap, method, class.type, object), args, 3, NULL);
  if (!is_fault(made)) return !is_refused(workspace, method.function, made);
  return !report_raised(workspace, module, method, made.exc);
}

/* ---- get_additional_scope ---- */

/* The scope is unpacked into keywords (dagster/components/core/defs_module.py). */
static Str unpacking_error(Heap *heap, Value made) {
  if (made.kind == V_UNKNOWN || made.kind == V_OBJECT || made.kind == V_OPAQUE) return STR("");
  if (made.kind != V_DICT)
    return str_printf(heap->arena, "TypeError: '%s' object is not a mapping", value_type_name(made));
  for (size_t i = 0; i < made.dict->n; i++) {
    Value key = made.dict->at[i].key;
    if (key.kind != V_ABSENT && key.kind != V_UNKNOWN && !value_is_str(key))
      return STR("TypeError: keywords must be strings");
  }
  return STR("");
}

static bool unpacks(Workspace *workspace, Heap *heap, Value member, Value made) {
  Str why = unpacking_error(heap, made);
  bool is_wrapped = member.kind == V_OBJECT && member.object->value.kind == V_FUNCTION; /* a classmethod */
  Value function = is_wrapped ? member.object->value : member;
  if (value_passes(made) || !why.n || !is_method(function)) return true;
  Diag *diag = diag_report(workspace->sink, DIAG_PYTHON_RAISES, name_place(function.function), DIAG_ARGS(why));
  diag->hint = STR("'get_additional_scope' gives back a dict of names and values");
  return false;
}

/* Dagster asks the class for it before any template of the file is rendered. */
static bool makes_scope(Workspace *workspace, Eval *eval, const ModuleFile *module, Value class) {
  Str method = STR("get_additional_scope");
  Value member = class_member(class.type, method);
  if (member.kind == V_ABSENT || member.kind == V_BUILTIN) return true; /* the base's own */
  Value made = eval_call(eval, op_attr(&eval->heap, class, method), NULL, 0, NULL);
  if (is_fault(made)) return !report_raised(workspace, module, member, made.exc);
  return unpacks(workspace, &eval->heap, member, made);
}

bool class_faults_check(const ComponentFile *file, Str type) {
  Str name;
  Eval eval;
  Workspace *workspace = file->workspace;
  ModuleFile *module = module_of(file, type, &name);
  if (!module) return true;
  Value error = run(file, module, &eval);
  if (is_fault(error)) {
    template_vars_report_error(workspace->sink, error.exc, module->source);
    return false;
  }
  if (value_is_error(error)) return true;
  Value class = module_name(&eval, module->module.module, name);
  bool is_known = !value_passes(class) && dbt_component_is_class(class);
  bool is_fine =
      !is_known || (makes_scope(workspace, &eval, module, class) && makes_spec(workspace, &eval.heap, module, class));
  modules_forget(workspace); /* what a method left behind, or was read of the environment, reaches no other */
  return is_fine;
}
