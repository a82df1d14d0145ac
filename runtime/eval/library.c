#include "runtime/eval/library.h"

#include "runtime/core/limits.h"
#include "runtime/eval/class_member.h"
#include "runtime/eval/dg.h"
#include "runtime/eval/env.h"
#include "runtime/eval/exception.h"
#include "runtime/eval/dbt_component.h"
#include "runtime/eval/library_modules.h"
#include "runtime/eval/library_names.h"
#include "runtime/eval/model.h"
#include "runtime/eval/module.h"
#include "runtime/eval/named_tuple.h"
#include "runtime/eval/python.h"
#include "runtime/value/file.h"
#include "runtime/value/literal.h"
#include "runtime/value/markup.h"
#include "runtime/value/types.h"

/* ---- dagster ---- */

/* A copy of the function that is a template var: `@template_var`, and `@template_var()`, which gives the decorator. */
static Value mark_template_var(Heap *heap, Value self, const Value *args);

static const Builtin TEMPLATE_VAR = {"template_var",    "template_var(fn=None)", 0, 1, 0,
                                     mark_template_var, "marks a template var"};

static Value mark_template_var(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value function = args[0];
  if (function.kind == V_ABSENT) return value_of_builtin(&TEMPLATE_VAR);
  /* What `functools.cache` made is called once a load as well. */
  bool is_own = function.kind == V_OBJECT && class_of(value_type(function)); /* what calling it does is the project's */
  if (function.kind == V_OBJECT && !is_own) function = op_attr(heap, function, STR("__wrapped__"));
  if (function.kind != V_FUNCTION) return value_unsupported(heap, "a template var that is no function");
  Function *marked = ARENA_NEW(heap->arena, Function);
  *marked = *function.function;
  marked->is_template_var = true;
  return (Value){.kind = V_FUNCTION, .function = marked};
}

static Value library_object(Heap *heap, const char *name);

static Value module_dagster(Heap *heap, Str name) {
  if (str_is(name, "_check")) return library_object(heap, "dagster._check");
  if (str_is(name, "template_var")) return value_of_builtin(&TEMPLATE_VAR);
  if (str_is(name, "Model")) return value_of_type(&TYPE_DAGSTER_MODEL);
  if (str_is(name, "Config")) return value_of_type(&TYPE_DAGSTER_CONFIG);
  return dagster_has(name) ? dagster_name(heap, name) : VALUE_ABSENT;
}

typedef struct Library Library;
static const Library *find_library(Str name);

/* ---- modules of names that only print ---- */

static Value opaque_in(Heap *heap, const char *module, Str name) {
  return opaque_new(heap, str_printf(heap->arena, "%s.%.*s", module, STR_FMT(name)));
}

/* Its names only print; a slip and what is Dagster's own are not among them. */
static bool is_of_dagster(Str name) {
  return dagster_has(name) && !str_starts(name, STR("_")) && !library_has(STR("dagster_dbt"), name);
}

static Value module_dagster_dbt(Heap *heap, Str name) {
  if (str_is(name, "DbtProjectComponent")) return value_of_type(&TYPE_DBT_COMPONENT);
  static const Str IN_PYTHON = STR_INIT("DagsterDbtTranslator DbtProject DbtProjectComponentTranslator");
  if (str_lists(IN_PYTHON, name)) return VALUE_ABSENT;
  bool is_wrong = is_of_dagster(name) || library_name_slip(heap, STR("dagster_dbt"), name, true).kind != V_ABSENT;
  return is_wrong ? VALUE_ABSENT : opaque_in(heap, "dagster_dbt", name);
}
static Value module_collections_abc(Heap *heap, Str name) { return opaque_in(heap, "collections.abc", name); }
static Value module_numbers(Heap *heap, Str name) { return opaque_in(heap, "numbers", name); }

static Value module_pytz(Heap *heap, Str name) {
  return str_is(name, "exceptions") ? library_object(heap, "pytz.exceptions") : library_pytz(heap, name);
}

static Value module_dateutil(Heap *heap, Str name) {
  if (str_is(name, "easter")) return library_object(heap, "dateutil.easter");
  if (str_is(name, "parser")) return library_object(heap, "dateutil.parser");
  if (str_is(name, "rrule")) return library_object(heap, "dateutil.rrule");
  if (str_is(name, "tz")) return library_object(heap, "dateutil.tz");
  return str_is(name, "relativedelta") ? library_object(heap, "dateutil.relativedelta") : VALUE_ABSENT;
}

static Value module_urllib(Heap *heap, Str name) {
  return str_is(name, "parse") ? library_object(heap, "urllib.parse") : VALUE_ABSENT;
}

/* ---- importlib ---- */

/* Whether a name has more dots before it than the package has parts. */
static bool is_above(Str name, Str package) {
  size_t dots = 0, parts = 1;
  while (dots < name.n && name.p[dots] == '.') dots++;
  for (size_t i = 0; i < package.n; i++) parts += package.p[i] == '.';
  return dots > parts;
}

/* A module of the project by its name; one that begins with a dot is one of `package`. */
static Value import_module(Heap *heap, Value self, const Value *args) {
  (void)self;
  if (!value_is_str(args[0]) || (value_given(args[1]) && !value_is_str(args[1])))
    return value_unsupported(heap, "such a call of 'import_module'");
  Str name = value_text(args[0]);
  Str package = value_given(args[1]) ? value_text(args[1]) : STR(""), shown = value_repr(heap, args[0]);
  bool is_relative = str_starts(name, STR("."));
  if (is_relative && !package.n)
    return value_raise(heap, EXC_TYPE, "the 'package' argument is required to perform a relative import for %.*s",
                       STR_FMT(shown));
  if (is_relative && is_above(name, package))
    return value_raise(heap, EXC_IMPORT, "attempted relative import beyond top-level package");
  if (is_relative) name = module_absolute_name(heap->arena, package, true, name);
  return module_import((Eval *)heap, name, true);
}
static const Builtin IMPORT_MODULE = {"import_module", "import_module(name, package=None)", 1, 2, 0, import_module,
                                      "a module of that name"};

static Value module_importlib(Heap *heap, Str name) {
  (void)heap;
  return str_is(name, "import_module") ? value_of_builtin(&IMPORT_MODULE) : VALUE_ABSENT;
}

static Value module_future(Heap *heap, Str name) { return opaque_in(heap, "__future__", name); }

static Value abstract_method(Heap *heap, Value self, const Value *args) {
  (void)self;
  if (args[0].kind != V_FUNCTION) return value_unsupported(heap, "'abstractmethod' of what is no function");
  Function *marked = ARENA_NEW(heap->arena, Function);
  *marked = *args[0].function;
  marked->is_abstract = true;
  return (Value){.kind = V_FUNCTION, .function = marked};
}
static const Builtin ABSTRACT_METHOD = {"abstractmethod", "abstractmethod(funcobj)", 1,
                                        1,                0,                         abstract_method,
                                        "a method that a class below has to make"};

static Value module_abc(Heap *heap, Str name) {
  (void)heap;
  if (str_is(name, "ABC")) return value_of_type(&TYPE_ABC);
  if (str_is(name, "ABCMeta")) return value_of_type(&TYPE_ABC_META);
  return str_is(name, "abstractmethod") ? value_of_builtin(&ABSTRACT_METHOD) : VALUE_ABSENT;
}

static Value cast(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)self;
  return args[1];
}
static const Builtin CAST = {"cast", "cast(typ, val)", 2, 2, 0, cast, "the value itself"};

/* The values of a `Literal[…]`, which is known by its text. */
static Value get_args(Heap *heap, Value self, const Value *args) {
  (void)self;
  Str head = STR("typing.Literal["), text = args[0].kind == V_OPAQUE ? args[0].opaque->text : STR("");
  Value v = VALUE_NONE;
  bool is_literal = str_starts(text, head) && str_ends(text, STR("]")) &&
                    literal_eval(heap, str_sub(text, head.n, text.n - 1), &v) == LITERAL_OK;
  if (!is_literal) return value_unsupported(heap, "'get_args' of such a type");
  return v.kind == V_TUPLE ? v : value_tuple(heap, &v, 1);
}
static const Builtin GET_ARGS = {"get_args", "get_args(tp)", 1, 1, 0, get_args, "the values of a `Literal`"};

/* `NewType("UserId", str)`: called, it gives what it was given. */
static Value itself(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)self;
  return args[0];
}
static const Builtin NEW = {"NewType", "__call__(x)", 1, 1, 0, itself, "the value itself"};

/* What a branch that no value reaches raises where one does. */
static Value assert_never(Heap *heap, Value self, const Value *args) {
  (void)self;
  enum { SHOWN = 100 };
  Str shown = value_repr(heap, args[0]);
  size_t at = 0, n = 0;
  for (; at < shown.n && n < SHOWN; n++) str_decode(shown, &at);
  return value_raise(heap, EXC_ASSERTION, "Expected code to be unreachable, but got: %.*s%s",
                     STR_FMT(str_sub(shown, 0, at)), at < shown.n ? "..." : "");
}

static const Builtin OF_TYPING[] = {
    {"assert_never", "assert_never(arg, /)", 1, 1, 0, assert_never, "raises an AssertionError"},
    {"assert_type", "assert_type(val, typ, /)", 2, 2, 0, itself, "the value itself"},
    {"reveal_type", "reveal_type(obj, /)", 1, 1, 0, itself, "the value itself"},
};
static const BuiltinTable TYPING = BUILTIN_TABLE(OF_TYPING);

static Value new_type(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)self, (void)args;
  return value_of_builtin(&NEW);
}
static const Builtin NEW_TYPE = {"NewType", "NewType(name, tp)", 2, 2, 0, new_type, "a name for a type"};

static Class *class_given(Value v) { return v.kind == V_TYPE ? (Class *)(void *)class_of(v.type) : NULL; }

static Value make_checkable(Heap *heap, Value self, const Value *args) {
  (void)self;
  Class *class = class_given(args[0]);
  if (class && class->is_protocol) return class->is_checkable = true, args[0];
  if (args[0].kind != V_TYPE) return value_unsupported(heap, "'runtime_checkable' of what is no class");
  return value_raise(heap, EXC_TYPE, "@runtime_checkable can be only applied to protocol classes, got %.*s",
                     STR_FMT(value_repr(heap, args[0])));
}
static const Builtin CHECKABLE = {"runtime_checkable", "runtime_checkable(cls)", 1, 1, 0, make_checkable,
                                  "a protocol that `isinstance` takes"};

/* Decorators that mark what they are given, for tools. */
static const Builtin MARK = {"final", "final(f)", 1, 1, 0, itself, "the function or class itself"};
static bool is_mark(Str name) { return str_lists(STR("final no_type_check"), name); }

static Value module_typing(Heap *heap, Str name) {
  if (is_mark(name)) return value_of_builtin(&MARK);
  if (str_is(name, "runtime_checkable")) return value_of_builtin(&CHECKABLE);
  if (str_is(name, "NewType")) return value_of_builtin(&NEW_TYPE);
  if (str_is(name, "get_args")) return value_of_builtin(&GET_ARGS);
  if (str_is(name, "TYPE_CHECKING")) return value_bool(false);
  if (str_is(name, "cast")) return value_of_builtin(&CAST);
  if (str_is(name, "NamedTuple")) return value_of_type(&TYPE_NAMED_TUPLE);
  Value function = library_row(TYPING, name);
  return function.kind == V_ABSENT ? opaque_in(heap, "typing", name) : function;
}

static Value module_typing_extensions(Heap *heap, Str name) {
  return str_is(name, "override") ? value_of_builtin(&MARK) : module_typing(heap, name);
}

/* ---- datetime, zoneinfo, pathlib ---- */

typedef struct NamedType {
  const char *name;
  const Type *type;
} NamedType;

static Value type_named(const NamedType *types, size_t n, Str name) {
  for (size_t i = 0; i < n; i++)
    if (str_is(name, types[i].name)) return value_of_type(types[i].type);
  return VALUE_ABSENT;
}

static Value module_datetime(Heap *heap, Str name) {
  static const NamedType TYPES[] = {{"date", &TYPE_DATE},         {"datetime", &TYPE_DATETIME},
                                    {"time", &TYPE_TIME},         {"timedelta", &TYPE_TIMEDELTA},
                                    {"timezone", &TYPE_TIMEZONE}, {"tzinfo", &TYPE_TZINFO}};
  if (str_is(name, "MINYEAR")) return value_int(1);
  if (str_is(name, "MAXYEAR")) return value_int(9999);
  if (str_is(name, "UTC")) return op_attr(heap, value_of_type(&TYPE_TIMEZONE), STR("utc"));
  return type_named(TYPES, COUNT(TYPES), name);
}

static Value module_zoneinfo(Heap *heap, Str name) {
  static const NamedType TYPES[] = {{"ZoneInfo", &TYPE_ZONEINFO}};
  (void)heap;
  if (str_is(name, "ZoneInfoNotFoundError")) return value_of_type(exception_type(EXC_ZONE_NOT_FOUND));
  return type_named(TYPES, COUNT(TYPES), name);
}

static Value module_pathlib(Heap *heap, Str name) {
  static const NamedType TYPES[] = {{"Path", &TYPE_PATH},
                                    {"PosixPath", &TYPE_PATH},
                                    {"PurePath", &TYPE_PURE_PATH},
                                    {"PurePosixPath", &TYPE_PURE_PATH}};
  (void)heap;
  return type_named(TYPES, COUNT(TYPES), name);
}

/* ---- os ---- */

/* `path` has a default, the folder in which Dagster was started, which is not known. */
static Value list_folder(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value is_there = file_is(heap, args[0], FILE_FOLDER, "'listdir'");
  if (value_is_error(is_there) || is_there.i) return file_names(heap, args[0], STR("*"), FILE_BARE_NAMES, "'listdir'");
  return value_unsupported(heap, "'listdir' of what is no folder");
}
static const Builtin LISTDIR = {"listdir", "listdir(path)", 1, 1, BUILTIN_ROOT, list_folder, "the names in a folder"};

static Value module_os(Heap *heap, Str name) {
  if (str_is(name, "listdir")) return value_of_builtin(&LISTDIR);
  if (str_is(name, "environ")) return env_mapping(heap);
  if (str_is(name, "getenv")) return value_of_builtin(&OS_GETENV);
  if (str_is(name, "path")) return library_object(heap, "os.path");
  if (str_is(name, "sep")) return value_str(STR("/"));
  if (str_is(name, "linesep")) return value_str(STR("\n"));
  if (str_is(name, "name")) return value_str(STR("posix"));
  return VALUE_ABSENT;
}

/* ---- sys ---- */

/* Folders that are added to `sys.path` change nothing: a module that only they lead to is one that dbtplan does not
 * know. */
static Value path_change(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)self, (void)args;
  return VALUE_NONE;
}

static const Builtin PATH_METHODS[] = {
    {"append", "object, /", 1, 1, BUILTIN_C_STYLE, path_change, "nothing here"},
    {"extend", "iterable, /", 1, 1, BUILTIN_C_STYLE, path_change, "nothing here"},
    {"insert", "index, object, /", 2, 2, BUILTIN_C_STYLE, path_change, "nothing here"},
};

/* Whether a folder stands in it already is not known. */
static bool path_contains(Heap *heap, Value v, Value item, Value *error) {
  (void)v, (void)item;
  return *error = value_unknown(heap, STR("what 'sys.path' holds")), false;
}

static Value path_content(Heap *heap) { return value_unsupported(heap, "what 'sys.path' holds"); }

static Value path_attr(Heap *heap, Value v, Str name) {
  return type_method(value_type(v), name) || str_starts(name, STR("__")) ? VALUE_ABSENT : path_content(heap);
}

static Value path_item(Heap *heap, Value v, Value key) {
  (void)v, (void)key;
  return path_content(heap);
}

static bool path_next(Heap *heap, Iter *iter, Value *out) {
  (void)iter;
  return *out = path_content(heap), true;
}

static bool path_iter(Heap *heap, Value v, Iter *iter) {
  (void)heap;
  *iter = (Iter){.next = path_next, .over = v};
  return true;
}

static const Type TYPE_SYS_PATH = {.name = "list",
                                   .methods = BUILTIN_TABLE(PATH_METHODS),
                                   .attr = path_attr,
                                   .item = path_item,
                                   .iter = path_iter,
                                   .contains = path_contains};

static Value system_exit(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value given = value_tuple(heap, args, args[0].kind != V_ABSENT);
  return exception_error(heap, exception_object(heap, exception_type(EXC_SYSTEM_EXIT), given));
}
static const Builtin SYSTEM_EXIT = {"exit", "status=None, /", 0, 1, BUILTIN_C_STYLE, system_exit, "raises SystemExit"};

/* `sys.modules[__name__]`; which others there are is not known. */
static Value modules_item(Heap *heap, Value v, Value key) {
  const Module *module = ((Eval *)heap)->module;
  bool is_own = module && value_is_str(key) && str_eq(value_text(key), module->name);
  (void)v;
  return is_own ? (Value){.kind = V_MODULE, .module = (Module *)module} : value_unsupported(heap, "'sys.modules'");
}

static Value modules_attr(Heap *heap, Value v, Str name) {
  (void)v;
  return str_starts(name, STR("__")) ? VALUE_ABSENT : value_unsupported(heap, "'sys.modules'");
}

static bool modules_contains(Heap *heap, Value v, Value item, Value *error) {
  (void)v, (void)item;
  return *error = value_unsupported(heap, "'sys.modules'"), false;
}

static const Type TYPE_SYS_MODULES = {
    .name = "dict", .attr = modules_attr, .item = modules_item, .contains = modules_contains};

static Value version_attr(Heap *heap, Value v, Str name) {
  static const char *const PARTS[] = {"major", "minor", "micro", "releaselevel", "serial"};
  (void)heap;
  for (size_t i = 0; i < COUNT(PARTS); i++)
    if (str_is(name, PARTS[i])) return v.list->at[i];
  return VALUE_ABSENT;
}

/* The Python that dbtplan is exact for. */
static Value version_info(Heap *heap) {
  const Value parts[] = {value_int(3), value_int(11), value_unknown(heap, STR("which Python 3.11 it is")),
                         value_str(STR("final")), value_int(0)};
  Type *type = ARENA_NEW(heap->arena, Type);
  *type = TYPE_TUPLE;
  type->name = "sys.version_info";
  type->attr = version_attr;
  return value_tuple_of_project(heap, type, parts, COUNT(parts));
}

static Value module_sys(Heap *heap, Str name) {
  if (str_is(name, "version_info")) return version_info(heap);
  if (str_is(name, "modules")) return object_new(heap, &TYPE_SYS_MODULES, (Object){.at = 0});
  if (str_is(name, "path")) return object_new(heap, &TYPE_SYS_PATH, (Object){.at = 0});
  if (str_is(name, "exit")) return value_of_builtin(&SYSTEM_EXIT);
  if (str_is(name, "maxsize")) return value_int(INT64_MAX);
  if (str_is(name, "platform")) return value_str(STR("linux"));
  if (str_is(name, "stderr") || str_is(name, "stdout")) return opaque_in(heap, "sys", name);
  return VALUE_ABSENT;
}

static Value module_collections(Heap *heap, Str name) {
  if (str_is(name, "abc")) return library_object(heap, "collections.abc");
  return library_collections(heap, name);
}

/* ---- for the parts of Python's library that are written in Python ---- */

static Value unsupported(Heap *heap, Value self, const Value *args) {
  (void)self;
  return value_unsupported(heap, "%.*s", STR_FMT(value_text(args[0])));
}

/* Its annotations, as far as it has some that `typing.get_type_hints` evaluates in its module; of those that stand as
 * text under `from __future__ import annotations` all, as that does. The first one's value, or the error. */
static Value hint_values(Eval *eval, const NodeList *hints) {
  Value first = VALUE_ABSENT;
  for (size_t i = 0; i < hints->n; i++) {
    const Node *hint = hints->at[i];
    bool is_text = hint->kind == NODE_LAMBDA; /* not evaluated yet */
    if (i && !is_text) continue;
    Value v = eval_node(eval, is_text ? hint->lambda.body : hint);
    if (value_is_error(v)) return v;
    if (!i) first = v;
  }
  return first;
}

/* The class that the first annotation of a function names, where it has a value: `singledispatch` goes by it. */
static Value first_hint(Heap *heap, Value self, const Value *args) {
  (void)self;
  Eval *eval = (Eval *)heap;
  const Function *function = args[0].kind == V_FUNCTION ? args[0].function : NULL;
  const Node *node = function ? function->node : NULL;
  bool has_hint = node && node->kind == NODE_DEF && node->def.hints.n;
  if (!has_hint) return value_unsupported(heap, "such a call of 'register'");
  Frame *frame = eval->frame;
  const Module *module = eval->module;
  eval->frame = node->def.hints.at[0]->kind == NODE_LAMBDA ? NULL : function->closure; /* of the module's names alone */
  eval->module = function->module;
  Value hint = hint_values(eval, &node->def.hints);
  eval->frame = frame;
  eval->module = module;
  bool is_left_out = value_is_exception(hint, EXC_NAME) && !function->module->is_whole; /* of a plan */
  if (is_left_out) return value_unsupported(heap, "such a call of 'register'");
  if (hint.kind == V_NONE) return value_of_type(value_type(hint)); /* as `typing.get_type_hints` has it */
  return hint.kind == V_TYPE || value_passes(hint) ? hint : value_unsupported(heap, "such a call of 'register'");
}

/* Whether a class has a method for the operator: all that derive from Python's own values have those of order. */
static Value has_ordering(Heap *heap, Value self, const Value *args) {
  static const Type *const ORDERED[] = {&TYPE_STR, &TYPE_INT, &TYPE_FLOAT, &TYPE_LIST, &TYPE_TUPLE, &TYPE_DICT};
  (void)self;
  const Class *class = class_given(args[0]);
  if (!class) return value_unsupported(heap, "'total_ordering' of what is no class of the project");
  bool has = class_member(&class->type, value_text(args[1])).kind != V_ABSENT;
  for (size_t i = 0; i < COUNT(ORDERED); i++) has = has || python_is_subclass(&class->type, ORDERED[i]);
  return value_bool(has);
}

static Value add_method(Heap *heap, Value self, const Value *args) {
  (void)self;
  return dict_put(heap, class_given(args[0])->members, args[1], args[2]);
}

static Value any_order(Heap *heap, Value self, const Value *args) { return (void)self, file_any_order(heap, args[0]); }

static Value unescape(Heap *heap, Value self, const Value *args) {
  (void)self;
  if (!value_is_str(args[0])) return value_unsupported(heap, "'html.unescape' of what is no text");
  return markup_unescape(heap, value_text(args[0]));
}

/* What a call gives; where it needs what is not evaluated, that is not known. What it raises it raises here. */
static Value told(Heap *heap, Value self, const Value *args) {
  (void)self;
  const Value *given;
  size_t n;
  value_items(args[1], &given, &n);
  Value v = heap->call(heap, args[0], given, n, NULL);
  bool is_open = value_is_error(v) && (v.exc->type == EXC_UNSUPPORTED || v.exc->type == EXC_UNVERIFIED);
  return is_open ? value_unknown(heap, STR("what a method gives that is not evaluated")) : v;
}

/* A number that no other object has, of what stands in a body of its own. */
static Value identity(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)self;
  return value_int(args[0].i);
}

static Value never_derives(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)self;
  bool is_open = args[0].kind == V_OPAQUE || args[0].kind == V_UNKNOWN;
  bool derives = args[0].kind == V_TYPE && python_is_subclass(args[0].type, args[1].type);
  return value_bool(!is_open && !derives);
}

static Value unknown(Heap *heap, Value self, const Value *args) {
  (void)self;
  return value_unknown(heap, value_text(args[0]));
}

static const Builtin DBTPLAN[] = {
    {"add_method", "add_method(cls, name, function)", 3, 3, 0, add_method, "gives a class a method"},
    {"any_order", "any_order(names)", 1, 1, 0, any_order, "a list whose order the file system decides"},
    {"first_hint", "first_hint(function)", 1, 1, 0, first_hint, "the class that its first annotation names"},
    {"has_ordering", "has_ordering(cls, name)", 2, 2, 0, has_ordering, "whether a class has that method of order"},
    {"identity", "identity(value)", 1, 1, 0, identity, "a number that no other object has"},
    {"never_derives", "never_derives(cls, base)", 2, 2, BUILTIN_ABSORBS, never_derives,
     "whether it is for sure no class that derives from the other"},
    {"told", "told(call, args)", 2, 2, 0, told, "what a call gives, as far as it is evaluated"},
    {"unescape", "unescape(text)", 1, 1, 0, unescape, "HTML's entities decoded"},
    {"unknown", "unknown(what)", 1, 1, 0, unknown, "a value that is not known"},
    {"unsupported", "unsupported(what)", 1, 1, 0, unsupported, "the error that says so"},
};
static const BuiltinTable LIBRARY_DBTPLAN = BUILTIN_TABLE(DBTPLAN);

/* ---- the table ---- */

struct Library {
  const char *name;
  Value (*get)(Heap *heap, Str name); /* NULL: */
  const BuiltinTable *rows;           /* these are all; NULL: it is Python */
};

static const Library LIBRARIES[] = {
    {"__future__", module_future, NULL},
    {"_dbtplan", NULL, &LIBRARY_DBTPLAN},
    {"abc", module_abc, NULL},
    {"ast", NULL, &LIBRARY_AST},
    {"base64", NULL, &LIBRARY_BASE64},
    {"bisect", NULL, &LIBRARY_BISECT},
    {"calendar", library_calendar, NULL},
    {"collections", module_collections, NULL},
    {"collections.abc", module_collections_abc, NULL},
    {"configparser", library_configparser, NULL},
    {"contextlib", NULL, &LIBRARY_CONTEXTLIB},
    {"copy", NULL, &LIBRARY_COPY},
    {"csv", NULL, &LIBRARY_CSV},
    {"dagster", module_dagster, NULL},
    {"dagster._check", NULL, NULL},
    {"dagster_dbt", module_dagster_dbt, NULL},
    {"dagster_shared", NULL, NULL},
    {"dagster_shared.check", NULL, NULL},
    {"dataclasses", library_dataclasses, NULL},
    {"datetime", module_datetime, NULL},
    {"dateutil", module_dateutil, NULL},
    {"dateutil.easter", NULL, NULL},
    {"dateutil.parser", NULL, NULL},
    {"dateutil.relativedelta", library_relativedelta, NULL},
    {"dateutil.rrule", NULL, NULL},
    {"dateutil.tz", library_dateutil_tz, NULL},
    {"enum", library_enum, NULL},
    {"fnmatch", NULL, &LIBRARY_FNMATCH},
    {"functools", library_functools, NULL},
    {"glob", NULL, &LIBRARY_GLOB},
    {"hashlib", NULL, &LIBRARY_HASHLIB},
    {"heapq", NULL, &LIBRARY_HEAPQ},
    {"hmac", NULL, NULL},
    {"html", NULL, NULL},
    {"importlib", module_importlib, NULL},
    {"io", NULL, &LIBRARY_IO},
    {"itertools", library_itertools, NULL},
    {"json", library_json, NULL},
    {"logging", NULL, NULL},
    {"logging.config", NULL, NULL},
    {"logging.handlers", NULL, NULL},
    {"math", library_math, NULL},
    {"numbers", module_numbers, NULL},
    {"operator", NULL, &LIBRARY_OPERATOR},
    {"os", module_os, NULL},
    {"os.path", library_os_path, NULL},
    {"pathlib", module_pathlib, NULL},
    {"pprint", NULL, &LIBRARY_PPRINT},
    {"pydantic", library_pydantic, NULL},
    {"pytz", module_pytz, NULL},
    {"pytz.exceptions", library_pytz_exceptions, NULL},
    {"re", library_re, NULL},
    {"shlex", NULL, &LIBRARY_SHLEX},
    {"string", library_string, NULL},
    {"sys", module_sys, NULL},
    {"textwrap", NULL, &LIBRARY_TEXTWRAP},
    {"threading", NULL, &LIBRARY_THREADING},
    {"time", library_time, NULL},
    {"tomllib", NULL, &LIBRARY_TOMLLIB},
    {"traceback", NULL, &LIBRARY_TRACEBACK},
    {"types", library_types, NULL},
    {"typing", module_typing, NULL},
    {"typing_extensions", module_typing_extensions, NULL},
    {"urllib", module_urllib, NULL},
    {"urllib.parse", library_urllib_parse, NULL},
    {"unicodedata", NULL, &LIBRARY_UNICODEDATA},
    {"uuid", library_uuid, NULL},
    {"warnings", NULL, NULL},
    {"yaml", library_yaml, NULL},
    {"zlib", NULL, &LIBRARY_ZLIB},
    {"zoneinfo", module_zoneinfo, NULL},
};

/* Python's other modules: they are there wherever Python is, so that no import of them raises. */
static const char *const OTHERS[] = {
    "argparse", "array", "asyncio", "binascii", "builtins", "bz2", "cmath", "codecs", "colorsys", "configparser",
    "contextvars", "ctypes", "difflib", "email", "errno", "getpass", "gzip",
    "http", "inspect", "ipaddress", "keyword", "locale", "multiprocessing", "pickle",
    "pkgutil", "platform", "queue", "sched", "secrets", "shutil", "signal", "socket", "sqlite3", "ssl",
    "stat", "struct", "subprocess", "tempfile", "timeit", "unittest", "weakref", "xml", "zipfile"};

/* The packages of those above, which have more modules than are known here, and Python's modules of some versions and
 * systems, or that may have the name of a project's own: nobody can say of an import that it raises. */
static const char *const UNLISTED[] = {
    "aifc", "asynchat", "asyncore", "atexit", "audioop", "bdb", "cProfile", "cgi", "cgitb", "chunk", "cmd", "code",
    "codeop", "collections", "compileall", "compression", "concurrent", "copyreg", "crypt", "curses", "dagster",
    "dbm", "dis", "distutils", "doctest", "encodings", "ensurepip", "faulthandler", "fcntl", "filecmp", "fileinput",
    "ftplib", "gc", "getopt", "gettext", "grp", "idlelib", "imaplib", "imghdr", "imp", "importlib", "json", "lib2to3",
    "linecache", "logging", "lzma", "mailbox", "mailcap", "marshal", "mimetypes", "mmap", "modulefinder", "msvcrt",
    "netrc", "nis", "nntplib", "ntpath", "opcode", "optparse", "pathlib", "pdb", "pickletools", "pipes", "plistlib",
    "poplib", "posix", "posixpath", "profile", "pstats", "pty", "pwd", "py_compile", "pyclbr", "pydoc", "pyexpat",
    "quopri", "re", "readline", "reprlib", "resource", "rlcompleter", "runpy", "select", "selectors", "shelve", "site",
    "smtpd", "smtplib", "sndhdr", "socketserver", "spwd", "string", "stringprep", "sunau", "symtable", "sysconfig",
    "syslog", "tabnanny", "tarfile", "telnetlib", "termios", "tkinter", "token", "tokenize", "tomllib", "trace",
    "tracemalloc", "tty", "turtle", "urllib", "uu", "venv", "wave", "webbrowser", "winreg", "winsound", "wsgiref",
    "xdrlib", "xmlrpc", "zipapp", "zipimport", "zoneinfo"};

/* What is installed with dagster-dbt: the packages that it, dagster and dbt-core require. */
static const char *const INSTALLED[] = {
    "agate", "alembic", "antlr4", "attr", "attrs", "babel", "certifi", "charset_normalizer", "click", "coloredlogs",
    "daff", "dagster_dbt", "dagster_pipes", "dagster_shared", "dateutil", "dbt", "dbt_common", "deepdiff",
    "docstring_parser", "dotenv", "filelock", "fsspec", "git", "google", "grpc", "idna", "importlib_metadata",
    "isodate", "jinja2", "jsonschema", "mako", "markdown_it", "markupsafe", "mashumaro", "more_itertools", "networkx",
    "opentelemetry", "orjson", "packaging", "parsedatetime", "pathspec", "platformdirs", "pydantic", "pydantic_core",
    "pygments", "pytimeparse", "requests", "rich", "six", "slugify", "sqlalchemy", "sqlglot", "sqlparse",
    "structlog", "tabulate", "tomli", "tomlkit", "toposort", "tqdm", "typer", "typing_extensions", "tzdata", "upath",
    "urllib3", "watchdog", "yaml"};

static bool is_among(Str name, const char *const *names, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (str_is(name, names[i])) return true;
  return false;
}

static Str first_part(Str module) {
  size_t dot = str_find(module, STR("."), 0);
  return str_sub(module, 0, dot == SIZE_MAX ? module.n : dot);
}

static bool is_other(Str module) {
  Str first = first_part(module);
  return is_among(first, OTHERS, COUNT(OTHERS)) || is_among(first, INSTALLED, COUNT(INSTALLED));
}

bool library_may_have(Str module) { return is_among(first_part(module), UNLISTED, COUNT(UNLISTED)); }

/* Names that some import from where they are made: `dagster.components`, `dagster._core.definitions.…`. */
static const struct {
  Str module, names;
} HOMES[] = {
#define DAGSTER_HOME(module, names) {STR_INIT(module), STR_INIT(names)},
#include "grammar/dagster_homes.def"
#undef DAGSTER_HOME
};

/* Of `dagster` all names are known. */
static Value no_member(Heap *heap, Str name, bool imported) {
  Value error = imported ? value_raise(heap, EXC_IMPORT, "cannot import name '%.*s' from 'dagster'", STR_FMT(name))
                         : value_raise(heap, EXC_ATTRIBUTE, "module 'dagster' has no attribute '%.*s'", STR_FMT(name));
  dagster_likely(error.exc, name);
  return error;
}

static Value not_of_integration(Heap *heap, Str name, bool imported) {
  Value error = imported
                    ? value_raise(heap, EXC_IMPORT, "cannot import name '%.*s' from 'dagster_dbt'", STR_FMT(name))
                    : value_raise(heap, EXC_ATTRIBUTE, "module 'dagster_dbt' has no attribute '%.*s'", STR_FMT(name));
  error.exc->remedy = str_printf(heap->arena, "'%.*s' is in the module 'dagster'", STR_FMT(name));
  return error;
}

static Value not_of_components(Heap *heap, Str name) {
  Value error =
      value_raise(heap, EXC_IMPORT, "cannot import name '%.*s' from 'dagster.components'", STR_FMT(name));
  error.exc->remedy = str_printf(heap->arena, "'%.*s' is in the module 'dagster'", STR_FMT(name));
  return error;
}

static Value found_in(Heap *heap, const Library *library, Str name) {
  if (library->get) return library->get(heap, name);
  return library->rows ? library_row(*library->rows, name) : VALUE_ABSENT;
}

/* What of the module is written in Python. */
static Value written_in_python(Heap *heap, const Library *library, Str name) {
  const Module *from = ((Eval *)heap)->module;
  Value v = from && from->import ? from->import(heap, from, str_of(library->name)) : VALUE_ABSENT;
  bool is_written = v.kind == V_MODULE && v.module->is_library && v.module != from;
  return is_written ? module_name((Eval *)heap, v.module, name) : VALUE_ABSENT;
}

bool library_surely_has(Str module, Str name) {
  bool is_listed = str_is(module, "dagster_dbt") && library_has(module, name);
  for (size_t i = 0; i < COUNT(HOMES) && !is_listed; i++)
    is_listed = str_eq(HOMES[i].module, module) && str_lists(HOMES[i].names, name);
  return is_listed;
}

static Value member_of_home(Heap *heap, Str module, Str name) {
  bool is_inner = str_is(module, "dagster_dbt.components.dbt_project.component") &&
                  str_is(name, "DbtProjectComponentTranslator"); /* which dagster_dbt itself does not hand on */
  if (is_inner) return written_in_python(heap, find_library(STR("dagster_dbt")), name);
  for (size_t i = 0; i < COUNT(HOMES); i++) {
    if (!str_eq(HOMES[i].module, module)) continue;
    if (!str_lists(HOMES[i].names, name)) continue;
    if (!str_starts(module, STR("dagster_dbt."))) return module_dagster(heap, name);
    Value v = module_dagster_dbt(heap, name);
    return v.kind != V_ABSENT ? v : written_in_python(heap, find_library(STR("dagster_dbt")), name);
  }
  bool is_known = str_is(module, "dagster.components") && dagster_has(name); /* all that both have is in the table */
  return is_known ? not_of_components(heap, name) : VALUE_ABSENT;
}

/* `logging.config`, as an attribute of the module `logging`. */
static Value module_below(Heap *heap, const Library *library, Str name) {
  const Library *below = find_library(str_printf(heap->arena, "%s.%.*s", library->name, STR_FMT(name)));
  return below ? library_object(heap, below->name) : VALUE_ABSENT;
}

static Value member(Heap *heap, const Library *library, Str name, bool imported) {
  if (str_is(name, "__name__")) return value_str(str_of(library->name));
  bool has_any = library->get == module_typing; /* what is for type checkers alone */
  Value found = has_any ? VALUE_ABSENT : found_in(heap, library, name);
  if (found.kind != V_ABSENT) return found;
  if (library->get == module_dagster) return no_member(heap, name, imported);
  if (library->get == module_dagster_dbt && is_of_dagster(name)) return not_of_integration(heap, name, imported);
  found = module_below(heap, library, name);
  if (found.kind != V_ABSENT) return found;
  Value slip = library_name_slip(heap, str_of(library->name), name, imported);
  if (slip.kind != V_ABSENT) return slip;
  if (has_any) return found_in(heap, library, name);
  found = written_in_python(heap, library, name);
  return found.kind != V_ABSENT ? found : value_unsupported(heap, "'%s.%.*s'", library->name, STR_FMT(name));
}

static const Library *find_library(Str name) {
  for (size_t i = 0; i < COUNT(LIBRARIES); i++)
    if (str_is(name, LIBRARIES[i].name)) return &LIBRARIES[i];
  return NULL;
}

Value library_in_python(Heap *heap, Str module, Str name) {
  const Library *library = find_library(module);
  return library ? written_in_python(heap, library, name) : VALUE_ABSENT;
}

bool library_is_in_c(Str module) {
  const Library *library = find_library(module);
  return library && (library->get || library->rows);
}

static Value library_attr(Heap *heap, Value v, Str name) {
  if (str_is(name, "__call__")) return VALUE_ABSENT;
  return member(heap, find_library(v.object->name), name, false);
}

static void library_repr(Heap *heap, Buf *buf, Value v) {
  (void)heap;
  buf_printf(buf, "<module '%.*s'>", STR_FMT(v.object->name));
}

static const Type TYPE_LIBRARY = {.name = "module", .repr = library_repr, .attr = library_attr};

static Value library_object(Heap *heap, const char *name) {
  return object_new(heap, &TYPE_LIBRARY, (Object){.name = str_of(name)});
}

bool library_is(Value v) { return v.kind == V_OBJECT && value_type(v) == &TYPE_LIBRARY; }

StrList library_all(Arena *arena, Str module) {
  StrList all = library_star(arena, module);
  if (!str_is(module, "dagster")) return all;
  const Str *names = dagster_names(&all.n);
  all.at = ARENA_ARRAY(arena, Str, all.n);
  for (size_t i = 0; i < all.n; i++) all.at[i] = names[i];
  return all;
}

Value library_foreign(Heap *heap, Str module) {
  Value v = value_unsupported(heap, "the module '%.*s'", STR_FMT(module));
  v.exc->of_package = true;
  return v;
}

Value library_module(Heap *heap, Str module, Str name) {
  const Library *library = find_library(module);
  if (library) return name.n ? member(heap, library, name, true) : library_object(heap, library->name);
  Value of_home = name.n ? member_of_home(heap, module, name) : VALUE_ABSENT;
  if (of_home.kind != V_ABSENT) return of_home;
  return is_other(module) ? library_foreign(heap, module) : VALUE_ABSENT;
}
