#include "tests/unit/table.h"

#include "compiler/dbt/assets.h"
#include "compiler/parse/selection.h"
#include "runtime/core/limits.h"
#include "tests/unit/room.h"

/* What Dagster and dbt select in the project `warehouse/analytics` (tests/oracle/record_selection.py), asked of what is
 * read from its files and from its manifest. */

typedef struct Project {
  Room *room;
  Heap heap;
  const DbtProject *project;
} Project;

static void read_project(Project *p, Room *room, bool with_manifest) {
  const char *files = "tests/oracle/warehouse/analytics";
  *p = (Project){.room = room,
                 .heap = {.arena = &room->arena, .workspace = &room->workspace, .steps = LIMIT_EVAL_STEPS}};
  Str dir = workspace_absolute_path(&room->workspace, str_of(files)), target = STR("target");
  if (with_manifest) {
    const Source *source;
    Str path = STR("tests/oracle/warehouse.manifest.json");
    assert_int_equal(workspace_read(&room->workspace, path, path, &source), READ_OK);
    workspace_give(&room->workspace, path_join(&room->arena, dir, STR("given/manifest.json")), path, source->text);
    target = STR("given");
  }
  p->project = dbt_project_read(&room->workspace, &p->heap, dir, target);
  assert_int_equal(p->project->from_manifest, with_manifest);
  assert_str(p->project->incomplete, "");
}

static int by_text(const void *a, const void *b) { return str_cmp(*(const Str *)a, *(const Str *)b); }

static Str listed(Arena *arena, StrList *texts) {
  Buf buf = buf_new(arena, LIMIT_STRING_BYTES);
  if (texts->n) qsort(texts->at, texts->n, sizeof *texts->at, by_text);
  for (size_t i = 0; i < texts->n; i++) {
    if (i) buf_char(&buf, ' ');
    buf_put(&buf, texts->at[i]);
  }
  return buf_str(&buf);
}

static Assets *all_assets(Project *p) {
  const uint8_t *selected = dbt_select_assets(&p->heap, p->project, STR("fqn:*"), STR(""), STR(""));
  return assets_of(&p->room->arena, p->project, selected);
}

static void push_verdict(Arena *arena, StrList *texts, Str text, Verdict verdict) {
  if (verdict == VERDICT_MAYBE) text = str_cat(arena, text, STR("?"));
  if (verdict != VERDICT_NO) VEC_PUSH(arena, texts, text);
}

static Str asked_assets(Project *p, Assets *assets, Str text) {
  Str why;
  size_t at;
  AssetsAsked asked;
  StrList keys = {0};
  Arena *arena = &p->room->arena;
  const Selection *selection = selection_parse(arena, text, &why, &at);
  if (!selection) return STR("!");
  const uint8_t *set = assets_select(arena, assets, selection, &asked);
  if (asked.missing.n || asked.remote.n) return STR("!");
  for (size_t i = 0; i < assets->n; i++) push_verdict(arena, &keys, assets->at[i].key, set[i]);
  return listed(arena, &keys);
}

static void replay(const char *path, Project *p, Str (*answer)(Project *p, Assets *assets, Str text)) {
  Table table;
  int wrong = 0;
  Assets *assets = all_assets(p);
  for (table_open(&table, path); table_next(&table);) {
    Str longer = str_cat(&p->room->arena, table.field[0], STR("a*")); /* what a text is cut from goes on */
    Str found = answer(p, assets, str_sub(longer, 0, table.field[0].n));
    if (str_eq(found, table.field[1])) continue;
    print_message("%s:%d: %.*s\n  recorded %.*s\n  found    %.*s\n", path, table.row, STR_FMT(table.field[0]),
                  STR_FMT(table.field[1]), STR_FMT(found));
    wrong++;
  }
  assert_true(table.row > 100);
  assert_int_equal(wrong, 0);
}

static void test_asset_selections_by_files(void **state) {
  Project p;
  read_project(&p, *state, false);
  replay("tests/oracle/asset_selection.tsv", &p, asked_assets);
}

static void test_asset_selections_by_manifest(void **state) {
  Project p;
  read_project(&p, *state, true);
  replay("tests/oracle/asset_selection.tsv", &p, asked_assets);
}

/* `select | exclude | selector` */
static Str asked_nodes(Project *p, Assets *assets, Str text) {
  (void)assets;
  Str parts[3] = {{"", 0}, {"", 0}, {"", 0}};
  StrList ids = {0};
  for (int i = 0; i < 3; i++) {
    size_t end = str_find(text, STR("|"), 0);
    parts[i] = str_trim(str_sub(text, 0, end == SIZE_MAX ? text.n : end));
    text = end == SIZE_MAX ? (Str){"", 0} : str_sub(text, end + 1, text.n);
  }
  const uint8_t *set = dbt_select_assets(&p->heap, p->project, parts[0].n ? parts[0] : STR("fqn:*"), parts[1], parts[2]);
  if (!set) return STR("!");
  const Assets *chosen = assets_of(&p->room->arena, p->project, set);
  for (size_t i = 0; i < chosen->n; i++) push_verdict(&p->room->arena, &ids, chosen->at[i].node->id, chosen->at[i].own);
  return listed(&p->room->arena, &ids);
}

static void test_dbt_selections_by_files(void **state) {
  Project p;
  read_project(&p, *state, false);
  replay("tests/oracle/dbt_selection.tsv", &p, asked_nodes);
}

static void test_dbt_selections_by_manifest(void **state) {
  Project p;
  read_project(&p, *state, true);
  replay("tests/oracle/dbt_selection.tsv", &p, asked_nodes);
}

/* Keys, tags, group, owners, parents. */
static Str described(Project *p, const Assets *assets, size_t at) {
  Arena *arena = &p->room->arena;
  const Asset *asset = &assets->at[at];
  StrList tags = {0}, parents = {0}, owners = asset->owners;
  for (size_t i = 0; i < asset->kinds.n; i++)
    VEC_PUSH(arena, &tags, str_printf(arena, "dagster/kind/%.*s=", STR_FMT(asset->kinds.at[i])));
  for (size_t i = 0; i < asset->tags.n; i++)
    VEC_PUSH(arena, &tags,
             str_printf(arena, "%.*s=%.*s", STR_FMT(asset->tags.at[i].key), STR_FMT(asset->tags.at[i].value)));
  for (size_t i = 0; i < assets->graph.nodes[at].parents.n; i++)
    VEC_PUSH(arena, &parents, assets->at[assets->graph.nodes[at].parents.at[i]].key);
  const char *kind = asset->own == VERDICT_YES ? "asset" : asset->own == VERDICT_NO ? "external" : "perhaps";
  return str_printf(arena, "%s|%.*s|%.*s|%.*s|%.*s", kind, STR_FMT(asset->group), STR_FMT(listed(arena, &tags)),
                    STR_FMT(listed(arena, &owners)), STR_FMT(listed(arena, &parents)));
}

static void check_assets(Project *p) {
  Table table;
  Assets *assets = all_assets(p);
  Arena *arena = &p->room->arena;
  size_t found = 0;
  for (table_open(&table, "tests/oracle/warehouse.assets.tsv"); table_next(&table);)
    for (size_t i = 0; i < assets->n; i++) {
      if (!str_eq(assets->at[i].key, table.field[0])) continue;
      const Str *f = table.field;
      found++;
      assert_str(described(p, assets, i),
                 str_z(arena, str_printf(arena, "%.*s|%.*s|%.*s|%.*s|%.*s", STR_FMT(f[1]), STR_FMT(f[2]), STR_FMT(f[3]),
                                         STR_FMT(f[4]), STR_FMT(f[5]))));
    }
  assert_int_equal(found, assets->n);
  assert_int_equal(found, table.row);
}

static void test_assets_by_files(void **state) {
  Project p;
  read_project(&p, *state, false);
  check_assets(&p);
}

static void test_assets_by_manifest(void **state) {
  Project p;
  read_project(&p, *state, true);
  check_assets(&p);
}

static size_t asked_count(Assets *assets, Arena *arena, const char *text) {
  Str why;
  size_t at, count = 0;
  AssetsAsked asked;
  const uint8_t *set = assets_select(arena, assets, selection_parse(arena, str_of(text), &why, &at), &asked);
  for (size_t i = 0; i < assets->own; i++) count += set[i] == VERDICT_YES;
  return count;
}

/* What depends on what is worked out once after a change, in the room that it has. */
static void test_links(void **state) {
  Project p;
  read_project(&p, *state, true);
  Assets *assets = all_assets(&p);
  Arena own, *arena = &p.room->arena;
  Guard guard = {0};
  arena_init(&own, &guard, LIMIT_ARENA_BYTES);
  size_t leaf[2]; /* on which nothing depends */
  size_t leaves = 0, other = 0;
  for (size_t i = 0; i < assets->own && leaves < 2; i++)
    if (!assets->graph.nodes[i].children.n) leaf[leaves++] = i;
    else other = i;
  assert_int_equal(leaves, 2);
  AssetDeps deps[2] = {{0}, {0}};
  for (int i = 0; i < 2; i++) VEC_PUSH(arena, &deps[i], ((AssetDep){.key = i ? STR("new") : STR("far")}));
  assets->at[leaf[0]].deps = deps[0];
  assert_int_equal(asked_count(assets, arena, "key:far+"), 1);
  assert_int_equal(asked_count(assets, arena, "key:far or key:new+"), 0);
  size_t n = assets->n;
  assets->at[leaf[0]].deps = deps[1]; /* as much as before, but others */
  assert_int_equal(asked_count(assets, arena, "key:far+"), 0);
  assert_int_equal(asked_count(assets, arena, "key:new+"), 1);
  assert_int_equal(assets->n, n + 1);
  assert_false(assets_has(assets, n - 1));
  assets->at[leaf[1]].key = STR("new"); /* an asset of the component from now on */
  assert_int_equal(asked_count(assets, arena, "key:new+"), 2);
  assets->at[other].unknown |= ASSET_UNKNOWN_KEY; /* may be what is there by no name that is known */
  assets->at[leaf[1]].key = STR("other");
  assert_int_equal(asked_count(assets, arena, "key:new+"), 0);
  assert_int_equal(asked_count(assets, arena, "key:other"), 1);
  assets_link(assets);
  assets->arena = &own; /* is not asked for more */
  assets->at[other].unknown &= ~(unsigned)ASSET_UNKNOWN_KEY;
  assert_int_equal(asked_count(assets, arena, "key:new+"), 1);
  assert_int_equal(own.held, 0);
  arena_free(&own);
}

/* The steps that a selection goes up and down; many are as good as any number. */
/* Which values AssetSelection.g4 lets each attribute have; of what it refuses `tag:` still takes all (from_string). */
static void test_values_of_attributes(void **state) {
  Room *room = *state;
  static const char *const VALUES[] = {"x", "x=y", "x*", "x=", "<null>"};
  static const struct { const char *names, *taken; } ROWS[] = {
      {"key", "10100"},
      {"tag", "11111"},
      {"column_tag", "11001"},
      {"is", "00000"},
      {"group owner kind partitions code_location status column table_name changed_in_branch automation_type "
       "sensor schedule job", "10001"},
  };
  for (size_t i = 0; i < COUNT(ROWS); i++) {
    Str names = str_of(ROWS[i].names);
    for (size_t at = 0, end; at < names.n; at = end + 1) {
      end = str_find(names, STR(" "), at);
      if (end == SIZE_MAX) end = names.n;
      for (size_t k = 0; k < 5; k++) {
        Str name = str_sub(names, at, end), why;
        Str text = str_printf(&room->arena, "%.*s:%s", STR_FMT(name), VALUES[k]);
        bool taken = selection_parse(&room->arena, text, &why, &(size_t){0}) != NULL;
        if (taken != (ROWS[i].taken[k] == '1')) fail_msg("%.*s", STR_FMT(text));
      }
    }
  }
}

static void test_depths(void **state) {
  Room *room = *state;
  Str why;
  size_t at;
  static const struct { const char *text; int depth; } TEXTS[] = {
      {"+key:a", SELECTION_ANY_DEPTH}, {"0+key:a", 0},       {"1+key:a", 1},         {"9+key:a", 9},   {"12+key:a", 12},
      {"305+key:a", 305},              {"0041+key:a", 41},   {"99999+key:a", 99999}, {"key:a+7", 7},   {"key:a+10", 10},
      {"key:a+", SELECTION_ANY_DEPTH}, {"key:a+4096", 4096},
  };
  for (size_t i = 0; i < COUNT(TEXTS); i++) {
    const Selection *found = selection_parse(&room->arena, str_of(TEXTS[i].text), &why, &at);
    assert_non_null(found);
    assert_int_equal(found->kind, TEXTS[i].text[0] == 'k' ? SELECTION_DOWN : SELECTION_UP);
    assert_int_equal(found->depth, TEXTS[i].depth);
    assert_int_equal(found->a->kind, SELECTION_KEY);
  }
  const Selection *far = selection_parse(&room->arena, STR("99999999999999999999+key:a"), &why, &at);
  assert_true(far && far->depth >= 1000000);
}

/* Of a text that is no selection the letters that Dagster's parse_clause takes make a name. */
static void test_letters_of_names(void **state) {
  Room *room = *state;
  static const char LETTERS[] = "-./0123456789?ABCDEFGHIJKLMNOPQRSTUVWXYZ[]_abcdefghijklmnopqrstuvwxyz";
  Str why;
  size_t at;
  for (int c = 1; c < 128; c++) {
    Str name = str_printf(&room->arena, "a%cb", c), both = str_printf(&room->arena, "*+a%cb++*", c);
    const Selection *found = selection_parse(&room->arena, name, &why, &at);
    const Selection *wide = selection_parse(&room->arena, both, &why, &at);
    bool is_letter = strchr(LETTERS, c) != NULL;
    if ((found && found->kind == SELECTION_ASSET && str_eq(found->text, name)) != is_letter) fail_msg("character %d", c);
    if (!is_letter) continue;
    assert_true(wide && wide->kind == SELECTION_OR && wide->a->depth == SELECTION_ANY_DEPTH);
    assert_true(wide->b->depth == SELECTION_ANY_DEPTH && str_eq(wide->b->a->text, name));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(test_asset_selections_by_files), TEST(test_asset_selections_by_manifest),
      TEST(test_dbt_selections_by_files),   TEST(test_dbt_selections_by_manifest),
      TEST(test_assets_by_files),           TEST(test_assets_by_manifest),
      TEST(test_links),
      TEST(test_values_of_attributes), TEST(test_depths), TEST(test_letters_of_names),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
