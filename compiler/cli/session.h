/* session: one command at work: its options, memory, findings and output, and the one guard that ends it.
 *
 * A command gets a session and returns an exit status; what it reported is printed behind it. Results go to `out`,
 * which the session opens (-o, else standard output) and ends: a command that fails leaves the old file of -o as it
 * was. */
#ifndef DBTPLAN_CLI_SESSION_H
#define DBTPLAN_CLI_SESSION_H

#include "compiler/cli/options.h"
#include "compiler/lower/lower.h"
#include "runtime/plan/resolve.h"

typedef struct Session {
  const Options *options;
  Guard guard;
  Arena arena;   /* the whole command */
  Arena scratch; /* one launch */
  Arena layer;   /* some of many files, under which `arena` holds what outlives them */
  DiagSink sink;
  Workspace workspace;
  Eval eval; /* its heap is that of the compilation */
  Writer *out, *err;
  ExitStatus status; /* the worst that was seen */
} Session;

/* Runs `work` and prints what it reported. */
ExitStatus session_run(const Options *options, ExitStatus (*work)(Session *session));

/* A session beside another, for a thread of the same command: its memory, its beginning (under its own guard) with the
 * same options, clock and environment, and its end. It prints nothing, and `of` must outlive it. */
void session_arenas(Session *session);
void session_beside(Session *session, const Session *of);
void session_free(Session *session);
/* Begins again with nothing read and nothing reported. */
void session_begin(Session *session);

/* From here on what is read and evaluated lies in `layer`, until the end of it gives that back; before, what was found
 * is taken over by a sink that stays. */
void session_layer_begin(Session *session);
void session_layer_keep(Session *session, DiagSink *kept, const DiagSink *found);
void session_layer_end(Session *session);

/* Says on standard error what is wrong beyond a project's text, and returns `status`. */
ExitStatus session_complain(Session *session, ExitStatus status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Prints what was reported so far, and forgets it: before something that takes long, or does not come back. */
void session_tell(Session *session);
/* EXIT_WRONG if errors were reported, else EXIT_FINE. */
ExitStatus session_verdict(const Session *session);

/* The dialect chosen, or the command's default. */
Dialect session_dialect(const Session *session);
/* A time: its UTC seconds; a time without an offset is one of `tz`. False: it is none. */
bool session_read_time(Session *session, Str text, const Tz *tz, int64_t *seconds, int32_t *micros);
/* The same of --now or --at, with a complaint. */
bool session_time(Session *session, const char *option, Str text, const Tz *tz, int64_t *seconds, int32_t *micros);
/* Reads a file that an option names ('-': standard input); NULL after complaining. */
const Source *session_read(Session *session, Str path);

/* ---- loading ---- */

/* The components that a PATH stands for. */
typedef struct Loaded {
  Plan *plan; /* never NULL */
  LowerCounts counts;
  bool is_directory;
} Loaded;

/* What lies at PATH. */
typedef struct PathTarget {
  bool is_directory;
  Str file;           /* absolute */
  const Source *plan; /* NULL: a component file, or a directory */
} PathTarget;

/* Reads what tells them apart; a status other than EXIT_FINE after complaining. */
ExitStatus load_target(Session *session, Str path, PathTarget *target);
/* The components of a plan. */
ExitStatus load_plan(Session *session, const PathTarget *target, Loaded *loaded);
/* How the components of a PATH are lowered, and what their number means. */
LowerOptions load_options(Session *session);
ExitStatus load_verdict(Session *session, Str path, const Loaded *loaded);
/* --project-root in place of what was found. */
void load_root(Session *session, Str path, Plan *plan);

/* Loads PATH: a component file, a directory, a plan, or '-'. EXIT_FINE when there is something to go on with; else what
 * is wrong was reported. For `check` a file of another kind of component is fine too, and the plan is empty. */
ExitStatus load_path(Session *session, Str path, Loaded *loaded);
/* The same, and a directory that holds no dbt component is fine too: its plan is empty. */
ExitStatus load_any(Session *session, Str path, Loaded *loaded);

#endif
