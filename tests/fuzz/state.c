/* A state directory of a component of twelve days, as a stopped run, a script or a hand left it: read, told which
 * days are done, changed and due, written, and read again.
 *
 * The input is files with lines `----` between: the first line is a name below DIR/COMPONENT, the rest what it
 * holds. A name with `/` behind it is a folder, with `|` a pipe. */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compiler/cli/ledger.h"
#include "runtime/emit/emit.h"
#include "tests/fuzz/fuzz.h"

static const char COMPONENT[] =
    "type: dagster_dbt.DbtProjectComponent\n"
    "attributes:\n"
    "  project: '{{ project_root }}/dbt'\n"
    "  cli_args: [build, --vars: {day: '{{ partition_key }}'}]\n"
    "post_processing:\n"
    "  assets:\n"
    "    - target: '*'\n"
    "      attributes: {partitions_def: {type: daily, start_date: '2024-01-20'}}\n";

/* ---- the directory ---- */

static int remove_one(const char *path, const struct stat *found, int kind, struct FTW *at) {
  (void)found, (void)kind, (void)at;
  return remove(path);
}

static void remove_all(void *path) { nftw(path, remove_one, 8, FTW_DEPTH | FTW_PHYS); }

static void write_file(const char *path, Str text) {
  int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NONBLOCK | O_CLOEXEC, 0666);
  if (fd < 0) return;
  fuzz_require(write(fd, text.p, text.n) == (ssize_t)text.n || errno == EPIPE || errno == EAGAIN, "a file can be written");
  close(fd);
}

static void lay_out(Fuzz *f, Str dir, const PlanComponent *component) {
  Buf buf = buf_new(&f->arena, LIMIT_STRING_BYTES);
  buf_printf(&buf, "%.*s/", STR_FMT(dir));
  state_name(&buf, component->name);
  const char *folder = str_z(&f->arena, buf_str(&buf));
  fuzz_require(mkdir(folder, 0777) == 0, "a folder can be made");
  while (f->input.n) {
    Str part = fuzz_part(f);
    size_t line = str_find(part, STR("\n"), 0);
    Str name = str_sub(part, 0, line), rest = line == SIZE_MAX ? STR("") : str_sub(part, line + 1, part.n);
    bool is_folder = str_ends(name, STR("/")), is_pipe = str_ends(name, STR("|"));
    if (is_folder || is_pipe) name.n--;
    if (!name.n || name.n > 200 || memchr(name.p, '/', name.n) || memchr(name.p, '\0', name.n)) continue;
    const char *path = str_z(&f->arena, str_printf(&f->arena, "%s/%.*s", folder, STR_FMT(name)));
    if (is_folder) mkdir(path, 0777);
    else if (is_pipe) mkfifo(path, 0666);
    else write_file(path, rest);
  }
}

static Str make_dir(Fuzz *f) {
  const char *above = getenv("TMPDIR");
  char *dir = str_z(&f->arena, str_cat(&f->arena, str_of(above ? above : "/tmp"), STR("/dbtplan-state-XXXXXX")));
  fuzz_require(mkdtemp(dir) != NULL, "a folder can be made");
  arena_on_release(&f->arena, remove_all, dir);
  return str_of(dir);
}

/* ---- the session that asks ---- */

static void end_session(void *state) {
  Session *session = state;
  arena_free(&session->scratch);
  arena_free(&session->arena);
}

static const Command *command_run(void) {
  const Command *command = COMMANDS;
  while (command->id != COMMAND_RUN) command++;
  return command;
}

static Session *begin_session(Fuzz *f, Str dir) {
  enum { MOST = 64 << 20 };
  Session *session = ARENA_NEW(&f->arena, Session);
  Options *options = ARENA_NEW(&f->arena, Options);
  *options = (Options){.command = command_run(), .state = dir, .now = STR("2024-02-01")};
  session->options = options;
  arena_init(&session->arena, &f->guard, MOST);
  arena_init(&session->scratch, &f->guard, MOST);
  arena_on_release(&f->arena, end_session, session);
  session->err = writer_to_fd(&session->arena, STDERR_FILENO); /* never flushed */
  session_begin(session);
  return session;
}

static bool bind(Fuzz *f, Session *session, BoundComponent *bound) {
  LowerCounts counts = {0};
  PathList files = {0};
  Str path = workspace_absolute_path(&f->workspace, STR("tests/fuzz/project/src/shop/defs/days/defs.yaml"));
  workspace_give(&session->workspace, path, STR("defs.yaml"), str_of(COMPONENT));
  VEC_PUSH(&f->arena, &files, path);
  Plan *plan = lower_files(&session->workspace, &session->eval.heap, &files, (LowerOptions){DIALECT_GUIDE, {0}, NULL}, &counts);
  if (plan->n != 1 || !component_bind(&session->arena, &session->workspace, &plan->components[0], bound)) return false;
  resolve_prepare(&session->arena, bound);
  return true;
}

/* ---- what must hold ---- */

static void rewrite(Session *session, StateFolder *folder, Str partition) {
  StateRecord record = state_read(folder, partition);
  Str launch = str_of(record.launch);
  fuzz_require(launch.n < STATE_LAUNCH_ROOM, "a launch ends");
  if (record.outcome == STATE_MISSING || state_write(folder, partition, record.outcome, record.hash, launch) != 0) return;
  StateRecord again = state_read(folder, partition);
  fuzz_require(again.outcome == record.outcome && again.hash == record.hash, "what was written is read");
  fuzz_require(str_eq(str_of(again.launch), launch), "so is its launch");
  arena_reset(&session->scratch);
}

static void look(Fuzz *f, Session *session, const BoundComponent *bound, StateFolder *folder) {
  PartitionId first, last;
  KeySet set = {0};
  Launch one;
  Invocation whole;
  fuzz_require(partitions_extent(bound->def, session->workspace.now_seconds, &first, &last), "there are days");
  key_set_add(&f->arena, &set, first, last);
  LaunchIter launches = launches_of(&f->arena, bound->def, &set, (BackfillPolicy){.kind = BACKFILL_SINGLE_RUN}, false);
  if (!launch_next(&launches, &one) || !resolve_launch(&f->scratch, bound, &one, &whole)) abort();
  Standing standing = ledger_standing(session, folder, &whole);
  fuzz_require(standing.partitions == 12 && standing.done <= standing.partitions && standing.changed <= standing.done,
               "the counts agree");
  for (LaunchIter days = launch_partitions(&f->arena, &one); launch_next(&days, &one);)
    rewrite(session, folder, ledger_name(&f->arena, &one));
  Standing after = ledger_standing(session, folder, &whole);
  fuzz_require(after.done == standing.done && after.changed == standing.changed, "writing what was read changes nothing");
}

static void look_from(Fuzz *f, StateFolder *folder) {
  Str from = state_from(&f->arena, folder);
  if (!from.n || state_set_from(folder, from) != 0) return;
  fuzz_require(str_eq(state_from(&f->arena, folder), from), "the key of .from that was written is read");
}

void fuzz_one(Fuzz *f) {
  BoundComponent bound = {0};
  Str dir = make_dir(f);
  Session *session = begin_session(f, dir);
  fuzz_require(bind(f, session, &bound), "the component is sound");
  lay_out(f, dir, bound.component);
  StateFolder *folder = ledger_open(session, bound.component);
  KeySet due = {0};
  fuzz_require(folder && folder->fd >= 0, "the folder can be read");
  ledger_choose_due(session, &bound, &due);
  state_lock(folder);
  look(f, session, &bound, folder);
  look_from(f, folder);
}
