/* From an exception to a diagnostic: message, hint, and the place in the file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "runtime/core/limits.h"
#include "runtime/eval/report.h"

static Guard guard;
static Arena arena;
static DiagSink sink;

static Node *template_at(const char *text, const char *at) {
  Node *node = node_new(&arena, NODE_TEMPLATE, (Span){0, 0});
  node->template.text = str_of(text);
  node->template.at = str_of(at);
  return node;
}

static int set_up(void **state) {
  (void)state;
  arena_init(&arena, &guard, LIMIT_ARENA_BYTES);
  diag_sink_init(&sink, &arena);
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  arena_free(&arena);
  return 0;
}

static Exception undefined_error(void) {
  Exception exception = {
      .type = EXC_UNDEFINED, .message = STR("'None' has no attribute 'start'"), .has_span = true, .span = {3, 8}};
  VEC_PUSH(&arena, &exception.involved, (Involved){STR("partition_key_range"), STR("None")});
  return exception;
}

static void words_an_exception(void **state) {
  (void)state;
  Exception exception = undefined_error();
  exception.likely = STR("partition_key");
  Diag *diag = report_exception(&sink, &exception, template_at("{{ a.b }}", "0:2:5"), NULL, STR("defs.yaml"));
  assert_int_equal(diag->code, DIAG_TEMPLATE_UNDEFINED);
  assert_string_equal(str_z(&arena, diag->message), "UndefinedError: 'None' has no attribute 'start'");
  assert_string_equal(str_z(&arena, diag->hint), "did you mean 'partition_key'?; where partition_key_range is None");
  assert_string_equal(str_z(&arena, diag->place.source->name), "defs.yaml");
}

static void finds_the_place_in_the_file(void **state) {
  (void)state;
  Source file = {.name = STR("defs.yaml"), .text = STR("a: 1\nb: '{{ x.y }}'\n")};
  Exception exception = undefined_error();
  Diag *diag = report_exception(&sink, &exception, template_at("{{ x.y }}", "0:2:5"), &file, STR("defs.yaml"));
  assert_ptr_equal(diag->place.source, &file);
  assert_int_equal(diag->place.span.start, 5 + 4 + 3);
  assert_int_equal(diag->place.span.end, 5 + 4 + 8);
}

static void says_what_is_not_verified(void **state) {
  (void)state;
  Exception unverified = {.type = EXC_UNVERIFIED, .message = STR("depends on the environment variable X")};
  sink.checking = true;
  Diag *diag = report_exception(&sink, &unverified, NULL, NULL, STR(""));
  assert_string_equal(str_z(&arena, diag->message), "not verified: depends on the environment variable X");
  assert_int_equal(diag->severity, SEVERITY_NOTE);
  sink.checking = false;
  diag = report_exception(&sink, &unverified, NULL, NULL, STR(""));
  assert_string_equal(str_z(&arena, diag->message), "this depends on the environment variable X");
  assert_int_equal(diag->severity, SEVERITY_ERROR);
  Exception refused = {.type = EXC_UNSUPPORTED, .message = STR("WeeklyPartitionsDefinition")};
  diag = report_exception(&sink, &refused, NULL, NULL, STR(""));
  assert_string_equal(str_z(&arena, diag->message), "WeeklyPartitionsDefinition is not supported");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(words_an_exception, set_up, tear_down),
      cmocka_unit_test_setup_teardown(finds_the_place_in_the_file, set_up, tear_down),
      cmocka_unit_test_setup_teardown(says_what_is_not_verified, set_up, tear_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
