#include "compiler/dbt/dbt_select.h"

#include "runtime/core/glob.h"
#include "runtime/core/limits.h"

/* ---- patterns ---- */

static bool any_fits(const StrList *texts, Str pattern) {
  for (size_t i = 0; i < texts->n; i++)
    if (str_glob(texts->at[i], pattern)) return true;
  return false;
}

/* ---- one criterion: `[@][n+][method:]value[+n]` ---- */

typedef struct Selecting {
  Heap *heap;
  const DbtProject *project;
  Graph graph;
  bool for_dagster; /* which looks at the manifest without dbt's classes: a version is a model of its own to it */
  bool refused;
} Selecting;

static Str joined(Arena *arena, const StrList *parts, size_t from, char sign) {
  Buf buf = buf_new(arena, LIMIT_STRING_BYTES);
  for (size_t i = from; i < parts->n; i++) {
    if (i > from) buf_char(&buf, sign);
    buf_put(&buf, parts->at[i]);
  }
  return buf_str(&buf);
}

static bool has_wildcard(Str text) {
  for (size_t i = 0; i < text.n; i++)
    if (strchr("*?[]", text.p[i]) && text.p[i]) return true;
  return false;
}

/* "orders_v2" and "orders.v2" are both the version 2 of orders. */
static bool names_version(Arena *arena, const StrList *fqn, const StrList *parts) {
  Str own = str_printf(arena, "%.*s_%.*s", STR_FMT(fqn->at[fqn->n - 2]), STR_FMT(fqn->at[fqn->n - 1]));
  return str_eq(own, joined(arena, parts, parts->n > 1 ? parts->n - 2 : 0, '_'));
}

/* selector_methods.py, is_selected_node */
static bool fqn_fits(Arena *arena, const StrList *fqn, size_t from, bool versioned, Str selector) {
  StrList parts = {0}, flat = {0};
  if (fqn->n <= from + versioned) return false;
  Str leaf = fqn->at[fqn->n - 1 - versioned];
  if (str_eq(leaf, selector)) return true;
  str_parts(arena, selector, '.', &parts);
  if (versioned && names_version(arena, fqn, &parts)) return true;
  for (size_t i = from; i < fqn->n; i++) str_parts(arena, fqn->at[i], '.', &flat);
  if (flat.n < parts.n) return false;
  for (size_t i = 0; i < parts.n; i++) {
    if (!has_wildcard(parts.at[i])) {
      if (!str_eq(flat.at[i], parts.at[i])) return false;
      continue;
    }
    if (str_glob(joined(arena, &flat, i, '.'), joined(arena, &parts, i, '.'))) return true;
    return parts.n == 1 && str_glob(leaf, selector);
  }
  return true;
}

static Verdict sure(bool fits) { return fits ? VERDICT_YES : VERDICT_NO; }
static Verdict unless(const DbtNode *node, unsigned unknown, bool fits) {
  return !fits && (node->unknown & unknown) ? VERDICT_MAYBE : sure(fits);
}

static Verdict by_fqn(Selecting *s, const DbtCriterion *c, const DbtNode *node) {
  Arena *arena = s->heap->arena;
  bool versioned = node->versioned && !s->for_dagster;
  bool fits = node->type != DBT_TYPE_SOURCE && (fqn_fits(arena, &node->fqn, 0, versioned, c->value) ||
                                                fqn_fits(arena, &node->fqn, 1, versioned, c->value));
  return sure(fits);
}

static Verdict by_tag(Selecting *s, const DbtCriterion *c, const DbtNode *node) {
  (void)s;
  return unless(node, DBT_UNKNOWN_TAGS, any_fits(&node->tags, c->value));
}

static Verdict by_group(Selecting *s, const DbtCriterion *c, const DbtNode *node) {
  (void)s;
  if (node->unknown & DBT_UNKNOWN_GROUP) return VERDICT_MAYBE;
  return sure(node->type != DBT_TYPE_SOURCE && node->group.n && str_glob(node->group, c->value));
}

static Verdict by_package(Selecting *s, const DbtCriterion *c, const DbtNode *node) {
  (void)s;
  return sure(str_glob(node->package, c->value));
}

static Verdict by_file(Selecting *s, const DbtCriterion *c, const DbtNode *node) {
  (void)s;
  Str name = path_name(node->path);
  size_t dot = str_behind(name, '.');
  Str stem = dot > 1 ? str_sub(name, 0, dot - 1) : name;
  return sure(str_glob(name, c->value) || str_glob(stem, c->value));
}

static Verdict by_type(Selecting *s, const DbtCriterion *c, const DbtNode *node) {
  (void)s;
  static const char *const names[] = {"model", "seed", "snapshot", "source"};
  for (size_t i = 0; i < COUNT(names); i++)
    if (str_is(c->value, names[i])) return sure(node->type == (DbtType)i);
  return node->type == DBT_TYPE_OTHER ? VERDICT_MAYBE : VERDICT_NO;
}

/* `source`, `source.table` or `package.source.table` */
static Verdict by_source(Selecting *s, const DbtCriterion *c, const DbtNode *node) {
  StrList parts = {0};
  str_parts(s->heap->arena, c->value, '.', &parts);
  if (node->type != DBT_TYPE_SOURCE) return VERDICT_NO;
  Str package = parts.n == 3 ? parts.at[0] : STR("*"), table = parts.n == 1 ? STR("*") : parts.at[parts.n - 1];
  Str source = parts.n == 1 ? parts.at[0] : parts.at[parts.n - 2];
  return sure(str_glob(node->package, package) && str_glob(node->source, source) && str_glob(node->name, table));
}

/* A path against a pattern of pathlib's glob, folder by folder; `**` is any number of them. */
static bool path_fits(const StrList *path, size_t at, size_t end, const StrList *pattern, size_t p) {
  if (p == pattern->n) return at == end;
  if (str_is(pattern->at[p], "**"))
    return path_fits(path, at, end, pattern, p + 1) || (at < end && path_fits(path, at + 1, end, pattern, p));
  return at < end && str_glob(path->at[at], pattern->at[p]) && path_fits(path, at + 1, end, pattern, p + 1);
}

/* The file, or a folder that it lies in. */
static bool lies_at(Arena *arena, Str file, const StrList *pattern, bool folders_too) {
  StrList path = {0};
  str_parts(arena, file, '/', &path);
  for (size_t end = path.n; end > 0; end--)
    if ((end == path.n || folders_too) && path_fits(&path, 0, end, pattern, 0)) return true;
  return false;
}

static Verdict by_path(Selecting *s, const DbtCriterion *c, const DbtNode *node) {
  StrList pattern = {0}, all = {0};
  str_parts(s->heap->arena, path_tidy(s->heap->arena, c->value), '/', &all);
  for (size_t i = 0; i < all.n; i++)
    if (all.at[i].n && !str_is(all.at[i], ".")) VEC_PUSH(s->heap->arena, &pattern, all.at[i]);
  return sure(lies_at(s->heap->arena, node->path, &pattern, true) ||
              (node->patch.n && lies_at(s->heap->arena, node->patch, &pattern, false)));
}

static bool is_word(Str text, const char *lower) {
  if (text.n != strlen(lower)) return false;
  for (size_t i = 0; i < text.n; i++)
    if ((text.p[i] | 32) != lower[i]) return false;
  return true;
}

static bool equals(Value value, Str text) {
  if (value.kind == V_BOOL) return is_word(text, value.i ? "true" : "false");
  return value_is_str(value) && str_eq(value_text(value), text);
}

/* What the files do not set and dbt presets, to something else than nothing. */
static bool is_preset(Str key) {
  static const char *const keys[] = {"on_schema_change", "on_configuration_change", "access"};
  for (size_t i = 0; i < COUNT(keys); i++)
    if (str_is(key, keys[i])) return true;
  return false;
}

/* dbt asks for models of a class of its own, and Dagster's manifest has none. */
static Verdict by_class(Selecting *s, const DbtCriterion *c, const DbtNode *node) {
  (void)s;
  (void)c;
  (void)node;
  return VERDICT_NO;
}

/* What is an exposure, a test or the like is no asset, but what lies above it may be. */
static Verdict by_others(Selecting *s, const DbtCriterion *c, const DbtNode *node) {
  (void)s;
  (void)node;
  return c->up || c->childrens_parents ? VERDICT_MAYBE : VERDICT_NO;
}

/* `config.a.b:value`: the value at a.b is it, or a list that holds it. */
static Verdict by_config(Selecting *s, const DbtCriterion *c, const DbtNode *node) {
  StrList path = {0};
  Value value = node->config;
  str_parts(s->heap->arena, c->argument, '.', &path);
  for (size_t i = 0; i < path.n && value.kind != V_UNKNOWN; i++)
    value = value.kind == V_DICT ? dict_get_str(value.dict, path.at[i]) : (Value){.kind = V_ABSENT};
  bool found = value.kind == V_LIST ? false : equals(value, c->value);
  for (size_t i = 0; value.kind == V_LIST && i < value.list->n; i++) found |= equals(value.list->at[i], c->value);
  bool is_open = value.kind == V_UNKNOWN || (node->unknown & DBT_UNKNOWN_CONFIG);
  if (str_is(c->argument, "tags")) is_open |= (node->unknown & DBT_UNKNOWN_TAGS) != 0;
  is_open |= value.kind == V_ABSENT && !s->project->from_manifest && is_preset(c->argument);
  return found ? VERDICT_YES : is_open ? VERDICT_MAYBE : VERDICT_NO;
}

static const struct {
  const char *name;
  Verdict (*of)(Selecting *s, const DbtCriterion *c, const DbtNode *node);
} METHODS[] = {{"fqn", by_fqn},
               {"tag", by_tag},
               {"path", by_path},
               {"file", by_file},
               {"config", by_config},
               {"resource_type", by_type},
               {"source", by_source},
               {"group", by_group},
               {"package", by_package},
               {"exposure", by_others},
               {"metric", by_others},
               {"semantic_model", by_others},
               {"saved_query", by_others},
               {"unit_test", by_others},
               {"test_name", by_others},
               {"test_type", by_others},
               {"state", NULL},
               {"result", NULL},
               {"source_status", NULL},
               {"version", by_class},
               {"access", by_class}};
enum { METHOD_COUNT = COUNT(METHODS) };

static int digits_as_depth(Str digits) {
  int depth = 0;
  for (size_t i = 0; i < digits.n && depth < 1000000; i++) depth = depth * 10 + (digits.p[i] - '0');
  return digits.n ? depth : -1;
}

static size_t digits_from(Str text, size_t at) {
  while (at < text.n && char_is_digit(text.p[at])) at++;
  return at;
}

static bool is_method(Str text) {
  for (size_t i = 0; i < text.n; i++) {
    char c = text.p[i];
    if (!char_is_word(c) && c != '.') return false;
  }
  return text.n > 0;
}

/* RAW_SELECTOR_PATTERN */
static DbtCriterion read_criterion(Str text) {
  DbtCriterion c = {.value = text};
  c.childrens_parents = text.n && text.p[0] == '@';
  if (c.childrens_parents) text = str_sub(text, 1, text.n);
  size_t at = digits_from(text, 0);
  c.up = at < text.n && text.p[at] == '+';
  c.up_depth = digits_as_depth(str_sub(text, 0, c.up ? at : 0));
  if (c.up) text = str_sub(text, at + 1, text.n);
  size_t colon = str_find(text, STR(":"), 0);
  if (colon != SIZE_MAX && is_method(str_sub(text, 0, colon))) {
    c.method = str_sub(text, 0, colon);
    text = str_sub(text, colon + 1, text.n);
  }
  size_t plus = text.n;
  while (plus > 0 && char_is_digit(text.p[plus - 1])) plus--;
  c.down = plus > 0 && text.p[plus - 1] == '+';
  c.down_depth = c.down ? digits_as_depth(str_sub(text, plus, text.n)) : -1;
  c.value = c.down ? str_sub(text, 0, plus - 1) : text;
  return c;
}

/* Without a method: a path, a file or a name. */
static void settle_method(DbtCriterion *c) {
  if (!c->method.n) {
    bool file = str_ends(c->value, STR(".sql")) || str_ends(c->value, STR(".py")) || str_ends(c->value, STR(".csv"));
    c->method = str_find(c->value, STR("/"), 0) != SIZE_MAX ? STR("path") : file ? STR("file") : STR("fqn");
  }
  size_t dot = str_find(c->method, STR("."), 0);
  if (dot == SIZE_MAX) return;
  c->argument = str_sub(c->method, dot + 1, c->method.n);
  c->method = str_sub(c->method, 0, dot);
}

DbtCriterion dbt_criterion(Str text) {
  DbtCriterion c = read_criterion(text);
  settle_method(&c);
  return c;
}

bool dbt_has_wildcard(Str text) { return has_wildcard(text); }

static void widen(Selecting *s, const DbtCriterion *c, uint8_t *set) {
  Arena *arena = s->heap->arena;
  size_t n = s->graph.n;
  uint8_t *up = c->up ? graph_reach(arena, &s->graph, set, GRAPH_UP, c->up_depth) : NULL;
  uint8_t *down = c->down ? graph_reach(arena, &s->graph, set, GRAPH_DOWN, c->down_depth) : NULL;
  if (c->childrens_parents) {
    uint8_t *children = graph_closure(arena, &s->graph, set, GRAPH_DOWN, -1);
    uint8_t *around = graph_closure(arena, &s->graph, children, GRAPH_UP, -1);
    for (size_t i = 0; i < n; i++) set[i] = (uint8_t)verdict_or(set[i], around[i]);
  }
  for (size_t i = 0; i < n && up; i++) set[i] = (uint8_t)verdict_or(set[i], up[i]);
  for (size_t i = 0; i < n && down; i++) set[i] = (uint8_t)verdict_or(set[i], down[i]);
}

/* pathlib's glob of Python 3.11 */
static bool takes_path(Arena *arena, Str pattern) {
  StrList parts = {0};
  size_t named = 0;
  str_parts(arena, pattern, '/', &parts);
  for (size_t i = 0; i < parts.n; i++) {
    named += parts.at[i].n && !str_is(parts.at[i], ".");
    if (!str_is(parts.at[i], "**") && str_find(parts.at[i], STR("**"), 0) != SIZE_MAX) return false;
  }
  return named > 0 && parts.at[0].n > 0;
}

/* selector_methods.py, TestTypeSelectorMethod: `in ("data")` asks for a part of a text. */
static bool takes_test_type(Str type) {
  static const Str names[] = {STR_INIT("data"), STR_INIT("singular"), STR_INIT("unit")};
  for (size_t i = 0; i < COUNT(names); i++)
    if (str_find(names[i], type, 0) != SIZE_MAX) return true;
  return str_lists(STR("generic schema"), type);
}

static bool has_parts(Arena *arena, Str name, size_t most) {
  StrList parts = {0};
  str_parts(arena, name, '.', &parts);
  return parts.n <= most;
}

StrList dbt_methods(Arena *arena) {
  StrList names = {0};
  for (size_t i = 0; i < METHOD_COUNT; i++) VEC_PUSH(arena, &names, str_of(METHODS[i].name));
  return names;
}

Str dbt_method_values(Str method) {
  if (str_is(method, "test_type")) return STR("generic singular unit data schema");
  if (!str_is(method, "resource_type")) return STR("");
  return STR(
      "model analysis test snapshot operation seed rpc sql_operation doc source macro "
      "exposure metric group saved_query semantic_model unit_test fixture function");
}

/* What compares with another run has nothing to compare with when Dagster loads a project. */
static bool takes_value(Arena *arena, const DbtCriterion *c) {
  if (str_lists(STR("state result source_status"), c->method)) return false;
  if (str_is(c->method, "resource_type") && !str_lists(dbt_method_values(c->method), c->value)) return false;
  if (str_is(c->method, "test_type") && !takes_test_type(c->value)) return false;
  if (str_is(c->method, "path") && !takes_path(arena, c->value)) return false;
  if (str_is(c->method, "source") && !has_parts(arena, c->value, 3)) return false;
  if (str_lists(STR("exposure metric semantic_model saved_query unit_test"), c->method) &&
      !has_parts(arena, c->value, 2))
    return false;
  return str_find(c->value, STR("\n"), 0) == SIZE_MAX;
}

static uint8_t *select_criterion(Selecting *s, DbtCriterion *c) {
  uint8_t *set = graph_set(s->heap->arena, s->graph.n, VERDICT_MAYBE);
  size_t row = 0;
  settle_method(c);
  while (row < METHOD_COUNT && !str_is(c->method, METHODS[row].name)) row++;
  if (row == METHOD_COUNT || (c->down && c->childrens_parents) || !takes_value(s->heap->arena, c)) s->refused = true;
  if (row == METHOD_COUNT || !METHODS[row].of) return set;
  for (size_t i = 0; i < s->graph.n; i++) set[i] = (uint8_t)METHODS[row].of(s, c, &s->project->nodes.at[i]);
  widen(s, c, set);
  return set;
}

/* ---- lists and definitions ---- */

static void merge(uint8_t *into, const uint8_t *set, size_t n, Verdict (*by)(Verdict a, Verdict b)) {
  for (size_t i = 0; i < n; i++) into[i] = (uint8_t)by(into[i], set[i]);
}

static Verdict difference(Verdict a, Verdict b) { return verdict_and(a, verdict_not(b)); }

/* 'a b,c' is a, or both b and c */
static uint8_t *select_text(Selecting *s, Str text) {
  Arena *arena = s->heap->arena;
  StrList union_of = {0};
  uint8_t *all = graph_set(arena, s->graph.n, VERDICT_NO);
  str_parts(arena, text, ' ', &union_of);
  for (size_t u = 0; u < union_of.n; u++) {
    StrList parts = {0};
    uint8_t *common = graph_set(arena, s->graph.n, VERDICT_YES);
    str_parts(arena, union_of.at[u], ',', &parts);
    for (size_t i = 0; i < parts.n; i++) {
      DbtCriterion c = read_criterion(parts.at[i]);
      merge(common, select_criterion(s, &c), s->graph.n, verdict_and);
    }
    merge(all, common, s->graph.n, verdict_or);
  }
  return all;
}

static uint8_t *select_definition(Selecting *s, Value definition, unsigned depth);

/* `union:` and `intersection:`; an item `exclude:` takes away. */
static uint8_t *select_list(Selecting *s, Value list, bool is_union, unsigned depth) {
  Arena *arena = s->heap->arena;
  uint8_t *all = graph_set(arena, s->graph.n, is_union ? VERDICT_NO : VERDICT_YES);
  uint8_t *without = graph_set(arena, s->graph.n, VERDICT_NO);
  for (size_t i = 0; list.kind == V_LIST && i < list.list->n; i++) {
    Value item = list.list->at[i], excluded = dbt_value(item, "exclude");
    if (excluded.kind == V_LIST && item.dict->live == 1)
      merge(without, select_list(s, excluded, true, depth), s->graph.n, verdict_or);
    else
      merge(all, select_definition(s, item, depth + 1), s->graph.n, is_union ? verdict_or : verdict_and);
  }
  merge(all, without, s->graph.n, difference);
  return all;
}

static bool is_true(Value dict, const char *key) {
  Value v = dbt_value(dict, key);
  return v.kind == V_BOOL && v.i;
}

static int depth_at(Value dict, const char *key) {
  Value v = dbt_value(dict, key);
  return v.kind == V_INT && v.i >= 0 && v.i < 1000000 ? (int)v.i : -1;
}

/* {method: tag, value: nightly, parents: true, …} */
static uint8_t *select_mapping(Selecting *s, Value map, Str method, Value value, unsigned depth) {
  if (!value_is_str(value)) return graph_set(s->heap->arena, s->graph.n, VERDICT_MAYBE);
  if (str_is(method, "selector")) {
    Value other = s->project->selectors.kind == V_DICT ? dict_get_str(s->project->selectors.dict, value_text(value))
                                                       : VALUE_ABSENT;
    return select_definition(s, dbt_value(other, "definition"), depth + 1);
  }
  DbtCriterion c = {.method = method,
                    .value = value_text(value),
                    .childrens_parents = is_true(map, "childrens_parents"),
                    .up = is_true(map, "parents"),
                    .down = is_true(map, "children"),
                    .up_depth = depth_at(map, "parents_depth"),
                    .down_depth = depth_at(map, "children_depth")};
  uint8_t *set = select_criterion(s, &c);
  Value excluded = dbt_value(map, "exclude");
  if (excluded.kind == V_LIST) merge(set, select_list(s, excluded, true, depth), s->graph.n, difference);
  return set;
}

static uint8_t *select_definition(Selecting *s, Value definition, unsigned depth) {
  enum { DEPTH = 64 };
  Value parts = dbt_value(definition, "union"), both = dbt_value(definition, "intersection");
  Value method = dbt_value(definition, "method");
  if (value_is_str(definition)) return select_text(s, value_text(definition));
  if (definition.kind != V_DICT || depth > DEPTH) return graph_set(s->heap->arena, s->graph.n, VERDICT_MAYBE);
  if (parts.kind == V_LIST) return select_list(s, parts, true, depth);
  if (both.kind == V_LIST) return select_list(s, both, false, depth);
  if (value_is_str(method))
    return select_mapping(s, definition, value_text(method), dbt_value(definition, "value"), depth);
  for (size_t i = 0; i < definition.dict->n; i++) { /* {tag: nightly} */
    const DictEntry *entry = &definition.dict->at[i];
    if (value_is_str(entry->key) && definition.dict->live == 1)
      return select_mapping(s, definition, value_text(entry->key), entry->value, depth);
  }
  return graph_set(s->heap->arena, s->graph.n, VERDICT_MAYBE);
}

/* ---- the whole ---- */

static Graph graph_of(Arena *arena, const DbtProject *project) {
  Graph graph = {0};
  graph_grow(arena, &graph, project->nodes.n);
  for (size_t i = 0; i < graph.n; i++) {
    const DbtNode *node = &project->nodes.at[i];
    graph.nodes[i].unsure = (node->unknown & DBT_UNKNOWN_PARENTS) != 0;
    for (size_t p = 0; p < node->parents.n; p++) graph_edge(arena, &graph, (uint32_t)i, node->parents.at[p]);
  }
  return graph;
}

static uint8_t *select_named(Selecting *s, Str name) {
  Value selectors = s->project->selectors;
  if (selectors.kind != V_DICT) return graph_set(s->heap->arena, s->graph.n, VERDICT_MAYBE);
  Value selector = dict_get_str(selectors.dict, name);
  s->refused |= selector.kind == V_ABSENT;
  return select_definition(s, dbt_value(selector, "definition"), 0);
}

bool dbt_select_takes(Heap *heap, Str text) {
  static const DbtProject empty = {.selectors = {.kind = V_ABSENT}};
  return dbt_select(heap, &empty, text, STR(""), STR("")) != NULL;
}

static const uint8_t *select_all(Selecting *s, Str select, Str exclude, Str selector) {
  uint8_t *set = selector.n ? select_named(s, selector) : select_text(s, select);
  if (exclude.n) merge(set, select_text(s, exclude), s->graph.n, difference);
  for (size_t i = 0; i < s->graph.n; i++)
    if (s->project->nodes.at[i].unknown & DBT_UNKNOWN_ENABLED) set[i] = (uint8_t)verdict_and(set[i], VERDICT_MAYBE);
  return s->refused ? NULL : set;
}

const uint8_t *dbt_select(Heap *heap, const DbtProject *project, Str select, Str exclude, Str selector) {
  Selecting s = {.heap = heap, .project = project, .graph = graph_of(heap->arena, project)};
  return select_all(&s, select, exclude, selector);
}

const uint8_t *dbt_select_assets(Heap *heap, const DbtProject *project, Str select, Str exclude, Str selector) {
  Selecting s = {.heap = heap, .project = project, .graph = graph_of(heap->arena, project), .for_dagster = true};
  return select_all(&s, select, exclude, selector);
}
