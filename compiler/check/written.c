#include "compiler/check/written.h"

#include <string.h>

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
  written->type = document ? ynode_get(document, "type") : NULL;
  written->attributes = document ? ynode_get(document, "attributes") : NULL;
  written->cli_args = written->attributes ? ynode_get(written->attributes, "cli_args") : NULL;
}

/* ---- the definition ---- */

/* The number that stands in `text` before `*end`, and the place of the colon before it. */
static uint32_t number_before(Str text, size_t *end) {
  uint32_t number = 0, unit = 1;
  for (; *end > 0 && text.p[*end - 1] != ':'; --*end, unit *= 10)
    number += (uint32_t)(text.p[*end - 1] - '0') * unit;
  if (*end > 0) --*end;
  return number;
}

/* "file:line:column" without reading anything. */
static bool named_at(Arena *arena, const BoundComponent *bound, Str from, WrittenAt *at) {
  const PlanComponent *component = bound->component;
  const Source *source = component->source;
  size_t end = from.n;
  at->position.column = number_before(from, &end);
  at->position.line = number_before(from, &end);
  Str file = str_sub(from, 0, end);
  if (!source || !file.n) return false;
  at->path = source->path;
  at->name = source->name;
  if (str_eq(file, component->file)) return true;
  at->path = path_join(arena, component->root, file);
  Str name = path_join(arena, path_parent(source->name), path_relative(arena, at->path, path_parent(source->path)));
  at->name = path_normal(arena, name);
  return true;
}

bool written_definition_at(Arena *arena, const BoundComponent *bound, WrittenAt *at) {
  return named_at(arena, bound, bound->component->partitions_from, at);
}

Place written_named(Arena *arena, const BoundComponent *bound, Str from) {
  WrittenAt at;
  const Source *source = bound->component->source;
  if (!named_at(arena, bound, from, &at)) return PLACE_NONE;
  bool is_own = str_eq(at.path, source->path);
  if (!is_own && workspace_read(bound->workspace, at.path, at.name, &source) != READ_OK) return PLACE_NONE;
  uint32_t offset = source_offset(source, at.position);
  return (Place){source, {offset, offset}};
}

Place written_definition(Arena *arena, const BoundComponent *bound) {
  return written_named(arena, bound, bound->component->partitions_from);
}

enum { DEFINITION_BYTES = 800 }; /* in which its arguments stand, looked for as text */

/* `name=` or `name:` behind a place. */
static bool find_argument(Place place, Str name, Span *span) {
  Str text = str_sub(place.source->text, 0, place.span.start + DEFINITION_BYTES);
  for (size_t at = str_find(text, name, place.span.start); at != SIZE_MAX; at = str_find(text, name, at + 1)) {
    size_t next = at + name.n;
    bool begins = at == 0 || strchr(" ,(\n{\"'", text.p[at - 1]);
    while (next < text.n && text.p[next] == ' ') next++;
    if (!begins || next >= text.n || (text.p[next] != '=' && text.p[next] != ':')) continue;
    *span = (Span){(uint32_t)at, (uint32_t)(at + name.n)};
    return true;
  }
  return false;
}

Place written_definition_argument(Arena *arena, const BoundComponent *bound, Str name) {
  const PlanComponent *component = bound->component;
  const Str places[] = {component->partitions_defined, component->partitions_from};
  Span span;
  for (size_t i = 0; name.n && i < COUNT(places); i++) {
    Place place = places[i].n ? written_named(arena, bound, places[i]) : PLACE_NONE;
    if (place.source && find_argument(place, name, &span)) return (Place){place.source, span};
  }
  return written_definition(arena, bound);
}

/* ---- arguments ---- */

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
  if (!yaml && component->cli_args && component->cli_args->kind == NODE_CLASS_ARGS) return written_type(written);
  return yaml ? (Place){component->source, yaml->span} : PLACE_NONE;
}

static const YNode *attribute(Written *written, const char *name, const char *key) {
  if (!written->parsed) parse(written);
  const YNode *yaml = written->attributes ? ynode_get(written->attributes, name) : NULL;
  return yaml && key && yaml->kind == Y_MAP ? ynode_get(yaml, key) : yaml;
}

Place written_attribute(Written *written, const char *name, const char *key) {
  const YNode *yaml = attribute(written, name, key);
  const Source *source = written->component->source;
  return yaml ? (Place){source, yaml->span} : source ? (Place){source, {0, 0}} : PLACE_NONE;
}

Place written_type(Written *written) {
  if (!written->parsed) parse(written);
  return written->type ? (Place){written->component->source, written->type->span} : PLACE_NONE;
}

Place written_command(Written *written) {
  return written_attribute(written, attribute(written, "cli_args", NULL) ? "cli_args" : "project", NULL);
}

Place written_part(Written *written, const char *name, Str text, size_t at, size_t n) {
  const YNode *yaml = attribute(written, name, NULL);
  const Source *source = written->component->source;
  Place whole = written_attribute(written, name, NULL);
  if (!source || !yaml || yaml->kind != Y_SCALAR || !str_eq(yaml->text, text)) return whole;
  Str raw = str_sub(source->text, yaml->span.start, yaml->span.end);
  size_t from = str_find(raw, text, 0); /* on one line, without escapes */
  if (from == SIZE_MAX) return whole;
  uint32_t start = yaml->span.start + (uint32_t)(from + at);
  return (Place){source, {start, start + (uint32_t)n}};
}
