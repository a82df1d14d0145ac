#include "compiler/dbt/dbt_tags.h"

Value dbt_tags_visit(Heap *heap, Str text, void (*take)(void *state, const DbtTag *tag, bool is_block), void *state) {
  DbtTag tag = {0};
  Scanner scan; /* thousands of texts are looked at: it would stay in the arena */
  scan_begin(&scan, heap, text, SCAN_TEMPLATE);
  bool is_block = false, inside = false;
  for (;;) {
    Token token = scan_next(&scan);
    if (token.kind == TOKEN_END) break;
    if (token.kind == TOKEN_VARIABLE_BEGIN || token.kind == TOKEN_BLOCK_BEGIN) {
      tag.n = 0;
      inside = true;
      is_block = token.kind == TOKEN_BLOCK_BEGIN;
    } else if (token.kind == TOKEN_VARIABLE_END || token.kind == TOKEN_BLOCK_END) {
      take(state, &tag, is_block);
      inside = false;
    } else if (token.kind != TOKEN_DATA) {
      VEC_PUSH(heap->arena, &tag, token);
    }
  }
  return scan.error.kind == V_ABSENT && inside ? VALUE_NONE : scan.error;
}
