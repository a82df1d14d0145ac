#include "runtime/core/workspace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "runtime/core/limits.h"

extern char **environ;

void workspace_init(Workspace *workspace, Arena *arena, DiagSink *sink) {
  *workspace = (Workspace){.arena = arena, .room = {.arena = arena}, .sink = sink};
  workspace_env_begin(workspace);
}

/* ---- layers ---- */

void workspace_layer_begin(Workspace *workspace, Arena *arena) {
  workspace->under = workspace->room;
  workspace->arena = arena;
  workspace->room = (Readings){.arena = arena};
  workspace->layered = true;
  workspace_env_begin(workspace);
  workspace->lasting_guard = workspace->under.arena->guard;
}

static void exchange(Workspace *workspace) {
  Readings room = workspace->room;
  workspace->room = workspace->under;
  workspace->under = room;
  workspace->arena = workspace->room.arena;
  workspace->reaches_under = !workspace->reaches_under;
}

void workspace_layer_end(Workspace *workspace) {
  workspace_above(workspace, false);
  exchange(workspace);
  workspace->under = (Readings){0};
  workspace->layered = workspace->reaches_under = false;
  workspace->readable = (Str){"", 0}; /* may lie in what goes */
  workspace_env_begin(workspace);
}

bool workspace_below(Workspace *workspace) {
  bool reached = workspace->reaches_under;
  if (!workspace->layered || reached) return reached;
  exchange(workspace);
  workspace->arena->guard = workspace->under.arena->guard;
  return false;
}

void workspace_above(Workspace *workspace, bool reached) {
  if (!workspace->reaches_under || reached) return;
  exchange(workspace);
  workspace->under.arena->guard = workspace->lasting_guard;
}

/* ---- files ---- */

static ReadStatus status_of(int error) {
  switch (error) {
    case ENOENT:
    case ENOTDIR:
    case ENAMETOOLONG: return READ_MISSING;
    case EISDIR: return READ_NOT_A_FILE;
    case EACCES:
    case EPERM: return READ_DENIED;
    default: return (ReadStatus)(READ_FAILED + error);
  }
}

const char *workspace_read_error(ReadStatus status) {
  if (status > READ_FAILED) return strerror((int)status - READ_FAILED);
  switch (status) {
    case READ_OK: return "no error";
    case READ_MISSING: return "no such file";
    case READ_NOT_A_FILE: return "it is a directory";
    case READ_SPECIAL: return "it is a pipe or a device";
    case READ_DENIED: return "permission denied";
    case READ_TOO_LARGE: return "it is larger than 64 MiB";
    case READ_FAILED: break;
  }
  return "it cannot be read";
}

/* An open file, closed with the arena if a jump leaves it open. */
typedef struct OpenFile {
  int fd;
} OpenFile;

static void close_file(void *handle) {
  OpenFile *file = handle;
  if (file->fd >= 0) close(file->fd);
  file->fd = -1;
}

static ssize_t read_some(int fd, char *room, size_t size) {
  ssize_t got;
  do got = read(fd, room, size);
  while (got < 0 && errno == EINTR);
  return got;
}

/* How a file is read: up to `most` bytes; `waits`: until somebody writes, where it is a pipe. */
typedef struct Reading {
  size_t most;
  bool waits;
} Reading;

/* Reads to the end of the file. */
static ReadStatus read_all(Arena *arena, int fd, const struct stat *about, size_t most, Str *text) {
  size_t expected = (size_t)about->st_size;
  bool is_regular = S_ISREG(about->st_mode);
  size_t room = (expected < most ? expected : most) + 2, n = 0;
  char *bytes = arena_bytes(arena, room);
  for (;;) {
    ssize_t got = read_some(fd, bytes + n, room - 1 - n);
    if (got < 0) return status_of(errno);
    if (got == 0) break;
    n += (size_t)got;
    if (is_regular && n == expected) break; /* without asking for more */
    if (n > most) return READ_TOO_LARGE;
    if (n + 1 == room) {
      bytes = arena_grow(arena, bytes, room, room * 2 + 4096);
      room = room * 2 + 4096;
    }
  }
  bytes[n] = '\0';
  *text = (Str){bytes, n};
  return READ_OK;
}

static ReadStatus read_file(Workspace *workspace, Str path, Reading how, Str *text) {
  Arena *arena = workspace->arena;
  if (path.n == 0 || memchr(path.p, '\0', path.n)) return READ_MISSING;
  OpenFile *file = ARENA_NEW(arena, OpenFile);
  file->fd = -1;
  arena_on_release(arena, close_file, file);
  Str name;
  int folder = workspace_folder_of(workspace, path, &name);
  file->fd = openat(folder, str_z(arena, name), O_RDONLY | O_CLOEXEC | (how.waits ? 0 : O_NONBLOCK));
  if (file->fd < 0) return errno == ENXIO ? READ_SPECIAL : status_of(errno); /* ENXIO: a socket */
  struct stat about;
  ReadStatus status = READ_NOT_A_FILE;
  if (fstat(file->fd, &about) != 0)
    status = status_of(errno);
  else if (about.st_size > (off_t)how.most)
    status = READ_TOO_LARGE;
  else if (!how.waits && !S_ISREG(about.st_mode) && !S_ISDIR(about.st_mode))
    status = READ_SPECIAL;
  else if (!S_ISDIR(about.st_mode))
    status = read_all(arena, file->fd, &about, how.most, text);
  close_file(file);
  return status;
}

static const Source *keep_source(Workspace *workspace, Str key, Str path, Str name, Str text) {
  Source *source = ARENA_NEW(workspace->arena, Source);
  *source = (Source){.name = str_copy(workspace->arena, name), .path = str_copy(workspace->arena, path), .text = text};
  if (str_eq(key, path)) key = source->path; /* the caller's may not last */
  map_put(workspace->arena, &workspace->room.files, key, source);
  return source;
}

/* What was read already; of the layer, where the place under it is reached, a copy that stays. */
static const Source *known_source(Workspace *workspace, Str key) {
  const Source *known = map_get(&workspace->room.files, key);
  if (known || !workspace->layered) return known;
  known = map_get(&workspace->under.files, key);
  if (!known || !workspace->reaches_under) return known;
  Str text = str_copy(workspace->arena, known->text);
  return keep_source(workspace, str_copy(workspace->arena, key), known->path, known->name, text);
}

/* A text of its own, as a repaired one is, is kept beside that of the file. */
static const Source *lasting_of(Workspace *workspace, Str key, const Source *source) {
  Arena *arena = workspace->arena;
  for (;; key = str_cat(arena, STR("\n"), key)) {
    const Source *known = map_get(&workspace->room.files, key);
    if (known && str_eq(known->text, source->text)) return known;
    if (known) continue;
    return keep_source(workspace, str_copy(arena, key), source->path, source->name, str_copy(arena, source->text));
  }
}

const Source *workspace_adopted(Workspace *workspace, const Source *source) {
  if (!source) return NULL;
  bool reached = workspace_below(workspace);
  Str key = source->path.n ? workspace_absolute_path(workspace, source->path) : source->name;
  if (source->origin_count) { /* of a plan: the origins are copied with each finding */
    Source *copy = ARENA_NEW(workspace->arena, Source);
    *copy = *source;
    copy->name = str_copy(workspace->arena, source->name);
    copy->path = str_copy(workspace->arena, source->path);
    copy->text = str_copy(workspace->arena, source->text);
    source = copy;
  } else {
    source = lasting_of(workspace, key, source);
  }
  workspace_above(workspace, reached);
  return source;
}

const Source *workspace_lasting(Workspace *workspace, const Source *source) {
  return workspace->layered ? workspace_adopted(workspace, source) : source;
}

static ReadStatus read_once(Workspace *workspace, Str path, Str name, Reading how, const Source **source) {
  Str key = workspace_absolute_path(workspace, path);
  *source = known_source(workspace, key);
  if (*source) return READ_OK;
  Str text;
  if (workspace_is_known_missing(workspace, key)) return READ_MISSING;
  ReadStatus status = read_file(workspace, path, how, &text);
  if (status == READ_OK) *source = keep_source(workspace, key, path, name, text);
  return status;
}

ReadStatus workspace_read(Workspace *workspace, Str path, Str name, const Source **source) {
  return read_once(workspace, path, name, (Reading){LIMIT_FILE_BYTES, false}, source);
}

ReadStatus workspace_read_up_to(Workspace *workspace, size_t most, Str path, Str name, const Source **source) {
  return read_once(workspace, path, name, (Reading){most, false}, source);
}

ReadStatus workspace_read_named(Workspace *workspace, Str path, Str name, const Source **source) {
  return read_once(workspace, path, name, (Reading){LIMIT_FILE_BYTES, true}, source);
}

const Source *workspace_give(Workspace *workspace, Str path, Str name, Str text) {
  workspace->has_given = true;
  return keep_source(workspace, workspace_absolute_path(workspace, path), path, name, str_copy(workspace->arena, text));
}

/* ---- clock and environment ---- */

void workspace_now(Workspace *workspace, int64_t *seconds, int32_t *micros) {
  if (!workspace->now_given && !workspace->now_read) {
    struct timespec now = {0};
    clock_gettime(CLOCK_REALTIME, &now);
    workspace->now_seconds = (int64_t)now.tv_sec;
    workspace->now_micros = (int32_t)(now.tv_nsec / 1000);
    workspace->now_read = true;
  }
  *seconds = workspace->now_seconds;
  *micros = workspace->now_micros;
}

static bool process_env(Workspace *workspace, Str name, Str *value) {
  if (name.n == 0 || memchr(name.p, '\0', name.n) || memchr(name.p, '=', name.n)) return false;
  const char *found = getenv(str_z(workspace->arena, name));
  if (found) *value = str_of(found);
  return found != NULL;
}

bool workspace_tool_env(Workspace *workspace, Str name, Str *value) { return process_env(workspace, name, value); }

/* NULL: code did nothing to it. */
static const EnvChange *last_change(const Workspace *workspace, Str name) {
  for (size_t i = workspace->env_changes.n; i-- > 0;) {
    const EnvChange *change = &workspace->env_changes.at[i];
    if (!change->name.n || str_eq(change->name, name)) return change;
  }
  return NULL;
}

EnvFound workspace_env(Workspace *workspace, Str name, Str *value) {
  const EnvChange *change = last_change(workspace, name);
  if (change) return *value = change->value, change->found;
  const Str *found = map_get(&workspace->env, name);
  if (!found && workspace->env_policy == ENV_SUPPLIED_ONLY) return ENV_UNKNOWN;
  if (!found && process_env(workspace, name, value)) return ENV_SET;
  if (!found) found = map_get(&workspace->room.project_env, name);
  if (!found) return ENV_UNSET;
  *value = *found;
  return ENV_SET;
}

static void add_name(Arena *arena, StrList *names, Str name) {
  for (size_t i = 0; i < names->n; i++)
    if (str_eq(names->at[i], name)) return;
  VEC_PUSH(arena, names, name);
}

/* One that is added again comes last. */
static void remove_name(StrList *names, Str name) {
  size_t kept = 0;
  for (size_t i = 0; i < names->n; i++)
    if (!str_eq(names->at[i], name)) names->at[kept++] = names->at[i];
  names->n = kept;
}

bool workspace_env_names(Workspace *workspace, Arena *arena, StrList *names) {
  const Map *others[] = {&workspace->env, &workspace->room.project_env};
  const EnvChanges *changes = &workspace->env_changes;
  if (workspace->env_policy == ENV_SUPPLIED_ONLY) return false;
  for (char **at = environ; *at; at++) {
    Str entry = str_of(*at);
    size_t end = str_find(entry, STR("="), 0);
    if (end != SIZE_MAX && end > 0) add_name(arena, names, str_sub(entry, 0, end));
  }
  for (int i = 0; i < 2; i++)
    for (size_t k = 0; k < others[i]->n; k++) add_name(arena, names, others[i]->at[k].key);
  for (size_t i = 0; i < changes->n; i++) {
    if (!changes->at[i].name.n) return false;
    if (changes->at[i].found == ENV_UNSET) remove_name(names, changes->at[i].name);
    else add_name(arena, names, changes->at[i].name);
  }
  return true;
}

void workspace_env_begin(Workspace *workspace) {
  workspace->env_changes = (EnvChanges){.round = ++workspace->env_rounds};
}

static EnvChange copied(Arena *arena, EnvChange change) {
  return (EnvChange){str_copy(arena, change.name), change.found, str_copy(arena, change.value)};
}

void workspace_env_change(Workspace *workspace, EnvChange change) {
  VEC_PUSH(workspace->arena, &workspace->env_changes, copied(workspace->arena, change));
}

EnvChanges workspace_env_changes(const Workspace *workspace, Arena *arena, size_t first) {
  EnvChanges changes = {.round = workspace->env_changes.round};
  for (size_t i = first; i < workspace->env_changes.n; i++)
    VEC_PUSH(arena, &changes, copied(arena, workspace->env_changes.at[i]));
  return changes;
}

/* ---- the working directory ---- */

static Str ask_working_directory(Arena *arena) {
  for (size_t room = 256;; room *= 2) {
    char *path = arena_bytes(arena, room);
    if (getcwd(path, room)) return str_of(path);
    if (errno != ERANGE) return STR("/");
  }
}

static Str working_directory(Workspace *workspace) {
  if (workspace->working_directory.n) return workspace->working_directory;
  bool reached = workspace_below(workspace);
  workspace->working_directory = ask_working_directory(workspace->arena);
  workspace_above(workspace, reached);
  return workspace->working_directory;
}

Str workspace_absolute_path(Workspace *workspace, Str path) {
  Arena *arena = workspace->arena;
  bool absolute = path.n && path.p[0] == '/';
  return path_normal(arena, absolute ? path : path_join(arena, working_directory(workspace), path));
}
