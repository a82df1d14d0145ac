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
#include "runtime/core/dotenv.h"
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

static void what_a_layer_read_goes_with_it(void **state) {
  Room *room = *state;
  Workspace *workspace = &room->workspace;
  Arena layer;
  const Source *below, *above, *again, *kept;
  Str path = temporary(room, "a.txt"), other = path_join(&room->arena, path_parent(path), STR("b.txt"));
  write_file(room, path, "one");
  write_file(room, other, "two");
  assert_int_equal(workspace_read(workspace, path, STR("a"), &below), READ_OK);
  arena_init(&layer, room->arena.guard, LIMIT_ARENA_BYTES);
  workspace_layer_begin(workspace, &layer);
  assert_int_equal(workspace_read(workspace, path, STR("a"), &again), READ_OK);
  assert_ptr_equal(again, below);
  assert_int_equal(workspace_read(workspace, other, STR("b"), &above), READ_OK);
  kept = workspace_lasting(workspace, above);
  assert_ptr_not_equal(kept, above);
  assert_ptr_equal(workspace_lasting(workspace, above), kept);
  assert_ptr_equal(workspace_lasting(workspace, below), below);
  workspace_layer_end(workspace);
  arena_free(&layer);
  assert_ptr_equal(workspace->arena, &room->arena);
  assert_str(kept->text, "two");
  assert_int_equal(workspace_read(workspace, other, STR("b"), &again), READ_OK);
  assert_ptr_equal(again, kept);
  discard(room, path);
  discard(room, other);
}

/* Also where the work in between jumps away, and is not read twice where the layer has it. */
static void what_outlives_a_layer_is_made_under_it(void **state) {
  Room *room = *state;
  Workspace *workspace = &room->workspace;
  Arena layer;
  const Source *above, *below;
  Str path = temporary(room, "a.txt");
  write_file(room, path, "one");
  arena_init(&layer, room->arena.guard, LIMIT_ARENA_BYTES);
  workspace_layer_begin(workspace, &layer);
  assert_int_equal(workspace_read(workspace, path, STR("shown"), &above), READ_OK);
  write_file(room, path, "two");
  bool outer = workspace_below(workspace), inner = workspace_below(workspace);
  assert_ptr_equal(workspace->arena, &room->arena);
  workspace_above(workspace, inner);
  assert_ptr_equal(workspace->arena, &room->arena);
  assert_int_equal(workspace_read(workspace, path, path, &below), READ_OK);
  workspace_above(workspace, outer);
  assert_ptr_equal(workspace->arena, &layer);
  workspace_below(workspace);
  workspace_layer_end(workspace);
  arena_free(&layer);
  assert_str(below->text, "one");
  assert_str(below->name, "shown");
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

/* DIR/folder/{file,to_file,to_folder,to_nothing} and DIR/folder/inner: what each is, listed before it is asked or
 * not. */
static void what_lies_in_a_folder(void **state) {
  Room *room = *state;
  static const struct {
    const char *name;
    bool file, dir, link;
    const char *real;
  } rows[] = {{"file", true, false, false, "file"},
              {"inner", false, true, false, "inner"},
              {"to_file", true, false, true, "file"},
              {"to_folder", false, true, true, "inner"},
              {"to_nothing", false, false, true, "to_nothing"},
              {".", false, true, false, ""},
              {"..", false, true, false, NULL},
              {"absent", false, false, false, "absent"},
              {"absent/below", false, false, false, "absent/below"},
              {"to_folder/below", false, false, false, "inner/below"},
              {"file/below", false, false, false, "file/below"}};
  Str folder = temporary(room, "folder");
  assert_int_equal(mkdir(str_z(&room->arena, folder), 0700), 0);
  assert_int_equal(mkdir(str_z(&room->arena, path_join(&room->arena, folder, STR("inner"))), 0700), 0);
  write_file(room, path_join(&room->arena, folder, STR("file")), "");
  const char *links[][2] = {{"to_file", "file"}, {"to_folder", "inner"}, {"to_nothing", "nothing"}};
  for (size_t i = 0; i < 3; i++)
    assert_int_equal(symlink(links[i][1], str_z(&room->arena, path_join(&room->arena, folder, str_of(links[i][0])))), 0);
  for (int listed = 0; listed < 2; listed++) {
    NameList names;
    workspace_init(&room->workspace, &room->arena, &room->sink);
    if (listed) assert_true(workspace_list(&room->workspace, folder, &names));
    for (size_t i = 0; i < COUNT(rows); i++) {
      Str path = path_join(&room->arena, folder, str_of(rows[i].name));
      assert_int_equal(workspace_is_link(&room->workspace, path), rows[i].link);
      assert_int_equal(workspace_is_file(&room->workspace, path), rows[i].file);
      assert_int_equal(workspace_is_dir(&room->workspace, path), rows[i].dir);
      Str real = rows[i].real ? path_join(&room->arena, folder, str_of(rows[i].real)) : path_parent(folder);
      assert_str(workspace_real_path(&room->workspace, path), str_z(&room->arena, real));
    }
  }
  const char *all[] = {"file", "to_file", "to_folder", "to_nothing"};
  for (size_t i = 0; i < 4; i++) remove(str_z(&room->arena, path_join(&room->arena, folder, str_of(all[i]))));
  rmdir(str_z(&room->arena, path_join(&room->arena, folder, STR("inner"))));
  discard(room, folder);
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
  map_put(&room->arena, &workspace->room.project_env, STR("DBTPLAN_TEST"), &project);
  map_put(&room->arena, &workspace->room.project_env, STR("DBTPLAN_ONLY_HERE"), &project);
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
  dotenv_read(&room->workspace, ((Str){text, sizeof text - 1}), &into);
  for (size_t i = 0; i < COUNT(want); i++) {
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
  static const char *const normal[][2] = {{"/", "/"},         {"/a", "/a"},     {"/a/", "/a"},     {"//a", "/a"},
                                          {"/a//b", "/a/b"},  {"/.", "/"},      {"/a/.", "/a"},    {"/a/./b", "/a/b"},
                                          {"/a/../b", "/b"},  {"/a/..", "/"},   {"/..a", "/..a"},  {"/a/...", "/a/..."},
                                          {"/.a/b", "/.a/b"}, {"/a/b.", "/a/b."}};
  for (size_t i = 0; i < COUNT(normal); i++)
    assert_str(workspace_absolute_path(&room->workspace, str_of(normal[i][0])), normal[i][1]);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(a_file_is_read_once),         TEST(what_cannot_be_read_has_its_status),
      TEST(given_text_hides_the_file),   TEST(directories_are_sorted),
      TEST(what_lies_in_a_folder),
      TEST(what_a_layer_read_goes_with_it), TEST(what_outlives_a_layer_is_made_under_it),
      TEST(the_clock_stands_still),      TEST(policies_of_the_environment),
      TEST(env_files_read_as_python_dotenv), TEST(paths),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
