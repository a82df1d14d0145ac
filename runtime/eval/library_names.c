#include "runtime/eval/library_names.h"

typedef struct Names {
  const char *module; /* of many names: in several rows */
  Str names; /* with blanks between */
} Names;

static const Names NAMES[] = {
#define LIBRARY_NAMES(module, names) {module, STR_INIT(names)},
#include "grammar/library_names.def"
};

static const Names ALL[] = {
#define LIBRARY_ALL(module, names) {module, STR_INIT(names)},
#include "grammar/library_names.def"
};

/* Modules that no package of another name comes near: `dagster_dlt` is one beside `dagster_dbt`, `DateTime` beside
 * `datetime`. */
static const Str MODULES[] = {STR_INIT("dagster"),     STR_INIT("datetime"),  STR_INIT("dataclasses"),
                              STR_INIT("collections"), STR_INIT("functools"), STR_INIT("itertools"),
                              STR_INIT("zoneinfo")};

/* One character put in, left out or replaced, or two swapped. */
static bool is_one_slip(Str a, Str b) {
  size_t front = 0, back = 0;
  while (front < a.n && front < b.n && a.p[front] == b.p[front]) front++;
  while (back < a.n - front && back < b.n - front && a.p[a.n - 1 - back] == b.p[b.n - 1 - back]) back++;
  Str in_a = str_sub(a, front, a.n - back), in_b = str_sub(b, front, b.n - back);
  bool is_swap = in_a.n == 2 && in_b.n == 2 && in_a.p[0] == in_b.p[1] && in_a.p[1] == in_b.p[0];
  return is_swap || (in_a.n <= 1 && in_b.n <= 1 && in_a.n + in_b.n > 0);
}

/* `pathlib2`, `DateTime`: made to differ. */
static bool is_deliberate(Str module) {
  for (size_t i = 0; i < module.n; i++)
    if (char_is_digit(module.p[i]) || (module.p[i] >= 'A' && module.p[i] <= 'Z')) return true;
  return false;
}

static Value meant(Value error, Str wrong, Str likely, bool sole) {
  error.exc->wrong = wrong;
  error.exc->likely = likely;
  error.exc->likely_sole = sole;
  return error;
}

Value library_module_slip(Heap *heap, Str module) {
  Str first = str_sub(module, 0, str_find(module, STR("."), 0));
  for (size_t i = 0; i < COUNT(MODULES) && !is_deliberate(first); i++)
    if (is_one_slip(first, MODULES[i]))
      return meant(value_raise(heap, EXC_MODULE_NOT_FOUND, "No module named '%.*s'", STR_FMT(first)), first, MODULES[i],
                   true);
  return VALUE_ABSENT;
}

static void split(Arena *arena, Str names, StrList *list) {
  for (size_t at = 0, end; at < names.n; at = end + 1) {
    end = str_find(names, STR(" "), at);
    if (end == SIZE_MAX) end = names.n;
    VEC_PUSH(arena, list, str_sub(names, at, end));
  }
}

StrList library_star(Arena *arena, Str module) {
  StrList names = {0};
  for (size_t i = 0; i < COUNT(ALL); i++)
    if (str_is(module, ALL[i].module)) split(arena, ALL[i].names, &names);
  return names;
}

bool library_has(Str module, Str name) {
  bool is_known = false;
  for (size_t i = 0; i < COUNT(NAMES); i++) {
    if (!str_is(module, NAMES[i].module)) continue;
    if (str_lists(NAMES[i].names, name)) return true;
    is_known = true;
  }
  return !is_known;
}

static StrList names_of(Arena *arena, Str module) {
  StrList list = {0};
  for (size_t i = 0; i < COUNT(NAMES); i++)
    if (str_is(module, NAMES[i].module)) split(arena, NAMES[i].names, &list);
  return list;
}

/* Packages that come in more versions than their names are known of. */
static bool is_of_versions(Str module) {
  return str_lists(STR("pydantic pytz pytz.exceptions yaml"), module);
}

/* Of the class that is called as its module is. */
static const Str OF_DATETIME = STR_INIT(
    "now today utcnow strptime strftime fromisoformat fromtimestamp utcfromtimestamp fromordinal combine isoformat");

Value library_name_slip(Heap *heap, Str module, Str name, bool imported) {
  if (str_starts(name, STR("_")) || library_has(module, name)) return VALUE_ABSENT;
  StrList list = names_of(heap->arena, module);
  bool sole, is_of_class = str_is(module, "datetime") && str_lists(OF_DATETIME, name);
  Str near = is_of_class ? (Str){"", 0} : str_nearest_sole(name, list.at, list.n, &sole);
  if (!near.n && !is_of_class && is_of_versions(module)) return VALUE_ABSENT;
  Value error =
      imported
          ? value_raise(heap, EXC_IMPORT, "cannot import name '%.*s' from '%.*s'", STR_FMT(name), STR_FMT(module))
          : value_raise(heap, EXC_ATTRIBUTE, "module '%.*s' has no attribute '%.*s'", STR_FMT(module), STR_FMT(name));
  if (near.n) return meant(error, name, near, sole);
  if (!is_of_class) return error;
  error.exc->remedy =
      str_printf(heap->arena, "the class in the module has it: 'datetime.datetime.%.*s'", STR_FMT(name));
  return error;
}
