#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "compiler/fix.h"
#include "compiler/schema.h"
#include "runtime/core/limits.h"
#include "tests/unit/room.h"




#define DBT "type: dagster_dbt.DbtProjectComponent\nattributes:\n  project: x\n"

static const Source *source_of(Room *room, const char *text) {
  Source *source = ARENA_NEW(&room->arena, Source);
  *source = (Source){.name = STR("t"), .text = str_of(text)};
  return source;
}

/* Parses and validates; the kind of the first document. */
static DocumentKind check(Room *room, const Source *source) {
  YDocuments documents;
  diag_sink_init(&room->sink, &room->arena);
  assert_true(ydocument_parse(&room->arena, &room->sink, source, &documents));
  const YNode *document = documents.n ? documents.at[0] : NULL;
  DocumentKind kind = schema_kind(&room->sink, source, document);
  if (kind == DOCUMENT_DBT || kind == DOCUMENT_FOLDER) {
    size_t errors = room->sink.errors;
    bool is_sound = schema_check(&room->sink, source, document, kind);
    assert_int_equal(is_sound, room->sink.errors == errors);
  }
  return kind;
}

/* What the pinned Dagster loads; recorded by validating each with its own models. */
static void dagster_loads(void **state) {
  static const char *const texts[] = {
      DBT,
      DBT "  op: null\n",
      DBT "  op: {tags: {a: null}}\n",
      DBT "  op: {backfill_policy: {}}\n",
      DBT "  op: {backfill_policy: {type: multi_run, max_partitions_per_run: '3'}}\n",
      DBT "  op: {backfill_policy: {max_partitions_per_run: 3.0}}\n",
      DBT "  op: {backfill_policy: single_run}\n",
      DBT "  prepare_if_dev: 1\n",
      DBT "  translation: {key: null, tags: {a: 1}, deps: null, key_prefix: [a]}\n",
      DBT "  translation: {partitions_def: {start_date: '2024-01-01', hour_offset: 3}}\n",
      DBT "  translation: {partitions_def: {type: daily, start_date: '2024-01-01', hour_offset: ' 3 '}}\n",
      DBT "  translation_settings: null\n",
      DBT "  include_metadata: [row_count]\n",
      DBT "  include_metadata: row_count\n",
      DBT "  cli_args: build\n",
      DBT "  cli_args: [build, {--vars: {a: 1}}]\n",
      DBT "  select: !!binary aGVsbG8=\n",
      DBT "requirements: {env: [A]}\n",
      DBT "requirements: {env: null}\n",
      DBT "template_vars_module: null\n",
      DBT "post_processing:\n",
      DBT "post_processing: {assets: null}\n",
      DBT "post_processing: {assets: [{attributes: {}}]}\n",
      "type: dagster_dbt.DbtProjectComponent\nattributes: {project: {repo_url: x}}\n",
      "type: dagster_dbt.DbtProjectComponent\nattributes: {project: {project_dir: x, target: null}}\n",
      "type: dagster.DefsFolderComponent\npost_processing: {assets: [{target: '*', attributes: {group_name: a}}]}\n",
  };
  Room *room = *state;
  for (size_t i = 0; i < COUNT(texts); i++) {
    check(room, source_of(room, texts[i]));
    if (room->sink.errors) fail_msg("%s: %.*s", texts[i], STR_FMT(room->sink.list.at[0]->message));
  }
}

/* What it refuses, with our words and places. */
static void dagster_refuses(void **state) {
  static const struct {
    const char *text, *message;
    uint32_t line, column;
  } rows[] = {
      {DBT "  op: {name: 5}\n", "'name' takes text or nothing, not a number", 4, 14},
      {DBT "  op: {tags: {1: a}}\n", "'1' takes text as a key, not a number", 4, 15},
      {DBT "  op: {backfill_policy: {type: x}}\n", "'x' is not a value of 'type'", 4, 32},
      {DBT "requirements: {envs: [A]}\n", "unknown key 'envs'", 4, 16},
      {DBT "post_processing: {assets: [{attributes: '{{ x }}'}]}\n", "'attributes' takes a mapping, not text", 4, 41},
      {DBT "  op: {backfill_policy: {type: '{{ x }}'}}\n", "'{{ x }}' is not a value of 'type'", 4, 32},
      {DBT "  op: {backfill_policy: {type: single_run, max_partitions_per_run: 3}}\n",
       "unknown key 'max_partitions_per_run'", 4, 44},
      {DBT "  op: {backfill_policy: {max_partitions_per_run: '{{ n }}'}}\n",
       "'max_partitions_per_run' takes a whole number, not text", 4, 50},
      {DBT "  select:\n", "'select' takes text, not nothing", 4, 3},
      {DBT "  select: 5\n", "'select' takes text, not a number", 4, 11},
      {DBT "  translation: {tags: {a: [1]}}\n", "'a' takes text, a number, true or false, not a list", 4, 27},
      {DBT "  translation: {partitions_def: {type: monthly, start_date: x}}\n", "'monthly' is not a value of 'type'", 4,
       40},
      {DBT "  translation: {partitions_def: {type: static, partition_keys: [1]}}\n",
       "'partition_keys[0]' takes text, not a number", 4, 65},
      {DBT "  translation: {partitions_def: {type: daily}}\n", "'start_date' is missing", 4, 17},
      {DBT "  include_metadata: [row_counts]\n", "'row_counts' is not a value of 'include_metadata'", 4, 22},
      {DBT "  cli_args:\n", "'cli_args' takes text or a list of arguments, not nothing", 4, 3},
      {DBT "  cli_args: [4]\n", "an item of 'cli_args' is text or a mapping of one key, not a number", 4, 14},
      {DBT "  cli_args:\n    -\n", "an item of 'cli_args' is text or a mapping of one key, not nothing", 5, 5},
      {DBT "  cli_args: [[a]]\n", "an item of 'cli_args' is text or a mapping of one key, not a list", 4, 14},
      {DBT "  cli_args: [{1: a}]\n",
       "an item of 'cli_args' is text or a mapping of one key, not a mapping whose key is a number", 4, 15},
      {DBT "  cli_args: [{a: 1, b: 2}]\n", "a mapping in 'cli_args' must have exactly one key, this one has 2", 4, 14},
      {DBT "  cli_args: [{}]\n", "a mapping in 'cli_args' must have exactly one key, this one has 0", 4, 14},
      {DBT "  selector: s\n  select: t\n", "'selector' cannot stand together with 'select'", 4, 3},
      {DBT "  cli_arg: [a]\n", "unknown key 'cli_arg'", 4, 3},
      {DBT "cli_args: [a]\n", "unknown key 'cli_args'", 4, 1},
      {DBT "requirements: {env: A}\n", "'env' takes a list of text or nothing, not text", 4, 21},
      {DBT "post_processing: {assets: [{target: a}]}\n", "'attributes' is missing", 4, 28},
      {DBT "post_processing: {assets: [{attributes: {key: a}}]}\n", "unknown key 'key'", 4, 42},
      {DBT "post_processing: {assets: [{operation: append, attributes: {}}]}\n",
       "'append' is not a value of 'operation'", 4, 40},
      {"type: dagster_dbt.DbtProjectComponent\nattributes:\n", "'project' is missing", 2, 1},
      {"type: dagster_dbt.DbtProjectComponent\nattributes: '{{ x }}'\n",
       "'attributes' takes a mapping or nothing, not text", 2, 13},
      {"type: dagster.DefsFolderComponent\nattributes: {a: 1}\n", "unknown key 'attributes'", 2, 1},
  };
  Room *room = *state;
  for (size_t i = 0; i < COUNT(rows); i++) {
    const Source *source = source_of(room, rows[i].text);
    check(room, source);
    if (room->sink.errors != 1) fail_msg("%s: %zu errors", rows[i].text, room->sink.errors);
    const Diag *diag = room->sink.list.at[0];
    assert_str(diag->message, rows[i].message);
    Position at = source_position(source, diag->place.span.start);
    if (at.line != rows[i].line || at.column != rows[i].column)
      fail_msg("%s at %u:%u", rows[i].text, at.line, at.column);
  }
}

static void kinds(void **state) {
  static const struct {
    const char *text;
    DocumentKind kind;
    int code; /* -1: nothing reported */
  } rows[] = {
      {DBT, DOCUMENT_DBT, -1},
      {"type: dagster.DefsFolderComponent", DOCUMENT_FOLDER, -1},
      {"type: my.lib.DbtProjectComponent", DOCUMENT_OTHER, -1},
      {"type: dagster.DefinitionsComponent", DOCUMENT_OTHER, -1},
      {"type: dagster_dbt.DbtCloudComponent", DOCUMENT_OTHER, -1},
      {"type: .local.Thing", DOCUMENT_OTHER, -1},
      {"type: dagster_dbt.DbtProjectComponen", DOCUMENT_BROKEN, DIAG_UNKNOWN_TYPE},
      {"type: dagster_dbt.components.X", DOCUMENT_BROKEN, DIAG_UNKNOWN_TYPE},
      {"type: dagster-dbt.DbtProjectComponent", DOCUMENT_BROKEN, DIAG_UNKNOWN_TYPE},
      {"type: DbtProjectComponent", DOCUMENT_BROKEN, DIAG_UNKNOWN_TYPE},
      {"type: dagster.DefFolderComponent", DOCUMENT_BROKEN, DIAG_UNKNOWN_TYPE},
      {"attributes: {}", DOCUMENT_BROKEN, DIAG_MISSING_KEY},
      {"type: 5", DOCUMENT_BROKEN, DIAG_WRONG_TYPE},
      {"- a", DOCUMENT_BROKEN, DIAG_WRONG_TYPE},
      {"---\n", DOCUMENT_BROKEN, DIAG_EMPTY_FILE},
  };
  Room *room = *state;
  for (size_t i = 0; i < COUNT(rows); i++) {
    if (check(room, source_of(room, rows[i].text)) != rows[i].kind) fail_msg("%s", rows[i].text);
    int code = room->sink.list.n ? (int)room->sink.list.at[0]->code : -1;
    assert_int_equal(code, rows[i].code);
  }
}

static void assert_fixed(Room *room, const char *text, DiagCode code, const char *want) {
  size_t count;
  const Source *source = source_of(room, text);
  check(room, source);
  assert_int_equal(room->sink.list.at[0]->code, code);
  assert_str(fix_apply(&room->arena, &room->sink, source, &count), want);
  assert_int_equal(count, 1);
  check(room, source_of(room, want));
  assert_int_equal(room->sink.list.n, 0);
}

static void slips_are_fixed(void **state) {
  Room *room = *state;
  assert_fixed(room, DBT "  cli_arg: [a]\n", DIAG_UNKNOWN_KEY, DBT "  cli_args: [a]\n");
  assert_fixed(room, DBT "post_process: {assets: []}\n", DIAG_POST_PROCESS, DBT "post_processing: {assets: []}\n");
  assert_fixed(room, "type: dagster_dbt.DbtProjectComponen\nattributes: {project: x}", DIAG_UNKNOWN_TYPE,
               "type: dagster_dbt.DbtProjectComponent\nattributes: {project: x}");
}

static void misindented_vars_are_moved(void **state) {
  Room *room = *state;
  assert_fixed(room,
               DBT
               "  cli_args:\n    - build\n    - --vars:\n      min_date: a\n\n      # why\n      max_date: >-\n"
               "        x\n        y\n    - --debug\n",
               DIAG_ARGS_MISINDENTED,
               DBT
               "  cli_args:\n    - build\n    - --vars:\n        min_date: a\n\n        # why\n        max_date: >-\n"
               "          x\n          y\n    - --debug\n");
  check(room, source_of(room, DBT "  cli_args:\n  - --vars:\n    a: 1\n    b: 2"));
  assert_str(room->sink.list.at[0]->message, "'--vars' has no value: 'a' and 'b' stand beside it, not below it");
  check(room, source_of(room, DBT "  cli_args: [{--vars: , a: 1}]"));
  assert_int_equal(room->sink.list.at[0]->code, DIAG_ARGS_MISINDENTED);
  assert_int_equal(room->sink.list.at[0]->edits.n, 2);
  check(room, source_of(room, DBT "  cli_args: [{--vars: b, a: 1}]"));
  assert_int_equal(room->sink.list.at[0]->code, DIAG_ARGS_NOT_ONE_KEY);
  assert_int_equal(room->sink.list.at[0]->edits.n, 0);
}

static void all_at_once(void **state) {
  Room *room = *state;
  check(room, source_of(room, DBT "  a: 1\n  select: 2\nb: 3\n"));
  assert_int_equal(room->sink.errors, 3);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(dagster_loads), TEST(dagster_refuses), TEST(kinds), TEST(slips_are_fixed), TEST(misindented_vars_are_moved),
      TEST(all_at_once),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
