#include "runtime/eval/context.h"

#include "runtime/value/types.h"

/* ---- component_path: dagster ComponentPath ---- */

static Value path_attr(Heap *heap, Value v, Str name) {
  const LoadContext *context = v.object->state;
  heap->inputs_read |= INPUT_ROOT;
  if (str_is(name, "file_path")) return path_value(heap, context->folder);
  return str_starts(name, STR("__")) ? VALUE_ABSENT : value_unsupported(heap, "'component_path.%.*s'", STR_FMT(name));
}

static const Type TYPE_COMPONENT_PATH = {
    .name = "ComponentPath", .full_name = "dagster.components.core.defs_module.ComponentPath", .attr = path_attr};

/* ---- the context ---- */

/* What else it has. */
static bool is_other(Str name) {
  static const Str others = STR_INIT("component_loc component_tree defs_relative_module_name for_component_loc "
                                     "from_resolution_context load_component load_defs_relative_python_module "
                                     "load_structural_component_at_loc load_structural_component_at_path "
                                     "normalize_component_type_str resolution_context "
                                     "terminate_autoloading_on_keyword_files with_rendering_scope "
                                     "with_source_position_tree");
  return str_starts(name, STR("_")) || str_lists(others, name);
}

static Value no_attribute(Heap *heap, Str name) {
  static const Str names[] = {STR_INIT("path"), STR_INIT("project_root"), STR_INIT("defs_module_name"),
                              STR_INIT("defs_module_path"), STR_INIT("component_path")};
  Value error =
      value_raise(heap, EXC_ATTRIBUTE, "'ComponentDeclLoadContext' object has no attribute '%.*s'", STR_FMT(name));
  error.exc->wrong = name;
  error.exc->likely = str_nearest_sole(name, names, COUNT(names), &error.exc->likely_sole);
  return error;
}

static Value context_attr(Heap *heap, Value v, Str name) {
  const LoadContext *context = v.object->state;
  if (str_starts(name, STR("__"))) return VALUE_ABSENT;
  if (str_is(name, "defs_module_name")) return value_str(context->defs_module);
  heap->inputs_read |= INPUT_ROOT;
  if (str_is(name, "path")) return path_value(heap, context->folder);
  if (str_is(name, "project_root")) return path_value(heap, context->root);
  if (str_is(name, "defs_module_path")) return path_value(heap, context->defs_dir);
  if (str_is(name, "component_path")) return object_new(heap, &TYPE_COMPONENT_PATH, (Object){.state = v.object->state});
  return is_other(name) ? value_unsupported(heap, "'context.%.*s'", STR_FMT(name)) : no_attribute(heap, name);
}

static const Type TYPE_LOAD_CONTEXT = {.name = "ComponentDeclLoadContext",
                                       .full_name = "dagster.components.core.context.ComponentDeclLoadContext",
                                       .attr = context_attr};

Value load_context(Heap *heap, const LoadContext *context) {
  return object_new(heap, &TYPE_LOAD_CONTEXT, (Object){.state = (void *)context});
}
