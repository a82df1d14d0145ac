#include <string.h>

#include "compiler/cli/command.h"
#include "compiler/cli/difference.h"
#include "compiler/cli/git.h"
#include "compiler/cli/render.h"
#include "runtime/core/limits.h"

/* ---- the two sides ---- */

typedef struct Side {
  Str operand, revision; /* "git:HEAD~1"; "HEAD~1", or empty */
  Str path;              /* what is loaded */
  Str folder;            /* of a revision: where its files are laid out */
  Str shown;             /* for messages: the operand with its path */
  Loaded loaded;
} Side;

static const Str GIT = STR_INIT("git:");

static bool is_git(const Side *side) { return str_starts(side->operand, GIT); }

/* "git:REV" and "git:REV:PATH"; without a path that of the other side counts. */
static void read_operand(Session *session, Side *side, Str other) {
  side->path = side->shown = side->operand;
  if (!is_git(side)) return;
  Str rest = str_sub(side->operand, GIT.n, side->operand.n);
  size_t colon = str_find(rest, STR(":"), 0);
  bool other_is_path = !str_starts(other, GIT);
  side->revision = str_sub(rest, 0, colon == SIZE_MAX ? rest.n : colon);
  side->path = colon != SIZE_MAX ? str_sub(rest, colon + 1, rest.n) : other_is_path ? other : STR(".");
  side->path = workspace_absolute_path(&session->workspace, side->path);
}

static bool lay_out(Session *session, Side *side) {
  GitTree tree;
  Str why;
  if (!is_git(side)) return true;
  if (!git_lay_out(&session->arena, side->revision, side->path, &tree, &why)) {
    session_complain(session, EXIT_SYSTEM, "%.*s: %.*s", STR_FMT(side->operand), STR_FMT(why));
    return false;
  }
  side->folder = tree.folder;
  side->path = tree.inside.n ? path_join(&session->arena, tree.folder, tree.inside) : tree.folder;
  if (workspace_is_dir(&session->workspace, side->path) || workspace_is_file(&session->workspace, side->path))
    return true;
  session_complain(session, EXIT_SYSTEM, "%.*s has no '%.*s'", STR_FMT(side->operand), STR_FMT(tree.inside));
  return false;
}

/* What is said of files laid out for a revision names the revision, and the file as the repository has it. */
static void name_place(Session *session, const Side *side, Place *place) {
  Str prefix = str_cat(&session->arena, side->folder, STR("/"));
  if (!place->source || !str_starts(place->source->path, prefix)) return;
  Source *source = ARENA_NEW(&session->arena, Source);
  *source = *place->source;
  Str file = str_sub(source->path, prefix.n, source->path.n);
  source->name = str_printf(&session->arena, "%.*s:%.*s", STR_FMT(side->revision), STR_FMT(file));
  source->path = STR("");
  place->source = source;
}

/* The same of the paths that a text speaks of. */
static void name_paths(Session *session, const Side *side, Str *text) {
  Str prefix = str_cat(&session->arena, side->folder, STR("/"));
  size_t from = 0, at = str_find(*text, prefix, 0);
  if (at == SIZE_MAX) return;
  Buf buf = buf_new(&session->arena, LIMIT_STRING_BYTES);
  for (; at != SIZE_MAX; from = at + prefix.n, at = str_find(*text, prefix, from)) {
    buf_put(&buf, str_sub(*text, from, at));
    buf_printf(&buf, "%.*s:", STR_FMT(side->revision));
  }
  buf_put(&buf, str_sub(*text, from, text->n));
  *text = buf_str(&buf);
}

static void name_revision(Session *session, const Side *side, size_t from) {
  for (size_t i = from; i < session->sink.list.n && is_git(side); i++) {
    Diag *diag = session->sink.list.at[i];
    name_place(session, side, &diag->place);
    name_paths(session, side, &diag->message);
    name_paths(session, side, &diag->hint);
    for (size_t r = 0; r < diag->related.n; r++) name_place(session, side, &diag->related.at[r].place);
  }
}

static ExitStatus load_side(Session *session, Side *side) {
  size_t before = session->sink.list.n;
  if (!lay_out(session, side)) return EXIT_SYSTEM;
  ExitStatus status = load_any(session, side->path, &side->loaded);
  name_revision(session, side, before);
  if (status == EXIT_FINE && side->loaded.counts.broken)
    session_complain(session, EXIT_FINE, "%.*s: what has errors is left out: %.*s", STR_FMT(side->operand),
                     STR_FMT(render_count(&session->arena, side->loaded.counts.broken, "component", "components")));
  return status;
}

/* ---- pairs of components ---- */

static const PlanComponent *find_component(const Plan *plan, Str name) {
  for (size_t i = 0; i < plan->n; i++)
    if (str_eq(plan->components[i].name, name)) return &plan->components[i];
  return NULL;
}

/* One component a side is the same one, wherever it lies. */
static const PlanComponent *partner(const Plan *plan, const Plan *other, const PlanComponent *component) {
  if (plan->n == 1 && other->n == 1) return &other->components[0];
  return find_component(other, component->name);
}

/* A component that the other side lacks; where it left some out, it may be one of them. */
static void take_alone(Session *session, const Side *other, const PlanComponent *old, const PlanComponent *new,
                       DifferenceList *list) {
  if (!other->loaded.counts.broken) difference_find(session, old, new, list);
}

static void compare_sides(Session *session, const Side *old, const Side *new, DifferenceList *list) {
  const Plan *from = old->loaded.plan, *to = new->loaded.plan;
  for (size_t i = 0; i < from->n; i++) {
    const PlanComponent *component = &from->components[i], *other = partner(from, to, component);
    if (other)
      difference_find(session, component, other, list);
    else
      take_alone(session, new, component, NULL, list);
  }
  for (size_t i = 0; i < to->n; i++)
    if (!partner(to, from, &to->components[i])) take_alone(session, old, NULL, &to->components[i], list);
}

/* ---- the command ---- */

static bool is_there(const Side *side) { return side->loaded.plan->n || side->loaded.counts.broken; }

static void render(Session *session, const DifferenceList *list) {
  Str format = session->options->format;
  Buf buf = buf_new(&session->arena, LIMIT_ARENA_BYTES);
  if (str_is(format, "json"))
    difference_json(&session->arena, &buf, list);
  else
    difference_text(&session->arena, &buf, list, str_is(format, "markdown"));
  writer_put(session->out, buf_str(&buf));
}

ExitStatus command_diff(Session *session) {
  const StrList *operands = &session->options->operands;
  Side old = {.operand = operands->at[0]}, new = {.operand = operands->at[1]};
  DifferenceList list = {0};
  read_operand(session, &old, new.operand);
  read_operand(session, &new, old.operand);
  ExitStatus status = load_side(session, &old);
  if (status != EXIT_FINE) return status;
  status = load_side(session, &new);
  if (status != EXIT_FINE) return status;
  if (!is_there(&old) && !is_there(&new)) return load_path(session, new.path, &new.loaded);
  compare_sides(session, &old, &new, &list);
  render(session, &list);
  return difference_is_some(&list) ? EXIT_WRONG : session_verdict(session);
}
