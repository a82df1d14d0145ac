#include "compiler/settings.h"

#include "runtime/core/version.h"

typedef struct Reader {
  Workspace *workspace;
  const Source *source;
  Settings *settings;
} Reader;

static void wrong_type(const Reader *reader, Str key, const YNode *value, const char *wanted) {
  diag_report(reader->workspace->sink, DIAG_WRONG_TYPE, (Place){reader->source, value->span},
              DIAG_ARGS(key, str_of(wanted), str_of(ynode_describe(value))));
}

static bool is_text(const YNode *node) { return node->kind == Y_SCALAR && node->value.kind == V_STR; }

/* ---- one reader for each key ---- */

static void read_template_vars(const Reader *reader, const YPair *pair) {
  reader->settings->template_vars = pair->value;
  if (pair->value->kind != Y_MAP) wrong_type(reader, pair->key->text, pair->value, "a mapping of names to values");
}

static void read_treat_as_dbt(const Reader *reader, const YPair *pair) {
  reader->settings->treat_as_dbt = pair->value;
  if (pair->value->kind != Y_LIST) wrong_type(reader, pair->key->text, pair->value, "a list of component types");
}

static void read_strict(const Reader *reader, const YPair *pair) {
  bool is_bool = pair->value->kind == Y_SCALAR && pair->value->value.kind == V_BOOL;
  if (is_bool)
    reader->settings->strict = pair->value->value.i != 0;
  else
    wrong_type(reader, pair->key->text, pair->value, "true or false");
}

static void read_codes(const Reader *reader, const YPair *pair, bool set[DIAG_COUNT]) {
  const YNode *list = pair->value;
  if (list->kind != Y_LIST) {
    wrong_type(reader, pair->key->text, list, "a list of codes");
    return;
  }
  for (size_t i = 0; i < list->n; i++) {
    const YNode *item = list->items[i];
    if (is_text(item) && rules_add(set, item->text)) continue;
    Diag *diag = diag_report(reader->workspace->sink, DIAG_WRONG_VALUE, (Place){reader->source, item->span},
                             DIAG_ARGS(item->kind == Y_SCALAR ? item->text : STR("..."), pair->key->text));
    diag->hint = str_cat(reader->workspace->arena, STR("codes look like DP0412, families like DP04"),
                         rules_meant(reader->workspace->arena, item->kind == Y_SCALAR ? item->text : STR("")));
  }
}

static void read_rules(const Reader *reader, const YPair *pair) {
  reader->settings->rules.has_only = pair->value->kind == Y_LIST;
  read_codes(reader, pair, reader->settings->rules.only);
}

static void read_exclude_rules(const Reader *reader, const YPair *pair) {
  read_codes(reader, pair, reader->settings->rules.excluded);
}

/* ---- emit ---- */

static const Str EMIT_KEYS[] = {
    STR_INIT("name"),      STR_INIT("image"),   STR_INIT("dbt"),   STR_INIT("dbtplan"),
    STR_INIT("plan"),      STR_INIT("state"),   STR_INIT("env"),   STR_INIT("concurrency"),
    STR_INIT("retries"),   STR_INIT("timeout"), STR_INIT("delay"), STR_INIT("project-dir"),
    STR_INIT("host-zone"), STR_INIT("catchup"), STR_INIT("pool"),  STR_INIT("airflow-partitions")};
enum { EMIT_KEY_COUNT = COUNT(EMIT_KEYS) };

static void unknown_key(const Reader *reader, const YNode *key, const Str *names, size_t n) {
  Diag *diag = diag_report(reader->workspace->sink, DIAG_UNKNOWN_KEY, (Place){reader->source, key->span},
                           DIAG_ARGS(key->kind == Y_SCALAR ? key->text : STR("...")));
  Str near = key->kind == Y_SCALAR ? str_nearest(key->text, names, n) : STR("");
  if (near.n) diag->hint = str_printf(reader->workspace->arena, "did you mean '%.*s'?", STR_FMT(near));
}

static bool is_text_or_number(const YNode *node) {
  return is_text(node) || (node->kind == Y_SCALAR && node->value.kind == V_INT);
}

static bool is_switch(Str key) { return str_is(key, "catchup") || str_is(key, "airflow-partitions"); }

static bool is_yes_or_no(const YNode *node) { return node->kind == Y_SCALAR && node->value.kind == V_BOOL; }

static bool is_list_of_texts(const YNode *node) {
  bool sound = node->kind == Y_LIST;
  for (size_t i = 0; sound && i < node->n; i++) sound = is_text(node->items[i]);
  return sound;
}

static void read_emit_pair(const Reader *reader, const YPair *pair) {
  Str key = pair->key->kind == Y_SCALAR ? pair->key->text : STR("");
  size_t i = 0;
  while (i < EMIT_KEY_COUNT && !str_eq(key, EMIT_KEYS[i])) i++;
  if (i == EMIT_KEY_COUNT)
    unknown_key(reader, pair->key, EMIT_KEYS, EMIT_KEY_COUNT);
  else if (str_is(key, "env") && !is_list_of_texts(pair->value))
    wrong_type(reader, key, pair->value, "a list of names");
  else if (is_switch(key) && !is_yes_or_no(pair->value))
    wrong_type(reader, key, pair->value, "true or false");
  else if (!str_is(key, "env") && !is_switch(key) && !is_text_or_number(pair->value))
    wrong_type(reader, key, pair->value, "text or a number");
}

static void read_emit(const Reader *reader, const YPair *pair) {
  reader->settings->emit = pair->value;
  if (pair->value->kind != Y_MAP) {
    wrong_type(reader, pair->key->text, pair->value, "a mapping");
    return;
  }
  for (size_t i = 0; i < pair->value->n; i++) read_emit_pair(reader, &pair->value->pairs[i]);
}

/* ---- required-version: ">=0.1, <0.3" ---- */

/* The next number of a version, and behind its dot; nothing more is 0, so that 1.2 is 1.2.0. */
static uint32_t version_part(Str *version) {
  uint32_t part = 0;
  size_t at = 0;
  for (; at < version->n && char_is_digit(version->p[at]) && at < 9; at++)
    part = part * 10 + (uint32_t)(version->p[at] - '0');
  *version = str_sub(*version, at + 1, version->n);
  return part;
}

static int compare_versions(Str a, Str b) {
  while (a.n || b.n) {
    uint32_t x = version_part(&a), y = version_part(&b);
    if (x != y) return x < y ? -1 : 1;
  }
  return 0;
}

static bool is_version(Str text) {
  for (size_t i = 0; i < text.n; i++)
    if (text.p[i] != '.' && (text.p[i] < '0' || text.p[i] > '9')) return false;
  return text.n > 0;
}

static const struct {
  Str sign;
  bool below, same, above; /* which versions fit */
} SIGNS[] = {{STR_INIT(">="), false, true, true},  {STR_INIT("<="), true, true, false},
             {STR_INIT("=="), false, true, false}, {STR_INIT("!="), true, false, true},
             {STR_INIT(">"), false, false, true},  {STR_INIT("<"), true, false, false},
             {STR_INIT(""), false, true, false}};

/* Whether this program fits one clause; false in `*sound` where it is none. */
static bool fits_clause(Str clause, bool *sound) {
  size_t i = 0;
  while (!str_starts(clause, SIGNS[i].sign)) i++;
  Str version = str_trim(str_sub(clause, SIGNS[i].sign.n, clause.n));
  *sound = *sound && is_version(version);
  int order = *sound ? compare_versions(STR(DBTPLAN_VERSION), version) : 0;
  return order < 0 ? SIGNS[i].below : order > 0 ? SIGNS[i].above : SIGNS[i].same;
}

static void read_required_version(const Reader *reader, const YPair *pair) {
  DiagSink *sink = reader->workspace->sink;
  Str wanted = pair->value->kind == Y_SCALAR ? pair->value->text : STR("");
  bool sound = true, fits = true;
  StrList clauses = {0};
  str_parts(sink->arena, wanted, ',', &clauses);
  for (size_t i = 0; i < clauses.n; i++) fits &= fits_clause(str_trim(clauses.at[i]), &sound);
  Place place = {reader->source, pair->value->span};
  if (!sound) {
    Diag *diag = diag_report(sink, DIAG_WRONG_VALUE, place, DIAG_ARGS(wanted, pair->key->text));
    diag->hint = STR("write a version, or bounds with commas between: '>=0.1, <0.3'");
  } else if (!fits) {
    diag_report(sink, DIAG_OTHER_VERSION, place, DIAG_ARGS(wanted, STR(DBTPLAN_VERSION)));
  }
}

/* ---- the file ---- */

static const struct {
  Str key;
  void (*read)(const Reader *reader, const YPair *pair);
} KEYS[] = {{STR_INIT("template_vars"), read_template_vars},
            {STR_INIT("treat_as_dbt"), read_treat_as_dbt},
            {STR_INIT("required-version"), read_required_version},
            {STR_INIT("strict"), read_strict},
            {STR_INIT("rules"), read_rules},
            {STR_INIT("exclude-rules"), read_exclude_rules},
            {STR_INIT("emit"), read_emit}};
enum { KEY_COUNT = COUNT(KEYS) };

static void read_pair(Workspace *workspace, const Source *source, const YPair *pair, Settings *settings) {
  Reader reader = {workspace, source, settings};
  for (size_t i = 0; i < KEY_COUNT; i++) {
    if (pair->key->kind != Y_SCALAR || !str_eq(pair->key->text, KEYS[i].key)) continue;
    KEYS[i].read(&reader, pair);
    return;
  }
  Str names[KEY_COUNT];
  for (size_t i = 0; i < KEY_COUNT; i++) names[i] = KEYS[i].key;
  unknown_key(&reader, pair->key, names, KEY_COUNT);
}

static void read_document(Workspace *workspace, const Source *source, Settings *settings) {
  YDocuments documents = {0};
  if (!ydocument_parse(workspace->arena, workspace->sink, source, &documents)) return;
  const YNode *document = documents.n ? documents.at[0] : NULL;
  Reader reader = {workspace, source, settings};
  if (document && document->kind != Y_MAP) wrong_type(&reader, STR(SETTINGS_NAME), document, "a mapping");
  for (size_t i = 0; document && document->kind == Y_MAP && i < document->n; i++)
    read_pair(workspace, source, &document->pairs[i], settings);
}

/* The same file as people name it too, which nothing reads. */
static void look_beside(Workspace *workspace, Str root) {
  const Source *source;
  Str path = path_join(workspace->arena, root, STR(SETTINGS_MISNAMED));
  if (!workspace_is_file(workspace, path)) return;
  Str name = project_shown_name(workspace, path);
  if (workspace_read(workspace, path, name, &source) != READ_OK) return;
  diag_report(workspace->sink, DIAG_SETTINGS_MISNAMED, (Place){source, {0, 0}}, DIAG_ARGS(name, STR(SETTINGS_NAME)));
}

static const Settings *read_settings(Workspace *workspace, Str root) {
  const Source *source;
  Settings *settings = ARENA_NEW(workspace->arena, Settings);
  map_put(workspace->arena, &workspace->settings, root, settings);
  Str path = path_join(workspace->arena, root, STR(SETTINGS_NAME));
  if (!workspace_is_file(workspace, path)) {
    look_beside(workspace, root);
    return settings;
  }
  Str name = project_shown_name(workspace, path);
  ReadStatus status = workspace_read(workspace, path, name, &source);
  if (status == READ_OK)
    read_document(workspace, source, settings);
  else
    diag_report(workspace->sink, DIAG_CANNOT_READ, PLACE_NONE, DIAG_ARGS(name, str_of(workspace_read_error(status))));
  return settings;
}

const Settings *settings_of(Workspace *workspace, const Project *project) {
  const Settings *settings = map_get(&workspace->settings, project->root);
  if (settings) return settings;
  bool reached = workspace_below(workspace);
  settings = read_settings(workspace, str_copy(workspace->arena, project->root));
  workspace_above(workspace, reached);
  return settings;
}

const Settings *settings_at(const Workspace *workspace, Str path) {
  static const Settings none;
  const Settings *settings = &none;
  size_t length = 0;
  for (size_t i = 0; i < workspace->settings.n; i++) {
    Str root = workspace->settings.at[i].key;
    bool holds = str_starts(path, root) && (path.n == root.n || path.p[root.n] == '/' || root.n == 1);
    if (!holds || root.n < length) continue;
    length = root.n;
    settings = workspace->settings.at[i].value;
  }
  return settings;
}

/* ---- values ---- */

static const YNode *member(const YNode *map, Str key) {
  for (size_t i = 0; map && map->kind == Y_MAP && i < map->n; i++)
    if (!map->pairs[i].shadowed && str_eq(map->pairs[i].key->text, key)) return map->pairs[i].value;
  return NULL;
}

static Value value_of(Heap *heap, const YNode *node) {
  if (node->kind == Y_SCALAR) return node->value;
  Value all = node->kind == Y_LIST ? value_list(heap, node->n) : value_dict(heap);
  for (size_t i = 0; node->kind == Y_LIST && i < node->n; i++) list_push(heap, all, value_of(heap, node->items[i]));
  for (size_t i = 0; node->kind == Y_MAP && i < node->n; i++)
    if (!node->pairs[i].shadowed)
      dict_put(heap, all.dict, value_of(heap, node->pairs[i].key), value_of(heap, node->pairs[i].value));
  return all;
}

Value settings_var(Heap *heap, const Settings *settings, Str module, Str name) {
  const YNode *of_module = member(settings->template_vars, module);
  const YNode *value = of_module && of_module->kind == Y_MAP ? member(of_module, name) : NULL;
  if (!value) value = member(settings->template_vars, name);
  return value ? value_of(heap, value) : VALUE_ABSENT;
}

bool settings_emit_switch(const Settings *settings, Str key) {
  const YNode *value = member(settings->emit, key);
  return value && is_yes_or_no(value) && value->value.i;
}

Str settings_emit(const Settings *settings, Str key) {
  const YNode *value = member(settings->emit, key);
  return value && is_text_or_number(value) ? value->text : STR("");
}

StrList settings_emit_env(Arena *arena, const Settings *settings) {
  StrList names = {0};
  const YNode *list = member(settings->emit, STR("env"));
  for (size_t i = 0; list && is_list_of_texts(list) && i < list->n; i++) VEC_PUSH(arena, &names, list->items[i]->text);
  return names;
}

/* ---- types ---- */

bool settings_treats(const Settings *settings, Str type) {
  const YNode *types = settings->treat_as_dbt;
  if (!types || types->kind != Y_LIST) return false;
  for (size_t i = 0; i < types->n; i++)
    if (types->items[i]->kind == Y_SCALAR && str_eq(types->items[i]->text, type)) return true;
  return false;
}
