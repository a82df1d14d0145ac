#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compiler/project_walk.h"
#include "runtime/core/limits.h"
#include "tests/unit/room.h"


/* A tree of files below a new folder. */
typedef struct Tree {
  Str root;
  Str made[64];
  size_t n;
} Tree;

static Tree new_tree(Room *room) {
  char folder[] = "/tmp/dbtplan_test_XXXXXX";
  assert_non_null(mkdtemp(folder));
  return (Tree){.root = str_copy(&room->arena, str_of(folder))};
}

static Str below(Room *room, const Tree *tree, const char *path) {
  return path_join(&room->arena, tree->root, str_of(path));
}

static void put(Room *room, Tree *tree, const char *path, const char *text) {
  Str file = below(room, tree, path);
  for (size_t i = tree->root.n + 1; i < file.n; i++) {
    Str folder = str_sub(file, 0, i);
    if (file.p[i] == '/' && mkdir(str_z(&room->arena, folder), 0700) == 0) tree->made[tree->n++] = folder;
  }
  FILE *out = fopen(str_z(&room->arena, file), "wb");
  assert_non_null(out);
  assert_true(fputs(text, out) >= 0);
  assert_int_equal(fclose(out), 0);
  tree->made[tree->n++] = file;
}

static void discard(Room *room, Tree *tree) {
  while (tree->n) remove(str_z(&room->arena, tree->made[--tree->n]));
  rmdir(str_z(&room->arena, tree->root));
}

static void assert_below(Room *room, const Tree *tree, Str got, const char *want) {
  assert_str(got, str_z(&room->arena, below(room, tree, want)));
}

static Tree sample(Room *room) {
  Tree tree = new_tree(room);
  put(room, &tree, "pyproject.toml",
      "[project]\nname = \"x\"\n[tool.dg.project]\nroot_module = 'shop' # the package\n");
  put(room, &tree, ".env", "FROM_ENV=1\n");
  put(room, &tree, ".gitignore", "/build/\n*.pyc\nskipped\n");
  put(room, &tree, "src/shop/defs/defs.yaml", "type: dagster.DefsFolderComponent\n");
  put(room, &tree, "src/shop/defs/a/defs.yml", "type: dagster.DefsFolderComponent\n");
  put(room, &tree, "src/shop/defs/a/b/defs.yaml", "");
  put(room, &tree, "src/shop/defs/a/b/template_vars.py", "");
  put(room, &tree, "src/shop/defs/c/component.yaml", "");
  put(room, &tree, "src/shop/defs/.local_defs_state/x/defs.yaml", "");
  put(room, &tree, "src/shop/__init__.py", "");
  put(room, &tree, "src/shop/vars/__init__.py", "");
  put(room, &tree, "skipped/defs.yaml", "");
  put(room, &tree, "env/pyvenv.cfg", "");
  put(room, &tree, "env/defs.yaml", "");
  return tree;
}

static void root_and_package(void **state) {
  Room *room = *state;
  Tree tree = sample(room);
  const Project *project = project_of(&room->workspace, below(room, &tree, "src/shop/defs/a/b/defs.yaml"));
  assert_str(project->root, str_z(&room->arena, tree.root));
  assert_str(project->package, "shop");
  assert_below(room, &tree, project->package_dir, "src/shop");
  assert_below(room, &tree, project->defs_dir, "src/shop/defs");
  assert_non_null(map_get(&room->workspace.room.project_env, STR("FROM_ENV")));
  discard(room, &tree);
}

static void a_package_without_configuration(void **state) {
  Room *room = *state;
  Tree tree = new_tree(room);
  put(room, &tree, "dg.toml", "directory_type = \"project\"\n");
  put(room, &tree, "shop/defs/a/defs.yaml", "");
  const Project *project = project_of(&room->workspace, below(room, &tree, "shop/defs/a"));
  assert_str(project->root, str_z(&room->arena, tree.root));
  assert_str(project->package, "shop");
  discard(room, &tree);
}

static void no_project_at_all(void **state) {
  Room *room = *state;
  Tree tree = new_tree(room);
  put(room, &tree, "x/defs.yaml", "");
  const Project *project = project_of(&room->workspace, below(room, &tree, "x/defs.yaml"));
  assert_below(room, &tree, project->root, "x");
  assert_int_equal(project->defs_dir.n, 0);
  discard(room, &tree);
}

static void components_in_order(void **state) {
  Room *room = *state;
  Tree tree = sample(room);
  PathList files = {0};
  project_find_components(&room->workspace, tree.root, &files, NULL);
  assert_int_equal(files.n, 4);
  assert_below(room, &tree, files.at[0], "src/shop/defs/a/b/defs.yaml");
  assert_below(room, &tree, files.at[1], "src/shop/defs/a/defs.yml");
  assert_below(room, &tree, files.at[2], "src/shop/defs/c/component.yaml");
  assert_below(room, &tree, files.at[3], "src/shop/defs/defs.yaml");
  discard(room, &tree);
}

static void the_chain_of_folders(void **state) {
  Room *room = *state;
  Tree tree = sample(room);
  PathList files = {0};
  Str file = below(room, &tree, "src/shop/defs/a/b/defs.yaml");
  project_folder_chain(&room->workspace, project_of(&room->workspace, file), file, &files);
  assert_int_equal(files.n, 2);
  assert_below(room, &tree, files.at[0], "src/shop/defs/a/defs.yml");
  assert_below(room, &tree, files.at[1], "src/shop/defs/defs.yaml");
  discard(room, &tree);
}

static void modules(void **state) {
  Room *room = *state;
  Tree tree = sample(room);
  Str file = below(room, &tree, "src/shop/defs/a/b/defs.yaml");
  const Project *project = project_of(&room->workspace, file);
  Str found = project_module_file(&room->workspace, project, file, STR(".template_vars"));
  assert_below(room, &tree, found, "src/shop/defs/a/b/template_vars.py");
  found = project_module_file(&room->workspace, project, file, STR("shop.vars"));
  assert_below(room, &tree, found, "src/shop/vars/__init__.py");
  assert_int_equal(project_module_file(&room->workspace, project, file, STR(".nothing")).n, 0);
  assert_int_equal(project_module_file(&room->workspace, project, file, STR("../../etc/passwd")).n, 0);
  assert_int_equal(project_module_file(&room->workspace, project, file, STR("")).n, 0);
  discard(room, &tree);
}

static void relative_modules(void **state) {
  static const struct {
    const char *name, *file; /* "": none */
  } ROWS[] = {{"..b.template_vars", "src/shop/defs/a/b/template_vars.py"},
              {"....vars", "src/shop/vars/__init__.py"},
              {"....", "src/shop/__init__.py"},
              {".", ""},
              {".....shop", ""},
              {"......src", ""},
              {"....................x", ""},
              {"..b..template_vars", ""},
              {"..b.", ""}};
  Room *room = *state;
  Tree tree = sample(room);
  Str file = below(room, &tree, "src/shop/defs/a/b/template_vars.py");
  const Project *project = project_of(&room->workspace, file);
  for (size_t i = 0; i < COUNT(ROWS); i++) {
    Str found = project_module_file(&room->workspace, project, file, str_of(ROWS[i].name));
    if (*ROWS[i].file)
      assert_below(room, &tree, found, ROWS[i].file);
    else
      assert_int_equal(found.n, 0);
  }
  discard(room, &tree);
}

static void what_dbt_makes_is_not_searched(void **state) {
  Room *room = *state;
  Tree tree = new_tree(room);
  PathList files = {0};
  put(room, &tree, "dbt/dbt_project.yml", "name: shop\n");
  put(room, &tree, "dbt/dbt_modules/p/defs.yaml", "");
  put(room, &tree, "dbt/dbt_packages/p/defs.yaml", "");
  put(room, &tree, "dbt/models/defs.yaml", "");
  put(room, &tree, "dbt/target/defs.yaml", "");
  put(room, &tree, "target/defs.yaml", "");
  project_find_components(&room->workspace, tree.root, &files, NULL);
  assert_int_equal(files.n, 2);
  assert_below(room, &tree, files.at[0], "dbt/models/defs.yaml");
  assert_below(room, &tree, files.at[1], "target/defs.yaml");
  discard(room, &tree);
}

typedef struct Walk {
  Arena *arena;
  PathList files;
} Walk;

static bool take_file(void *state, Str file) {
  Walk *walk = state;
  VEC_PUSH(walk->arena, &walk->files, str_copy(walk->arena, file));
  return true;
}

/* All parts together are the whole, in its order, with each folder counted once. */
static void parts_of_a_folder(void **state) {
  static const char *const FILES[] = {"a/defs.yaml",   "a-b/defs.yaml", "a.b/c/defs.yaml", "a0/defs.yaml", "a0/b/defs.yaml",
                                      "b/c/defs.yaml", "b/defs.yaml",   "b/d/e/defs.yaml", "c/nothing",    "\xC3\xA4/defs.yaml"};
  Room *room = *state;
  Tree tree = new_tree(room);
  for (size_t i = 0; i < COUNT(FILES); i++) put(room, &tree, FILES[i], "");
  put(room, &tree, "b/defs.yaml", "type: dagster.DefsFolderComponent\n");
  PathRange parts[8];
  Walk whole = {.arena = &room->arena};
  size_t folders = project_walk_components(&room->workspace, tree.root, PATH_RANGE_ALL, take_file, &whole), most = 0;
  assert_int_equal(whole.files.n, 8); /* what lies below a component is none */
  for (size_t wanted = 1; wanted <= 8; wanted++) {
    Walk walk = {.arena = &room->arena};
    size_t searched = 0, n = project_divide(&room->workspace, tree.root, PATH_RANGE_ALL, 1, wanted, parts);
    assert_true(n >= 1 && n <= wanted);
    for (size_t i = 0; i < n; i++)
      searched += project_walk_components(&room->workspace, tree.root, parts[i], take_file, &walk);
    assert_int_equal(searched, folders);
    assert_int_equal(walk.files.n, whole.files.n);
    for (size_t i = 0; i < walk.files.n; i++) assert_true(str_eq(walk.files.at[i], whole.files.at[i]));
    if (n > most) most = n;
  }
  assert_int_equal(most, 7); /* the folders of the first level */
  assert_int_equal(project_divide(&room->workspace, tree.root, PATH_RANGE_ALL, 8, 8, parts), 1);
  PathRange behind = {whole.files.at[3], {"", 0}}, last = {whole.files.at[7], {"", 0}};
  assert_int_equal(project_divide(&room->workspace, tree.root, behind, 1, 8, parts), 4);
  assert_true(str_eq(parts[0].from, behind.from) && parts[3].to.n == 0);
  assert_int_equal(project_divide(&room->workspace, tree.root, last, 1, 8, parts), 1);
  discard(room, &tree);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(root_and_package),    TEST(a_package_without_configuration), TEST(no_project_at_all),
      TEST(components_in_order), TEST(the_chain_of_folders),            TEST(modules),
      TEST(relative_modules),    TEST(what_dbt_makes_is_not_searched),  TEST(parts_of_a_folder),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
