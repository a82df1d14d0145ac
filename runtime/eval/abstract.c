#include "runtime/eval/abstract.h"

#include "runtime/eval/class_member.h"
#include "runtime/eval/library.h"
#include "runtime/eval/python.h"
#include "runtime/value/types.h"

/* Python's own classes, by name. */
#define TEXTS "str bytes"
#define LISTS "list collections.deque"
#define TUPLES "tuple range"
#define SETS "set"
#define SET_VIEWS "frozenset dict_keys dict_items"
#define DICTS "dict Counter _Environ collections.defaultdict collections.OrderedDict"
#define VIEWS "mappingproxy"
#define SIZED TEXTS " " LISTS " " TUPLES " " SETS " " SET_VIEWS " " DICTS " " VIEWS " dict_values"
#define ITERATORS "iterator generator"
#define INTS "int bool"
#define CALLS "function builtin_function_or_method type functools.partial _lru_cache_wrapper"
/* What is none of a kind, besides those of the other kinds. */
#define OTHERS                                                                                                   \
  "NoneType float complex datetime.date datetime.datetime datetime.time datetime.timedelta datetime.timezone "   \
  "PosixPath zoneinfo.ZoneInfo"

typedef struct Abstract {
  const char *name;
  Str classes; /* Python's own that count */
  Str methods; /* a class of a project that has all of these counts as well; empty: none does for its methods */
} Abstract;

static const Abstract OF_COLLECTIONS[] = {
    {"Callable", STR_INIT(CALLS), STR_INIT("__call__")},
    {"Collection", STR_INIT(SIZED), STR_INIT("__len__ __iter__ __contains__")},
    {"Container", STR_INIT(SIZED), STR_INIT("__contains__")},
    {"Iterable", STR_INIT(SIZED " " ITERATORS), STR_INIT("__iter__")},
    {"Iterator", STR_INIT(ITERATORS), STR_INIT("__iter__ __next__")},
    {"Mapping", STR_INIT(DICTS " " VIEWS), STR_INIT("")},
    {"MutableMapping", STR_INIT(DICTS), STR_INIT("")},
    {"MutableSequence", STR_INIT(LISTS), STR_INIT("")},
    {"MutableSet", STR_INIT(SETS), STR_INIT("")},
    {"Sequence", STR_INIT(TEXTS " " LISTS " " TUPLES), STR_INIT("")},
    {"Set", STR_INIT(SETS " " SET_VIEWS), STR_INIT("")},
    {"Sized", STR_INIT(SIZED), STR_INIT("__len__")},
};

static const Abstract OF_NUMBERS[] = {
    {"Complex", STR_INIT(INTS " float complex Fraction"), STR_INIT("")},
    {"Integral", STR_INIT(INTS), STR_INIT("")},
    {"Number", STR_INIT(INTS " float complex Fraction Decimal"), STR_INIT("")},
    {"Rational", STR_INIT(INTS " Fraction"), STR_INIT("")},
    {"Real", STR_INIT(INTS " float Fraction"), STR_INIT("")},
};

static const Abstract *find(const Abstract *rows, size_t n, Str name) {
  for (size_t i = 0; i < n; i++)
    if (str_is(name, rows[i].name)) return &rows[i];
  return NULL;
}

static const Str HOMES[] = {STR_INIT("collections.abc."), STR_INIT("typing.")};

/* `typing.Mapping` is `collections.abc.Mapping`, but a set is `typing.AbstractSet`. */
static const Abstract *named(Str text) {
  Str numbers = STR("numbers.");
  if (str_starts(text, numbers)) return find(OF_NUMBERS, COUNT(OF_NUMBERS), str_sub(text, numbers.n, text.n));
  if (str_is(text, "typing.AbstractSet")) return find(OF_COLLECTIONS, COUNT(OF_COLLECTIONS), STR("Set"));
  if (str_is(text, "typing.Set")) return NULL;
  for (size_t i = 0; i < COUNT(HOMES); i++)
    if (str_starts(text, HOMES[i]))
      return find(OF_COLLECTIONS, COUNT(OF_COLLECTIONS), str_sub(text, HOMES[i].n, text.n));
  return NULL;
}

static bool has_all(const Type *type, Str methods) {
  bool has = methods.n > 0;
  for (size_t at = 0, end; has && at < methods.n; at = end + 1) {
    end = str_find(methods, STR(" "), at);
    if (end == SIZE_MAX) end = methods.n;
    ValueKind member = class_member(type, str_sub(methods, at, end)).kind;
    has = member != V_ABSENT && member != V_NONE; /* `__iter__ = None` says that it has it not */
  }
  return has;
}

/* A subscript says nothing of it: `Mapping[str, int]`. */
Value abstract_base(Heap *heap, Str text) {
  size_t end = str_find(text, STR("["), 0);
  Str plain = str_sub(text, 0, end == SIZE_MAX ? text.n : end);
  for (size_t i = 0; i < COUNT(HOMES); i++)
    if (str_starts(plain, HOMES[i]))
      return library_in_python(heap, STR("collections.abc"), str_sub(plain, HOMES[i].n, plain.n));
  return VALUE_ABSENT;
}

/* Of a class of a project its bases count that are Python's own, whether they are C here or of runtime/library, where
 * the abstract ones have their own names. */
static bool is_of(const Class *class, const Abstract *abstract) {
  Str classes = abstract->classes;
  for (size_t i = 0; i < class->order.n; i++) {
    const Type *type = class->order.at[i].type;
    const Class *at = class_of(type);
    bool is_own = !at || (at->module && at->module->is_library);
    Str name = str_of(type->name);
    if (is_own && (str_lists(classes, name) || str_is(name, abstract->name))) return true;
  }
  return (class->is_dict && str_lists(classes, STR("dict"))) || (class->tuple && str_lists(classes, STR("tuple")));
}

static Value counts(const Type *type, const Abstract *abstract) {
  static const Str ALL = STR_INIT(SIZED " " ITERATORS " " INTS " " CALLS " " OTHERS);
  const Class *class = class_of(type);
  if (class) return value_bool(has_all(type, abstract->methods) || is_of(class, abstract));
  if (str_lists(abstract->classes, str_of(type->name))) return value_bool(true);
  return str_lists(ALL, str_of(type->name)) ? value_bool(false) : VALUE_ABSENT;
}

/* `int | None`: of Python's own classes alone, which one name has. */
static Value is_of_union(const Type *type, Str text) {
  Str between = STR(" | ");
  bool found = false;
  for (size_t at = 0, end; at < text.n; at = end + between.n) {
    end = str_find(text, between, at);
    if (end == SIZE_MAX) end = text.n;
    Str name = str_sub(text, at, end);
    Value class = str_is(name, "None") ? value_of_type(&TYPE_NONE) : python_builtin(name);
    if (class.kind != V_TYPE) return VALUE_ABSENT;
    found = found || python_is_subclass(type, class.type);
  }
  return value_bool(found);
}

Value abstract_holds(const Type *type, Str text) {
  const Abstract *abstract = named(text);
  if (abstract) return counts(type, abstract);
  return str_find(text, STR(" | "), 0) == SIZE_MAX ? VALUE_ABSENT : is_of_union(type, text);
}

bool abstract_is_mapping(Value v) {
  Value holds = v.kind == V_DICT ? value_bool(true) : abstract_holds(value_type(v), STR("collections.abc.Mapping"));
  return holds.kind == V_BOOL && holds.i;
}
