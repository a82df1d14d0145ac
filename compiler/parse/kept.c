#include "compiler/parse/kept.h"

#include "compiler/parse/parse.h"
#include "runtime/core/limits.h"
#include "runtime/core/workspace.h"

enum { SEEN_SLOTS = 1024 };

struct KeptTrees {
  uint64_t seen[SEEN_SLOTS]; /* hashes of texts that were met, the last one of each slot */
  Map templates, modules;    /* text → its tree; NULL: it has an error, and is parsed by each who has it */
  size_t bytes;              /* of those texts */
};

typedef Node *(*Parse)(Heap *heap, Str text, Value *error);

/* The statements of a module, as the items of a list. */
static Node *parse_body(Heap *heap, Str text, Value *error) {
  NodeList body = {0};
  if (!parse_module(heap, text, &body, error)) return NULL;
  Node *list = node_new(heap->arena, NODE_LIST, (Span){0, (uint32_t)text.n});
  list->list.items = body;
  return list;
}

static struct KeptTrees *kept_trees(Workspace *workspace) {
  if (workspace->kept_trees) return workspace->kept_trees;
  bool reached = workspace_below(workspace);
  workspace->kept_trees = ARENA_NEW(workspace->arena, struct KeptTrees);
  workspace_above(workspace, reached);
  return workspace->kept_trees;
}

static bool comes_again(struct KeptTrees *kept, Str text) {
  uint64_t hash = str_hash_here(text), *slot = &kept->seen[hash % SEEN_SLOTS];
  bool again = *slot == hash;
  *slot = hash;
  return again;
}

static Node *keep(Workspace *workspace, Map *trees, Parse parse, Str text) {
  Value error;
  bool reached = workspace_below(workspace);
  Heap lasting = {.arena = workspace->arena, .workspace = workspace, .steps = LIMIT_EVAL_STEPS};
  Str own = str_copy(lasting.arena, text);
  Node *tree = parse(&lasting, own, &error);
  map_put(lasting.arena, trees, own, tree);
  workspace->kept_trees->bytes += text.n;
  workspace_above(workspace, reached);
  return tree;
}

static Node *tree_again(Heap *heap, Map *trees, Parse parse, Str text, Value *error) {
  struct KeptTrees *kept = heap->workspace->kept_trees;
  const MapEntry *known = map_entry(trees, text);
  Node *tree = known ? known->value : NULL;
  bool may_keep = !known && kept->bytes + text.n <= LIMIT_KEPT_BYTES;
  if (may_keep && comes_again(kept, text)) tree = keep(heap->workspace, trees, parse, text);
  if (!tree) return parse(heap, text, error);
  *error = VALUE_ABSENT;
  return node_copy(heap->arena, tree);
}

static bool has_layer(const Heap *heap) { return heap->workspace && workspace_is_over(heap->workspace); }

Node *kept_template(Heap *heap, Str text, Value *error) {
  if (!has_layer(heap)) return parse_template(heap, text, error);
  return tree_again(heap, &kept_trees(heap->workspace)->templates, parse_template, text, error);
}

bool kept_module(Heap *heap, Str text, NodeList *body, Value *error) {
  if (!has_layer(heap)) return parse_module(heap, text, body, error);
  Node *tree = tree_again(heap, &kept_trees(heap->workspace)->modules, parse_body, text, error);
  if (tree) *body = tree->list.items;
  return tree != NULL;
}
