#include "compiler/lower/leniency.h"

#include "compiler/parse/parse.h"
#include "runtime/eval/report.h"

typedef struct Finder {
  Heap *heap;
  DiagSink *sink;
  const Source *source;
  const Node *template;
  Diag *reported[3]; /* one a name of the partition's scope: all uses of it are one finding */
} Finder;

/* The number of a name of the partition's scope, or -1. */
static int partition_name(Str id) {
  static const char *const NAMES[] = {"partition_key", "partition_key_range", "partition_time_window"};
  for (int i = 0; i < 3; i++)
    if (str_is(id, NAMES[i])) return i;
  return -1;
}

/* Whoever compares finds Dagster's own words below. */
static Diag *report_first(Finder *finder, Place place, Str id) {
  DiagSink *sink = finder->sink;
  Diag *diag = diag_report(sink, DIAG_CONTEXT_PARTITION, place, DIAG_ARGS(id));
  const ScopeTable *table = scope_table(sink->arena, SCOPE_ARGS, NULL, NULL, 0);
  if (!sink->guide)
    diag->label = str_printf(sink->arena, "UndefinedError: 'context' not found in scope, available scope is: %.*s",
                             STR_FMT(scope_names(sink->arena, table)));
  return diag;
}

/* `context.partition_key` → `partition_key`: everything before the name goes. */
static void report_context(Finder *finder, const Node *attr) {
  DiagSink *sink = finder->sink;
  Str name = finder->source->name;
  Span prefix = {attr->span.start, attr->span.end - (uint32_t)attr->attr.id.n};
  Place place = report_place(sink->arena, finder->template, attr->span, finder->source, name);
  Diag **diag = &finder->reported[partition_name(attr->attr.id)];
  if (*diag)
    diag_relate(sink, *diag, place, STR("and here"));
  else
    *diag = report_first(finder, place, attr->attr.id);
  diag_edit(sink, *diag, report_place(sink->arena, finder->template, prefix, finder->source, name), STR(""));
}

static void find_in_node(Node *node, void *state) {
  bool is_context_attr = node->kind == NODE_ATTR_JINJA && node->attr.object->kind == NODE_NAME &&
                         str_is(node->attr.object->name.id, "context") && partition_name(node->attr.id) >= 0;
  if (is_context_attr) report_context(state, node);
  node_children(node, find_in_node, state);
}

static void find_in_scalar(Finder *finder, const YNode *scalar) {
  if (scalar->value.kind != V_STR || str_find(scalar->text, STR("context"), 0) == SIZE_MAX) return;
  Value error;
  Node *template = parse_template(finder->heap, scalar->text, &error);
  if (!template) return; /* reported when the document is lowered */
  size_t n;
  const OriginLine *lines = ynode_origin(finder->heap->arena, finder->source, scalar, &n);
  template->template.at = origin_write(finder->heap->arena, lines, n);
  finder->template = template;
  find_in_node(template, finder);
}

static void find_in_yaml(Finder *finder, const YNode *yaml) {
  if (yaml->kind == Y_SCALAR) find_in_scalar(finder, yaml);
  for (size_t i = 0; i < yaml->n && yaml->kind == Y_LIST; i++) find_in_yaml(finder, yaml->items[i]);
  for (size_t i = 0; i < yaml->n && yaml->kind == Y_MAP; i++) find_in_yaml(finder, yaml->pairs[i].value);
}

void leniency_find(Heap *heap, DiagSink *sink, const Source *source, const YNode *document) {
  const YNode *attributes = ynode_get(document, "attributes");
  const YNode *args = attributes ? ynode_get(attributes, "cli_args") : NULL;
  Finder finder = {.heap = heap, .sink = sink, .source = source};
  if (args) find_in_yaml(&finder, args);
}
