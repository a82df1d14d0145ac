#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/core/limits.h"
#include "runtime/core/workspace.h"
#include "tests/unit/room.h"


static Str temporary(Room *room, const char *name) {
  char folder[] = "/tmp/dbtplan_test_XXXXXX";
  assert_non_null(mkdtemp(folder));
  return path_join(&room->arena, str_copy(&room->arena, str_of(folder)), str_of(name));
}

static void write_file(Room *room, Str path, const char *text) {
  FILE *file = fopen(str_z(&room->arena, path), "wb");
  assert_non_null(file);
  assert_true(fputs(text, file) >= 0);
  assert_int_equal(fclose(file), 0);
}

static void discard(Room *room, Str path) {
  remove(str_z(&room->arena, path));
  rmdir(str_z(&room->arena, path_parent(path)));
}

static void a_file_is_read_once(void **state) {
  Room *room = *state;
  const Source *first, *second;
  Str path = temporary(room, "a.txt");
  write_file(room, path, "one");
  assert_int_equal(workspace_read(&room->workspace, path, STR("a"), &first), READ_OK);
  write_file(room, path, "two");
  assert_int_equal(workspace_read(&room->workspace, path, STR("a"), &second), READ_OK);
  assert_ptr_equal(first, second);
  assert_str(first->text, "one");
  discard(room, path);
}

static void what_cannot_be_read_has_its_status(void **state) {
  Room *room = *state;
  const Source *source;
  assert_int_equal(workspace_read(&room->workspace, STR("/nowhere/at/all"), STR("a"), &source), READ_MISSING);
  assert_int_equal(workspace_read(&room->workspace, STR("/tmp"), STR("a"), &source), READ_NOT_A_FILE);
  assert_int_equal(workspace_read(&room->workspace, STR("/tmp\0x"), STR("a"), &source), READ_MISSING);
  ReadStatus status = workspace_read(&room->workspace, STR("/proc/self/mem"), STR("a"), &source);
  assert_string_equal(workspace_read_error(status), strerror(EIO));
  Str path = temporary(room, "large");
  write_file(room, path, "x");
  assert_int_equal(truncate(str_z(&room->arena, path), (off_t)LIMIT_FILE_BYTES + 1), 0);
  assert_int_equal(workspace_read(&room->workspace, path, STR("a"), &source), READ_TOO_LARGE);
  discard(room, path);
}

static void given_text_hides_the_file(void **state) {
  Room *room = *state;
  const Source *source;
  workspace_give(&room->workspace, STR("/nowhere/x.yaml"), STR("<stdin>"), STR("text"));
  assert_true(workspace_is_file(&room->workspace, STR("/nowhere/./x.yaml")));
  assert_int_equal(workspace_read(&room->workspace, STR("/nowhere/y/../x.yaml"), STR("x"), &source), READ_OK);
  assert_str(source->name, "<stdin>");
  assert_str(source->text, "text");
}

static void directories_are_sorted(void **state) {
  Room *room = *state;
  NameList names;
  Str b = temporary(room, "b"), a = path_join(&room->arena, path_parent(b), STR("a"));
  write_file(room, b, "");
  write_file(room, a, "");
  assert_true(workspace_list(&room->workspace, path_parent(b), &names));
  assert_int_equal(names.n, 2);
  assert_str(names.at[0], "a");
  assert_false(workspace_list(&room->workspace, a, &names));
  remove(str_z(&room->arena, a));
  discard(room, b);
}

static void the_clock_stands_still(void **state) {
  Room *room = *state;
  int64_t first, second;
  int32_t micros;
  workspace_now(&room->workspace, &first, &micros);
  room->workspace.now_seconds -= 100;
  workspace_now(&room->workspace, &second, &micros);
  assert_int_equal(first - 100, second);
}

static void policies_of_the_environment(void **state) {
  Room *room = *state;
  Workspace *workspace = &room->workspace;
  Str value, supplied = STR("given"), project = STR("from .env");
  setenv("DBTPLAN_TEST", "process", 1);
  map_put(&room->arena, &workspace->env, STR("SUPPLIED"), &supplied);
  map_put(&room->arena, &workspace->project_env, STR("DBTPLAN_TEST"), &project);
  map_put(&room->arena, &workspace->project_env, STR("DBTPLAN_ONLY_HERE"), &project);
  assert_int_equal(workspace_env(workspace, STR("DBTPLAN_TEST"), &value), ENV_UNKNOWN);
  assert_int_equal(workspace_env(workspace, STR("SUPPLIED"), &value), ENV_SET);
  workspace->env_policy = ENV_PROCESS;
  assert_int_equal(workspace_env(workspace, STR("DBTPLAN_TEST"), &value), ENV_SET);
  assert_str(value, "process");
  assert_int_equal(workspace_env(workspace, STR("DBTPLAN_ONLY_HERE"), &value), ENV_SET);
  assert_str(value, "from .env");
  assert_int_equal(workspace_env(workspace, STR("DBTPLAN_NO_SUCH"), &value), ENV_UNSET);
}

/* Recorded from python-dotenv. */
static void env_files_read_as_python_dotenv(void **state) {
  static const char text[] =
      "\xEF\xBB\xBF# c\nA=1\r\n export B = two words  # note\nC='single \\' \\n ${A}'\n"
      "D=\"double\\n\\t\\\" \\x ${A}${OUTER}\"\nE=#novalue\nF= # comment\nG=a#b\nH\n"
      "I=${A}-${NOPE:-def}-${NOPE}-${H}-${A:x}\n'J K'=v\nbad line here\nL=\"open\nM=\"multi\nline\"\nN=\nA=again\nO=$A "
      "${\n";
  static const char *const want[][2] = {
      {"A", "again"}, {"B", "two words"}, {"C", "single ' \\n 1"}, {"D", "double\n\t\" \\x 1o"}, {"E", "#novalue"},
      {"F", ""},      {"G", "a#b"},       {"I", "1-def---${A:x}"}, {"J K", "v"},                 {"N", ""},
      {"O", "$A ${"},
  };
  Room *room = *state;
  Map into = {0};
  setenv("OUTER", "o", 1);
  room->workspace.env_policy = ENV_PROCESS;
  workspace_parse_env(&room->workspace, ((Str){text, sizeof text - 1}), &into);
  for (size_t i = 0; i < sizeof want / sizeof want[0]; i++) {
    const Str *got = map_get(&into, str_of(want[i][0]));
    assert_non_null(got);
    assert_str(*got, want[i][1]);
  }
  assert_null(map_get(&into, STR("H")));
  assert_null(map_get(&into, STR("L")));
  assert_int_equal(into.n, 13);
}

static void paths(void **state) {
  Room *room = *state;
  Arena *arena = &room->arena;
  assert_str(path_join(arena, STR("a/"), STR("b")), "a/b");
  assert_str(path_join(arena, STR("a"), STR("/b")), "/b");
  assert_str(path_join(arena, STR("."), STR("b")), "b");
  assert_str(path_parent(STR("a/b/")), "a");
  assert_str(path_parent(STR("a")), ".");
  assert_str(path_parent(STR("/a")), "/");
  assert_str(path_parent(STR("/")), "/");
  assert_str(path_name(STR("a/b//")), "b");
  assert_str(path_normal(arena, STR("/../a/./b//../c/")), "/a/c");
  assert_str(path_normal(arena, STR("../../a/..")), "../..");
  assert_str(path_normal(arena, STR("a/..")), ".");
  assert_str(path_relative(arena, STR("/a/b/c"), STR("/a/x")), "../b/c");
  assert_str(path_relative(arena, STR("/a"), STR("/a")), ".");
  assert_str(path_relative(arena, STR("/a/b"), STR("/")), "a/b");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(a_file_is_read_once),         TEST(what_cannot_be_read_has_its_status),
      TEST(given_text_hides_the_file),   TEST(directories_are_sorted),
      TEST(the_clock_stands_still),      TEST(policies_of_the_environment),
      TEST(env_files_read_as_python_dotenv), TEST(paths),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
