#include "compiler/dbt/dbt_files.h"

#include "compiler/dbt/dbt_ignore.h"
#include "compiler/dbt/dbt_sql.h"
#include "compiler/yaml/dates.h"
#include "runtime/core/limits.h"

/* A project or an installed package of it. */
typedef struct Package {
  Str dir, name;
  const YNode *config; /* its dbt_project.yml; NULL: not there or not to be read */
  const DbtIgnore *ignore;
} Package;

typedef struct Reading {
  Workspace *workspace;
  Heap *heap;
  DbtProject *project;
  Package root;
  Map listings;     /* folder of a package and key → Files */
  Map patches;      /* "package.name" → Patch */
  Map versions;     /* "package.file" → Version */
  Map group_owners; /* name → StrList */
  Map versioned;    /* ids of nodes that are versions */
  size_t files;
  bool macros_refer, macros_configure; /* some macro calls ref or source; config */
  bool macros_name;                    /* one says what tables are called */
} Reading;

/* One of several versions of a model: `versions:` in its properties. */
typedef struct Version {
  const YNode *yaml;
  Str model, number; /* "orders", "2" */
} Version;

/* What a properties file says of a node. */
typedef struct Patch {
  const YNode *yaml;
  Str file; /* relative to the package */
} Patch;

static void incomplete(Reading *r, Str why) {
  if (!r->project->incomplete.n) r->project->incomplete = why;
}

/* ---- files ---- */

static const YNode *parse_yaml(Workspace *workspace, Str path) {
  static const YNode empty = {.kind = Y_MAP};
  const Source *source;
  DiagSink ignored;
  YDocuments documents = {0};
  if (workspace_read(workspace, path, path, &source) != READ_OK) return NULL;
  if (source->text.n > LIMIT_DBT_FILE_BYTES) return NULL;
  diag_sink_init(&ignored, workspace->arena);
  if (!ydocument_parse_for_dbt(workspace->arena, &ignored, source, &documents)) return NULL;
  return documents.n && documents.at[0] ? documents.at[0] : &empty;
}

const YNode *dbt_files_yaml(Workspace *workspace, Str path) {
  const MapEntry *known = map_entry(&workspace->dbt_projects, path);
  if (known) return known->value;
  bool reached = workspace_below(workspace);
  const YNode *yaml = parse_yaml(workspace, path);
  map_put(workspace->arena, &workspace->dbt_projects, str_copy(workspace->arena, path), (void *)yaml);
  workspace_above(workspace, reached);
  return yaml;
}

static Str text_at(const YNode *map, const char *key) {
  const YNode *node = map ? ynode_get(map, key) : NULL;
  return node && node->kind == Y_SCALAR ? node->text : (Str){"", 0};
}

/* Folders named by a key of dbt_project.yml. */
static void folders_of(Arena *arena, const Package *package, const char *key, const char *preset, StrList *folders) {
  const YNode *list = package->config ? ynode_get(package->config, key) : NULL;
  if (!list) VEC_PUSH(arena, folders, str_of(preset));
  for (size_t i = 0; list && list->kind == Y_LIST && i < list->n; i++)
    if (list->items[i]->kind == Y_SCALAR) VEC_PUSH(arena, folders, path_tidy(arena, list->items[i]->text));
}

/* A file below one of the folders that a key of dbt_project.yml names. */
typedef struct File {
  Str base, relative; /* the folder; the path below it */
} File;

typedef VEC(File) Files;

/* Files by their names: nobody has to ask the system. */
static bool is_named_as_file(Str name) {
  static const char *const endings[] = {".sql", ".yml", ".yaml", ".csv", ".py", ".md"};
  for (size_t i = 0; i < COUNT(endings); i++)
    if (str_ends(name, str_of(endings[i]))) return true;
  return false;
}

static bool is_repository(Workspace *workspace, Str folder) {
  Str git = path_join(workspace->arena, folder, STR(".git"));
  return workspace_is_dir(workspace, git) || workspace_is_file(workspace, git);
}

bool dbt_files_inside(Workspace *workspace, Str dir, Str folder) {
  Str at = workspace_real_path(workspace, dir), real = workspace_real_path(workspace, folder);
  if (path_is_within(real, at)) return true;
  while (at.n > 1 && !is_repository(workspace, at)) at = path_parent(at);
  return at.n > 1 && path_is_within(real, at);
}

static bool is_read(Reading *r, const Package *package, Str base, Str below) {
  if (strchr(".#~", path_name(below).p[0])) return false;
  return !package->ignore || !dbt_ignore_matches(package->ignore, path_join(r->heap->arena, base, below));
}

/* Each file below package/base/relative; `relative` is "" at first. dbt passes over hidden files, and no folder. */
static void walk(Reading *r, const Package *package, Str base, Str relative, unsigned depth, Files *files) {
  NameList names;
  Arena *arena = r->heap->arena;
  Str folder = path_join(arena, path_join(arena, package->dir, base), relative);
  if (!workspace_list(r->workspace, folder, &names)) return;
  if (depth > LIMIT_DBT_FOLDER_DEPTH || r->files + names.n > LIMIT_DBT_FILES) {
    incomplete(r, STR("the dbt project has more files than are looked at"));
    return;
  }
  r->files += names.n;
  for (size_t i = 0; i < names.n; i++) {
    Str below = relative.n ? path_join(arena, relative, names.at[i]) : names.at[i];
    bool is_file = is_named_as_file(names.at[i]);
    if (!is_file && workspace_is_dir(r->workspace, path_join(arena, folder, names.at[i])))
      walk(r, package, base, below, depth + 1, files);
    else if (is_read(r, package, base, below))
      VEC_PUSH(arena, files, (File){base, below});
  }
}

/* The files below the folders of a key, found once. */
static const Files *files_of(Reading *r, const Package *package, const char *key, const char *preset) {
  StrList folders = {0};
  Arena *arena = r->heap->arena;
  Str name = str_printf(arena, "%.*s\n%s", STR_FMT(package->dir), key);
  Files *files = map_get(&r->listings, name);
  if (files) return files;
  files = ARENA_NEW(arena, Files);
  folders_of(arena, package, key, preset, &folders);
  for (size_t i = 0; i < folders.n; i++) {
    if (str_find(folders.at[i], STR("{"), 0) != SIZE_MAX)
      incomplete(r, STR("dbt_project.yml names folders by a template"));
    else if (dbt_files_inside(r->workspace, package->dir, path_join(arena, package->dir, folders.at[i])))
      walk(r, package, folders.at[i], (Str){"", 0}, 0, files);
    else
      incomplete(r, STR("dbt_project.yml names folders outside of its repository"));
  }
  map_put(arena, &r->listings, name, files);
  return files;
}

typedef void TakeFile(Reading *r, const Package *package, Str base, Str relative);

static void walk_all(Reading *r, const Package *package, const char *key, const char *preset, TakeFile *take) {
  const Files *files = files_of(r, package, key, preset);
  for (size_t i = 0; i < files->n; i++) take(r, package, files->at[i].base, files->at[i].relative);
}

static Str stem_of(Str path, Str *extension) {
  Str name = path_name(path);
  size_t dot = str_behind(name, '.');
  *extension = dot ? str_sub(name, dot - 1, name.n) : (Str){"", 0};
  return dot ? str_sub(name, 0, dot - 1) : name;
}

/* ---- configs ---- */

static bool has_any(Str text, const char *const *signs, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (str_find(text, str_of(signs[i]), 0) != SIZE_MAX) return true;
  return false;
}

/* clients/jinja.py, get_rendered: what only ends something comes out as it is, but for the ends of lines. */
static bool is_rendered(Str text) {
  static const char *const begins[] = {"{{", "{%", "{#"}, *const ends[] = {"}}", "%}", "#}"};
  bool has_lines = str_find(text, STR("\n"), 0) != SIZE_MAX || str_find(text, STR("\r"), 0) != SIZE_MAX;
  return has_any(text, begins, COUNT(begins)) || (has_lines && has_any(text, ends, COUNT(ends)));
}

/* A date is its text in the manifest, a time is what Python writes of it. */
static Value scalar_of(Heap *heap, const YNode *yaml) {
  Value time;
  char text[CIVIL_ISO_ROOM];
  if (yaml->value.kind != V_STR) return yaml->value;
  if (is_rendered(yaml->text)) return value_unknown(heap, STR("a dbt expression"));
  bool is_time = yaml->style == Y_PLAIN && yaml_date(heap, yaml->text, &time) && time.kind != V_DATE;
  if (!is_time) return yaml->value;
  if (time.kind != V_DATETIME) return value_unknown(heap, STR("a time that there is not"));
  int length = civil_iso(time.civil, 'T', text);
  return value_str(str_copy(heap->arena, (Str){text, (size_t)length}));
}

Value dbt_files_value(Heap *heap, const YNode *yaml) {
  Value value;
  if (yaml->kind == Y_SCALAR) return scalar_of(heap, yaml);
  if (yaml->kind == Y_LIST) {
    value = value_list(heap, yaml->n);
    for (size_t i = 0; i < yaml->n; i++) list_push(heap, value, dbt_files_value(heap, yaml->items[i]));
    return value;
  }
  value = value_dict(heap);
  for (size_t i = 0; i < yaml->n; i++)
    if (!yaml->pairs[i].shadowed && yaml->pairs[i].key->kind == Y_SCALAR)
      dict_put(heap, value.dict, yaml->pairs[i].key->value, dbt_files_value(heap, yaml->pairs[i].value));
  return value;
}

static bool is_known(Value value) {
  if (value.kind == V_UNKNOWN) return false;
  for (size_t i = 0; value.kind == V_LIST && i < value.list->n; i++)
    if (!is_known(value.list->at[i])) return false;
  for (size_t i = 0; value.kind == V_DICT && i < value.dict->n; i++)
    if (!is_known(value.dict->at[i].value)) return false;
  return true;
}

static unsigned unknown_of_key(Str key) {
  static const struct {
    const char *key;
    unsigned unknown;
  } rows[] = {{"enabled", DBT_UNKNOWN_ENABLED}, {"tags", DBT_UNKNOWN_TAGS},         {"group", DBT_UNKNOWN_GROUP},
              {"schema", DBT_UNKNOWN_KEY},      {"materialized", DBT_UNKNOWN_KIND}, {"meta", DBT_UNKNOWN_META}};
  for (size_t i = 0; i < COUNT(rows); i++)
    if (str_is(key, rows[i].key)) return rows[i].unknown;
  return 0;
}

/* Puts one config on top of what the node has. Tags add up and stay unknown once they are; meta is merged. */
static void put_config(Heap *heap, DbtNode *node, Str key, Value value) {
  bool adds = str_is(key, "tags"), merges = str_is(key, "meta");
  if (!is_known(value)) node->unknown |= unknown_of_key(key);
  if (is_known(value) && !adds && !merges) node->unknown &= ~unknown_of_key(key);
  if (adds && !dbt_texts(heap->arena, value, &node->tags)) node->unknown |= DBT_UNKNOWN_TAGS;
  if (adds) return;
  if (str_is(key, "pre_hook")) key = STR("pre-hook");
  if (str_is(key, "post_hook")) key = STR("post-hook");
  Value before = dict_get_str(node->config.dict, key);
  if (merges && before.kind == V_DICT && value.kind == V_DICT) {
    Value merged = value_dict(heap);
    const Dict *parts[] = {before.dict, value.dict};
    for (int p = 0; p < 2; p++)
      for (size_t i = 0; i < parts[p]->n; i++) dict_put(heap, merged.dict, parts[p]->at[i].key, parts[p]->at[i].value);
    value = merged;
  }
  dict_put(heap, node->config.dict, value_str(key), value);
}

static void put_dict(Heap *heap, DbtNode *node, Value dict) {
  for (size_t i = 0; dict.kind == V_DICT && i < dict.dict->n; i++)
    if (value_is_str(dict.dict->at[i].key))
      put_config(heap, node, value_text(dict.dict->at[i].key), dict.dict->at[i].value);
}

/* One level of dbt_project.yml: `+key`, or a key whose value is no mapping. */
static void put_level(Heap *heap, DbtNode *node, const YNode *level) {
  for (size_t i = 0; i < level->n; i++) {
    const YPair *pair = &level->pairs[i];
    bool plus = pair->key->kind == Y_SCALAR && pair->key->text.n && pair->key->text.p[0] == '+';
    if (pair->shadowed || pair->key->kind != Y_SCALAR || (!plus && pair->value->kind == Y_MAP)) continue;
    Str key = plus ? str_trim(str_sub(pair->key->text, 1, pair->key->text.n)) : pair->key->text;
    put_config(heap, node, key, dbt_files_value(heap, pair->value));
  }
}

static const YNode *below(const YNode *map, Str key) {
  for (size_t i = 0; map->kind == Y_MAP && i < map->n; i++)
    if (!map->pairs[i].shadowed && map->pairs[i].key->kind == Y_SCALAR && str_eq(map->pairs[i].key->text, key))
      return map->pairs[i].value;
  return NULL;
}

/* dbt_project.yml, from the outside in along the node's fqn. */
static void put_project_config(Heap *heap, const YNode *project, DbtNode *node) {
  static const char *const sections[] = {[DBT_TYPE_MODEL] = "models",
                                         [DBT_TYPE_SEED] = "seeds",
                                         [DBT_TYPE_SNAPSHOT] = "snapshots",
                                         [DBT_TYPE_SOURCE] = "sources"};
  const YNode *level = project ? ynode_get(project, sections[node->type]) : NULL;
  for (size_t i = 0; level && level->kind == Y_MAP; i++) {
    put_level(heap, node, level);
    level = i < node->fqn.n ? below(level, node->fqn.at[i]) : NULL;
  }
}

/* A node of a properties file: `config`, and beside it `meta`, `group` and what else counts as config. */
static void put_properties(Heap *heap, DbtNode *node, const YNode *yaml) {
  static const char *const beside[] = {"meta", "group"};
  for (size_t i = 0; i < COUNT(beside); i++) {
    const YNode *value = ynode_get(yaml, beside[i]);
    if (value) put_config(heap, node, str_of(beside[i]), dbt_files_value(heap, value));
  }
  const YNode *config = ynode_get(yaml, "config");
  if (config) put_dict(heap, node, dbt_files_value(heap, config));
  const YNode *tags = ynode_get(yaml, "tags");
  if (tags)
    put_config(heap, node, STR("tags"),
               node->type == DBT_TYPE_MODEL ? value_unknown(heap, STR("tags")) : dbt_files_value(heap, tags));
}

/* ---- nodes ---- */

/* The parts of a path below its models folder. */
static void push_folders(Arena *arena, StrList *fqn, Str relative) {
  for (size_t from = 0, slash; (slash = str_find(relative, STR("/"), from)) != SIZE_MAX; from = slash + 1)
    VEC_PUSH(arena, fqn, str_sub(relative, from, slash));
}

static const char *const TYPE_NAMES[] = {[DBT_TYPE_MODEL] = "model",
                                         [DBT_TYPE_SEED] = "seed",
                                         [DBT_TYPE_SNAPSHOT] = "snapshot",
                                         [DBT_TYPE_SOURCE] = "source"};

static DbtNode begin_node(Reading *r, const Package *package, DbtType type, Str base, Str relative, Str name) {
  Arena *arena = r->heap->arena;
  static const char *const materialized[] = {
      [DBT_TYPE_MODEL] = "view", [DBT_TYPE_SEED] = "seed", [DBT_TYPE_SNAPSHOT] = "snapshot"};
  DbtNode node = {.type = type, .name = name, .alias = name, .package = package->name, .config = value_dict(r->heap)};
  node.id = str_printf(arena, "%s.%.*s.%.*s", TYPE_NAMES[type], STR_FMT(package->name), STR_FMT(name));
  node.path = path_join(arena, base, relative);
  node.below = type == DBT_TYPE_SOURCE ? node.path : relative;
  VEC_PUSH(arena, &node.fqn, package->name);
  push_folders(arena, &node.fqn, relative);
  if (type != DBT_TYPE_SOURCE) {
    dict_put(r->heap, node.config.dict, value_str(STR("materialized")), value_str(str_of(materialized[type])));
    dict_put(r->heap, node.config.dict, value_str(STR("enabled")), value_bool(true));
  }
  return node;
}

static Str patch_key(Reading *r, const Package *package, DbtType type, Str name) {
  return str_printf(r->heap->arena, "%s.%.*s.%.*s", TYPE_NAMES[type], STR_FMT(package->name), STR_FMT(name));
}

/* What in-file configs cannot be known makes everything that follows from them unknown. */
static void put_sql(Reading *r, DbtNode *node, const DbtSql *sql) {
  put_dict(r->heap, node, sql->config);
  bool hidden = sql->config_unknown || (sql->calls && r->macros_configure);
  if (hidden)
    node->unknown |= DBT_UNKNOWN_CONFIG | DBT_UNKNOWN_ENABLED | DBT_UNKNOWN_TAGS | DBT_UNKNOWN_GROUP | DBT_UNKNOWN_KEY |
                     DBT_UNKNOWN_META | DBT_UNKNOWN_KIND;
  if (sql->references_unknown || (sql->calls && r->macros_refer)) node->unknown |= DBT_UNKNOWN_PARENTS;
}

/* What generate_alias_name makes of the config, where no macro of a project has that name. */
static void take_alias(const Reading *r, DbtNode *node) {
  Value alias = dbt_value(node->config, "alias");
  bool is_given = alias.kind != V_ABSENT && alias.kind != V_NONE;
  if (value_is_str(alias) && value_text(alias).n && !node->versioned) node->alias = str_trim(value_text(alias));
  else if (is_given) node->unknown |= DBT_UNKNOWN_ALIAS;
  if (r->macros_name || (node->unknown & DBT_UNKNOWN_CONFIG)) node->unknown |= DBT_UNKNOWN_ALIAS;
}

/* `version`: the properties of a version, NULL for none. `sql`: NULL for none. */
static void finish_node(Reading *r, const Package *package, DbtNode *node, const YNode *version, const DbtSql *sql) {
  Heap *heap = r->heap;
  put_project_config(heap, package->config, node);
  const Patch *patch = map_get(&r->patches, patch_key(r, package, node->type, node->name));
  if (patch) {
    put_properties(heap, node, patch->yaml);
    if (version) put_properties(heap, node, version);
    node->patch = patch->file;
    node->entry = patch->yaml;
  }
  if (sql) put_sql(r, node, sql);
  if (!str_eq(package->dir, r->root.dir)) put_project_config(heap, r->root.config, node);
  Value tags = value_list(heap, node->tags.n), enabled = dbt_value(node->config, "enabled");
  for (size_t i = 0; i < node->tags.n; i++) list_push(heap, tags, value_str(node->tags.at[i]));
  dict_put(heap, node->config.dict, value_str(STR("tags")), tags);
  if (node->unknown & DBT_UNKNOWN_META) node->unknown |= DBT_UNKNOWN_KEY | DBT_UNKNOWN_GROUP;
  take_alias(r, node);
  bool disabled = enabled.kind == V_BOOL && !enabled.i && !(node->unknown & DBT_UNKNOWN_ENABLED);
  if (disabled) return;
  dbt_node_settle(heap, node, dbt_value(node->config, "meta"), &r->group_owners);
  node->sql = sql;
  VEC_PUSH(heap->arena, &r->project->nodes, *node);
  if (node->versioned) map_put(heap->arena, &r->versioned, node->id, NULL);
}

/* The parts of a SQL file; one that cannot be read says nothing that is known. */
static void sql_of(Reading *r, const Package *package, Str path, DbtSqlList *list) {
  const Source *source;
  Str full = path_join(r->heap->arena, package->dir, path);
  bool read = workspace_read(r->workspace, full, full, &source) == READ_OK && source->text.n <= LIMIT_DBT_FILE_BYTES;
  dbt_sql_read(r->heap, read ? source->text : (Str){"", 0}, list);
  if (!read) list->at[0].config_unknown = list->at[0].references_unknown = true;
}

/* parser/schemas.py, ModelPatchParser.parse_patch; the latest version may lie in a file without a number. */
static const Version *version_of(Reading *r, const Package *package, Str name) {
  const Version *version = map_get(&r->versions, patch_key(r, package, DBT_TYPE_MODEL, name));
  const Patch *patch = version ? NULL : map_get(&r->patches, patch_key(r, package, DBT_TYPE_MODEL, name));
  if (!patch || !ynode_get(patch->yaml, "versions")) return version;
  Str latest = text_at(patch->yaml, "latest_version");
  Str file = str_printf(r->heap->arena, "%.*s_v%.*s", STR_FMT(name), STR_FMT(latest));
  version = latest.n ? map_get(&r->versions, patch_key(r, package, DBT_TYPE_MODEL, file)) : NULL;
  if (!version) incomplete(r, STR("the dbt project has models with versions"));
  return version;
}

static void make_versioned(Heap *heap, const Package *package, const Version *version, DbtNode *node) {
  Arena *arena = heap->arena;
  node->versioned = true;
  node->name = version->model;
  node->fqn.at[node->fqn.n - 1] = version->model;
  VEC_PUSH(arena, &node->fqn, str_printf(arena, "v%.*s", STR_FMT(version->number)));
  char *number = str_z(arena, version->number);
  for (size_t i = 0; i < version->number.n; i++)
    if (number[i] == '.') number[i] = '_';
  node->alias = str_printf(arena, "%.*s_v%s", STR_FMT(version->model), number);
  node->id = str_printf(arena, "model.%.*s.%.*s.v%.*s", STR_FMT(package->name), STR_FMT(version->model),
                        STR_FMT(version->number));
}

static void take_model(Reading *r, const Package *package, Str base, Str relative) {
  Str extension, name = stem_of(relative, &extension);
  bool is_python = str_is(extension, ".py");
  if (!is_python && !str_is(extension, ".sql")) return;
  DbtNode node = begin_node(r, package, DBT_TYPE_MODEL, base, relative, name);
  DbtSqlList list = {0};
  VEC_PUSH(r->heap->arena, &node.fqn, name);
  if (is_python)
    VEC_PUSH(r->heap->arena, &list, (DbtSql){.config_unknown = true, .references_unknown = true});
  else
    sql_of(r, package, node.path, &list);
  const Version *version = version_of(r, package, name);
  if (version) make_versioned(r->heap, package, version, &node);
  finish_node(r, package, &node, version ? version->yaml : NULL, &list.at[0]);
}

static void take_seed(Reading *r, const Package *package, Str base, Str relative) {
  Str extension, name = stem_of(relative, &extension);
  if (!str_is(extension, ".csv")) return;
  DbtNode node = begin_node(r, package, DBT_TYPE_SEED, base, relative, name);
  VEC_PUSH(r->heap->arena, &node.fqn, name);
  finish_node(r, package, &node, NULL, NULL);
}

/* Each `{% snapshot %}` block of a file; its fqn has the file and the block. */
static void take_snapshots(Reading *r, const Package *package, Str base, Str relative) {
  Str extension, stem = stem_of(relative, &extension);
  DbtSqlList list = {0};
  if (!str_is(extension, ".sql")) return;
  sql_of(r, package, path_join(r->heap->arena, base, relative), &list);
  for (size_t i = 1; i < list.n; i++) {
    DbtNode node = begin_node(r, package, DBT_TYPE_SNAPSHOT, base, relative, list.at[i].snapshot);
    VEC_PUSH(r->heap->arena, &node.fqn, stem);
    VEC_PUSH(r->heap->arena, &node.fqn, node.name);
    finish_node(r, package, &node, NULL, &list.at[i]);
  }
}

/* ---- properties ---- */

static void take_source(Reading *r, const Package *package, Str base, Str relative, const YNode *source,
                        const YNode *table) {
  Arena *arena = r->heap->arena;
  Str source_name = text_at(source, "name"), name = text_at(table, "name");
  DbtNode node = begin_node(r, package, DBT_TYPE_SOURCE, base, relative, name);
  node.source = source_name;
  node.id = str_printf(arena, "source.%.*s.%.*s.%.*s", STR_FMT(package->name), STR_FMT(source_name), STR_FMT(name));
  VEC_PUSH(arena, &node.fqn, source_name);
  VEC_PUSH(arena, &node.fqn, name);
  put_project_config(r->heap, package->config, &node);
  node.tags.n = 0; /* parser/sources.py, calculate_tags_from_raw_target: of the properties alone */
  node.unknown &= ~(unsigned)DBT_UNKNOWN_TAGS;
  put_properties(r->heap, &node, source);
  put_properties(r->heap, &node, table);
  node.entry = table;
  node.above = source;
  dbt_node_settle(r->heap, &node, dbt_value(node.config, "meta"), &r->group_owners);
  Value enabled = dbt_value(node.config, "enabled");
  if (enabled.kind != V_BOOL || enabled.i) VEC_PUSH(arena, &r->project->nodes, node);
}

static void take_sources(Reading *r, const Package *package, Str base, Str relative, const YNode *sources) {
  for (size_t i = 0; sources && sources->kind == Y_LIST && i < sources->n; i++) {
    const YNode *tables = ynode_get(sources->items[i], "tables");
    for (size_t t = 0; tables && tables->kind == Y_LIST && t < tables->n; t++)
      take_source(r, package, base, relative, sources->items[i], tables->items[t]);
  }
}

static void take_groups(Reading *r, const YNode *groups) {
  for (size_t i = 0; groups && groups->kind == Y_LIST && i < groups->n; i++) {
    StrList *owners = ARENA_NEW(r->heap->arena, StrList);
    const YNode *owner = ynode_get(groups->items[i], "owner");
    Str email = text_at(owner, "email");
    if (email.n) VEC_PUSH(r->heap->arena, owners, email);
    map_put(r->heap->arena, &r->group_owners, text_at(groups->items[i], "name"), owners);
    map_put(r->heap->arena, &r->project->groups, text_at(groups->items[i], "name"), NULL);
  }
}

/* A snapshot that is all YAML: `relation: ref('x')`. */
static void take_yaml_snapshot(Reading *r, const Package *package, Str base, Str relative, const YNode *yaml) {
  const YNode *written = yaml->kind == Y_MAP ? ynode_get(yaml, "relation") : NULL;
  Str relation = text_at(yaml, "relation");
  if (!relation.n) return;
  DbtSqlList *list = ARENA_NEW(r->heap->arena, DbtSqlList);
  dbt_sql_read(r->heap, str_printf(r->heap->arena, "{{ %.*s }}", STR_FMT(relation)), list);
  DbtSql *sql = &list->at[0];
  for (size_t i = 0; i < sql->references.n; i++) sql->references.at[i].span = written->span;
  DbtNode node = begin_node(r, package, DBT_TYPE_SNAPSHOT, base, relative, text_at(yaml, "name"));
  node.below = str_printf(r->heap->arena, "%.*s/%.*s.sql", STR_FMT(relative), STR_FMT(node.name));
  VEC_PUSH(r->heap->arena, &node.fqn, node.name);
  finish_node(r, package, &node, NULL, sql);
}

typedef struct Section {
  const char *name;
  DbtType type;
} Section;

static const Section SECTIONS[] = {
    {"models", DBT_TYPE_MODEL}, {"seeds", DBT_TYPE_SEED}, {"snapshots", DBT_TYPE_SNAPSHOT}};

static bool is_properties(Str path) { return str_ends(path, STR(".yml")) || str_ends(path, STR(".yaml")); }

static void take_versions(Reading *r, const Package *package, const YNode *model) {
  Arena *arena = r->heap->arena;
  const YNode *list = ynode_get(model, "versions");
  for (size_t i = 0; list && list->kind == Y_LIST && i < list->n; i++) {
    Version *version = ARENA_NEW(arena, Version);
    *version = (Version){list->items[i], text_at(model, "name"), text_at(list->items[i], "v")};
    Str file = text_at(list->items[i], "defined_in");
    if (!file.n) file = str_printf(arena, "%.*s_v%.*s", STR_FMT(version->model), STR_FMT(version->number));
    map_put(arena, &r->versions, patch_key(r, package, DBT_TYPE_MODEL, file), version);
  }
}

static void take_properties(Reading *r, const Package *package, Str base, Str relative) {
  Arena *arena = r->heap->arena;
  if (!is_properties(relative)) return;
  Str file = path_join(arena, base, relative);
  const YNode *yaml = dbt_files_yaml(r->workspace, path_join(arena, package->dir, file));
  bool is_own = str_eq(package->dir, r->root.dir);
  if (!yaml && is_own) VEC_PUSH(arena, &r->project->unreadable, path_join(arena, package->dir, file));
  if (!yaml) {
    incomplete(r, str_printf(arena, "%.*s cannot be read", STR_FMT(file)));
    return;
  }
  if (is_own) VEC_PUSH(arena, &r->project->properties, path_join(arena, package->dir, file));
  take_groups(r, ynode_get(yaml, "groups"));
  for (size_t s = 0; s < COUNT(SECTIONS); s++) {
    const YNode *list = ynode_get(yaml, SECTIONS[s].name);
    for (size_t i = 0; list && list->kind == Y_LIST && i < list->n; i++) {
      Patch *patch = ARENA_NEW(arena, Patch);
      *patch = (Patch){list->items[i], file};
      map_put(arena, &r->patches, patch_key(r, package, SECTIONS[s].type, text_at(list->items[i], "name")), patch);
      if (SECTIONS[s].type == DBT_TYPE_MODEL) take_versions(r, package, list->items[i]);
    }
  }
}

/* Sources and YAML snapshots are nodes of their own: read when all patches and groups are there. */
static void take_yaml_nodes(Reading *r, const Package *package, Str base, Str relative) {
  Arena *arena = r->heap->arena;
  if (!is_properties(relative)) return;
  Str path = path_join(arena, package->dir, path_join(arena, base, relative));
  const YNode *yaml = dbt_files_yaml(r->workspace, path);
  if (!yaml) return;
  take_sources(r, package, base, relative, ynode_get(yaml, "sources"));
  const YNode *snapshots = ynode_get(yaml, "snapshots");
  for (size_t i = 0; snapshots && snapshots->kind == Y_LIST && i < snapshots->n; i++)
    take_yaml_snapshot(r, package, base, relative, snapshots->items[i]);
}

/* ---- macros ---- */

static bool calls(Str text, Str call) {
  for (size_t at = 0; (at = str_find(text, call, at)) != SIZE_MAX; at++) {
    char before = at ? text.p[at - 1] : ' ';
    if (before != '_' && before != '.' && !char_is_letter(before)) return true;
  }
  return false;
}

static void take_macro(Reading *r, const Package *package, Str base, Str relative) {
  const Source *source;
  Arena *arena = r->heap->arena;
  Str path = path_join(arena, package->dir, path_join(arena, base, relative));
  if (!str_ends(path, STR(".sql")) || workspace_read(r->workspace, path, path, &source) != READ_OK) return;
  r->macros_refer |= calls(source->text, STR("ref(")) || calls(source->text, STR("source("));
  r->macros_configure |= calls(source->text, STR("config("));
  r->macros_name |= str_find(source->text, STR("generate_alias_name"), 0) != SIZE_MAX;
}

/* ---- templates ---- */

static void add_template(Reading *r, const Package *package, Str base, Str relative, DbtTemplateKind kind) {
  Arena *arena = r->heap->arena;
  DbtTemplate template = {path_join(arena, package->dir, path_join(arena, base, relative)), kind};
  if (str_ends(relative, STR(".sql"))) VEC_PUSH(arena, &r->project->templates, template);
}

static void take_model_template(Reading *r, const Package *package, Str base, Str relative) {
  add_template(r, package, base, relative, DBT_TEMPLATE_MODEL);
}

static void take_analysis_template(Reading *r, const Package *package, Str base, Str relative) {
  add_template(r, package, base, relative, DBT_TEMPLATE_ANALYSIS);
}

static void take_macro_template(Reading *r, const Package *package, Str base, Str relative) {
  add_template(r, package, base, relative, DBT_TEMPLATE_MACROS);
}

/* Generic tests lie in a folder of their own (parser/generic_test.py). */
static void take_test_template(Reading *r, const Package *package, Str base, Str relative) {
  bool is_generic = str_starts(relative, STR("generic/"));
  add_template(r, package, base, relative, is_generic ? DBT_TEMPLATE_MACROS : DBT_TEMPLATE_MODEL);
}

static void take_templates(Reading *r, const Package *package) {
  walk_all(r, package, "model-paths", "models", take_model_template);
  walk_all(r, package, "analysis-paths", "analyses", take_analysis_template);
  walk_all(r, package, "test-paths", "tests", take_test_template);
  walk_all(r, package, "macro-paths", "macros", take_macro_template);
}

/* ---- parents ---- */

/* The models, seeds and snapshots of each name; of equal names, one of the referring node's package wins. */
static void take_parents(Reading *r, DbtNode *node, const Map *by_name) {
  const DbtSql *sql = node->sql;
  Arena *arena = r->heap->arena;
  for (size_t i = 0; sql && i < sql->references.n; i++) {
    const DbtReference *to = &sql->references.at[i];
    Str package = to->first.n && !to->to_source ? to->first : node->package;
    Str own = str_printf(arena, "%.*s.%.*s", STR_FMT(package), STR_FMT(to->second));
    if (to->to_source) own = str_printf(arena, "source.%.*s.%.*s", STR_FMT(to->first), STR_FMT(to->second));
    const Str *id = map_get(by_name, own);
    if (!id && !to->first.n) id = map_get(by_name, to->second);
    if (id && map_entry(&r->versioned, *id)) /* which of them is not looked at */
      node->unknown |= DBT_UNKNOWN_PARENTS;
    else if (id)
      VEC_PUSH(arena, &node->parent_ids, *id);
    else
      node->unknown |= DBT_UNKNOWN_PARENTS;
  }
}

static void link_references(Reading *r) {
  Map by_name = {0};
  Arena *arena = r->heap->arena;
  DbtNodes *nodes = &r->project->nodes;
  for (size_t i = 0; i < nodes->n; i++) {
    DbtNode *node = &nodes->at[i];
    bool is_source = node->type == DBT_TYPE_SOURCE;
    Str full = is_source ? str_printf(arena, "source.%.*s.%.*s", STR_FMT(node->source), STR_FMT(node->name))
                         : str_printf(arena, "%.*s.%.*s", STR_FMT(node->package), STR_FMT(node->name));
    map_put(arena, &by_name, full, &node->id);
    if (!is_source) map_put(arena, &by_name, node->name, &node->id);
  }
  for (size_t i = 0; i < nodes->n; i++) take_parents(r, &nodes->at[i], &by_name);
}

/* ---- the project and its packages ---- */

static Package package_in(Reading *r, Str dir) {
  Str path = path_join(r->heap->arena, dir, STR("dbt_project.yml"));
  const YNode *config = dbt_files_yaml(r->workspace, path);
  return (Package){dir, text_at(config, "name"), config, dbt_ignore_of(r->workspace, dir)};
}

static void read_package(Reading *r, const Package *package) {
  static const struct {
    const char *key, *preset;
  } folders[] = {{"model-paths", "models"},     {"seed-paths", "seeds"},   {"snapshot-paths", "snapshots"},
                 {"analysis-paths", "analyses"}, {"macro-paths", "macros"}, {"test-paths", "tests"},
                 {"function-paths", "functions"}}; /* config/project.py, all_source_paths */
  enum { FOLDERS = COUNT(folders) };
  for (size_t i = 0; i < FOLDERS; i++) walk_all(r, package, folders[i].key, folders[i].preset, take_properties);
  walk_all(r, package, "model-paths", "models", take_model);
  walk_all(r, package, "seed-paths", "seeds", take_seed);
  walk_all(r, package, "snapshot-paths", "snapshots", take_snapshots);
  for (size_t i = 0; i < FOLDERS; i++) walk_all(r, package, folders[i].key, folders[i].preset, take_yaml_nodes);
}

static bool has(Reading *r, Str dir, const char *name) {
  return workspace_is_file(r->workspace, path_join(r->heap->arena, dir, str_of(name)));
}

size_t dbt_files_packages(Workspace *workspace, Arena *arena, Str dir) {
  static const char *const files[] = {"packages.yml", "dependencies.yml"};
  size_t n = 0;
  for (size_t i = 0; i < COUNT(files); i++) {
    const YNode *yaml = dbt_files_yaml(workspace, path_join(arena, dir, str_of(files[i])));
    const YNode *list = yaml ? ynode_get(yaml, "packages") : NULL;
    n += list && list->kind == Y_LIST ? list->n : 0;
  }
  return n;
}

/* Packages are read where `dbt deps` has put them; each may have brought others. */
static void find_packages(Reading *r, StrList *dirs) {
  NameList names = {0};
  Arena *arena = r->heap->arena;
  Str place = text_at(r->root.config, "packages-install-path");
  Str folder = path_join(arena, r->root.dir, place.n ? place : STR("dbt_packages"));
  bool wanted = has(r, r->root.dir, "packages.yml") || has(r, r->root.dir, "dependencies.yml");
  bool is_there = dbt_files_inside(r->workspace, r->root.dir, folder) && workspace_list(r->workspace, folder, &names);
  bool missing = !is_there && wanted;
  for (size_t i = 0; i < names.n; i++) {
    Str dir = path_join(arena, folder, names.at[i]);
    if (has(r, dir, "dbt_project.yml")) VEC_PUSH(arena, dirs, dir);
  }
  if (missing || dirs->n < dbt_files_packages(r->workspace, arena, r->root.dir))
    incomplete(r, STR("the packages of the dbt project are not installed"));
}

/* The type that all outputs of the project's profile have; empty: not known. */
static Str adapter_of(Reading *r) {
  Arena *arena = r->heap->arena;
  const YNode *profiles = dbt_files_yaml(r->workspace, path_join(arena, r->root.dir, STR("profiles.yml")));
  const YNode *profile = profiles ? below(profiles, text_at(r->root.config, "profile")) : NULL;
  const YNode *outputs = profile ? ynode_get(profile, "outputs") : NULL;
  Str adapter = {"", 0};
  for (size_t i = 0; outputs && outputs->kind == Y_MAP && i < outputs->n; i++) {
    Str type = text_at(outputs->pairs[i].value, "type");
    if (adapter.n && !str_eq(adapter, type)) return (Str){"", 0};
    adapter = type;
  }
  return str_find(adapter, STR("{"), 0) == SIZE_MAX ? adapter : (Str){"", 0};
}

static Value selectors_of(Reading *r) {
  Arena *arena = r->heap->arena;
  Str path = path_join(arena, r->root.dir, STR("selectors.yml"));
  const YNode *yaml = dbt_files_yaml(r->workspace, path);
  const YNode *list = yaml ? ynode_get(yaml, "selectors") : NULL;
  if (!yaml && workspace_is_file(r->workspace, path)) return VALUE_ABSENT;
  Value selectors = value_dict(r->heap);
  for (size_t i = 0; list && list->kind == Y_LIST && i < list->n; i++) {
    Value selector = dbt_files_value(r->heap, list->items[i]);
    dict_put(r->heap, selectors.dict, value_str(text_at(list->items[i], "name")), selector);
  }
  return selectors;
}

Str dbt_files_target(Workspace *workspace, Heap *heap, Str dir) {
  Str path = path_join(heap->arena, dir, STR("dbt_project.yml"));
  Str target = text_at(dbt_files_yaml(workspace, path), "target-path");
  return target.n && str_find(target, STR("{"), 0) == SIZE_MAX ? target : STR("target");
}

void dbt_files_read(Workspace *workspace, Heap *heap, Str dir, DbtProject *project) {
  Reading r = {.workspace = workspace, .heap = heap, .project = project};
  StrList packages = {0};
  r.root = package_in(&r, dir);
  project->name = r.root.name;
  if (!r.root.config) {
    incomplete(&r, STR("the dbt project has no dbt_project.yml that can be read"));
    return;
  }
  project->has_ignored = !dbt_ignore_is_known(r.root.ignore);
  if (project->has_ignored) incomplete(&r, STR("the dbt project has a .dbtignore"));
  project->adapter = adapter_of(&r);
  project->selectors = selectors_of(&r);
  find_packages(&r, &packages);
  project->has_packages = packages.n > 0;
  walk_all(&r, &r.root, "macro-paths", "macros", take_macro);
  for (size_t i = 0; i < packages.n; i++) {
    Package package = package_in(&r, packages.at[i]);
    walk_all(&r, &package, "macro-paths", "macros", take_macro);
  }
  read_package(&r, &r.root);
  take_templates(&r, &r.root);
  for (size_t i = 0; i < packages.n; i++) {
    Package *package = ARENA_NEW(heap->arena, Package);
    *package = package_in(&r, packages.at[i]);
    read_package(&r, package);
  }
  link_references(&r);
}
