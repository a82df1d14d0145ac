#include "compiler/check/written.h"

#include "runtime/eval/report.h"

/* "#2" behind the folder in a component's name: the second document of its file. */
static size_t document_number(const PlanComponent *component) {
  size_t number = 0;
  for (size_t i = component->folder.n + 1; i < component->name.n; i++)
    number = number * 10 + (size_t)(component->name.p[i] - '0');
  return number ? number - 1 : 0;
}

static void parse(Written *written) {
  DiagSink unheard;
  YDocuments documents = {0};
  const Source *source = written->component->source;
  written->parsed = true;
  if (!source) return;
  diag_sink_init(&unheard, written->arena);
  ydocument_parse(written->arena, &unheard, source, &documents);
  size_t number = document_number(written->component);
  const YNode *document = number < documents.n ? documents.at[number] : NULL;
  const YNode *attributes = document ? ynode_get(document, "attributes") : NULL;
  written->cli_args = attributes ? ynode_get(attributes, "cli_args") : NULL;
}

static const YNode *find(const Node *tree, const YNode *yaml, const Node *node);

static const YNode *find_in_list(const Node *tree, const YNode *yaml, const Node *node) {
  const YNode *found = NULL;
  for (size_t i = 0; i < tree->list.items.n && i < yaml->n && !found; i++)
    found = find(tree->list.items.at[i], yaml->items[i], node);
  return found;
}

/* A tree has no pairs for those that the loader drops. */
static const YNode *find_in_dict(const Node *tree, const YNode *yaml, const Node *node) {
  const YNode *found = NULL;
  for (size_t i = 0, at = 0; i < yaml->n && at < tree->dict.items.n && !found; i++) {
    if (yaml->pairs[i].shadowed) continue;
    const Node *pair = tree->dict.items.at[at++];
    found = pair->pair.key == node ? yaml->pairs[i].key : find(pair->pair.value, yaml->pairs[i].value, node);
  }
  return found;
}

static const YNode *find(const Node *tree, const YNode *yaml, const Node *node) {
  if (tree == node) return yaml;
  if (tree->kind == NODE_LIST && yaml->kind == Y_LIST) return find_in_list(tree, yaml, node);
  if (tree->kind == NODE_DICT && yaml->kind == Y_MAP) return find_in_dict(tree, yaml, node);
  return NULL;
}

const YNode *written_find(Written *written, const Node *node) {
  if (!written->parsed) parse(written);
  if (!written->cli_args || !written->component->cli_args) return NULL;
  return find(written->component->cli_args, written->cli_args, node);
}

Place written_place(Written *written, const Node *node) {
  const PlanComponent *component = written->component;
  if (node && node->kind == NODE_TEMPLATE)
    return report_place(written->arena, node, node->span, component->source, component->file);
  const YNode *yaml = node ? written_find(written, node) : NULL;
  if (!yaml && !written->parsed) parse(written);
  if (!yaml) yaml = written->cli_args;
  return yaml ? (Place){component->source, yaml->span} : PLACE_NONE;
}
