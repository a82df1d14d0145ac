#include "runtime/eval/env.h"

#include "runtime/core/workspace.h"

Value env_read(Heap *heap, Str name) {
  Str value;
  heap->inputs_read |= INPUT_ENV;
  switch (workspace_env(heap->workspace, name, &value)) {
  case ENV_SET: return value_str(value);
  case ENV_UNSET: return VALUE_ABSENT;
  case ENV_UNKNOWN: break;
  }
  return value_unknown(heap, str_printf(heap->arena, "the environment variable %.*s", STR_FMT(name)));
}

/* ---- env: dagster.components.resolved.scopes.EnvScope ---- */

static Value env_call(Heap *heap, Value self, const Value *args) {
  (void)self;
  if (!value_is_str(args[0]))
    return value_raise(heap, EXC_TYPE, "str expected, not %s", value_type_name(args[0]));
  Value value = env_read(heap, value_text(args[0]));
  bool has_default = args[1].kind != V_ABSENT;
  /* A default says what the author wants where nothing is set: `check` takes it for a name that it does not know. */
  if (value.kind == V_UNKNOWN && has_default) return args[1];
  if (value.kind != V_ABSENT) return value;
  if (has_default) return args[1];
  Str key = value_text(args[0]);
  return value_raise(heap, EXC_RESOLUTION,
                     "Environment variable %.*s is not set and no default value was provided."
                     " To provide a default value, use e.g. `env('%.*s', 'default_value')`.",
                     STR_FMT(key), STR_FMT(key));
}

static Value env_attr(Heap *heap, Value v, Str name) {
  (void)v;
  if (str_starts(name, STR("jinja"))) return VALUE_ABSENT;
  if (str_starts(name, STR("__")) && str_ends(name, STR("__"))) return VALUE_ABSENT;
  Value value = env_read(heap, name);
  return value.kind == V_ABSENT ? VALUE_NONE : value;
}

static Value env_item(Heap *heap, Value v, Value key) {
  (void)v;
  Str shown = value_to_str(heap, key);
  return value_raise(
      heap, EXC_RESOLUTION,
      "To access environment variables, use dot access or the `env` function, e.g. `env.%.*s` or `env('%.*s')`",
      STR_FMT(shown), STR_FMT(shown));
}

static void env_repr(Heap *heap, Buf *buf, Value v) {
  (void)heap, (void)v;
  buf_puts(buf, "<dagster.components.resolved.scopes.EnvScope object>");
}

static const Builtin ENV_METHODS[] = {
    {"__call__", "EnvScope.__call__(self | key, default=...)", 1, 2, BUILTIN_ENV, env_call,
     "the variable, or the default where it is not set"},
};

static const Type TYPE_ENV = {
    .name = "dagster.components.resolved.scopes.EnvScope",
    .methods = BUILTIN_TABLE(ENV_METHODS),
    .repr = env_repr,
    .attr = env_attr,
    .item = env_item,
};

Value env_scope(Heap *heap) { return object_new(heap, &TYPE_ENV, (Object){.at = 0}); }

/* ---- os.environ ---- */

static Value environ_get(Heap *heap, Value self, const Value *args) {
  (void)self;
  if (!value_is_str(args[0]))
    return value_raise(heap, EXC_TYPE, "str expected, not %s", value_type_name(args[0]));
  Value value = env_read(heap, value_text(args[0]));
  bool has_default = args[1].kind != V_ABSENT;
  if (value.kind == V_UNKNOWN) return has_default && args[1].kind != V_NONE ? args[1] : value;
  if (value.kind != V_ABSENT) return value;
  return has_default ? args[1] : VALUE_NONE;
}

static Value environ_item(Heap *heap, Value v, Value key) {
  (void)v;
  if (!value_is_str(key)) return value_raise(heap, EXC_TYPE, "str expected, not %s", value_type_name(key));
  Value value = env_read(heap, value_text(key));
  if (value.kind != V_ABSENT) return value;
  return value_raise_str(heap, EXC_KEY, value_repr(heap, key));
}

static bool environ_contains(Heap *heap, Value v, Value item, Value *error) {
  (void)v;
  if (!value_is_str(item)) {
    *error = value_raise(heap, EXC_TYPE, "str expected, not %s", value_type_name(item));
    return false;
  }
  Value value = env_read(heap, value_text(item));
  if (value.kind == V_UNKNOWN) *error = value;
  return value.kind != V_ABSENT;
}

static void environ_repr(Heap *heap, Buf *buf, Value v) {
  (void)heap, (void)v;
  buf_puts(buf, "environ({...})");
}

static const Builtin ENVIRON_METHODS[] = {
    {"get", "Mapping.get(self | key, default=None)", 1, 2, BUILTIN_ENV, environ_get, "the variable, or the default"},
};

static const Type TYPE_ENVIRON = {
    .name = "_Environ",
    .full_name = "os._Environ",
    .methods = BUILTIN_TABLE(ENVIRON_METHODS),
    .repr = environ_repr,
    .item = environ_item,
    .contains = environ_contains,
};

Value env_mapping(Heap *heap) { return object_new(heap, &TYPE_ENVIRON, (Object){.at = 0}); }

const Builtin OS_GETENV = {"getenv", "getenv(key, default=None)", 1, 2, BUILTIN_ENV, environ_get, "os.getenv"};
