/* emit: invocations as a script, or a schedule as the definition of a job, for something else to run.
 *
 * One file per target, behind the table `EMIT_TARGETS`. A target has up to two forms: a backfill of the invocations
 * that partition options choose, and the standing schedule that follows from a partitions definition. Each form
 * writes the files that its row names by their extensions, all of which appear whole or not at all.
 *
 * A backfill reads its invocations through the job, as often as it needs to, and never keeps more than one: memory
 * does not grow with their number. They are numbered from 0 in the order of the job, over all components. Only the
 * script that `emit_sh` writes holds their words; every other backfill has that script beside it (or in it) and
 * speaks of numbers alone: `sh SCRIPT 17`. So text of a project passes through runtime/emit/quote alone.
 *
 * A standing schedule holds no invocation: it calls `schedule->command`, which finds out what is due when it runs. Its
 * times of day come from runtime/emit/times.
 *
 * What a target cannot hold is an error that names the partition and the limit: `emit_refuse`. */
#ifndef DBTPLAN_EMIT_EMIT_H
#define DBTPLAN_EMIT_EMIT_H

#include "runtime/core/writer.h"
#include "runtime/plan/resolve.h"

/* What users set, by options of `emit` or under `emit:` in .dbtplan.yaml; complete with defaults. */
typedef struct EmitOptions {
  Str name; /* of the job: letters, digits, `_`, `-` and `.`, at most EMIT_NAME_MOST, a letter or digit first;
               the default has small letters, digits and `-` alone. A target may allow less. */
  Str image;             /* the container's; "" where none was given */
  Str dbt, dbtplan;      /* the programs, as the job's shell finds them: "dbt" and "dbtplan" */
  Str project_dir;       /* absolute: the project's root where the job runs */
  Str plan;              /* the plan of a standing schedule, absolute or below `project_dir`: "plan.json" */
  Str state;             /* the state's folder, absolute or below `project_dir`: ".dbtplan/state" */
  StrList env;           /* names of environment variables that the job hands on to dbt; never their values */
  int64_t concurrency;   /* how many invocations may run side by side; at least 1, which is the default */
  int64_t retries;       /* of an invocation that failed: 0 */
  int64_t timeout;       /* seconds for one invocation; 0: none */
  int64_t delay;         /* seconds that a standing schedule waits behind the end of a window; 0 */
  const Tz *host_zone;   /* of the machine's clock, for schedulers that know no zones */
  Str pool;                /* airflow: of its tasks; "": the default one */
  bool catchup;            /* airflow: runs what lies between `from` and now */
  bool airflow_partitions; /* airflow: its own partitions, from 3.3 on */
  Str indexes;             /* kubernetes: those that a Job is for, "0-9,12"; "": all of them */
} EmitOptions;

enum { EMIT_NAME_MOST = 200 };

typedef struct EmitSchedule {
  const BoundComponent *bound;
  const PartitionsDef *time; /* the dimension of time of its definition: `cron`, `schedule`, `tz`, `start`, `end` */
  Str from;                  /* the key of the first partition that it runs */
  Window from_window;
  /* `dbtplan run PLAN --due --yes --state DIR --from KEY …`, to be run in `options->project_dir`; the key is text of
   * the project. */
  StrList command;
  bool is_named; /* `--component` says which one of the plan it is */
  Str plan;    /* what the plan holds */
  Str compile; /* the command that writes the plan, in one line for a comment; "": the target has it in its files */
} EmitSchedule;

typedef struct EmitJob {
  Str made_by;    /* "dbtplan 0.1.0" */
  Str regenerate; /* the command that makes the same again, in one line */
  Str plan_hash;  /* 16 digits */
  StrList sources; /* the files that it was made of, relative to the project */
  EmitOptions options;
  Str stem;   /* the files' names without their extensions, as names are: "transform" */
  Str folder; /* where they are written, absolute; "" for standard output */
  DiagSink *sink;
  Arena *scratch; /* for what lives no longer than one invocation, or one message */
  const EmitSchedule *schedule; /* NULL: a backfill, and only then is there anything below */

  const BoundComponent *const *components; /* each that has an invocation */
  size_t component_count;
  int64_t count;    /* of invocations */
  Str first, last;  /* "transform 2023-01-01", quoted, on one line: what the first and last invocation are called */
  void *state;
  void (*rewind)(void *state); /* to the first invocation */
  /* The next one that resolves, which lives until the call after; false at the end. What does not resolve was reported.
   */
  bool (*next)(void *state, Invocation *invocation);
} EmitJob;

/* Writes the files of a form, in the order of `extensions`. False after reporting. The caller looks at the errors of
 * the writers, and drops what was written where the result is false. */
typedef bool (*EmitWrite)(Arena *arena, const EmitJob *job, Writer *const *files);

typedef struct EmitForm {
  const char *extensions; /* of its files, with blanks between, the main one first: ".mk .sh" */
  EmitWrite write;        /* NULL: the target has no such form */
  /* The options that it heeds, by their names with blanks around each; besides --name and --project-dir, which all do.
   * To give it another one is wrong usage; a setting of the project is passed over. */
  const char *options;
  bool is_one_pass; /* it sees by itself whether each invocation resolves and fits: `emit_survey` is not called first */
} EmitForm;

enum { EMIT_FILES_MOST = 3 };

typedef struct EmitTarget {
  const char *name, *help;
  EmitForm backfill, schedule;
  const char *plan, *state; /* where a standing schedule finds them, if the target places them itself; else NULL */
} EmitTarget;

extern const EmitTarget EMIT_TARGETS[];
extern const size_t EMIT_TARGET_COUNT;
const EmitTarget *emit_target(Str name); /* NULL where there is none */

bool emit_sh(Arena *arena, const EmitJob *job, Writer *const *files);
bool emit_airflow(Arena *arena, const EmitJob *job, Writer *const *files);
bool emit_airflow_schedule(Arena *arena, const EmitJob *job, Writer *const *files);
bool emit_kubernetes(Arena *arena, const EmitJob *job, Writer *const *files);
bool emit_kubernetes_schedule(Arena *arena, const EmitJob *job, Writer *const *files);
bool emit_make(Arena *arena, const EmitJob *job, Writer *const *files);
bool emit_cron(Arena *arena, const EmitJob *job, Writer *const *files);
bool emit_systemd_schedule(Arena *arena, const EmitJob *job, Writer *const *files);
bool emit_systemd_backfill(Arena *arena, const EmitJob *job, Writer *const *files);
bool emit_slurm(Arena *arena, const EmitJob *job, Writer *const *files);

/* The job with a script that tries once, for what calls it again by itself. */
EmitJob emit_tried_once(const EmitJob *job);
/* The script in pieces: everything above its lines, and the line of an invocation. A script that holds but a stretch of
 * the lines, from index `from` on, runs these by the same indexes. */
Str emit_sh_head(Arena *arena, const EmitJob *job, int64_t from);
void emit_sh_line(Buf *buf, const EmitJob *job, int64_t index, const Invocation *invocation);

/* ---- what targets share ---- */

/* The comment at the top, each line behind `mark` ("# "): version, plan, sources, the first and last partition or the
 * schedule, how to make it again. In ASCII where YAML would see the end of a line; no line ends in a backslash. */
#define EMIT_AGAIN "To make it again: "
void emit_put_header(Buf *buf, const EmitJob *job, const char *mark);
/* Reports that the target cannot hold something, and returns false: "transform 2023-01-05", "an argument of 140000
 * bytes, where 131071 are the most". */
bool emit_refuse(const EmitJob *job, Str what, Str limit);
/* Whether a system can run an invocation at all; false after reporting. */
bool emit_fits(const EmitJob *job, const Invocation *invocation);
/* Goes over the invocations of a backfill once: whether each resolves and fits. False after reporting. */
bool emit_survey(const EmitJob *job);
/* `first` and `last` of a job: what a launch is called, quoted. */
Str emit_launch_words(Arena *arena, const BoundComponent *bound, const Launch *launch);
/* "transform 2023-01-01", for messages. */
Str emit_label(Arena *arena, const Invocation *invocation);

/* Tells one command from another: a hash of the arguments. */
uint64_t invocation_hash(const Invocation *invocation);
/* A name that can be a file's, different for different texts: `transform%2Fdaily`; "%" for "". At most 200 bytes. */
void state_name(Buf *buf, Str text);

/* The environment variable that the written text of a component would hold a value of, in words ("DBT_TARGET", or "the
 * template var 'x'"), since such text must not be kept in a file; empty if there is none. */
Str emit_reads_env(Arena *arena, const PlanComponent *component);
/* Whether Python that a launch calls mentions the environment: what it makes of it may be a secret. */
bool emit_code_reads_env(const PlanComponent *component);
/* As emit_reads_env, of its partitions definition alone: all that a standing schedule writes down. */
Str emit_definition_reads_env(Arena *arena, const PlanComponent *component);
/* Whether its commands depend on the time at which they are made. */
bool emit_reads_clock(const PlanComponent *component);

#endif
