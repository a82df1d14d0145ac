#include "compiler/dbt/dbt_reads.h"

#include <string.h>

#include "compiler/dbt/dbt_files.h"
#include "compiler/dbt/dbt_ignore.h"
#include "compiler/dbt/dbt_sql.h"
#include "runtime/core/limits.h"

enum { MACRO_DEPTH = 8, REACHES = DBT_GUARDED + 1 };

/* ---- texts ---- */

typedef struct Text {
  const Source *source; /* NULL: it cannot be read */
  DbtUsesList uses;
  const DbtComparisons *comparisons; /* of its own part; NULL: not looked for yet */
} Text;

static Text *text_of(Workspace *workspace, Heap *heap, Str path) {
  Str key = str_cat(workspace->arena, path, STR("\nuses"));
  Text *text = map_get(&workspace->dbt_projects, key);
  if (text) return text;
  bool reached = workspace_below(workspace);
  text = ARENA_NEW(workspace->arena, Text);
  bool is_there = workspace_read(workspace, path, path, &text->source) == READ_OK &&
                  text->source->text.n <= LIMIT_DBT_FILE_BYTES;
  if (!is_there) text->source = NULL;
  Heap own = *heap; /* steps of its own: what else is evaluated has its limit for itself */
  own.steps = LIMIT_EVAL_STEPS;
  own.arena = workspace->arena;
  if (is_there) dbt_uses_read(&own, text->source->text, &text->uses);
  map_put(workspace->arena, &workspace->dbt_projects, str_copy(workspace->arena, key), text);
  workspace_above(workspace, reached);
  return text;
}

/* Where a part of a text compares; looked for at the first call, and kept in `*known`. */
static const DbtComparisons *comparisons_of(Workspace *workspace, const Source *source, const DbtUses *uses,
                                            const DbtComparisons **known) {
  if (!*known) {
    bool reached = workspace_below(workspace);
    DbtComparisons *comparisons = ARENA_NEW(workspace->arena, DbtComparisons);
    dbt_ranges_read(workspace->arena, source->text, uses, comparisons);
    workspace_above(workspace, reached);
    *known = comparisons;
  }
  return *known;
}

bool dbt_text_read(Workspace *workspace, Heap *heap, Str path, DbtText *read) {
  Text *text = text_of(workspace, heap, path);
  if (!text->source) return false;
  const DbtUses *own = &text->uses.at[0];
  *read = (DbtText){text->source, own, comparisons_of(workspace, text->source, own, &text->comparisons)};
  return true;
}

/* ---- macros ---- */

typedef struct Macro {
  const Source *source;
  const DbtUses *uses;
  const DbtComparisons *comparisons; /* NULL: not looked for yet */
  uint64_t round;                    /* the walk that met it last */
  uint8_t depth[REACHES];            /* the least, at each reach, at which that walk met it */
} Macro;

typedef struct Macros {
  Map named; /* name → Macro */
  uint64_t rounds;
} Macros;

typedef void TakeFile(const DbtReads *reads, Str path, void *state);

static bool is_ignored(const DbtReads *reads, Str path) {
  const DbtIgnore *ignore = dbt_ignore_of(reads->workspace, reads->dir);
  bool is_below = ignore && path_is_within(path, reads->dir) && path.n > reads->dir.n;
  return is_below && dbt_ignore_matches(ignore, str_sub(path, reads->dir.n + 1, path.n));
}

/* Calls `take` for each .sql file below a folder. */
static void walk(const DbtReads *reads, Str folder, unsigned depth, TakeFile *take, void *state) {
  NameList names;
  if (depth > LIMIT_DBT_FOLDER_DEPTH || !workspace_is_dir(reads->workspace, folder)) return; /* asked once of each */
  if (!workspace_list(reads->workspace, folder, &names)) return;
  for (size_t i = 0; i < names.n; i++) {
    Str path = path_join(reads->heap->arena, folder, names.at[i]);
    if (names.at[i].p[0] == '.') continue;
    bool is_sql = str_ends(names.at[i], STR(".sql"));
    if (!is_sql) walk(reads, path, depth + 1, take, state);
    else if (!is_ignored(reads, path)) take(reads, path, state);
  }
}

static const YNode *project_yaml(const DbtReads *reads) {
  Arena *arena = reads->heap->arena;
  return dbt_files_yaml(reads->workspace, path_join(arena, reads->dir, STR("dbt_project.yml")));
}

static void walk_all(const DbtReads *reads, const char *key, const char *preset, TakeFile *take, void *state) {
  Arena *arena = reads->heap->arena;
  const YNode *yaml = project_yaml(reads), *list = yaml ? ynode_get(yaml, key) : NULL;
  if (!list) walk(reads, path_join(arena, reads->dir, str_of(preset)), 0, take, state);
  for (size_t i = 0; list && list->kind == Y_LIST && i < list->n; i++) {
    Str text = list->items[i]->kind == Y_SCALAR ? list->items[i]->text : (Str){"", 0};
    Str folder = path_normal(arena, path_join(arena, reads->dir, text));
    if (text.n && dbt_files_inside(reads->workspace, reads->dir, folder)) walk(reads, folder, 0, take, state);
  }
}

static void take_macros(const DbtReads *reads, Str path, void *state) {
  Macros *macros = state;
  const Text *text = text_of(reads->workspace, reads->heap, path);
  for (size_t i = 1; text->source && i < text->uses.n; i++) {
    const DbtUses *uses = &text->uses.at[i];
    if (!str_is(uses->block, "macro")) continue;
    Macro *macro = ARENA_NEW(reads->heap->arena, Macro);
    *macro = (Macro){.source = text->source, .uses = uses};
    map_put(reads->heap->arena, &macros->named, uses->name, macro);
  }
}

/* The macros of the project. */
static Macros *macros_of(const DbtReads *reads) {
  Workspace *workspace = reads->workspace;
  Str key = str_cat(workspace->arena, reads->dir, STR("\nmacros"));
  Macros *macros = map_get(&workspace->dbt_projects, key);
  if (macros) return macros;
  bool reached = workspace_below(workspace);
  Arena *arena = workspace->arena;
  DbtReads lasting = *reads;
  Heap own = *reads->heap;
  own.arena = arena;
  lasting.heap = &own;
  lasting.dir = str_copy(arena, reads->dir);
  macros = ARENA_NEW(arena, Macros);
  walk_all(&lasting, "macro-paths", "macros", take_macros, macros);
  map_put(arena, &workspace->dbt_projects, str_copy(arena, key), macros);
  workspace_above(workspace, reached);
  return macros;
}

/* ---- one text that is run ---- */

static DbtReach within(DbtReach outer, DbtReach inner) { return outer > inner ? outer : inner; }

/* One walk from a text to the macros that it calls, and that those call. */
typedef struct Walk {
  const DbtReads *reads;
  DbtTakeText *take; /* called for each macro; NULL: what is read there is handed to `reads->take` */
  uint64_t round;
} Walk;

/* The macros that the calls of a text may mean; NULL: it has none that are looked at. A walk begins at depth 0. */
static Macros *macros_for(Walk *walk, const DbtUses *uses, unsigned depth) {
  Macros *macros = uses->calls.n && depth < MACRO_DEPTH ? macros_of(walk->reads) : NULL;
  if (!macros || !macros->named.n) return NULL;
  if (!depth) walk->round = ++macros->rounds;
  return macros;
}

/* The macro of the project that a call means; NULL: it is none, or another package's. */
static Macro *called(const DbtReads *reads, const Macros *macros, const DbtCall *call) {
  bool is_own = !call->package.n || str_eq(call->package, reads->project->name);
  return is_own ? map_get(&macros->named, call->name) : NULL;
}

/* Whether the walk met it at this reach and no deeper: all that it has to say is said. Macros that call each other on
 * many ways would be met as often otherwise. */
static bool is_met(const Walk *walk, Macro *macro, DbtReach reach, unsigned depth) {
  if (macro->round != walk->round) memset(macro->depth, UINT8_MAX, sizeof macro->depth);
  macro->round = walk->round;
  if (macro->depth[reach] <= depth) return true;
  macro->depth[reach] = (uint8_t)depth;
  return false;
}

static void take_vars(const DbtReads *reads, const Source *source, const DbtUses *uses, DbtReach reach) {
  for (size_t i = 0; i < uses->vars.n; i++) {
    const DbtVarUse *use = &uses->vars.at[i];
    DbtRead read = {use->name, {source, use->span}, within(reach, use->reach), use->has_default, false};
    reads->take(reads->state, &read);
  }
}

static void take_macro(const DbtReads *reads, Macro *macro, DbtTakeText *take) {
  const DbtComparisons *comparisons =
      comparisons_of(reads->workspace, macro->source, macro->uses, &macro->comparisons);
  take(reads->state, &(DbtText){macro->source, macro->uses, comparisons});
}

static void walk_calls(Walk *walk, const DbtUses *uses, DbtReach reach, unsigned depth) {
  const Macros *macros = macros_for(walk, uses, depth);
  for (size_t i = 0; macros && i < uses->calls.n; i++) {
    DbtReach here = within(reach, uses->calls.at[i].reach);
    Macro *macro = called(walk->reads, macros, &uses->calls.at[i]);
    if (!macro || is_met(walk, macro, here, depth)) continue;
    if (walk->take) take_macro(walk->reads, macro, walk->take);
    else take_vars(walk->reads, macro->source, macro->uses, here);
    walk_calls(walk, macro->uses, here, depth + 1);
  }
}

static void take_uses(const DbtReads *reads, const Source *source, const DbtUses *uses) {
  take_vars(reads, source, uses, DBT_ALWAYS);
  walk_calls(&(Walk){.reads = reads}, uses, DBT_ALWAYS, 0);
}

void dbt_macros_called(const DbtReads *reads, const DbtUses *uses, DbtTakeText *take) {
  walk_calls(&(Walk){.reads = reads, .take = take}, uses, DBT_ALWAYS, 0);
}

static bool is_incremental(const DbtNode *node) {
  Value materialized = dbt_value(node->config, "materialized");
  return node->type == DBT_TYPE_MODEL && value_is_str(materialized) && str_is(value_text(materialized), "incremental");
}

/* `is_incremental()` is false in whatever is not materialized as such. */
typedef struct NodeReads {
  const DbtReads *reads;
  bool is_incremental, may_be;
} NodeReads;

static void take_of_node(void *state, const DbtRead *read) {
  const NodeReads *of = state;
  DbtRead own = *read;
  bool is_late = own.reach == DBT_INCREMENTAL && !of->is_incremental;
  if (is_late) own.reach = of->may_be ? DBT_PERHAPS : DBT_GUARDED;
  of->reads->take(of->reads->state, &own);
}

static bool is_part_of(const DbtNode *node, const DbtUses *uses) {
  if (node->type == DBT_TYPE_SNAPSHOT) return str_is(uses->block, "snapshot") && str_eq(uses->name, node->name);
  return !uses->block.n;
}

static void take_node(const DbtReads *reads, const DbtNode *node) {
  Str path = path_join(reads->heap->arena, reads->dir, node->path);
  if (!str_ends(path, STR(".sql"))) return;
  const Text *text = text_of(reads->workspace, reads->heap, path);
  bool refreshes = dbt_value(node->config, "full_refresh").kind != V_ABSENT &&
                   dbt_value(node->config, "full_refresh").kind != V_NONE;
  bool unsure = refreshes || (node->unknown & (DBT_UNKNOWN_CONFIG | DBT_UNKNOWN_KIND));
  NodeReads of = {reads, is_incremental(node) && !unsure, unsure};
  DbtReads own = *reads;
  own.take = take_of_node;
  own.state = &of;
  for (size_t i = 0; text->source && i < text->uses.n; i++)
    if (is_part_of(node, &text->uses.at[i])) take_uses(&own, text->source, &text->uses.at[i]);
}

bool dbt_reads_has_macro(const DbtReads *reads, Str name) { return map_get(&macros_of(reads)->named, name) != NULL; }

Str dbt_reads_nearest_macro(const DbtReads *reads, Str name) {
  StrList names = {0};
  const Map *named = &macros_of(reads)->named;
  for (size_t i = 0; i < named->n; i++) VEC_PUSH(reads->heap->arena, &names, named->at[i].key);
  return str_nearest(name, names.at, names.n);
}

void dbt_reads_of_nodes(const DbtReads *reads, const uint8_t *needed) {
  for (size_t i = 0; !reads->project->has_ignored && i < reads->project->nodes.n; i++) {
    const DbtNode *node = &reads->project->nodes.at[i];
    if (needed[i] && str_eq(node->package, reads->project->name)) take_node(reads, node);
  }
}

/* ---- tests ---- */

static bool refers_to(const DbtReads *reads, const uint8_t *needed, const DbtSql *sql) {
  for (size_t i = 0; i < reads->project->nodes.n; i++) {
    const DbtNode *node = &reads->project->nodes.at[i];
    for (size_t r = 0; needed[i] && r < sql->references.n; r++)
      if (!sql->references.at[r].to_source && str_eq(sql->references.at[r].second, node->name)) return true;
  }
  return false;
}

/* A test runs where a model that it refers to does. */
static void take_test(const DbtReads *reads, Str path, void *state) {
  DbtSqlList list = {0};
  const uint8_t *needed = state;
  const Text *text = text_of(reads->workspace, reads->heap, path);
  bool reads_any = text->source && text->uses.at[0].vars.n + text->uses.at[0].calls.n > 0;
  if (!reads_any || text->uses.n > 1) return;
  dbt_sql_read(reads->heap, text->source->text, &list);
  const DbtSql *sql = &list.at[0];
  bool is_on = !sql->config_unknown && dbt_value(sql->config, "enabled").kind == V_ABSENT;
  if (is_on && refers_to(reads, needed, sql)) take_uses(reads, text->source, &text->uses.at[0]);
}

/* ---- YAML ---- */

typedef struct Yaml {
  const DbtReads *reads;
  const Source *source;
  bool before_vars;
} Yaml;

static void take_scalar(const Yaml *yaml, const YNode *node) {
  DbtUsesList list = {0};
  if (node->value.kind != V_STR || str_find_word(node->text, STR("var")) == SIZE_MAX) return;
  dbt_uses_read(yaml->reads->heap, node->text, &list);
  const DbtUses *uses = &list.at[0];
  for (size_t i = 0; i < uses->vars.n; i++) {
    const DbtVarUse *use = &uses->vars.at[i];
    DbtRead read = {use->name, {yaml->source, node->span}, use->reach, use->has_default, yaml->before_vars};
    yaml->reads->take(yaml->reads->state, &read);
  }
}

/* What dbt renders later, or never (config/renderer.py, parser/schema_renderer.py: should_render_keypath). */
static bool is_late(Str key) {
  while (key.n && strchr("+ ", key.p[0])) key = str_sub(key, 1, key.n);
  return str_lists(STR("on-run-start on-run-end query-comment vars pre-hook post-hook pre_hook post_hook tests "
                       "data_tests description loaded_at_query filter where"),
                   key);
}

static void take_yaml(const Yaml *yaml, const YNode *node) {
  if (node->kind == Y_SCALAR) take_scalar(yaml, node);
  for (size_t i = 0; node->kind == Y_LIST && i < node->n; i++) take_yaml(yaml, node->items[i]);
  for (size_t i = 0; node->kind == Y_MAP && i < node->n; i++) {
    const YPair *pair = &node->pairs[i];
    if (!pair->shadowed && pair->key->kind == Y_SCALAR && !is_late(pair->key->text)) take_yaml(yaml, pair->value);
  }
}

static const Source *source_of(const DbtReads *reads, Str path) {
  const Source *source;
  return workspace_read(reads->workspace, path, path, &source) == READ_OK ? source : NULL;
}

/* ---- tests in properties ---- */

/* What stands in a test is rendered when it runs, whatever its key; one that may be off is passed over. */
static void take_argument(const Yaml *yaml, const YNode *node) {
  if (node->kind == Y_SCALAR) take_scalar(yaml, node);
  for (size_t i = 0; node->kind == Y_LIST && i < node->n; i++) take_argument(yaml, node->items[i]);
  for (size_t i = 0; node->kind == Y_MAP && i < node->n; i++)
    if (!str_is(node->pairs[i].key->text, "description")) take_argument(yaml, node->pairs[i].value);
}

static bool may_be_off(const YNode *node) {
  if (node->kind != Y_MAP) return false;
  for (size_t i = 0; i < node->n; i++)
    if (str_is(node->pairs[i].key->text, "enabled") || may_be_off(node->pairs[i].value)) return true;
  return false;
}

static void take_own_tests(const Yaml *yaml, const YNode *described) {
  static const char *const keys[] = {"tests", "data_tests"};
  for (size_t k = 0; k < COUNT(keys); k++) {
    const YNode *tests = ynode_get(described, keys[k]);
    for (size_t i = 0; tests && tests->kind == Y_LIST && i < tests->n; i++)
      if (!may_be_off(tests->items[i])) take_argument(yaml, tests->items[i]);
  }
  const YNode *columns = ynode_get(described, "columns");
  for (size_t i = 0; columns && columns->kind == Y_LIST && i < columns->n; i++)
    if (columns->items[i]->kind == Y_MAP) take_own_tests(yaml, columns->items[i]);
}

static bool is_needed(const DbtReads *reads, const uint8_t *needed, const YNode *described) {
  const YNode *name = described->kind == Y_MAP ? ynode_get(described, "name") : NULL;
  for (size_t i = 0; name && i < reads->project->nodes.n; i++) {
    const DbtNode *node = &reads->project->nodes.at[i];
    bool is_own = node->type == DBT_TYPE_MODEL && str_eq(node->package, reads->project->name);
    if (needed[i] && is_own && str_eq(node->name, name->text)) return true;
  }
  return false;
}

/* dbt_project.yml may turn tests off. */
static bool configures_tests(const YNode *project) {
  return !project || ynode_get(project, "tests") || ynode_get(project, "data_tests");
}

void dbt_reads_of_tests(const DbtReads *reads, const uint8_t *needed) {
  bool are_sure = !configures_tests(project_yaml(reads)) && !reads->project->has_ignored;
  if (are_sure) walk_all(reads, "test-paths", "tests", take_test, (void *)needed);
}

static void take_properties(const DbtReads *reads, Str path, const uint8_t *tested) {
  static const char *const sections[] = {"models", "seeds", "snapshots", "sources", "analyses"};
  Yaml yaml = {reads, source_of(reads, path), false};
  bool may_read = yaml.source && str_find_word(yaml.source->text, STR("var")) != SIZE_MAX;
  const YNode *root = may_read ? dbt_files_yaml(reads->workspace, path) : NULL;
  for (size_t s = 0; root && s < COUNT(sections); s++) {
    const YNode *section = ynode_get(root, sections[s]);
    if (section) take_yaml(&yaml, section);
  }
  const YNode *models = root && tested ? ynode_get(root, "models") : NULL;
  for (size_t i = 0; models && models->kind == Y_LIST && i < models->n; i++)
    if (is_needed(reads, tested, models->items[i])) take_own_tests(&yaml, models->items[i]);
}

void dbt_reads_of_hooks(const DbtReads *reads) {
  static const char *const keys[] = {"on-run-start", "on-run-end"};
  const YNode *root = project_yaml(reads);
  Yaml yaml = {reads, source_of(reads, path_join(reads->heap->arena, reads->dir, STR("dbt_project.yml"))), false};
  for (size_t i = 0; root && yaml.source && i < COUNT(keys); i++) {
    const YNode *hooks = ynode_get(root, keys[i]);
    if (hooks) take_yaml(&yaml, hooks);
  }
}

void dbt_reads_of_yaml(const DbtReads *reads, const uint8_t *tested) {
  Arena *arena = reads->heap->arena;
  Str path = path_join(arena, reads->dir, STR("dbt_project.yml"));
  Yaml yaml = {reads, source_of(reads, path), true};
  const YNode *root = project_yaml(reads);
  if (yaml.source && root) take_yaml(&yaml, root);
  if (configures_tests(root)) tested = NULL;
  for (size_t i = 0; !reads->project->has_ignored && i < reads->project->properties.n; i++)
    take_properties(reads, reads->project->properties.at[i], tested);
}

static bool mentions_var(const YNode *node) {
  if (node->kind == Y_SCALAR) return str_find_word(node->text, STR("var")) != SIZE_MAX;
  for (size_t i = 0; i < node->n; i++)
    if (mentions_var(node->kind == Y_LIST ? node->items[i] : node->pairs[i].value)) return true;
  return false;
}

void dbt_reads_of_profile(const DbtReads *reads, Str path, const YNode *output) {
  Yaml yaml = {reads, mentions_var(output) ? source_of(reads, path) : NULL, true};
  if (yaml.source) take_yaml(&yaml, output);
}
