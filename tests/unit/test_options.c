/* The command line as a table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "compiler/cli/options.h"

enum { WORDS_MOST = 16 };

static Guard guard;
static Arena arena;
static Options options;
static Str why;

static int set_up(void **state) {
  (void)state;
  arena_init(&arena, &guard, 4 << 20);
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  arena_free(&arena);
  return 0;
}

/* Parses a command line that is written with single blanks. */
static Parsed parse(const char *line) {
  char *words[WORDS_MOST] = {str_z(&arena, STR("dbtplan"))};
  int n = 1;
  Str text = str_of(line);
  for (size_t at = 0; at < text.n;) {
    size_t end = str_find(text, STR(" "), at);
    words[n++] = str_z(&arena, str_sub(text, at, end));
    at = end == SIZE_MAX ? text.n : end + 1;
  }
  return options_parse(&arena, n, words, &options, writer_to_fd(&arena, -1), &why);
}

static void refused(const char *line, const char *expected) {
  assert_int_equal(parse(line), PARSED_WRONG);
  assert_string_equal(str_z(&arena, why), expected);
}

static void test_values(void **state) {
  (void)state;
  assert_int_equal(parse("resolve a.yaml --partition x --partition=y=z --now 2023-01-01 --format jsonl"), PARSED);
  assert_string_equal(options.command->name, "resolve");
  assert_int_equal(options.partitions.n, 2);
  assert_true(str_is(options.partitions.at[0], "x"));
  assert_true(str_is(options.partitions.at[1], "y=z"));
  assert_true(str_is(options.now, "2023-01-01"));
  assert_true(str_is(options.format, "jsonl"));
  assert_true(str_is(options.operands.at[0], "a.yaml"));
}

static void test_the_last_value_counts(void **state) {
  (void)state;
  assert_int_equal(parse("compile -o a -ob -"), PARSED);
  assert_true(str_is(options.output, "b"));
  assert_true(str_is(options.operands.at[0], "-"));
}

static void test_a_value_may_look_like_an_option(void **state) {
  (void)state;
  assert_int_equal(parse("resolve a --partition --all"), PARSED);
  assert_true(str_is(options.partitions.at[0], "--all"));
  assert_false(options.all);
}

static void test_dashes_end_options(void **state) {
  (void)state;
  assert_int_equal(parse("check --strict -- --fix"), PARSED);
  assert_true(options.strict);
  assert_false(options.fix);
  assert_true(str_is(options.operands.at[0], "--fix"));
}

static void test_check_needs_no_path(void **state) {
  (void)state;
  assert_int_equal(parse("check"), PARSED);
  assert_int_equal(parse("check a b c"), PARSED);
  assert_int_equal(options.operands.n, 3);
}

static void test_answers(void **state) {
  (void)state;
  assert_int_equal(parse("--version"), PARSED_ANSWERED);
  assert_int_equal(parse("--help"), PARSED_ANSWERED);
  assert_int_equal(parse("help emit"), PARSED_ANSWERED);
  assert_int_equal(parse("emit --nonsense --help"), PARSED_WRONG);
  assert_int_equal(parse("emit --help --nonsense"), PARSED_ANSWERED);
}

static void test_commands(void **state) {
  (void)state;
  refused("", "a command is missing");
  refused("reslove a", "there is no command 'reslove'; did you mean 'resolve'?");
}

static void test_run(void **state) {
  (void)state;
  assert_int_equal(parse("run a --due --state s --delay 1h30min --timeout 90s --jobs 4 --retries 0"), PARSED);
  assert_int_equal(options.delay_seconds, 5400);
  assert_int_equal(options.timeout_seconds, 90);
  assert_int_equal(options.job_count, 4);
  assert_int_equal(options.retry_count, 0);
  assert_int_equal(parse("run a"), PARSED);
  assert_int_equal(options.job_count, 1);
  refused("run a --due", "--due needs --state DIR, which knows what is done");
  refused("run a --due --state s --all", "--due finds the partitions, so no option may name partitions beside it");
  refused("run a --from x", "--from goes with --due; --since chooses partitions from a key on");
  refused("run a --delay 5h", "--delay goes with --due");
  refused("run a --changed keep", "--changed goes with --state");
  refused("run a --state s --due --changed rerun",
          "--due leaves what is done as it is: '--changed rerun' goes with options that choose partitions");
  refused("run a --state s --changed no", "--changed takes rerun or keep, not 'no'");
  refused("run a --jobs 0", "--jobs takes a number from 1 to 1000, not '0'");
  refused("run a --retries -1", "--retries takes a number from 0 to 1000, not '-1'");
  for (const char *const *wrong = (const char *const[]){"h", "5x", "-1s", "99999999d", NULL}; *wrong; wrong++)
    refused(str_z(&arena, str_printf(&arena, "run a --timeout %s", *wrong)),
            str_z(&arena, str_printf(&arena, "--timeout takes a length of time as 90s, 30min, 5h or 2d, not '%s'", *wrong)));
}

static void test_wrong_options(void **state) {
  (void)state;
  refused("resolve a --partitoin x", "there is no option '--partitoin'; did you mean '--partition'?");
  refused("check --all", "'check' does not take --all");
  refused("resolve a --now", "--now needs a value: TIME");
  refused("resolve a --all=yes", "--all takes no value");
  refused("show a --why", "'show' does not take --why");
  refused("resolve a --full-refresh=last", "--full-refresh stands alone or takes 'first', not 'last'");
}

static void test_wrong_values(void **state) {
  (void)state;
  refused("partitions a --format sarif", "--format takes text, json, keys or calendar, not 'sarif'");
  refused("resolve a --order sideways", "--order takes first-then-rest, serial or any, not 'sideways'");
  refused("check --dialect python", "--dialect takes dagster or guide, not 'python'");
  refused("check --env X", "--env takes NAME=VALUE");
  refused("resolve a --chunk 3 --single-run", "--single-run and --chunk exclude each other");
  refused("resolve a --all --latest",
          "partitions are given by their keys, by --all, --since and --until, or by --latest, not by two of these");
}

static void test_a_word_that_may_follow(void **state) {
  (void)state;
  assert_int_equal(parse("resolve a --full-refresh first"), PARSED);
  assert_true(str_is(options.full_refresh, "first"));
  assert_int_equal(parse("resolve --full-refresh a"), PARSED);
  assert_true(str_is(options.full_refresh, "all"));
  assert_true(str_is(options.operands.at[0], "a"));
  assert_int_equal(parse("resolve --full-refresh=first a"), PARSED);
  assert_true(str_is(options.full_refresh, "first"));
}

static void test_operands(void **state) {
  (void)state;
  refused("resolve", "'resolve' needs PATH");
  refused("emit sh", "'emit' needs TARGET PATH, and TARGET is sh, make, cron, systemd, slurm, airflow or kubernetes");
  refused("show a b", "'b' is one operand too many");
}

#define OPTIONS_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      OPTIONS_TEST(test_values),
      OPTIONS_TEST(test_the_last_value_counts),
      OPTIONS_TEST(test_a_value_may_look_like_an_option),
      OPTIONS_TEST(test_dashes_end_options),
      OPTIONS_TEST(test_check_needs_no_path),
      OPTIONS_TEST(test_answers),
      OPTIONS_TEST(test_commands),
      OPTIONS_TEST(test_run),
      OPTIONS_TEST(test_wrong_options),
      OPTIONS_TEST(test_wrong_values),
      OPTIONS_TEST(test_a_word_that_may_follow),
      OPTIONS_TEST(test_operands),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
