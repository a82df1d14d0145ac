#include "runtime/eval/env.h"

#include "runtime/core/limits.h"
#include "runtime/core/workspace.h"
#include "runtime/eval/eval.h"
#include "runtime/value/ops.h"
#include "runtime/value/types.h"

static Value unknown_env(Heap *heap, Str name, const char *why) {
  return value_unknown(heap, str_printf(heap->arena, "the environment variable %.*s%s", STR_FMT(name), why));
}

/* The value of a variable as V_STR, V_ABSENT where it is not set, or Unknown. */
static Value read_env(Heap *heap, Str name) {
  Str value;
  heap->inputs_read |= INPUT_ENV;
  switch (workspace_env(heap->workspace, name, &value)) {
    case ENV_SET: return value_str(value);
    case ENV_UNSET: return VALUE_ABSENT;
    case ENV_UNKNOWN: return unknown_env(heap, name, "");
    case ENV_LOST: break;
  }
  return unknown_env(heap, name, ", which the project's Python changes");
}

/* The same where `fallback` says what the author wants if nothing is set: `check` takes it for a variable that it was
 * not told. */
static Value read_env_or(Heap *heap, Str name, Value fallback) {
  Str value;
  Value read = read_env(heap, name);
  bool is_untold = read.kind == V_UNKNOWN && workspace_env(heap->workspace, name, &value) == ENV_UNKNOWN;
  return read.kind == V_ABSENT || is_untold ? fallback : read;
}

/* ---- env: dagster.components.resolved.scopes.EnvScope ---- */

static Value env_call(Heap *heap, Value self, const Value *args) {
  (void)self;
  if (!value_is_str(args[0]))
    return value_raise(heap, EXC_TYPE, "str expected, not %s", value_type_name(args[0]));
  bool has_default = args[1].kind != V_ABSENT;
  if (has_default) return read_env_or(heap, value_text(args[0]), args[1]);
  Value value = read_env(heap, value_text(args[0]));
  if (value.kind != V_ABSENT) return value;
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
  Value value = read_env(heap, name);
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

Value env_scope(Heap *heap) { return object_new(heap, &TYPE_ENV, (Object){0}); }

bool env_scope_lacks(Heap *heap, Value v, Str name) {
  Str value;
  bool is_scope = v.kind == V_OBJECT && value_type(v) == &TYPE_ENV;
  return is_scope && workspace_env(heap->workspace, name, &value) == ENV_UNSET;
}

/* ---- os.environ ---- */

static const Type TYPE_ENVIRON;

static Value environ_get(Heap *heap, Value self, const Value *args) {
  (void)self;
  if (!value_is_str(args[0]))
    return value_raise(heap, EXC_TYPE, "str expected, not %s", value_type_name(args[0]));
  bool has_default = args[1].kind != V_ABSENT && args[1].kind != V_NONE;
  if (has_default) return read_env_or(heap, value_text(args[0]), args[1]);
  Value value = read_env(heap, value_text(args[0]));
  return value.kind == V_ABSENT ? VALUE_NONE : value;
}

static Value environ_item(Heap *heap, Value v, Value key) {
  (void)v;
  if (!value_is_str(key)) return value_raise(heap, EXC_TYPE, "str expected, not %s", value_type_name(key));
  Value value = read_env(heap, value_text(key));
  if (value.kind != V_ABSENT) return value;
  return value_raise_str(heap, EXC_KEY, value_repr(heap, key));
}

static bool environ_contains(Heap *heap, Value v, Value item, Value *error) {
  (void)v;
  if (!value_is_str(item)) {
    *error = value_raise(heap, EXC_TYPE, "str expected, not %s", value_type_name(item));
    return false;
  }
  Value value = read_env(heap, value_text(item));
  if (value.kind == V_UNKNOWN) *error = value;
  return value.kind != V_ABSENT;
}

static void environ_repr(Heap *heap, Buf *buf, Value v) {
  (void)heap, (void)v;
  buf_puts(buf, "environ({...})");
}

/* What is rarely called. */
static Value environ_attr(Heap *heap, Value v, Str name) {
  (void)v;
  if (!str_lists(STR("clear popitem __setitem__ __delitem__"), name)) return VALUE_ABSENT;
  heap->workspace->env_attempts++;
  return value_unsupported(heap, "'os.environ.%.*s'", STR_FMT(name));
}

/* ---- os.environ is changed ---- */

/* What a module does while it runs, or a template var, all code of the component finds: they ran before. A function
 * that is called later may be called in another order than Dagster calls it, or not at all. */
static Value may_change(Heap *heap, Value key) {
  if (!value_is_str(key)) return value_raise(heap, EXC_TYPE, "str expected, not %s", value_type_name(key));
  Str name = value_text(key);
  bool is_name = name.n && !memchr(name.p, '\0', name.n) && !memchr(name.p, '=', name.n);
  if (!is_name) return value_unsupported(heap, "such a name of a variable");
  heap->workspace->env_attempts++;
  if (!((Eval *)heap)->loads) return value_unsupported(heap, "a change of 'os.environ' after the load");
  bool is_full = heap->workspace->env_changes.n >= LIMIT_ENV_CHANGES;
  return is_full ? value_unsupported(heap, "more than %u changes of 'os.environ'", LIMIT_ENV_CHANGES) : VALUE_NONE;
}

static Value environ_put(Heap *heap, Value key, Value value) {
  Value error = may_change(heap, key);
  if (value_is_error(error)) return error;
  bool is_known = value.kind != V_UNKNOWN;
  if (is_known && !value_is_str(value))
    return value_raise(heap, EXC_TYPE, "str expected, not %s", value_type_name(value));
  Str text = is_known ? value_text(value) : STR("");
  if (text.n && memchr(text.p, '\0', text.n)) return value_raise(heap, EXC_VALUE, "embedded null byte");
  workspace_env_change(heap->workspace, (EnvChange){value_text(key), is_known ? ENV_SET : ENV_LOST, text});
  return VALUE_NONE;
}

static Value environ_setdefault(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value error = may_change(heap, args[0]);
  if (value_is_error(error)) return error;
  Value value = read_env_or(heap, value_text(args[0]), VALUE_ABSENT);
  if (value.kind != V_ABSENT) return value;
  error = environ_put(heap, args[0], args[1]);
  return value_is_error(error) ? error : args[1];
}

static Value environ_pop(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value error = may_change(heap, args[0]);
  if (value_is_error(error)) return error;
  Value value = read_env(heap, value_text(args[0]));
  if (value.kind == V_UNKNOWN && args[1].kind == V_ABSENT) return value_unverified(heap, value);
  if (value.kind == V_ABSENT)
    return args[1].kind == V_ABSENT ? value_raise_str(heap, EXC_KEY, value_repr(heap, args[0])) : args[1];
  workspace_env_change(heap->workspace, (EnvChange){value_text(args[0]), ENV_UNSET, STR("")});
  return value;
}

/* A dict takes what `update` takes of mappings, pairs and keywords; then it goes in, name by name. */
static Value environ_update(Heap *heap, Value self, const Value *args) {
  (void)self;
  const Builtin *update = type_method(&TYPE_DICT, STR("update"));
  Value dict = value_dict(heap), error = update->fn(heap, dict, args);
  for (size_t i = 0; i < dict.dict->n && !value_is_error(error); i++)
    if (dict.dict->at[i].key.kind != V_ABSENT) error = environ_put(heap, dict.dict->at[i].key, dict.dict->at[i].value);
  return error;
}

static Value environ_special(Heap *heap, Value v, const char *name, const Value *args, size_t n) {
  (void)n;
  if (str_is(STR("__setitem__"), name)) return environ_put(heap, args[0], args[1]);
  if (!str_is(STR("__delitem__"), name)) return VALUE_ABSENT;
  Value given[] = {args[0], VALUE_ABSENT}, value = environ_pop(heap, v, given);
  return value_is_error(value) ? value : VALUE_NONE;
}

/* `os.environ |= {…}` */
Value env_mapping_merge(Heap *heap, Value v, Value other) {
  Value given[] = {other, VALUE_ABSENT}, error = environ_update(heap, v, given);
  return value_is_error(error) ? error : v;
}

/* ---- os.environ as a dict ---- */

/* The whole of it as a dict; `check` does not know which variables there are. */
static Value environ_copy(Heap *heap, Value self, const Value *args) {
  Value dict = value_dict(heap);
  StrList names = {0};
  (void)self, (void)args;
  heap->inputs_read |= INPUT_ENV;
  if (!workspace_env_names(heap->workspace, heap->arena, &names))
    return value_raise(heap, EXC_UNVERIFIED, "depends on which environment variables there are");
  for (size_t i = 0; i < names.n; i++) dict_put(heap, dict.dict, value_str(names.at[i]), read_env(heap, names.at[i]));
  return dict;
}

/* What a dict of the same variables gives. */
static Value of_copy(Heap *heap, Value self, const char *method) {
  Value dict = environ_copy(heap, self, NULL);
  return value_is_error(dict) ? dict : heap->call(heap, op_attr(heap, dict, str_of(method)), NULL, 0, NULL);
}

static Value environ_items(Heap *heap, Value self, const Value *args) {
  return (void)args, of_copy(heap, self, "items");
}
static Value environ_keys(Heap *heap, Value self, const Value *args) { return (void)args, of_copy(heap, self, "keys"); }
static Value environ_values(Heap *heap, Value self, const Value *args) {
  return (void)args, of_copy(heap, self, "values");
}

static bool environ_iter(Heap *heap, Value v, Iter *iter) {
  Value dict = environ_copy(heap, v, NULL);
  if (!value_is_error(dict)) return TYPE_DICT.iter(heap, dict, iter);
  return *iter = iter_error(dict), true;
}

/* With a mapping on either side: a dict of both. */
static Value environ_binary(Heap *heap, int op, Value a, Value b) {
  if (op != OP_BIT_OR) return VALUE_ABSENT;
  bool is_left = a.kind == V_OBJECT && value_type(a) == &TYPE_ENVIRON;
  bool is_right = b.kind == V_OBJECT && value_type(b) == &TYPE_ENVIRON;
  if ((!is_left && a.kind != V_DICT) || (!is_right && b.kind != V_DICT)) return VALUE_ABSENT;
  Value left = is_left ? environ_copy(heap, a, NULL) : a, right = is_right ? environ_copy(heap, b, NULL) : b;
  if (value_is_error(left)) return left;
  return value_is_error(right) ? right : op_binary(heap, OP_BIT_OR, left, right);
}

static const Builtin ENVIRON_METHODS[] = {
    {"copy", "copy()", 0, 0, BUILTIN_ENV, environ_copy, "all variables"},
    {"get", "Mapping.get(self | key, default=None)", 1, 2, BUILTIN_ENV, environ_get, "the variable, or the default"},
    {"items", "items()", 0, 0, BUILTIN_ENV, environ_items, "pairs of a name and a value"},
    {"keys", "keys()", 0, 0, BUILTIN_ENV, environ_keys, "the names"},
    {"pop", "MutableMapping.pop(self | key, default=None)", 1, 2, BUILTIN_ENV | BUILTIN_CHANGES, environ_pop,
     "removes a variable and gives its value"},
    {"setdefault", "_Environ.setdefault(self | key, value)", 2, 2, BUILTIN_ENV | BUILTIN_ABSORBS, environ_setdefault,
     "the variable, set to the value if it is not there"},
    {"update", "MutableMapping.update(self | other=(), /, **more)", 0, 1, BUILTIN_ENV | BUILTIN_ABSORBS, environ_update,
     "sets variables as another mapping has them"},
    {"values", "values()", 0, 0, BUILTIN_ENV, environ_values, "the values"},
};

static const Type TYPE_ENVIRON = {
    .name = "_Environ",
    .full_name = "os._Environ",
    .methods = BUILTIN_TABLE(ENVIRON_METHODS),
    .repr = environ_repr,
    .attr = environ_attr,
    .iter = environ_iter,
    .item = environ_item,
    .contains = environ_contains,
    .binary = environ_binary,
    .special = environ_special,
};

bool env_mapping_is(Value v) { return v.kind == V_OBJECT && value_type(v) == &TYPE_ENVIRON; }

Value env_mapping(Heap *heap) { return object_new(heap, &TYPE_ENVIRON, (Object){0}); }

const Builtin OS_GETENV = {"getenv", "getenv(key, default=None)", 1, 2, BUILTIN_ENV, environ_get, "os.getenv"};

/* ---- dagster.EnvVar: a text that is the variable's name, and IntEnvVar ---- */

static const Type TYPE_ENV_VAR, TYPE_INT_ENV_VAR;

static Value env_var_new(Heap *heap, const Type *type, const Value *args) {
  Value name = args[0];
  if (name.kind == V_UNKNOWN) return name;
  return object_new(heap, type, (Object){.value = value_is_str(name) ? name : value_str(value_to_str(heap, name))});
}

static Value env_var_get_value(Heap *heap, Value self, const Value *args) {
  Value given[] = {self.object->value, args[0].kind == V_ABSENT ? VALUE_NONE : args[0]};
  return environ_get(heap, VALUE_ABSENT, given);
}

/* `int(value) if value else None`: of a default too. */
static Value int_env_var_get_value(Heap *heap, Value self, const Value *args) {
  Value value = env_var_get_value(heap, self, args), error = VALUE_ABSENT;
  if (value_passes(value)) return value;
  bool is_set = op_truth(heap, value, &error);
  if (error.kind != V_ABSENT) return error;
  return is_set ? heap->call(heap, value_of_type(&TYPE_INT), &value, 1, NULL) : VALUE_NONE;
}

static Value env_var_name(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return self.object->value;
}

static Value env_var_int(Heap *heap, Value self, const Value *args) {
  (void)self;
  return env_var_new(heap, &TYPE_INT_ENV_VAR, args);
}

static const Builtin ENV_VAR_INT = {
    "int", "EnvVar.int(cls | name)", 1, 1, BUILTIN_STATIC, env_var_int, "a variable whose value is a number"};

static Value env_var_class_attr(Heap *heap, const Type *type, Str name) {
  (void)heap, (void)type;
  return str_is(name, "int") ? value_of_builtin(&ENV_VAR_INT) : VALUE_ABSENT;
}

/* It is a str in Dagster. */
static Value env_var_attr(Heap *heap, Value v, Str name) {
  (void)v;
  return type_method(&TYPE_STR, name) ? value_unsupported(heap, "'%.*s' of an EnvVar", STR_FMT(name)) : VALUE_ABSENT;
}

static Value env_var_binary(Heap *heap, int op, Value a, Value b) {
  (void)op, (void)a, (void)b;
  return value_unsupported(heap, "an operator of an EnvVar");
}

static void env_var_repr(Heap *heap, Buf *buf, Value v) { buf_put(buf, value_repr(heap, v.object->value)); }

/* To Dagster it is not the text of the value, which is only had by `get_value`. */
static void env_var_str(Heap *heap, Buf *buf, Value v) {
  const char *type = value_type_name(v);
  Str name = value_to_str(heap, v.object->value);
  env_var_repr(heap, buf, v);
  if (heap->pending) return;
  heap->pending = value_raise(heap, EXC_RUNTIME, "Attempted to directly retrieve environment variable %s(\"%.*s\"). "
                              "%s defers resolution of the environment variable value until run time, and should only "
                              "be used as input to Dagster config or resources.\n\nTo access the environment "
                              "variable value, call `get_value` on the %s, or use os.getenv directly.", type,
                              STR_FMT(name), type, type).exc;
}

static Value env_var_meant(Heap *heap, Value v) { return (void)heap, v.object->value; }

/* It is the number 0 with a name. */
static Value int_env_var_meant(Heap *heap, Value v) { return (void)heap, (void)v, value_int(0); }

static const Builtin ENV_VAR_METHODS[] = {
    {"env_var_name", "", 0, 0, BUILTIN_PROPERTY, env_var_name, "the name of the variable"},
    {"get_value", "EnvVar.get_value(self | default=None)", 0, 1, BUILTIN_ENV, env_var_get_value,
     "the variable, or the default"},
};
static const Builtin INT_ENV_VAR_METHODS[] = {
    {"env_var_name", "", 0, 0, BUILTIN_PROPERTY, env_var_name, "the name of the variable"},
    {"get_value", "IntEnvVar.get_value(self | default=None)", 0, 1, BUILTIN_ENV, int_env_var_get_value,
     "the variable, or the default, as a number"},
};

static const Type TYPE_ENV_VAR = {
    .name = "EnvVar",
    .full_name = "dagster._config.field_utils.EnvVar",
    .methods = BUILTIN_TABLE(ENV_VAR_METHODS),
    .repr = env_var_repr,
    .str = env_var_str,
    .attr = env_var_attr,
    .binary = env_var_binary,
    .meant = env_var_meant,
    .construct = env_var_new,
    .construct_params = "object='', /",
    .class_attr = env_var_class_attr,
};
static const Type TYPE_INT_ENV_VAR = {
    .name = "IntEnvVar",
    .full_name = "dagster._config.field_utils.IntEnvVar",
    .methods = BUILTIN_TABLE(INT_ENV_VAR_METHODS),
    .repr = env_var_repr,
    .str = env_var_str,
    .attr = env_var_attr,
    .binary = env_var_binary,
    .meant = int_env_var_meant,
};

bool env_var_is(Value v) { return v.kind == V_OBJECT && value_type(v) == &TYPE_ENV_VAR; }

Value env_var_class(void) { return value_of_type(&TYPE_ENV_VAR); }
