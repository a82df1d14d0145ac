#include "compiler/check/profiles.h"

#include "compiler/dbt/dbt_files.h"
#include "compiler/project.h"
#include "runtime/core/limits.h"

/* A name and where it was written. */
typedef struct Chosen {
  Str name; /* empty: none, or not known */
  Place place;
} Chosen;

typedef struct Profiles {
  const View *view;
  Str file; /* profiles.yml */
  const YNode *yaml;
} Profiles;

static bool is_rendered(Str text) {
  return str_find(text, STR("{{"), 0) != SIZE_MAX || str_find(text, STR("{%"), 0) != SIZE_MAX;
}

static const Source *source_of(const Profiles *p, Str path) {
  const Source *source = NULL;
  return workspace_read(p->view->bound->workspace, path, path, &source) == READ_OK ? source : NULL;
}

/* The text of a YAML scalar that dbt does not render. */
static Chosen chosen_in(const Profiles *p, Str path, const YNode *scalar) {
  if (!scalar || scalar->kind != Y_SCALAR || is_rendered(scalar->text)) return (Chosen){{"", 0}, PLACE_NONE};
  return (Chosen){scalar->text, {source_of(p, path), scalar->span}};
}

static Place place_given(const Profiles *p, const Node *node, const char *key) {
  return node ? written_place(p->view->written, node) : written_attribute(p->view->written, "project", key);
}

static Chosen profile_of(const Profiles *p) {
  const Supplied *supplied = p->view->supplied;
  if (supplied->profile.n) return (Chosen){supplied->profile, place_given(p, supplied->profile_node, "profile")};
  if (supplied->profile_node) return (Chosen){{"", 0}, PLACE_NONE};
  const YNode *config = p->view->yaml;
  Str path = path_join(p->view->heap->arena, p->view->bound->project_dir, STR("dbt_project.yml"));
  return chosen_in(p, path, config ? ynode_get(config, "profile") : NULL);
}

/* Without one dbt takes "default". */
static Chosen target_of(const Profiles *p, const YNode *profile, Place place) {
  const Supplied *supplied = p->view->supplied;
  if (supplied->target.n) return (Chosen){supplied->target, place_given(p, supplied->target_node, "target")};
  if (supplied->target_node) return (Chosen){{"", 0}, PLACE_NONE};
  const YNode *own = ynode_get(profile, "target");
  return own ? chosen_in(p, p->file, own) : (Chosen){STR("default"), place};
}

static const YNode *member(const YNode *map, Str name) {
  for (size_t i = 0; map && map->kind == Y_MAP && i < map->n; i++)
    if (!map->pairs[i].shadowed && map->pairs[i].key->kind == Y_SCALAR && str_eq(map->pairs[i].key->text, name))
      return map->pairs[i].value;
  return NULL;
}

/* "did you mean 'x'?", or what there is. */
static void hint_names(const Profiles *p, Diag *diag, const YNode *map, Str wrong) {
  StrList names = {0};
  Arena *arena = view_sink(p->view)->arena;
  Buf buf = buf_new(arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < map->n; i++) {
    Str name = map->pairs[i].key->text;
    if (map->pairs[i].key->kind != Y_SCALAR || str_is(name, "config")) continue;
    VEC_PUSH(arena, &names, name);
    buf_printf(&buf, "%s'%.*s'", buf.n ? ", " : "it has ", STR_FMT(name));
  }
  Str near = str_nearest(wrong, names.at, names.n);
  diag->hint = near.n ? str_printf(arena, "did you mean '%.*s'?", STR_FMT(near)) : buf_str(&buf);
}

static const YNode *judge_target(const Profiles *p, Str name, const YNode *profile, Place place) {
  const YNode *outputs = ynode_get(profile, "outputs");
  Chosen target = target_of(p, profile, place);
  if (!outputs || outputs->kind != Y_MAP || !target.name.n) return NULL;
  const YNode *output = member(outputs, target.name);
  if (output) return output;
  Diag *diag = diag_report(view_sink(p->view), DIAG_TARGET_UNKNOWN, target.place, DIAG_ARGS(name, target.name));
  hint_names(p, diag, outputs, target.name);
  return NULL;
}

/* dbt_project.yml names none, and no option does. */
static bool has_no_profile(const Profiles *p) {
  const YNode *config = p->view->yaml;
  return config && !ynode_get(config, "profile") && !p->view->supplied->profile.n && !p->view->supplied->profile_node;
}

static const YNode *judge(const Profiles *p) {
  Chosen profile = profile_of(p);
  DiagSink *sink = view_sink(p->view);
  if (has_no_profile(p)) {
    Str path = path_join(p->view->heap->arena, p->view->bound->project_dir, STR("dbt_project.yml"));
    Diag *diag = diag_report(sink, DIAG_PROJECT_FILE, (Place){source_of(p, path), {0, 0}},
                             DIAG_ARGS(STR("the dbt project names no 'profile'")));
    hint_names(p, diag, p->yaml, STR(""));
  }
  if (!profile.name.n) return NULL;
  const YNode *found = member(p->yaml, profile.name);
  if (found) return found->kind == Y_MAP ? judge_target(p, profile.name, found, profile.place) : NULL;
  Diag *diag = diag_report(sink, DIAG_PROFILE_UNKNOWN, profile.place,
                           DIAG_ARGS(STR("profiles.yml"), profile.name));
  hint_names(p, diag, p->yaml, profile.name);
  return NULL;
}

/* The dbt project's own folder is taken where it has the file, so this is one that the component names. */
static void judge_folder(const Profiles *p) {
  const BoundComponent *bound = p->view->bound;
  Place place = written_attribute(p->view->written, "project", "profiles_dir");
  if (!workspace_is_dir(bound->workspace, bound->profiles_dir) || workspace_is_file(bound->workspace, p->file)) return;
  diag_report(view_sink(p->view), DIAG_PROFILES_EMPTY, place,
              DIAG_ARGS(project_shown_name(bound->workspace, bound->profiles_dir)));
}

const YNode *profiles_check(const View *view, Str *file) {
  const BoundComponent *bound = view->bound;
  Profiles p = {.view = view};
  if (!bound->profiles_dir.n || !view->supplied->lines) return NULL;
  *file = p.file = path_join(view->heap->arena, bound->profiles_dir, STR("profiles.yml"));
  judge_folder(&p);
  p.yaml = dbt_files_yaml(bound->workspace, p.file);
  return p.yaml && p.yaml->kind == Y_MAP && p.yaml->n ? judge(&p) : NULL;
}
