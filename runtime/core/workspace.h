/* workspace: what the documents of one command share, and the only way to a file.
 *
 * It owns files read, compiled patterns, time zones, parsed modules, the clock and the environment. It is the boundary
 * of the sandbox: no other code opens a file for reading, reads the clock or the environment. One thread uses it.
 *
 * A file is read once, and what lies under a path is asked once, however it changes while a command runs; what lies
 * under a path may be given in advance (standard input, an editor's unsaved text).
 *
 * Who looks at many components begins a layer: what is read from then on lies in an arena of its own, over what was
 * there, and goes away with it (`workspace_layer_end`). What outlives a layer (time zones, patterns, settings, dbt
 * projects) is made between `workspace_below` and `workspace_above`, which reach under it. */
#ifndef DBTPLAN_CORE_WORKSPACE_H
#define DBTPLAN_CORE_WORKSPACE_H

#include "runtime/core/diag.h"
#include "runtime/core/map.h"
#include "runtime/core/path.h"
#include "runtime/core/regex.h"

/* READ_FAILED plus the system's error number stands for any other failure. */
typedef enum ReadStatus {
  READ_OK,
  READ_MISSING,
  READ_NOT_A_FILE,
  READ_SPECIAL, /* a pipe, a socket or a device, which might never end */
  READ_DENIED,
  READ_TOO_LARGE,
  READ_FAILED
} ReadStatus;

/* What the name of an environment variable stands for. */
typedef enum EnvPolicy {
  ENV_SUPPLIED_ONLY, /* `check`, `compile`: only --env and --env-file; any other name is Unknown */
  ENV_PROCESS,       /* `resolve`, `emit`, `run`: --env, --env-file, then the process, then the project's .env */
} EnvPolicy;

/* ENV_UNKNOWN: nobody has said what it is; ENV_LOST: code changed it to what is not known. */
typedef enum EnvFound { ENV_SET, ENV_UNSET, ENV_UNKNOWN, ENV_LOST } EnvFound;

/* What Python code does to a variable of the environment: `os.environ["DBT_TARGET"] = "dev"`. */
typedef struct EnvChange {
  Str name; /* empty: it may be any */
  EnvFound found;
  Str value; /* of ENV_SET */
} EnvChange;
typedef struct EnvChanges {
  EnvChange *at; /* the last of a name counts */
  size_t n, cap;
  uint32_t round; /* which component's code made them: counts components, from 1 on */
} EnvChanges;

/* For those who wait: called with the name of each file and component before it is worked on. */
typedef struct Listener {
  void (*on_step)(void *state, Str what); /* NULL: nobody listens */
  void *state;
} Listener;

typedef struct Listing Listing; /* what a folder holds */
typedef struct OpenFolder OpenFolder;

/* What was read: of the workspace, or of a layer over it. */
typedef struct Readings {
  Arena *arena;   /* lives as long as what is in it */
  Map files;      /* path → Source */
  size_t looked_at; /* of them: by compiler/ignores, for comments */
  Map listings;   /* path of a folder → Listing */
  const Listing *last_listings[8]; /* those asked last, by the length of their paths: of a folder and those above it */
  OpenFolder *open_folder; /* the one listed last, which stays open; NULL: none */
  Map asked;      /* path → what the system said is there */
  Map real_paths; /* path → Str */
  Map modules;    /* path → what compiler/python/modules parsed; a layer has its own: running changes what they hold */
  Map library;    /* the same of Python's library: name → module */
  bool may_change_env; /* some of these modules names os.environ */
  struct ModuleEffects *effects; /* of the project's modules (eval/object.h) */
  Map dg_roots;   /* folder → Str: the root of the dg project at or above it; empty: there is none */
  Map projects;   /* root → what compiler/project found there */
  Map project_env; /* the project's .env, used by ENV_PROCESS after the process's own */
} Readings;

/* What a name that `cli_args` do not have was likely meant for. */
typedef struct LikelyName {
  char wrong[64];
  size_t n; /* its length; 0: nothing was asked yet */
  Str likely;
  bool sole;
} LikelyName;

typedef struct Workspace Workspace;
struct Workspace {
  Arena *arena; /* that of `room` */
  Readings room;
  Readings under;   /* with a layer: what lies under it; while that is reached, the layer */
  bool layered, reaches_under;
  Guard *lasting_guard; /* of the arena under the layer, which takes the layer's while it is reached */
  DiagSink *sink;
  Listener listener;
  bool has_given; /* some files were given */
  Str working_directory; /* empty until it was asked */
  Str readable; /* the folder whose files the Python code at hand may read, with links followed; empty: none */
  const struct YamlReader *yaml; /* how such code reads YAML (eval/library_yaml.h); NULL: it cannot */
  Map settings; /* root of a project → what compiler/settings read */
  Map patterns; /* dialect or pattern → Regex */
  Map zones;    /* name → Tz */
  Map pytz_zones; /* zone and offset → the Tz that stands for these in pytz */
  struct FormatsShown *formats_shown; /* what value/datetime holds; NULL: nothing yet */
  struct KeptTrees *kept_trees; /* what compiler/parse/kept holds; NULL: nothing yet */
  const void *entry_shapes[4]; /* what compiler/dbt keeps for the nodes of each type, of all projects */
  Map dbt_projects; /* folder and target folder → what compiler/dbt read; its YAML files by their paths */
  LikelyName likely; /* of the name that was asked last: all launches of a component ask for the same */
  StrList zone_names; /* of the time zone database, for a did-you-mean; read at first use */
  EnvPolicy env_policy;
  Map env;         /* supplied names → Str */
  EnvChanges env_changes; /* made by the code of the component at hand, over all of these */
  uint32_t env_rounds;    /* components so far whose code began to run */
  uint64_t env_attempts;  /* changes that code made or tried to make, also those that changed nothing */
  bool now_given;  /* --now; else the system's clock, read once at first use */
  bool now_read;
  int64_t now_seconds; /* UTC, since 1970 */
  int32_t now_micros;
};

void workspace_init(Workspace *workspace, Arena *arena, DiagSink *sink);

/* From here on `arena` holds what is read, until the layer ends; then everything in it may go. One layer at a time. */
void workspace_layer_begin(Workspace *workspace, Arena *arena);
void workspace_layer_end(Workspace *workspace);
/* Reaches under the layer, for what outlives it: all that is read and allocated belongs there. `workspace_above` takes
 * what `workspace_below` gave, so that calls may nest; whoever catches a jump restores in the same way what was. */
bool workspace_below(Workspace *workspace);
void workspace_above(Workspace *workspace, bool reached);
/* Whether something lies under what is read now. */
static inline bool workspace_is_over(const Workspace *workspace) {
  return workspace->layered && !workspace->reaches_under;
}
/* The same text where it outlives the layer. */
const Source *workspace_lasting(Workspace *workspace, const Source *source);
/* The same text as this workspace has it, for a source that another one read. */
const Source *workspace_adopted(Workspace *workspace, const Source *source);

/* Reads the file at `path` (which may be relative to the working directory); `name` is what messages call it.
 * Undecoded: whoever parses it checks the encoding. */
ReadStatus workspace_read(Workspace *workspace, Str path, Str name, const Source **source);
/* The same of a file of up to `most` bytes, in place of LIMIT_FILE_BYTES. */
ReadStatus workspace_read_up_to(Workspace *workspace, size_t most, Str path, Str name, const Source **source);
/* The same of a pipe too: for what the command line names, such as standard input. */
ReadStatus workspace_read_named(Workspace *workspace, Str path, Str name, const Source **source);
/* The words for a status other than READ_OK: "no such file", or what the system says. */
const char *workspace_read_error(ReadStatus status);
/* Gives `text` for `path` in place of what lies on disk. */
const Source *workspace_give(Workspace *workspace, Str path, Str name, Str text);
bool workspace_is_file(Workspace *workspace, Str path);
/* The same of a name in a folder; where the folder was listed, without making a path of the two. */
bool workspace_has_file(Workspace *workspace, Str folder, Str name);
bool workspace_is_dir(Workspace *workspace, Str path);
bool workspace_is_link(Workspace *workspace, Str path);
/* Whether a folder that was listed shows that nothing lies at an absolute path; the system is not asked. */
bool workspace_is_known_missing(Workspace *workspace, Str path);
/* From here on Python code is that of the project at `root`, and may read what lies in it. */
void workspace_allow(Workspace *workspace, Str root);
/* Whether such code may read what lies at an absolute path, and where that is with links followed. */
bool workspace_readable(Workspace *workspace, Str path, Str *real);
/* For openat: what lies in the folder that was listed last is found by its name alone, sooner than from the root. Gives
 * that folder's descriptor, which stays the workspace's, or AT_FDCWD with the whole path. */
int workspace_folder_of(const Workspace *workspace, Str path, Str *name);
/* The names in a directory, sorted by bytes; false if it cannot be read. */
typedef StrList NameList;
bool workspace_list(Workspace *workspace, Str path, NameList *names);

static inline void workspace_step(const Workspace *workspace, Str what) {
  if (workspace->listener.on_step) workspace->listener.on_step(workspace->listener.state, what);
}

/* The clock: --now, or the system's, the same at each call. */
void workspace_now(Workspace *workspace, int64_t *seconds, int32_t *micros);

/* Under ENV_SUPPLIED_ONLY a name that was not supplied is ENV_UNKNOWN. */
EnvFound workspace_env(Workspace *workspace, Str name, Str *value);
/* The names of all variables: those of the process, then what was supplied, then the project's own `.env`, as code
 * has changed them; false under ENV_SUPPLIED_ONLY, and where any may have changed. */
bool workspace_env_names(Workspace *workspace, Arena *arena, StrList *names);
/* From here on the environment is as it was given: another component's code begins to run. */
void workspace_env_begin(Workspace *workspace);
/* The texts are copied. */
void workspace_env_change(Workspace *workspace, EnvChange change);
/* The changes from number `first` on, with their texts, in `arena`. */
EnvChanges workspace_env_changes(const Workspace *workspace, Arena *arena, size_t first);
/* A variable of the process that says where dbtplan's own data lie (TZDIR), under any policy: it is no input of a
 * project. False where it is not set. */
bool workspace_tool_env(Workspace *workspace, Str name, Str *value);
/* Where a path that is not absolute begins is asked once. */
Str workspace_absolute_path(Workspace *workspace, Str path);
/* With links followed, as Path.resolve(); what does not exist is made normal by text alone. */
Str workspace_real_path(Workspace *workspace, Str path);

#endif
