#include "compiler/dbt/assets.h"

#include "runtime/core/limits.h"

/* ---- from nodes to assets ---- */

static bool becomes_asset(const DbtNode *node) {
  return (node->type == DBT_TYPE_MODEL || node->type == DBT_TYPE_SEED || node->type == DBT_TYPE_SNAPSHOT) &&
         !node->ephemeral;
}

static bool is_sure(const DbtNode *node) { return !(node->unknown & (DBT_UNKNOWN_KIND | DBT_UNKNOWN_ENABLED)); }

/* dagster/_utils/tags.py, VALID_TAG_KEY_REGEX: the dbt tags that become tags of the asset. */
static bool is_tag_key(Str key) {
  size_t length = 0, slashes = 0;
  bool is_kind = str_starts(key, STR("dagster/kind/"));
  for (size_t i = is_kind ? 13 : 0; i < key.n; i++) {
    char c = key.p[i];
    bool word = char_is_letter(c) || char_is_digit(c) || strchr("_.-", c);
    if (c == '/' && length && !slashes++ && !is_kind)
      length = 0;
    else if (!word || !c || ++length > 63)
      return false;
  }
  return length > 0;
}

static unsigned unknown_of(const DbtNode *node, Str adapter) {
  static const struct {
    unsigned of_node, of_asset;
  } rows[] = {{DBT_UNKNOWN_KEY, ASSET_UNKNOWN_KEY},
              {DBT_UNKNOWN_TAGS, ASSET_UNKNOWN_TAGS},
              {DBT_UNKNOWN_GROUP, ASSET_UNKNOWN_GROUP | ASSET_UNKNOWN_OWNERS},
              {DBT_UNKNOWN_META, ASSET_UNKNOWN_OWNERS}};
  unsigned unknown = becomes_asset(node) && !adapter.n ? ASSET_UNKNOWN_KINDS : 0;
  for (size_t i = 0; i < COUNT(rows); i++)
    if (node->unknown & rows[i].of_node) unknown |= rows[i].of_asset;
  return unknown;
}

static Str joined_key(Arena *arena, const StrList *key) {
  Str text = key->n ? key->at[0] : (Str){"", 0};
  for (size_t i = 1; i < key->n; i++) text = str_printf(arena, "%.*s/%.*s", STR_FMT(text), STR_FMT(key->at[i]));
  return text;
}

static Asset own_asset(Arena *arena, Str adapter, const DbtNode *node, Verdict own) {
  Asset asset = {.node = node, .own = own, .key = joined_key(arena, &node->key), .owners = node->owners};
  asset.adapter = adapter;
  asset.group = node->asset_group;
  asset.partitions = STR("none");
  asset.unknown = unknown_of(node, adapter);
  if (node->unknown & DBT_UNKNOWN_KIND) asset.own = verdict_and(own, VERDICT_MAYBE);
  for (size_t i = 0; i < node->tags.n; i++)
    if (is_tag_key(node->tags.at[i])) VEC_PUSH(arena, &asset.tags, (AssetTag){node->tags.at[i], {"", 0}});
  VEC_PUSH(arena, &asset.kinds, STR("dbt"));
  if (adapter.n && !str_is(adapter, "dbt")) VEC_PUSH(arena, &asset.kinds, adapter);
  return asset;
}

/* Of a source only the key is told. */
static Asset translated_asset(Arena *arena, Str adapter, const DbtNode *node) {
  Asset asset = own_asset(arena, adapter, node, VERDICT_YES);
  asset.unknown |= ASSET_UNKNOWN_DEPS;
  if (node->type == DBT_TYPE_SOURCE)
    asset.unknown |= ASSET_UNKNOWN_TAGS | ASSET_UNKNOWN_GROUP | ASSET_UNKNOWN_OWNERS | ASSET_UNKNOWN_KINDS;
  return asset;
}

Asset asset_of_node(Arena *arena, const Asset *asset) {
  if (asset->before) return *asset->before;
  if (!asset->node) return *asset;
  Asset bare = translated_asset(arena, asset->adapter, asset->node);
  bool is_bare = asset->own != VERDICT_NO && !(asset->unknown & ASSET_UNKNOWN_DEPS);
  for (size_t i = 0; i < asset->deps.n; i++) is_bare &= asset->deps.at[i].node != NULL;
  if (asset->is_virtual) VEC_PUSH(arena, &bare.kinds, STR("view"));
  if (is_bare) bare.deps = asset->deps, bare.unknown &= ~(unsigned)ASSET_UNKNOWN_DEPS;
  return bare;
}

static Asset external_asset(Arena *arena, const DbtNode *node) {
  Asset asset = {.node = node, .own = VERDICT_NO, .key = joined_key(arena, &node->key)};
  asset.group = STR("default");
  asset.partitions = STR("none");
  asset.unknown = node->unknown & DBT_UNKNOWN_KEY ? ASSET_UNKNOWN_KEY : 0;
  return asset;
}

typedef struct Making {
  Arena *arena;
  const DbtProject *project;
  VEC(Asset) assets;
  uint32_t *number; /* of a node's asset, plus 1; 0: it has none */
} Making;

static uint32_t take(Making *m, uint32_t node, Asset asset) {
  VEC_PUSH(m->arena, &m->assets, asset);
  return m->number[node] = (uint32_t)m->assets.n;
}

typedef VEC(uint32_t) Numbers;

/* The nodes that an asset depends on: through what is no asset to the assets and sources behind. */
static void parents_of(Making *m, const DbtNode *node, uint8_t *seen, Numbers *parents, bool *unsure) {
  *unsure |= (node->unknown & DBT_UNKNOWN_PARENTS) != 0;
  for (size_t i = 0; i < node->parents.n; i++) {
    uint32_t number = node->parents.at[i];
    const DbtNode *parent = &m->project->nodes.at[number];
    if (seen[number]) continue;
    seen[number] = true;
    *unsure |= (parent->unknown & DBT_UNKNOWN_KIND) != 0;
    if (becomes_asset(parent) || parent->type == DBT_TYPE_SOURCE)
      VEC_PUSH(m->arena, parents, number);
    else
      parents_of(m, parent, seen, parents, unsure);
  }
}

/* What each of the own assets depends on. */
static void take_deps(Making *m) {
  for (size_t i = 0; i < m->assets.n; i++) {
    Numbers parents = {0};
    bool unsure = false;
    Asset *asset = &m->assets.at[i];
    parents_of(m, asset->node, ARENA_ARRAY(m->arena, uint8_t, m->project->nodes.n), &parents, &unsure);
    if (unsure) asset->unknown |= ASSET_UNKNOWN_DEPS;
    for (size_t p = 0; p < parents.n; p++)
      VEC_PUSH(m->arena, &asset->deps, (AssetDep){.node = &m->project->nodes.at[parents.at[p]]});
  }
}

Assets *assets_of(Arena *arena, const DbtProject *project, const uint8_t *selected) {
  Making m = {.arena = arena, .project = project, .number = ARENA_ARRAY(arena, uint32_t, project->nodes.n)};
  Assets *assets = ARENA_NEW(arena, Assets);
  for (size_t i = 0; i < project->nodes.n; i++) {
    const DbtNode *node = &project->nodes.at[i];
    if (selected[i] != VERDICT_NO && becomes_asset(node))
      take(&m, (uint32_t)i, own_asset(arena, project->adapter, node, selected[i]));
  }
  take_deps(&m);
  *assets = (Assets){.arena = arena,
                     .at = m.assets.at, .n = m.assets.n, .cap = m.assets.cap, .own = m.assets.n, .number = m.number,
                     .project = project, .incomplete = project->incomplete};
  assets_link(assets);
  return assets;
}

/* dagster_dbt_translator.py, get_asset_spec */
void assets_take_views(Arena *arena, Assets *assets, Verdict is_set) {
  for (size_t i = 0; is_set != VERDICT_NO && i < assets->own; i++) {
    Asset *asset = &assets->at[i];
    Value made = dbt_value(asset->node->config, "materialized");
    bool is_told = value_is_str(made) && is_set == VERDICT_YES && is_sure(asset->node);
    asset->is_virtual = is_told && str_is(value_text(made), "view");
    if (asset->is_virtual) VEC_PUSH(arena, &asset->kinds, STR("view"));
    if (!is_told) asset->unknown |= ASSET_UNKNOWN_KINDS;
  }
}

/* ---- what depends on what ---- */

static AssetLinks links_of(const Asset *asset) {
  unsigned unknown = asset->unknown & (ASSET_UNKNOWN_KEY | ASSET_UNKNOWN_DEPS);
  return (AssetLinks){asset->key, unknown, asset->deps.at, asset->deps.n};
}

/* Of texts and lists only the places are compared: neither is written over. */
static bool is_linked(const Assets *assets) {
  bool is_same = assets->linked.n == assets->n;
  for (size_t i = 0; is_same && i < assets->n; i++) {
    AssetLinks now = links_of(&assets->at[i]), then = assets->linked.at[i];
    is_same = now.key.p == then.key.p && now.key.n == then.key.n && now.unknown == then.unknown &&
              now.deps == then.deps && now.n == then.n;
  }
  return is_same;
}

static void take_name(Assets *assets, uint32_t number) {
  const Asset *asset = &assets->at[number];
  bool is_known = !(asset->unknown & ASSET_UNKNOWN_KEY);
  assets->unknown_keys += !is_known;
  if (is_known && !map_entry(&assets->keys, asset->key))
    map_put(assets->arena, &assets->keys, asset->key, (void *)(uintptr_t)(number + 1));
}

static uint32_t add_external(Assets *assets, Asset asset) {
  uint32_t number = (uint32_t)assets->n;
  VEC_PUSH(assets->arena, assets, asset);
  take_name(assets, number);
  graph_grow(assets->arena, &assets->graph, assets->n);
  return number;
}

/* The asset of a node, which becomes an external one where it is none. */
static uint32_t number_of_node(Assets *assets, const DbtNode *node) {
  uint32_t *number = &assets->number[node - assets->project->nodes.at];
  if (!*number) *number = add_external(assets, external_asset(assets->arena, node)) + 1;
  return *number - 1;
}

/* The same of a key; `*unsure`: it may be that of an asset whose key is not known. */
static uint32_t number_of_key(Assets *assets, Str key, bool *unsure) {
  uintptr_t found = (uintptr_t)map_get(&assets->keys, key);
  Asset none = {.own = VERDICT_NO, .key = key, .group = STR("default"), .partitions = STR("none")};
  uint32_t number = found ? (uint32_t)found - 1 : add_external(assets, none);
  *unsure |= !assets->at[number].node && assets->unknown_keys;
  return number;
}

static void link_asset(Assets *assets, uint32_t asset) {
  bool unsure = assets->at[asset].unknown & ASSET_UNKNOWN_DEPS;
  for (size_t d = 0; d < assets->at[asset].deps.n; d++) {
    AssetDep dep = assets->at[asset].deps.at[d];
    uint32_t parent = dep.node ? number_of_node(assets, dep.node) : number_of_key(assets, dep.key, &unsure);
    if (parent != asset) graph_edge(assets->arena, &assets->graph, asset, parent);
  }
  assets->graph.nodes[asset].unsure = unsure;
}

void assets_link(Assets *assets) {
  if (is_linked(assets)) return;
  map_clear(&assets->keys);
  graph_clear(&assets->graph);
  graph_grow(assets->arena, &assets->graph, assets->n);
  assets->unknown_keys = 0;
  for (size_t i = 0; i < assets->n; i++) take_name(assets, (uint32_t)i);
  for (size_t i = 0; i < assets->own; i++) link_asset(assets, (uint32_t)i);
  assets->linked.n = 0;
  for (size_t i = 0; i < assets->n; i++) VEC_PUSH(assets->arena, &assets->linked, links_of(&assets->at[i]));
}

void assets_name_deps(Assets *assets) {
  for (size_t i = 0; i < assets->own; i++) {
    AssetDep *dep = assets->at[i].deps.n == 1 ? &assets->at[i].deps.at[0] : NULL;
    if (!dep || !dep->node) continue;
    const Asset *parent = &assets->at[number_of_node(assets, dep->node)];
    if (!(parent->unknown & ASSET_UNKNOWN_KEY)) dep->key = parent->key;
  }
}

bool assets_has(const Assets *assets, size_t asset) {
  return asset < assets->own || assets->graph.nodes[asset].children.n;
}

const AssetDep *assets_own_dep(const Assets *assets, size_t asset) {
  const Asset *at = &assets->at[asset];
  if (at->own != VERDICT_YES || at->unknown & ASSET_UNKNOWN_KEY) return NULL;
  for (size_t i = 0; i < at->deps.n; i++) {
    const AssetDep *dep = &at->deps.at[i];
    if (!dep->node && !dep->is_mapped && str_eq(dep->key, at->key)) return dep;
  }
  return NULL;
}

Asset *assets_external(const Assets *assets, const DbtNode *node) {
  uint32_t number = assets->number[node - assets->project->nodes.at];
  return number > assets->own ? &assets->at[number - 1] : NULL;
}

/* ---- beyond the own assets ---- */

typedef struct Climb {
  uint8_t *seen; /* of each node of the project */
  Numbers queue;
} Climb;

static void climb_from(Arena *arena, const DbtNode *node, Climb *climb) {
  bool unsure = node->unknown & DBT_UNKNOWN_PARENTS;
  for (size_t i = 0; !unsure && i < node->parents.n; i++) {
    uint32_t parent = node->parents.at[i];
    if (!climb->seen[parent]) VEC_PUSH(arena, &climb->queue, parent);
    climb->seen[parent] = true;
  }
}

/* dagster_dbt/dagster_dbt_translator.py, get_asset_spec and _colliding_source_keys; asset_utils.py,
 * get_upstream_unique_ids. */
AssetList assets_upstream(Arena *arena, const Assets *assets) {
  const DbtNodes *nodes = &assets->project->nodes;
  Climb climb = {.seen = ARENA_ARRAY(arena, uint8_t, nodes->n + 1)};
  AssetList upstream = {0};
  for (size_t i = 0; i < assets->n; i++) {
    const Asset *asset = &assets->at[i];
    if (asset->own != VERDICT_NO) climb.seen[asset->node - nodes->at] = true;
  }
  for (size_t i = 0; i < assets->n; i++)
    if (assets->at[i].own == VERDICT_YES) climb_from(arena, assets->at[i].node, &climb);
  bool has_source = false;
  for (size_t i = 0; i < climb.queue.n; i++) {
    const DbtNode *node = &nodes->at[climb.queue.at[i]];
    bool is_source = node->type == DBT_TYPE_SOURCE;
    if (!is_sure(node)) continue;
    has_source |= is_source;
    if (becomes_asset(node) || is_source)
      VEC_PUSH(arena, &upstream, translated_asset(arena, assets->project->adapter, node));
    climb_from(arena, node, &climb);
  }
  for (size_t i = 0; has_source && assets->tells_sources && i < nodes->n; i++) {
    const DbtNode *node = &nodes->at[i];
    if (node->type == DBT_TYPE_SOURCE && is_sure(node) && !climb.seen[i])
      VEC_PUSH(arena, &upstream, translated_asset(arena, assets->project->adapter, node));
  }
  return upstream;
}

/* ---- selections ---- */

typedef struct Asking {
  Arena *arena;
  const Assets *assets;
  AssetsAsked *asked;
} Asking;

/* `*` is any text; every other character is itself. */
static bool star_fits(Str text, Str pattern) {
  size_t t = 0, p = 0, star = SIZE_MAX, from = 0;
  while (t < text.n) {
    if (p < pattern.n && pattern.p[p] == '*') {
      star = p++, from = t;
    } else if (p < pattern.n && pattern.p[p] == text.p[t]) {
      p++, t++;
    } else {
      if (star == SIZE_MAX) return false;
      p = star + 1, t = ++from;
    }
  }
  while (p < pattern.n && pattern.p[p] == '*') p++;
  return p == pattern.n;
}

static Verdict fits(const Asset *asset, unsigned unknown, bool yes) {
  return asset->unknown & unknown ? VERDICT_MAYBE : yes ? VERDICT_YES : VERDICT_NO;
}

static bool holds(const StrList *texts, Str text) {
  for (size_t i = 0; i < texts->n; i++)
    if (str_eq(texts->at[i], text)) return true;
  return false;
}

/* Kinds are tags too: `dagster/kind/duckdb`. */
static Verdict by_tag(const Asset *asset, const Selection *s) {
  const Str prefix = STR("dagster/kind/");
  bool kind = str_starts(s->text, prefix) && !s->value.n;
  if (kind) return fits(asset, ASSET_UNKNOWN_KINDS, holds(&asset->kinds, str_sub(s->text, prefix.n, s->text.n)));
  for (size_t i = 0; i < asset->tags.n; i++)
    if (str_eq(asset->tags.at[i].key, s->text) && str_eq(asset->tags.at[i].value, s->value)) return VERDICT_YES;
  return fits(asset, ASSET_UNKNOWN_TAGS, false);
}

static Verdict by_kind(const Asset *asset, const Selection *s) {
  if (s->null) return fits(asset, 0, asset->kinds.n == 0);
  if (holds(&asset->kinds, s->text)) return VERDICT_YES;
  return fits(asset, ASSET_UNKNOWN_KINDS, false);
}

static Verdict by_is(const Asset *asset, const Selection *s) {
  return str_is(s->text, "materializable") ? asset->own : verdict_not(asset->own);
}

static Verdict by_partitions(const Asset *asset, const Selection *s) {
  return fits(asset, ASSET_UNKNOWN_PARTITIONS, str_eq(asset->partitions, s->null ? STR("none") : s->text));
}

/* What one asset says by itself. */
static Verdict by_itself(const Asset *asset, const Selection *s) {
  bool group_fits = !s->null && s->text.n && star_fits(asset->group, s->text);
  switch (s->kind) {
    case SELECTION_KEY: return fits(asset, ASSET_UNKNOWN_KEY, star_fits(asset->key, s->text));
    case SELECTION_ASSET: return fits(asset, ASSET_UNKNOWN_KEY, str_eq(asset->key, s->text));
    case SELECTION_TAG: return by_tag(asset, s);
    case SELECTION_GROUP: return fits(asset, ASSET_UNKNOWN_GROUP, group_fits);
    case SELECTION_OWNER: return fits(asset, ASSET_UNKNOWN_OWNERS, !s->null && holds(&asset->owners, s->text));
    case SELECTION_KIND: return by_kind(asset, s);
    case SELECTION_IS: return by_is(asset, s);
    case SELECTION_PARTITIONS: return by_partitions(asset, s);
    default: return VERDICT_YES;
  }
}

/* Whether there may be external assets of which nothing is known. */
static bool has_other_deps(const Assets *assets) {
  bool found = false;
  for (size_t i = 0; i < assets->own; i++) found |= (assets->at[i].unknown & ASSET_UNKNOWN_DEPS) != 0;
  return found;
}

static void look_at_leaf(Asking *a, const Selection *s, const uint8_t *set) {
  bool found = a->assets->with_others || a->assets->incomplete.n || has_other_deps(a->assets);
  if (s->kind == SELECTION_REMOTE && !a->asked->remote.n) a->asked->remote = s->text;
  for (size_t i = 0; i < a->assets->n; i++) found |= set[i] != VERDICT_NO;
  if (s->kind == SELECTION_ASSET && !found && !a->asked->missing.n) a->asked->missing = s->text;
}

static uint8_t *leaf(Asking *a, const Selection *s) {
  uint8_t *set = graph_set(a->arena, a->assets->n, VERDICT_NO);
  for (size_t i = 0; i < a->assets->n; i++)
    if (assets_has(a->assets, i)) set[i] = (uint8_t)by_itself(&a->assets->at[i], s);
  look_at_leaf(a, s, set);
  return set;
}

static uint8_t *ask(Asking *a, const Selection *s);

static bool is_empty(const uint8_t *set, size_t n) {
  size_t i = 0;
  while (i < n && set[i] == VERDICT_NO) i++;
  return i == n;
}

/* What other components have may add to it; what is not found may be an asset of which nothing is known. */
static uint8_t *walk(Asking *a, const Selection *s) {
  const Graph *graph = &a->assets->graph;
  uint8_t *of = ask(a, s->a);
  GraphWay way = s->kind == SELECTION_UP ? GRAPH_UP : GRAPH_DOWN;
  uint8_t *set = graph_closure(a->arena, graph, of, way, s->depth);
  bool is_missing = way == GRAPH_DOWN && s->depth != 0 && is_empty(of, graph->n);
  for (size_t i = 0; i < graph->n; i++) {
    if (is_missing && graph->nodes[i].unsure) set[i] = VERDICT_MAYBE;
    if (s->kind == SELECTION_UP) set[i] = (uint8_t)verdict_and(set[i], a->assets->at[i].own);
    if (a->assets->with_others && s->depth != 0) set[i] = (uint8_t)verdict_or(set[i], VERDICT_MAYBE);
  }
  return set;
}

/* Those of the set that have no other of it below (sinks) or above (roots). */
static uint8_t *ends(Asking *a, const Selection *s) {
  const Graph *graph = &a->assets->graph;
  uint8_t *of = ask(a, s->a);
  GraphWay way = s->kind == SELECTION_SINKS ? GRAPH_UP : GRAPH_DOWN;
  uint8_t *reached = graph_reach(a->arena, graph, of, way, SELECTION_ANY_DEPTH);
  for (size_t i = 0; i < graph->n; i++) {
    Verdict end = verdict_not(reached[i]);
    if (a->assets->with_others) end = verdict_and(end, VERDICT_MAYBE);
    of[i] = (uint8_t)verdict_and(of[i], end);
  }
  return of;
}

static uint8_t *both(Asking *a, const Selection *s) {
  uint8_t *left = ask(a, s->a), *right = ask(a, s->b);
  for (size_t i = 0; i < a->assets->n; i++)
    left[i] = (uint8_t)(s->kind == SELECTION_AND ? verdict_and(left[i], right[i]) : verdict_or(left[i], right[i]));
  return left;
}

static uint8_t *ask(Asking *a, const Selection *s) {
  switch (s->kind) {
    case SELECTION_AND:
    case SELECTION_OR: return both(a, s);
    case SELECTION_UP:
    case SELECTION_DOWN: return walk(a, s);
    case SELECTION_SINKS:
    case SELECTION_ROOTS: return ends(a, s);
    case SELECTION_NOT: {
      uint8_t *set = ask(a, s->a);
      for (size_t i = 0; i < a->assets->n; i++) set[i] = (uint8_t)verdict_not(set[i]);
      return set;
    }
    default: return leaf(a, s);
  }
}

const uint8_t *assets_select(Arena *arena, Assets *assets, const Selection *selection, AssetsAsked *asked) {
  *asked = (AssetsAsked){0};
  assets_link(assets);
  Asking a = {arena, assets, asked};
  return ask(&a, selection);
}

/* ---- one key for several ---- */

/* dagster_dbt/asset_utils.py, build_dbt_specs: they are among the `key_by_unique_id` that it compares. */
static bool is_read_for_sure(const Assets *assets, size_t external) {
  const GraphNode *node = &assets->graph.nodes[external];
  if (!is_sure(assets->at[external].node)) return false;
  for (size_t i = 0; i < node->children.n; i++) {
    uint32_t child = node->children.at[i];
    if (assets->at[child].own == VERDICT_YES && !assets->graph.nodes[child].unsure) return true;
  }
  return false;
}

bool assets_read(const Assets *assets, const DbtNode *node) {
  for (size_t i = 0; i < assets->n; i++)
    if (assets->at[i].node == node) return assets->at[i].own == VERDICT_NO && is_read_for_sure(assets, i);
  return false;
}

bool assets_names(const Assets *assets, const DbtNode *node) {
  uint32_t number = assets->number[node - assets->project->nodes.at];
  return number && number <= assets->own ? assets->at[number - 1].own == VERDICT_YES : assets_read(assets, node);
}

bool assets_share_key(Workspace *workspace, Heap *heap, const BoundComponent *bound) {
  if (!bound->component->one_key_span.end) return false;
  const DbtProject *project = dbt_project_read(workspace, heap, bound->project_dir, STR(""));
  const uint8_t *selected = dbt_select_assets(heap, project, bound->select, bound->exclude, bound->selector);
  if (!selected) return false;
  const Assets *assets = assets_of(heap->arena, project, selected);
  size_t own = 0, read = 0;
  for (size_t i = 0; i < assets->n; i++) {
    own += assets->at[i].own == VERDICT_YES;
    read += assets->at[i].own == VERDICT_NO && is_read_for_sure(assets, i);
  }
  return own && own + read > 1;
}
