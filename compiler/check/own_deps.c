#include "compiler/check/own_deps.h"

#include "compiler/check/written.h"
#include "compiler/dbt/dbt_select.h"

typedef struct Own {
  Heap *heap;
  const BoundComponent *bound;
  DiagSink *sink;
  Str prefix; /* "shop/" */
  const DbtProject *project;
  const uint8_t *selected; /* a verdict for each of its nodes */
} Own;

static const YNode *below(const YNode *map, const char *key) {
  return map && map->kind == Y_MAP ? ynode_get(map, key) : NULL;
}

static bool is_plain(const YNode *yaml) {
  return yaml->kind == Y_SCALAR && yaml->value.kind == V_STR && str_find(yaml->text, STR("{"), 0) == SIZE_MAX;
}

/* "shop/" of `key_prefix: shop`, "" without one; false: the keys are not known. */
static bool read_prefix(Arena *arena, const YNode *translation, Str *prefix) {
  const YNode *yaml = below(translation, "key_prefix");
  *prefix = STR("");
  if (below(translation, "key") || (translation && translation->kind != Y_MAP)) return false;
  if (!yaml) return true;
  if (is_plain(yaml)) *prefix = str_cat(arena, yaml->text, STR("/"));
  return is_plain(yaml);
}

static Str key_of(const Own *own, const DbtNode *node) {
  Str key = own->prefix;
  for (size_t i = 0; i < node->key.n; i++)
    key = str_printf(own->heap->arena, "%.*s%s%.*s", STR_FMT(key), i ? "/" : "", STR_FMT(node->key.at[i]));
  return key;
}

/* Sources are no assets of the component, nor is what is never built. */
static bool is_asset(const DbtNode *node) {
  return !(node->unknown & (DBT_UNKNOWN_KEY | DBT_UNKNOWN_CONFIG | DBT_UNKNOWN_KIND)) && !node->ephemeral &&
         (node->type == DBT_TYPE_MODEL || node->type == DBT_TYPE_SEED || node->type == DBT_TYPE_SNAPSHOT);
}

static bool has_asset(const Own *own, Str key) {
  for (size_t i = 0; i < own->project->nodes.n; i++) {
    const DbtNode *node = &own->project->nodes.at[i];
    if (own->selected[i] == VERDICT_YES && is_asset(node) && str_eq(key_of(own, node), key)) return true;
  }
  return false;
}

static void judge(const Own *own, const YNode *deps) {
  for (size_t i = 0; deps && deps->kind == Y_LIST && i < deps->n; i++) {
    const YNode *dep = deps->items[i];
    if (!is_plain(dep) || !has_asset(own, dep->text)) continue;
    diag_report(own->sink, DIAG_OWN_DEP, (Place){own->bound->component->source, dep->span}, DIAG_ARGS(dep->text));
  }
}

static void judge_targets(const Own *own, const YNode *document) {
  const YNode *assets = below(below(document, "post_processing"), "assets");
  for (size_t i = 0; assets && assets->kind == Y_LIST && i < assets->n; i++) {
    const YNode *target = below(assets->items[i], "target");
    bool is_all = !target || (target->kind == Y_SCALAR && str_is(target->text, "*"));
    if (is_all) judge(own, below(below(assets->items[i], "attributes"), "deps"));
  }
}

bool own_deps_check(Heap *heap, const BoundComponent *bound, DiagSink *sink) {
  Written written = {.arena = heap->arena, .component = bound->component};
  size_t errors = diag_errors(sink);
  if (!bound->component->has_deps || !bound->component->source) return false;
  const YNode *document = written_document(&written);
  const YNode *translation = below(below(document, "attributes"), "translation");
  Own own = {.heap = heap, .bound = bound, .sink = sink};
  if (!document || !read_prefix(heap->arena, translation, &own.prefix)) return false;
  own.project = dbt_project_read(bound->workspace, heap, bound->project_dir, STR(""));
  own.selected = dbt_select(heap, own.project, bound->select, bound->exclude, bound->selector);
  if (!own.selected) return false;
  judge(&own, below(translation, "deps"));
  judge_targets(&own, document);
  return diag_errors(sink) > errors;
}
