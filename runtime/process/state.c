#include "runtime/process/state.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "runtime/core/workspace.h"

enum {
  NAME_ROOM = 256,   /* of a file: a state_name and what is behind it */
  RECORD_ROOM = 512, /* of a record */
  KEY_ROOM = 64 << 10,
};
static const char LOCK[] = ".lock", FROM[] = ".from", UNFINISHED[] = ".new";

/* ---- the folder ---- */

static void release(void *state) {
  StateFolder *folder = state;
  if (folder->fd >= 0) close(folder->fd);
  if (folder->lock >= 0) close(folder->lock);
}

static int open_folder(const char *path) { return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC); }

StateFolder *state_open(Arena *arena, Str dir, Str component, int *error) {
  StateFolder *folder = ARENA_NEW(arena, StateFolder);
  folder->arena = arena;
  folder->path = str_z(arena, str_printf(arena, "%.*s/%.*s", STR_FMT(dir), STR_FMT(component)));
  folder->fd = open_folder(folder->path);
  folder->lock = -1;
  *error = folder->fd < 0 && errno != ENOENT ? errno : 0;
  arena_on_release(arena, release, folder);
  return *error ? NULL : folder;
}

static int sync_fd(int fd) {
  return fsync(fd) == 0 || errno == EINVAL ? 0 : errno; /* EINVAL: a file system that cannot be told to */
}

/* One folder, if it is not there, so that it outlives a power cut. */
static int make_folder(Arena *arena, const char *path) {
  if (mkdir(path, 0777) != 0) return errno == EEXIST ? 0 : errno;
  int above = open_folder(str_z(arena, path_parent(str_of(path))));
  if (above < 0) return errno;
  int error = sync_fd(above);
  close(above);
  return error;
}

/* `path`, and the folders above it. */
static int make_folders(Arena *arena, const char *path) {
  char *each = str_z(arena, str_of(path));
  for (char *slash = strchr(each + 1, '/');; slash = strchr(slash + 1, '/')) {
    if (slash) *slash = '\0';
    int error = make_folder(arena, each);
    if (error || !slash) return error;
    *slash = '/';
  }
}

static DIR *open_names(int at, const char *name) {
  int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  DIR *names = fd < 0 ? NULL : fdopendir(fd);
  if (!names && fd >= 0) close(fd);
  return names;
}

/* A folder of files. */
static void remove_folder(int at, const char *name) {
  DIR *names = open_names(at, name);
  for (struct dirent *file; names && (file = readdir(names)) != NULL;)
    if (file->d_name[0] != '.') unlinkat(dirfd(names), file->d_name, 0);
  if (names) closedir(names);
  unlinkat(at, name, AT_REMOVEDIR);
}

/* What a program left that was killed before its records were in their places. */
static void clear(const StateFolder *folder) {
  unlinkat(folder->fd, UNFINISHED, 0);
  DIR *names = open_names(folder->fd, ".");
  for (struct dirent *file; names && (file = readdir(names)) != NULL;)
    if (str_starts(str_of(file->d_name), STR(".new."))) remove_folder(folder->fd, file->d_name);
  if (names) closedir(names);
}

int state_lock(StateFolder *folder) {
  int error = folder->fd < 0 ? make_folders(folder->arena, folder->path) : 0;
  if (!error && folder->fd < 0 && (folder->fd = open_folder(folder->path)) < 0) error = errno;
  if (error) return error;
  folder->lock = openat(folder->fd, LOCK, O_RDWR | O_CREAT | O_NOCTTY, 0666); /* children inherit it */
  if (folder->lock < 0) return errno;
  if (flock(folder->lock, LOCK_EX | LOCK_NB) != 0) return errno;
  clear(folder);
  return 0;
}

/* ---- files of a few bytes ----
 *
 * Opened without waiting: of what lies in the folder under such a name a pipe would never answer. */

/* 0: it is not there, or cannot be read, which the folder remembers. */
static size_t read_small(StateFolder *folder, const char *name, char *room, size_t size) {
  int fd = folder->fd < 0 ? -1 : openat(folder->fd, name, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  int error = folder->fd >= 0 && fd < 0 && errno != ENOENT ? errno : 0;
  size_t n = 0;
  for (ssize_t more; fd >= 0 && !error && n < size && (more = read(fd, room + n, size - n)) != 0;) {
    if (more > 0) n += (size_t)more;
    else if (errno != EINTR) error = errno;
  }
  if (fd >= 0) close(fd);
  if (error && !folder->error) folder->error = error;
  return error ? 0 : n;
}

static int write_all(int fd, Str text) {
  while (text.n) {
    ssize_t written = write(fd, text.p, text.n);
    if (written < 0 && errno != EINTR) return errno;
    if (written > 0) text = str_sub(text, (size_t)written, text.n);
  }
  return sync_fd(fd);
}

static int write_small(StateFolder *folder, const char *name, Str text) {
  int flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
  int fd = openat(folder->fd, UNFINISHED, flags, 0666);
  if (fd < 0) return errno;
  int error = write_all(fd, text);
  if (close(fd) != 0 && !error && errno != EINTR) error = errno;
  if (!error && renameat(folder->fd, UNFINISHED, folder->fd, name) != 0) error = errno;
  if (error) unlinkat(folder->fd, UNFINISHED, 0);
  return error;
}

int state_sync(StateFolder *folder) { return sync_fd(folder->fd); }

/* ---- records ---- */

static void record_name(char room[NAME_ROOM], Str partition) {
  snprintf(room, NAME_ROOM, "%.*s.state", STR_FMT(partition));
}

/* The word behind the last blank. */
static void read_launch(Str line, char room[STATE_LAUNCH_ROOM]) {
  size_t start = line.n;
  while (start > 0 && line.p[start - 1] != ' ') start--;
  if (line.n - start < STATE_LAUNCH_ROOM) memcpy(room, line.p + start, line.n - start);
}

/* "HASH OUTCOME TIME LAUNCH" and a line feed at the end. */
static StateRecord parse_record(Str text) {
  enum { HASH_DIGITS = 16 };
  StateRecord record = {0};
  char digits[HASH_DIGITS + 1] = {0};
  if (text.n < HASH_DIGITS + 2 || text.p[text.n - 1] != '\n' || text.p[HASH_DIGITS] != ' ') return record;
  memcpy(digits, text.p, HASH_DIGITS);
  if (strspn(digits, "0123456789abcdef") != HASH_DIGITS) return record;
  Str rest = str_sub(text, HASH_DIGITS + 1, text.n);
  if (str_starts(rest, STR("done "))) record.outcome = STATE_DONE;
  if (str_starts(rest, STR("failed "))) record.outcome = STATE_FAILED;
  record.hash = strtoull(digits, NULL, 16);
  read_launch(str_sub(text, 0, text.n - 1), record.launch);
  return record;
}

StateRecord state_read(StateFolder *folder, Str partition) {
  char name[NAME_ROOM], text[RECORD_ROOM];
  record_name(name, partition);
  return parse_record((Str){text, read_small(folder, name, text, sizeof text)});
}

int state_write(StateFolder *folder, Str partition, StateOutcome outcome, uint64_t hash, Str launch) {
  char name[NAME_ROOM], text[RECORD_ROOM], when[32];
  struct tm utc;
  time_t now = time(NULL);
  strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &utc));
  record_name(name, partition);
  int n = snprintf(text, sizeof text, "%016llx %s %s %.*s\n", (unsigned long long)hash,
                   outcome == STATE_DONE ? "done" : "failed", when, STR_FMT(launch));
  return write_small(folder, name, (Str){text, (size_t)n});
}

/* ---- what lies beside them ---- */

Str state_from(Arena *arena, StateFolder *folder) {
  char *room = arena_bytes(arena, KEY_ROOM);
  Str text = {room, read_small(folder, FROM, room, KEY_ROOM)};
  return str_ends(text, STR("\n")) ? str_sub(text, 0, text.n - 1) : STR("");
}

int state_set_from(StateFolder *folder, Str key) {
  int error = write_small(folder, FROM, str_cat(folder->arena, key, STR("\n")));
  return error ? error : state_sync(folder);
}

const char *state_log(Arena *arena, const StateFolder *folder, Str launch) {
  return str_z(arena, str_printf(arena, "%s/%.*s.log", folder->path, STR_FMT(launch)));
}
