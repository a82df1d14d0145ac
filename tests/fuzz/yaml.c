/* A YAML document: nodes, their typed scalars, and where each character of a scalar stands. */
#include "compiler/yaml/document.h"
#include "tests/fuzz/fuzz.h"

static void look_at(Fuzz *f, const Source *source, const YNode *node, int depth) {
  if (!node || depth > 40) return;
  fuzz_require(node->span.start <= node->span.end && node->span.end <= source->text.n, "a span lies in the text");
  if (node->kind == Y_SCALAR) {
    size_t n;
    ynode_origin(&f->arena, source, node, &n);
  }
  for (size_t i = 0; i < node->n && i < 40; i++) {
    look_at(f, source, node->kind == Y_MAP ? node->pairs[i].key : node->items[i], depth + 1);
    if (node->kind == Y_MAP) look_at(f, source, node->pairs[i].value, depth + 1);
  }
}

void fuzz_one(Fuzz *f) {
  YDocuments documents = {0};
  Source *source = ARENA_NEW(&f->arena, Source);
  *source = (Source){.name = STR("defs.yaml"), .path = STR("/defs.yaml"), .text = f->input};
  ydocument_parse(&f->arena, &f->sink, source, &documents);
  for (size_t i = 0; i < documents.n; i++) {
    if (!documents.at[i]) continue;
    ydocument_duplicates(&f->sink, source, documents.at[i]);
    look_at(f, source, documents.at[i], 0);
  }
}
