#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compiler/dbt/dbt_select.h"
#include "runtime/eval/eval.h"
#include "tests/unit/room.h"

/* What is read from a dbt project's files, and what of it counts as unknown. What is known is held to dbt's own
 * manifest by test_selection. */

typedef struct Files {
  Room *room;
  Heap heap;
  Str dir;
} Files;

static void put(Files *f, const char *path, const char *text) {
  Str full = path_join(&f->room->arena, f->dir, str_of(path));
  FILE *file = fopen(str_z(&f->room->arena, full), "wb");
  assert_non_null(file);
  fputs(text, file);
  fclose(file);
}

static void make_dir(Files *f, const char *path) {
  char *full = str_z(&f->room->arena, path_join(&f->room->arena, f->dir, str_of(path)));
  if (mkdir(full, 0700) != 0) fail_msg("cannot make %s", full);
}

static int drop(const char *path, const struct stat *about, int kind, struct FTW *at) {
  (void)about, (void)kind, (void)at;
  return remove(path);
}

static Files begin(Room *room) {
  char *dir = arena_alloc(&room->arena, 64);
  snprintf(dir, 64, "/tmp/dbtplan-test-XXXXXX");
  assert_non_null(mkdtemp(dir));
  Files f = {.room = room, .dir = str_of(dir)};
  f.heap = (Heap){.arena = &room->arena, .workspace = &room->workspace, .steps = LIMIT_EVAL_STEPS};
  put(&f, "dbt_project.yml", "name: shop\nprofile: shop\n");
  make_dir(&f, "models");
  return f;
}

static const DbtProject *read_and_drop(Files *f) {
  const DbtProject *project = dbt_project_read(&f->room->workspace, &f->heap, f->dir, (Str){"", 0});
  nftw(str_z(&f->room->arena, f->dir), drop, 8, FTW_DEPTH | FTW_PHYS);
  assert_int_equal(f->room->sink.list.n, 0); /* whatever a dbt project holds, nothing is reported of it */
  return project;
}

static const DbtNode *node_named(const DbtProject *project, const char *name) {
  for (size_t i = 0; i < project->nodes.n; i++)
    if (str_is(project->nodes.at[i].name, name)) return &project->nodes.at[i];
  fail_msg("there is no node %s", name);
  return NULL;
}

/* The one model `m` of a project, with this text. */
static const DbtNode *model(Room *room, const char *text) {
  Files f = begin(room);
  put(&f, "models/m.sql", text);
  put(&f, "models/a.sql", "select 1");
  return node_named(read_and_drop(&f), "m");
}

static void test_nothing_unknown(void **state) {
  const DbtNode *m = model(*state,
                           "{{ config(tags=['x', \"y\"], schema='s', meta={'k': [1, none, true]}) }}\n"
                           "select * from {{ ref('a') }} where {{ var('v') }} < {{ env_var('W', '1') }}");
  assert_int_equal(m->unknown, 0);
  assert_int_equal(m->tags.n, 2);
  assert_int_equal(m->parents.n, 1);
  assert_str(m->key.at[0], "s");
}

static void test_computed_configs(void **state) {
  assert_int_equal(model(*state, "{{ config(tags=[var('t')]) }}")->unknown, DBT_UNKNOWN_TAGS);
  assert_int_equal(model(*state, "{{ config(enabled=var('t')) }}")->unknown, DBT_UNKNOWN_ENABLED);
  assert_int_equal(model(*state, "{{ config(group=g) }}")->unknown, DBT_UNKNOWN_GROUP);
  assert_int_equal(model(*state, "{{ config(schema='a' ~ b) }}")->unknown, DBT_UNKNOWN_KEY);
  assert_int_equal(model(*state, "{{ config(unique_key=k()) }}")->unknown, 0);
  assert_true(model(*state, "{{ config(**settings) }}")->unknown & DBT_UNKNOWN_CONFIG);
  assert_int_equal(model(*state, "{{ config({'tags': ['x']}) }}")->unknown, 0);
}

static void test_what_stands_in_a_branch(void **state) {
  const DbtNode *m = model(*state, "{% if execute %}{{ config(tags=['x']) }}{% endif %}{{ config(group='g') }}");
  assert_int_equal(m->unknown, DBT_UNKNOWN_TAGS);
  assert_str(m->group, "g");
  assert_int_equal(model(*state, "{% if is_incremental() %}{{ ref('a') }}{% endif %}")->unknown, DBT_UNKNOWN_PARENTS);
  assert_int_equal(model(*state, "{% for x in ['a'] %}{{ ref(x) }}{% endfor %}")->unknown, DBT_UNKNOWN_PARENTS);
  assert_int_equal(model(*state, "{% set a = ref('a') %}{{ a }}")->unknown, 0);
}

static void test_references(void **state) {
  assert_int_equal(model(*state, "{{ ref('nowhere') }}")->unknown, DBT_UNKNOWN_PARENTS);
  assert_int_equal(model(*state, "{{ ref('a', v=2) }}")->parents.n, 1);
  assert_int_equal(model(*state, "{{ ref('shop', 'a') }}")->parents.n, 1);
  assert_int_equal(model(*state, "{{ macro_of_nobody(ref('a')) }}")->parents.n, 1);
  assert_int_equal(model(*state, "{{ builtins.ref('a') }}")->unknown, DBT_UNKNOWN_PARENTS);
  assert_int_equal(model(*state, "{# {{ ref('a') }} #}{% raw %}{{ ref('a') }}{% endraw %}ref('a')")->parents.n, 0);
}

/* A text that is no template leaves everything that a file could say unknown. */
static void test_broken_texts(void **state) {
  static const char *const texts[] = {"{{ ref('a' }}", "{% if", "{{ 'open", "{{ config(tags=['x') }}", "{# open"};
  for (size_t i = 0; i < COUNT(texts); i++)
    assert_true(model(*state, texts[i])->unknown & (DBT_UNKNOWN_PARENTS | DBT_UNKNOWN_CONFIG | DBT_UNKNOWN_TAGS));
  assert_int_equal(model(*state, "")->unknown, 0);
  assert_true(model(*state, "\xff\xfe select")->unknown & DBT_UNKNOWN_ENABLED);
}

static void test_macros_that_refer(void **state) {
  Files f = begin(*state);
  make_dir(&f, "macros");
  put(&f, "macros/all.sql", "{% macro latest() %}{{ ref('a') }}{% endmacro %}");
  put(&f, "models/m.sql", "{{ latest() }}");
  put(&f, "models/n.sql", "{{ var('x') }}");
  const DbtProject *project = read_and_drop(&f);
  assert_int_equal(node_named(project, "m")->unknown, DBT_UNKNOWN_PARENTS);
  assert_int_equal(node_named(project, "n")->unknown, 0);
}

static void test_python_models(void **state) {
  Files f = begin(*state);
  put(&f, "models/p.py", "def model(dbt, session):\n    return dbt.ref('a')\n");
  const DbtNode *node = node_named(read_and_drop(&f), "p");
  assert_true(node->unknown & DBT_UNKNOWN_PARENTS);
  assert_true(node->unknown & DBT_UNKNOWN_TAGS);
}

static void test_packages(void **state) {
  Files f = begin(*state);
  put(&f, "packages.yml", "packages: []\n");
  assert_str(read_and_drop(&f)->incomplete, "the packages of the dbt project are not installed");
  f = begin(*state);
  put(&f, "packages.yml", "packages: []\n");
  put(&f, "dbt_project.yml",
      "name: shop\nmodels:\n  helper:\n    +tags: from_root\n    part:\n      +enabled: false\n");
  const char *const dirs[] = {"dbt_packages", "dbt_packages/helper", "dbt_packages/helper/models",
                              "dbt_packages/helper/models/part"};
  for (size_t i = 0; i < COUNT(dirs); i++) make_dir(&f, dirs[i]);
  put(&f, "dbt_packages/helper/dbt_project.yml", "name: helper\nmodels:\n  +tags: own\n");
  put(&f, "dbt_packages/helper/models/h.sql", "select 1");
  put(&f, "dbt_packages/helper/models/part/off.sql", "select 1");
  put(&f, "models/m.sql", "{{ ref('h') }} {{ ref('helper', 'h') }}");
  const DbtProject *project = read_and_drop(&f);
  assert_str(project->incomplete, "");
  assert_int_equal(project->nodes.n, 2);
  assert_int_equal(node_named(project, "h")->tags.n, 2);
  assert_int_equal(node_named(project, "m")->parents.n, 2);
}

static void test_what_cannot_be_read(void **state) {
  Files f = begin(*state);
  put(&f, "models/bad.yml", "models: [\n");
  assert_str(read_and_drop(&f)->incomplete, "models/bad.yml cannot be read");
  f = begin(*state);
  put(&f, "dbt_project.yml", "name: [\n");
  assert_str(read_and_drop(&f)->incomplete, "the dbt project has no dbt_project.yml that can be read");
  f = begin(*state);
  put(&f, "models/empty.yml", "");
  put(&f, "models/odd.yml", "- 1\n- {models: 3}\n");
  put(&f, "models/odder.yml", "models: {name: x}\nsources: [{name: s, tables: [t]}, 4]\ngroups: 5\n");
  assert_str(read_and_drop(&f)->incomplete, "");
}

static void test_configs_of_the_project(void **state) {
  Files f = begin(*state);
  put(&f, "dbt_project.yml",
      "name: shop\nmodels:\n  +tags: ['{{ var(\"t\") }}']\n  shop:\n    part:\n      +enabled: '{{ v }}'\n");
  make_dir(&f, "models/part");
  put(&f, "models/m.sql", "select 1");
  put(&f, "models/part/n.sql", "select 1");
  put(&f, "models/part/o.sql", "{{ config(enabled=true) }} select 1");
  const DbtProject *project = read_and_drop(&f);
  assert_int_equal(node_named(project, "m")->unknown, DBT_UNKNOWN_TAGS);
  assert_int_equal(node_named(project, "n")->unknown, DBT_UNKNOWN_TAGS | DBT_UNKNOWN_ENABLED);
  assert_int_equal(node_named(project, "o")->unknown, DBT_UNKNOWN_TAGS);
}

/* A model of more than LIMIT_DBT_FILE_BYTES is not looked into. */
static void test_large_files(void **state) {
  Room *room = *state;
  char *text = arena_alloc(&room->arena, LIMIT_DBT_FILE_BYTES + 2);
  memset(text, ' ', LIMIT_DBT_FILE_BYTES);
  assert_int_equal(model(room, text)->unknown, 0);
  text[LIMIT_DBT_FILE_BYTES] = ' ';
  assert_true(model(room, text)->unknown & DBT_UNKNOWN_CONFIG);
}

static Str incomplete_with(Room *room, unsigned files) {
  Files f = begin(room);
  for (unsigned i = 0; i < files; i++) {
    char name[32];
    snprintf(name, sizeof name, "models/f%u", i);
    put(&f, name, "");
  }
  return read_and_drop(&f)->incomplete;
}

/* More than LIMIT_DBT_FILES files: what is beyond them is not known. */
static void test_many_files(void **state) {
  assert_str(incomplete_with(*state, LIMIT_DBT_FILES), "");
  assert_str(incomplete_with(*state, LIMIT_DBT_FILES + 1), "the dbt project has more files than are looked at");
}

static Str selected(Files *f, const DbtProject *project, const char *selector) {
  Buf buf = buf_new(&f->room->arena, LIMIT_STRING_BYTES);
  const uint8_t *set = dbt_select(&f->heap, project, (Str){"", 0}, (Str){"", 0}, str_of(selector));
  if (!set) return STR("!");
  for (size_t i = 0; i < project->nodes.n; i++) {
    if (set[i] == VERDICT_NO) continue;
    if (buf.n) buf_char(&buf, ' ');
    buf_put(&buf, project->nodes.at[i].name);
    if (set[i] == VERDICT_MAYBE) buf_char(&buf, '?');
  }
  return buf_str(&buf);
}

static void test_selectors(void **state) {
  Files f = begin(*state);
  put(&f, "models/a.sql", "{{ config(tags='x') }}");
  put(&f, "models/b.sql", "{{ config(tags='y') }}{{ ref('a') }}");
  put(&f, "models/c.sql", "{{ config(tags=['x', 'z']) }}{{ ref('b') }}");
  put(&f, "selectors.yml",
      "selectors:\n"
      "  - {name: text, definition: 'tag:x b'}\n"
      "  - {name: short, definition: {tag: y}}\n"
      "  - {name: long, definition: {method: tag, value: y, parents: true, children: true, children_depth: 1}}\n"
      "  - {name: both, definition: {intersection: [{tag: x}, {tag: z}]}}\n"
      "  - {name: either, definition: {union: [{tag: y}, {tag: z}, {exclude: [{fqn: b}]}]}}\n"
      "  - {name: other, definition: {method: selector, value: short}}\n"
      "  - {name: loop, definition: {method: selector, value: loop}}\n"
      "  - {name: state, definition: {method: state, value: modified}}\n");
  const DbtProject *project = read_and_drop(&f);
  assert_str(selected(&f, project, "text"), "a b c");
  assert_str(selected(&f, project, "short"), "b");
  assert_str(selected(&f, project, "long"), "a b c");
  assert_str(selected(&f, project, "both"), "c");
  assert_str(selected(&f, project, "either"), "c");
  assert_str(selected(&f, project, "other"), "b");
  assert_str(selected(&f, project, "loop"), "a? b? c?");
  assert_str(selected(&f, project, "state"), "!"); /* Dagster has no state to compare with */
  assert_str(selected(&f, project, "nobody"), "!");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(test_nothing_unknown),
      TEST(test_computed_configs),
      TEST(test_what_stands_in_a_branch),
      TEST(test_references),
      TEST(test_broken_texts),
      TEST(test_macros_that_refer),
      TEST(test_python_models),
      TEST(test_packages),
      TEST(test_what_cannot_be_read),
      TEST(test_large_files),
      TEST(test_configs_of_the_project),
      TEST(test_many_files),
      TEST(test_selectors),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
