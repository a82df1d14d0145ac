#include "compiler/dbt/dbt_faults.h"

#include "compiler/dbt/dbt_files.h"
#include "compiler/dbt/dbt_jinja.h"
#include "compiler/dbt/dbt_reads.h"
#include "compiler/dbt/dbt_sql.h"
#include "compiler/dbt/graph.h"
#include "runtime/core/limits.h"

typedef struct Search {
  Workspace *workspace;
  Heap *heap;
  const DbtProject *project;
  Str dir;
  Map by_name;      /* "orders" → DbtNode: a model, seed or snapshot, of whichever package */
  Map by_own_name;  /* the same of the project itself */
  Map by_source;    /* "raw.orders" → DbtNode */
  Map by_relation;  /* "database\nschema\nname" → DbtNode of the project itself */
  bool made_sources; /* some source has a name that dbt renders */
  bool made_nodes;    /* some files may be made before dbt runs */
  bool own_relations; /* how a relation is called is a macro of the project, or of a package */
  DbtFaults *faults;
} Search;

static bool is_own(const Search *search, const DbtNode *node) {
  return str_eq(node->package, search->project->name);
}

static bool is_template(Str text) { return str_find(text, STR("{"), 0) != SIZE_MAX; }

static Str source_key(Arena *arena, Str source, Str table) {
  return str_printf(arena, "%.*s.%.*s", STR_FMT(source), STR_FMT(table));
}

/* NULL: it cannot be read. */
static const Source *read_file(const Search *search, Str path) {
  const Source *source;
  bool is_read = workspace_read(search->workspace, path, path, &source) == READ_OK;
  return is_read && source->text.n <= LIMIT_DBT_FILE_BYTES ? source : NULL;
}

static const Source *source_of(const Search *search, const DbtNode *node) {
  return read_file(search, path_join(search->workspace->arena, search->dir, node->path));
}

static void add(Search *search, DbtFault fault, Span span) {
  fault.place = (Place){source_of(search, fault.node), span};
  if (fault.place.source) VEC_PUSH(search->workspace->arena, search->faults, fault);
}

/* ---- nodes that are alike ---- */

static bool is_sure(const DbtNode *node) {
  return !(node->unknown & (DBT_UNKNOWN_ENABLED | DBT_UNKNOWN_CONFIG));
}

/* A part of a relation's name; false: it is not known. */
static bool relation_part(const DbtNode *node, const char *key, Str *part) {
  Value value = dbt_value(node->config, key);
  if (value_is_str(value)) *part = value_text(value);
  return value_is_str(value) || value.kind == V_ABSENT || value.kind == V_NONE;
}

/* Where a model or a seed comes to lie; false: not known. */
static bool relation_of(const Search *search, const DbtNode *node, Str *relation) {
  Str database = {"", 0}, schema = {"", 0}, alias = node->alias;
  bool has_one = node->type == DBT_TYPE_SEED || (node->type == DBT_TYPE_MODEL && !node->ephemeral);
  if (search->own_relations || !has_one || node->versioned || (node->unknown & (DBT_UNKNOWN_KEY | DBT_UNKNOWN_KIND)))
    return false;
  bool known = relation_part(node, "database", &database) && relation_part(node, "schema", &schema) &&
               relation_part(node, "alias", &alias);
  *relation = str_printf(search->workspace->arena, "%.*s\n%.*s\n%.*s", STR_FMT(database), STR_FMT(schema),
                         STR_FMT(alias));
  return known;
}

static void judge_relation(Search *search, const DbtNode *node) {
  Str relation;
  if (!relation_of(search, node, &relation)) return;
  const DbtNode *other = map_get(&search->by_relation, relation);
  if (other && !str_eq(other->id, node->id))
    add(search, (DbtFault){.kind = DBT_SAME_RELATION, .node = node, .other = other}, (Span){0, 0});
  if (!other) map_put(search->workspace->arena, &search->by_relation, relation, (void *)node);
}

/* Models of one name have one id; a seed or a snapshot may have it too, if they lie elsewhere. */
static void judge_name(Search *search, const DbtNode *node) {
  const DbtNode *other = map_get(&search->by_own_name, node->name);
  if (other && str_eq(other->id, node->id) && is_sure(other))
    add(search, (DbtFault){.kind = DBT_SAME_NAME, .node = node, .other = other}, (Span){0, 0});
}

static void learn_nodes(Search *search) {
  Arena *arena = search->workspace->arena;
  for (size_t i = 0; i < search->project->nodes.n; i++) {
    const DbtNode *node = &search->project->nodes.at[i];
    if (node->type == DBT_TYPE_SOURCE) {
      search->made_sources |= is_template(node->source) || is_template(node->name);
      map_put(arena, &search->by_source, source_key(arena, node->source, node->name), (void *)node);
      continue;
    }
    if (is_own(search, node) && is_sure(node)) {
      judge_name(search, node);
      judge_relation(search, node);
      map_put(arena, &search->by_own_name, node->name, (void *)node);
    } else if (is_own(search, node) && !map_get(&search->by_own_name, node->name)) {
      map_put(arena, &search->by_own_name, node->name, (void *)node);
    }
    map_put(arena, &search->by_name, node->name, (void *)node);
  }
}

/* ---- references ---- */

static Str nearest(const Search *search, const Map *names, Str name) {
  StrList all = {0};
  for (size_t i = 0; i < names->n; i++) VEC_PUSH(search->heap->arena, &all, names->at[i].key);
  return str_nearest(name, all.at, all.n);
}

static void judge_reference(Search *search, const Source *source, const DbtReference *to) {
  Arena *arena = search->workspace->arena;
  Str name = to->to_source ? source_key(arena, to->first, to->second) : to->second;
  bool is_elsewhere = !to->to_source && to->first.n && !str_eq(to->first, search->project->name);
  if (!to->is_sure || is_elsewhere || (to->to_source ? search->made_sources : search->made_nodes)) return;
  const Map *names = to->to_source ? &search->by_source : to->first.n ? &search->by_own_name : &search->by_name;
  if (map_entry(names, name)) return;
  DbtFault fault = {.kind = to->to_source ? DBT_NO_SOURCE : DBT_NO_NODE, .place = {source, to->span}, .name = name};
  fault.meant = str_copy(arena, nearest(search, names, name));
  VEC_PUSH(arena, search->faults, fault);
}

static void judge_references(Search *search) {
  for (size_t i = 0; i < search->project->nodes.n; i++) {
    const DbtNode *node = &search->project->nodes.at[i];
    bool is_read = node->sql && node->sql->references.n && is_own(search, node) && is_sure(node);
    const Source *source = is_read ? source_of(search, node) : NULL;
    for (size_t r = 0; source && r < node->sql->references.n; r++)
      judge_reference(search, source, &node->sql->references.at[r]);
  }
}

/* ---- references of analyses ---- */

/* Whether something besides their own text may turn analyses off. */
static bool configures_analyses(const Search *search) {
  Arena *arena = search->heap->arena;
  const YNode *yaml = dbt_files_yaml(search->workspace, path_join(arena, search->dir, STR("dbt_project.yml")));
  bool any = yaml && ynode_get(yaml, "analyses");
  for (size_t i = 0; !any && i < search->project->properties.n; i++) {
    yaml = dbt_files_yaml(search->workspace, search->project->properties.at[i]);
    any = yaml && ynode_get(yaml, "analyses");
  }
  return any;
}

static void judge_analysis(Search *search, Str path) {
  DbtSqlList list = {0};
  const Source *source = read_file(search, path);
  if (!source) return;
  dbt_sql_read(search->heap, source->text, &list);
  const DbtSql *sql = &list.at[0];
  bool is_on = !sql->config_unknown && dbt_value(sql->config, "enabled").kind == V_ABSENT;
  for (size_t i = 0; is_on && i < sql->references.n; i++) judge_reference(search, source, &sql->references.at[i]);
}

static void judge_analyses(Search *search) {
  for (size_t i = 0; i < search->project->templates.n; i++) {
    const DbtTemplate *template = &search->project->templates.at[i];
    if (template->kind == DBT_TEMPLATE_ANALYSIS) judge_analysis(search, template->path);
  }
}

/* ---- groups ---- */

static void judge_groups(Search *search) {
  const Map *groups = &search->project->groups;
  for (size_t i = 0; i < groups->n; i++)
    if (is_template(groups->at[i].key)) return;
  for (size_t i = 0; i < search->project->nodes.n; i++) {
    const DbtNode *node = &search->project->nodes.at[i];
    bool is_known = is_own(search, node) && is_sure(node) && !(node->unknown & DBT_UNKNOWN_GROUP);
    if (!is_known || node->type == DBT_TYPE_SOURCE || !node->group.n || map_entry(groups, node->group)) continue;
    DbtFault fault = {.kind = DBT_NO_GROUP, .node = node, .name = node->group};
    fault.meant = str_copy(search->workspace->arena, nearest(search, groups, node->group));
    add(search, fault, (Span){0, 0});
  }
}

/* ---- rings ---- */

/* The node of the project that a reference surely means; NULL: not known, or another project's. */
static const DbtNode *meant_by(const Search *search, const DbtReference *to) {
  bool is_own_name = !to->to_source && (!to->first.n || str_eq(to->first, search->project->name));
  const DbtNode *node = to->is_sure && is_own_name ? map_get(&search->by_own_name, to->second) : NULL;
  return node && is_sure(node) && !node->versioned ? node : NULL;
}

static const DbtReference *reference_to(const Search *search, const DbtNode *node, const DbtNode *other) {
  for (size_t i = 0; i < node->sql->references.n; i++)
    if (meant_by(search, &node->sql->references.at[i]) == other) return &node->sql->references.at[i];
  return NULL;
}

static Graph graph_of(const Search *search) {
  Arena *arena = search->heap->arena;
  const DbtNodes *nodes = &search->project->nodes;
  Graph graph = {0};
  graph_grow(arena, &graph, nodes->n);
  for (size_t i = 0; i < nodes->n; i++) {
    const DbtNode *node = &nodes->at[i];
    bool is_read = node->sql && is_own(search, node) && is_sure(node) && !node->versioned;
    for (size_t r = 0; is_read && r < node->sql->references.n; r++) {
      const DbtNode *to = meant_by(search, &node->sql->references.at[r]);
      if (to) graph_edge(arena, &graph, (uint32_t)i, (uint32_t)(to - nodes->at));
    }
  }
  return graph;
}

/* dbt reads such a project, and then neither Dagster nor any command of dbt that runs something comes to an end with it
 * (dbt/compilation.py, "Found a cycle"). */
static void judge_rings(Search *search) {
  Arena *arena = search->workspace->arena;
  const DbtNode *nodes = search->project->nodes.at;
  Graph graph = graph_of(search);
  GraphRing ring = graph_ring(search->heap->arena, &graph);
  if (!ring.n) return;
  Buf words = buf_new(arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i <= ring.n; i++)
    buf_printf(&words, "%s'%.*s'", i ? " -> " : "", STR_FMT(nodes[ring.at[i % ring.n]].name));
  const DbtNode *first = &nodes[ring.at[0]], *next = &nodes[ring.at[1 % ring.n]];
  add(search, (DbtFault){.kind = DBT_RING, .node = first, .words = buf_str(&words)},
      reference_to(search, first, next)->span);
}

/* ---- files that cannot be read ---- */

static void add_in(Search *search, DbtFaultKind kind, const Source *source, Span span, Str words) {
  Arena *arena = search->workspace->arena;
  DbtFault fault = {.kind = kind, .place = {source, span}, .words = str_copy(arena, words)};
  VEC_PUSH(arena, search->faults, fault);
}

static void judge_jinja(Search *search) {
  for (size_t i = 0; i < search->project->templates.n; i++) {
    const DbtTemplate *template = &search->project->templates.at[i];
    const Source *source = read_file(search, template->path);
    if (!source) continue;
    DbtJinjaKind kind = template->kind == DBT_TEMPLATE_MACROS ? DBT_JINJA_MACROS : DBT_JINJA_WHOLE;
    DbtJinjaFault fault = dbt_jinja_judge(search->heap, source->text, kind);
    if (fault.words.n) add_in(search, DBT_NO_JINJA, source, fault.span, fault.words);
  }
}

static void judge_list(Search *search, const Source *source, const YNode *key, const YNode *list) {
  Arena *arena = search->heap->arena;
  if (list->kind != Y_LIST) {
    add_in(search, DBT_NO_PROPERTIES, source, key->span,
           str_printf(arena, "'%.*s' is not a list", STR_FMT(key->text)));
    return;
  }
  for (size_t i = 0; i < list->n; i++) {
    const YNode *item = list->items[i];
    const char *fault = item->kind != Y_MAP ? "is no mapping" : ynode_get(item, "name") ? NULL : "has no 'name'";
    if (!fault) continue;
    add_in(search, DBT_NO_PROPERTIES, source, item->span,
           str_printf(arena, "an item of '%.*s' %s", STR_FMT(key->text), fault));
  }
}

/* dbt/parser/read_files.py, validate_yaml */
static void judge_shape(Search *search, const Source *source, const YNode *yaml) {
  bool is_empty = yaml->kind == Y_SCALAR && yaml->value.kind == V_NONE;
  if (yaml->kind != Y_MAP && !is_empty) add_in(search, DBT_NO_PROPERTIES, source, yaml->span, STR("it is no mapping"));
  for (size_t i = 0; yaml->kind == Y_MAP && i < yaml->n; i++) {
    const YPair *pair = &yaml->pairs[i];
    bool is_section = pair->key->kind == Y_SCALAR &&
                      str_lists(STR("models seeds snapshots sources macros analyses exposures metrics semantic_models "
                                    "saved_queries functions"),
                                pair->key->text);
    if (is_section && !pair->shadowed) judge_list(search, source, pair->key, pair->value);
  }
}

static void judge_properties(Search *search) {
  for (size_t i = 0; i < search->project->unreadable.n; i++) {
    const Source *source = read_file(search, search->project->unreadable.at[i]);
    if (source) add_in(search, DBT_NO_YAML, source, (Span){0, 0}, STR(""));
  }
  for (size_t i = 0; i < search->project->properties.n; i++) {
    const Source *source = read_file(search, search->project->properties.at[i]);
    const YNode *yaml = source ? dbt_files_yaml(search->workspace, search->project->properties.at[i]) : NULL;
    if (yaml) judge_shape(search, source, yaml);
  }
}

/* ---- what may know more ---- */

/* dbt Mesh and dbt-loom bring the models of other projects in. */
static bool has_other_projects(const Search *search) {
  Arena *arena = search->workspace->arena;
  const YNode *yaml = dbt_files_yaml(search->workspace, path_join(arena, search->dir, STR("dependencies.yml")));
  Str loom = path_join(arena, search->dir, STR("dbt_loom.config.yml"));
  return (yaml && ynode_get(yaml, "projects")) || workspace_is_file(search->workspace, loom);
}

/* Whether git keeps files of seeds or models out of the repository: they may be made before dbt runs. */
static bool ignores_nodes(const Search *search, Str folder) {
  const Source *source;
  Str path = path_join(search->workspace->arena, folder, STR(".gitignore"));
  if (workspace_read(search->workspace, path, path, &source) != READ_OK) return false;
  return str_find(source->text, STR(".csv"), 0) != SIZE_MAX || str_find(source->text, STR(".sql"), 0) != SIZE_MAX;
}

static bool may_be_made(const Search *search) {
  Str folder = search->dir;
  while (!ignores_nodes(search, folder)) {
    bool is_top = folder.n <= 1 || !dbt_files_inside(search->workspace, search->dir, path_parent(folder));
    if (is_top) return false;
    folder = path_parent(folder);
  }
  return true;
}

static bool any_macro(const Search *search, const char *const *names, size_t n) {
  DbtReads reads = {
      .workspace = search->workspace, .heap = search->heap, .project = search->project, .dir = search->dir};
  bool any = false;
  for (size_t i = 0; i < n; i++) any |= dbt_reads_has_macro(&reads, str_of(names[i]));
  return any;
}

static void search_project(Search *search) {
  static const char *const references[] = {"ref", "source"};
  static const char *const relations[] = {"generate_schema_name", "generate_alias_name", "generate_database_name"};
  if (search->project->has_ignored) return;
  judge_jinja(search);
  judge_properties(search);
  if (search->project->incomplete.n || has_other_projects(search)) return;
  search->own_relations = search->project->has_packages || any_macro(search, relations, 3);
  search->made_nodes = may_be_made(search);
  learn_nodes(search);
  judge_groups(search);
  if (any_macro(search, references, 2)) return;
  judge_references(search);
  if (!configures_analyses(search)) judge_analyses(search);
  judge_rings(search);
}

const DbtFaults *dbt_faults_find(Workspace *workspace, Heap *heap, Str dir) {
  Str key = str_cat(workspace->arena, dir, STR("\nfaults"));
  DbtFaults *faults = map_get(&workspace->dbt_projects, key);
  if (faults) return faults;
  bool reached = workspace_below(workspace);
  faults = ARENA_NEW(workspace->arena, DbtFaults);
  Search search = {.workspace = workspace, .heap = heap, .dir = dir, .faults = faults};
  search.project = dbt_project_read(workspace, heap, dir, STR(""));
  if (search.project->from_manifest) search.project = dbt_project_read_files(workspace, heap, dir);
  search_project(&search);
  map_put(workspace->arena, &workspace->dbt_projects, str_copy(workspace->arena, key), faults);
  workspace_above(workspace, reached);
  return faults;
}
