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

static Value context_attr(Heap *heap, Value v, Str name) {
  const LoadContext *context = v.object->state;
  if (str_starts(name, STR("__"))) return VALUE_ABSENT;
  if (str_is(name, "defs_module_name")) return value_str(context->defs_module);
  heap->inputs_read |= INPUT_ROOT;
  if (str_is(name, "path")) return path_value(heap, context->folder);
  if (str_is(name, "project_root")) return path_value(heap, context->root);
  if (str_is(name, "defs_module_path")) return path_value(heap, context->defs_dir);
  if (str_is(name, "component_path")) return object_new(heap, &TYPE_COMPONENT_PATH, (Object){.state = v.object->state});
  return value_unsupported(heap, "'context.%.*s'", STR_FMT(name));
}

static const Type TYPE_LOAD_CONTEXT = {.name = "ComponentDeclLoadContext",
                                       .full_name = "dagster.components.core.context.ComponentDeclLoadContext",
                                       .attr = context_attr};

Value load_context(Heap *heap, const LoadContext *context) {
  return object_new(heap, &TYPE_LOAD_CONTEXT, (Object){.state = (void *)context});
}
