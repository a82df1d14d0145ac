/* preload: makes the Nth call of one kind fail, for tests/faults/run (LD_PRELOAD, Linux).
 *
 * FAULT_CALL is malloc, read, write, open, rename, close, fsync, mkdir, flock, chdir or spawn; FAULT_AT the number
 * of the call that fails, from 1; FAULT_ERROR the errno it fails with. With FAULT_AT=0 nothing fails and the number
 * of calls is written to the file FAULT_COUNT at the end. Only calls of the program count, not those of the loader. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static int ready, error_number, failed;
static long at, calls;
static const char *wanted;

static long number(const char *name) {
  const char *text = getenv(name);
  return text ? atol(text) : 0;
}

static pid_t owner;

__attribute__((constructor)) static void begin(void) {
  owner = getpid();
  unsetenv("LD_PRELOAD");
  wanted = getenv("FAULT_CALL");
  at = number("FAULT_AT");
  error_number = (int)number("FAULT_ERROR");
  ready = wanted != NULL;
}

__attribute__((destructor)) static void end(void) {
  const char *path = getenv("FAULT_COUNT");
  ready = 0;
  FILE *file = path && at == 0 && getpid() == owner ? fopen(path, "w") : NULL;
  if (!file) return;
  fprintf(file, "%ld\n", calls);
  fclose(file);
}

/* What runs after main is not the program's: a build that measures coverage writes its counts then. */
static void rest(void) { ready = 0; }

/* Whether this call is the one to fail. */
static int fails(const char *call) {
  static int begun;
  if (!ready || getpid() != owner) return 0;
  if (!begun++) atexit(rest);
  if (strcmp(call, wanted) != 0 || ++calls != at) return 0;
  failed = 1;
  errno = error_number;
  return 1;
}

#define REAL(type, name, ...) \
  static type (*real)(__VA_ARGS__); \
  if (!real) *(void **)&real = dlsym(RTLD_NEXT, name)

void *aligned_alloc(size_t alignment, size_t size) {
  REAL(void *, "aligned_alloc", size_t, size_t);
  return fails("malloc") ? NULL : real(alignment, size);
}

void *malloc(size_t size) {
  REAL(void *, "malloc", size_t);
  return fails("malloc") ? NULL : real(size);
}

void *realloc(void *old, size_t size) {
  REAL(void *, "realloc", void *, size_t);
  return fails("malloc") ? NULL : real(old, size);
}

void *mmap(void *address, size_t size, int protection, int flags, int fd, off_t offset) {
  REAL(void *, "mmap", void *, size_t, int, int, int, off_t);
  return fails("malloc") ? MAP_FAILED : real(address, size, protection, flags, fd, offset);
}

ssize_t read(int fd, void *buffer, size_t size) {
  REAL(ssize_t, "read", int, void *, size_t);
  return fails("read") ? -1 : real(fd, buffer, size);
}

ssize_t write(int fd, const void *buffer, size_t size) {
  REAL(ssize_t, "write", int, const void *, size_t);
  return fails("write") ? -1 : real(fd, buffer, size);
}

int open(const char *path, int flags, ...) {
  REAL(int, "open", const char *, int, ...);
  va_list more;
  va_start(more, flags);
  mode_t mode = flags & O_CREAT ? va_arg(more, mode_t) : 0;
  va_end(more);
  return fails("open") ? -1 : real(path, flags, mode);
}

int openat(int folder, const char *path, int flags, ...) {
  REAL(int, "openat", int, const char *, int, ...);
  va_list more;
  va_start(more, flags);
  mode_t mode = flags & O_CREAT ? va_arg(more, mode_t) : 0;
  va_end(more);
  return fails("open") ? -1 : real(folder, path, flags, mode);
}

int mkstemp(char *pattern) {
  REAL(int, "mkstemp", char *);
  return fails("open") ? -1 : real(pattern);
}

int rename(const char *from, const char *to) {
  REAL(int, "rename", const char *, const char *);
  return fails("rename") ? -1 : real(from, to);
}

int close(int fd) {
  REAL(int, "close", int);
  if (!fails("close")) return real(fd);
  real(fd);
  errno = error_number;
  return -1;
}

int fsync(int fd) {
  REAL(int, "fsync", int);
  return fails("fsync") ? -1 : real(fd);
}

int renameat(int from_folder, const char *from, int to_folder, const char *to) {
  REAL(int, "renameat", int, const char *, int, const char *);
  return fails("rename") ? -1 : real(from_folder, from, to_folder, to);
}

int mkdir(const char *path, mode_t mode) {
  REAL(int, "mkdir", const char *, mode_t);
  return fails("mkdir") ? -1 : real(path, mode);
}

char *mkdtemp(char *pattern) {
  REAL(char *, "mkdtemp", char *);
  return fails("mkdir") ? NULL : real(pattern);
}

int flock(int fd, int operation) {
  REAL(int, "flock", int, int);
  return fails("flock") ? -1 : real(fd, operation);
}

int chdir(const char *path) {
  REAL(int, "chdir", const char *);
  return fails("chdir") ? -1 : real(path);
}

int fchdir(int fd) {
  REAL(int, "fchdir", int);
  return fails("chdir") ? -1 : real(fd);
}

int posix_spawnp(pid_t *pid, const char *file, const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *attributes,
                 char *const argv[], char *const env[]) {
  REAL(int, "posix_spawnp", pid_t *, const char *, const posix_spawn_file_actions_t *, const posix_spawnattr_t *, char *const[],
       char *const[]);
  return fails("spawn") ? error_number : real(pid, file, actions, attributes, argv, env);
}
