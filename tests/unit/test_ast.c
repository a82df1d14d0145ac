/* The tree: rows of nodes.def, printing, and where a template stands. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "runtime/core/limits.h"
#include "runtime/eval/ast.h"

static Guard guard;
static Arena arena;

static Node *name(const char *id) {
  Node *node = node_new(&arena, NODE_NAME, (Span){0, 0});
  node->name.id = str_of(id);
  return node;
}

static void prints_trees(void **state) {
  (void)state;
  arena_init(&arena, &guard, LIMIT_ARENA_BYTES);
  Heap heap = {.arena = &arena, .steps = LIMIT_EVAL_STEPS};
  Node *sum = node_new(&arena, NODE_BINARY, (Span){0, 0});
  sum->binary.op = OP_ADD;
  sum->binary.left = name("a");
  sum->binary.right = node_new(&arena, NODE_CONST, (Span){0, 0});
  sum->binary.right->constant.value = value_int(1);
  Node *list = node_new(&arena, NODE_LIST, (Span){0, 0});
  node_push(&arena, &list->list.items, sum);
  node_push(&arena, &list->list.items, name("b"));
  Buf buf = buf_new(&arena, 1000);
  node_print(&heap, &buf, list);
  assert_string_equal(str_z(&arena, buf_str(&buf)), "(list [(binary + (name a) (constant 1)) (name b)])");
  arena_free(&arena);
}

typedef struct Walk {
  Heap *heap;
  Buf buf;
} Walk;

static void note(Node *child, void *state) {
  Walk *walk = state;
  node_print(walk->heap, &walk->buf, child);
}

/* A call has children of each sort: one, several, and one that has some missing. */
static void walks_and_copies(void **state) {
  (void)state;
  arena_init(&arena, &guard, LIMIT_ARENA_BYTES);
  Heap heap = {.arena = &arena, .steps = LIMIT_EVAL_STEPS};
  Node *slice = node_new(&arena, NODE_SLICE, (Span){2, 5});
  slice->slice.stop = name("b");
  Node *call = node_new(&arena, NODE_CALL, (Span){0, 9});
  call->call.callee = name("f");
  node_push(&arena, &call->call.args, slice);
  node_push(&arena, &call->call.args, name("c"));
  Walk walk = {&heap, buf_new(&arena, 1000)};
  node_children(call, note, &walk);
  assert_string_equal(str_z(&arena, buf_str(&walk.buf)), "(name f)(slice - (name b) -)(name c)");
  Node *copy = node_copy(&arena, call);
  Buf whole = buf_new(&arena, 1000), again = buf_new(&arena, 1000);
  node_print(&heap, &whole, call);
  node_print(&heap, &again, copy);
  assert_true(str_eq(buf_str(&whole), buf_str(&again)));
  assert_true(copy->call.args.at != call->call.args.at && copy->call.args.at[0] != slice);
  assert_true(copy->call.args.at[0]->slice.stop != slice->slice.stop && copy->call.args.at[0]->span.end == 5);
  arena_free(&arena);
}

/* Each field's place lies within a Node, behind those before it. */
static void rows_lie_in_order(void **state) {
  (void)state;
  for (int kind = 0; kind < NODE_KIND_COUNT; kind++) {
    const NodeRow *row = node_row((NodeKind)kind);
    size_t last = 0;
    for (size_t i = 0; i < row->field_count; i++) {
      assert_true(row->fields[i].offset >= offsetof(Node, constant) && row->fields[i].offset < sizeof(Node));
      assert_true(i == 0 || row->fields[i].offset > last);
      last = row->fields[i].offset;
    }
  }
  assert_int_equal(node_row(NODE_MACRO)->fields[2].offset, offsetof(Node, macro.body));
}

static void origin_reads_back(void **state) {
  (void)state;
  arena_init(&arena, &guard, LIMIT_ARENA_BYTES);
  const OriginLine lines[] = {{0, 3, 12}, {17, 4, 5}};
  Str words = origin_write(&arena, lines, 2);
  assert_string_equal(str_z(&arena, words), "0:3:12 17:4:5");
  size_t n;
  const OriginLine *read = origin_read(&arena, words, &n);
  assert_int_equal(n, 2);
  assert_memory_equal(read, lines, sizeof lines);
  origin_read(&arena, STR("0:1:2 x"), &n);
  assert_int_equal(n, 1);
  arena_free(&arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(prints_trees), cmocka_unit_test(walks_and_copies),
                                     cmocka_unit_test(rows_lie_in_order), cmocka_unit_test(origin_reads_back)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
