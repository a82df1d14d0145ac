#define _XOPEN_SOURCE 700
#include "compiler/cli/git.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runtime/core/limits.h"
#include "runtime/core/workspace.h"
#include "runtime/core/writer.h"

/* ---- running git ---- */

typedef struct Run {
  Arena *arena;
  Str directory; /* where git runs */
  Str input;     /* a file for its standard input; empty: none */
} Run;

static void become_git(const Run *run, char *const *arguments, int output) {
  int input = open(run->input.n ? str_z(run->arena, run->input) : "/dev/null", O_RDONLY);
  int nowhere = open("/dev/null", O_WRONLY);
  if (input < 0 || nowhere < 0 || chdir(str_z(run->arena, run->directory))) _Exit(127);
  if (dup2(input, 0) < 0 || dup2(output, 1) < 0 || dup2(nowhere, 2) < 0) _Exit(127);
  execvp("git", arguments);
  _Exit(127);
}

static bool read_all(int fd, Buf *buf) {
  char room[65536];
  for (;;) {
    ssize_t n = read(fd, room, sizeof room);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return n == 0;
    buf_put(buf, (Str){room, (size_t)n});
  }
}

/* The standard output of `git` with these arguments; false where it cannot be run or fails. */
static bool git(const Run *run, const char *const *words, Str *output) {
  enum { WORDS_MOST = 8 };
  char *arguments[WORDS_MOST + 1] = {NULL};
  for (size_t i = 0; i < WORDS_MOST && words[i]; i++) arguments[i] = str_z(run->arena, str_of(words[i]));
  int ends[2], status = 0;
  Buf buf = buf_new(run->arena, LIMIT_ARENA_BYTES);
  if (pipe(ends)) return false;
  pid_t child = fork();
  if (child == 0) become_git(run, arguments, ends[1]);
  close(ends[1]);
  bool read = child > 0 && read_all(ends[0], &buf);
  close(ends[0]);
  while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  *output = buf_str(&buf);
  return read && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* ---- the folder ---- */

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *walk) {
  (void)status, (void)kind, (void)walk;
  remove(path);
  return 0;
}

static void remove_folder(void *folder) { nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS); }

/* A fresh folder, its links resolved; empty where none can be made. */
static Str make_folder(Arena *arena) {
  const char *base = getenv("TMPDIR");
  char *name = str_z(arena, str_printf(arena, "%s/dbtplan.XXXXXX", base && *base ? base : "/tmp"));
  if (!mkdtemp(name)) return STR("");
  arena_on_release(arena, remove_folder, name);
  char *real = realpath(name, NULL);
  Str folder = real ? str_copy(arena, str_of(real)) : STR("");
  free(real);
  return folder;
}

static bool write_file(Arena *arena, Str path, Str text) {
  if (writer_make_folders(arena, path) != 0) return false;
  Writer *file = writer_to_file(arena, path);
  writer_put(file, text);
  return writer_finish(file);
}

/* ---- the files ---- */

typedef struct Entry {
  Str object, path;
} Entry;

typedef struct EntryList {
  Entry *at;
  size_t n, cap;
} EntryList;

static bool is_wanted(Str path) {
  static const char *const ENDINGS[] = {".yaml", ".yml", ".py",    ".sql", ".toml",       ".csv",
                                        ".cfg",  ".env", "manifest.json", "setup.py", ".gitignore"};
  for (size_t i = 0; i < COUNT(ENDINGS); i++)
    if (str_ends(path, str_of(ENDINGS[i]))) return true;
  return false;
}

/* A path that leads out of the folder is none of a sound tree. */
static bool is_inside(Str path) {
  return path.n && path.p[0] != '/' && str_find(path, STR("../"), 0) == SIZE_MAX && !str_ends(path, STR("/.."));
}

/* "100644 blob OBJECT\tPATH", each ended by a NUL. */
static void read_tree(Arena *arena, Str listing, EntryList *entries) {
  for (size_t at = 0, end; at < listing.n; at = end + 1) {
    end = str_find(listing, (Str){"", 1}, at);
    if (end == SIZE_MAX) end = listing.n;
    Str line = str_sub(listing, at, end);
    size_t tab = str_find(line, STR("\t"), 0);
    if (tab == SIZE_MAX || !str_starts(line, STR("100"))) continue;
    size_t object = tab;
    while (object > 0 && line.p[object - 1] != ' ') object--;
    Entry entry = {str_sub(line, object, tab), str_sub(line, tab + 1, line.n)};
    if (is_wanted(entry.path) && is_inside(entry.path)) VEC_PUSH(arena, entries, entry);
  }
}

/* "OBJECT blob SIZE\n", the bytes, "\n". */
static bool write_blobs(Arena *arena, Str folder, Str blobs, const EntryList *entries) {
  size_t at = 0;
  for (size_t i = 0; i < entries->n; i++) {
    size_t line = str_find(blobs, STR("\n"), at), size = 0;
    if (line == SIZE_MAX) return false;
    size_t digits = line;
    while (digits > at && blobs.p[digits - 1] != ' ') digits--;
    for (; digits < line; digits++) size = size * 10 + (size_t)(blobs.p[digits] - '0');
    if (size > blobs.n - line - 1) return false;
    Str path = path_join(arena, folder, entries->at[i].path);
    if (!write_file(arena, path, str_sub(blobs, line + 1, line + 1 + size))) return false;
    at = line + 1 + size + 1;
  }
  return true;
}

static bool lay_out(const Run *run, Str revision, Str folder, Str *why) {
  Arena *arena = run->arena;
  Str listing, blobs;
  EntryList entries = {0};
  const char *tree[] = {"git", "ls-tree", "-r", "-z", "--full-tree", str_z(arena, revision), NULL};
  const char *batch[] = {"git", "cat-file", "--batch", NULL};
  *why = str_printf(arena, "git has no revision '%.*s' there", STR_FMT(revision));
  if (!git(run, tree, &listing)) return false;
  read_tree(arena, listing, &entries);
  Buf objects = buf_new(arena, LIMIT_ARENA_BYTES);
  for (size_t i = 0; i < entries.n; i++) buf_printf(&objects, "%.*s\n", STR_FMT(entries.at[i].object));
  Run reading = *run;
  reading.input = path_join(arena, folder, STR(".objects"));
  *why = str_printf(arena, "the files of '%.*s' cannot be laid out in %.*s", STR_FMT(revision), STR_FMT(folder));
  if (!write_file(arena, reading.input, buf_str(&objects)) || !git(&reading, batch, &blobs)) return false;
  remove(str_z(arena, reading.input));
  return write_blobs(arena, folder, blobs, &entries);
}

/* The nearest folder that is there. */
static Str present_folder(Arena *arena, Str path) {
  struct stat status;
  while (path.n > 1 && (stat(str_z(arena, path), &status) || !S_ISDIR(status.st_mode))) path = path_parent(path);
  return path;
}

bool git_lay_out(Arena *arena, Str revision, Str path, GitTree *tree, Str *why) {
  Str top;
  Run run = {arena, present_folder(arena, path), {"", 0}};
  const char *where[] = {"git", "rev-parse", "--show-toplevel", NULL};
  *why = str_printf(arena, "'%.*s' is no revision", STR_FMT(revision));
  if (!revision.n || revision.p[0] == '-') return false;
  *why = STR("git is not installed, or this is no git repository");
  if (!git(&run, where, &top)) return false;
  top = str_trim(top);
  char *real = realpath(str_z(arena, run.directory), NULL);
  Str inside =
      path_relative(arena, path_join(arena, str_of(real ? real : ""), path_relative(arena, path, run.directory)), top);
  inside = str_copy(arena, inside);
  free(real);
  tree->folder = make_folder(arena);
  *why = STR("there is no room for temporary files");
  if (!tree->folder.n) return false;
  tree->inside = str_is(inside, ".") ? STR("") : inside;
  bool marked = mkdir(str_z(arena, path_join(arena, tree->folder, STR(".git"))), 0700) == 0;
  return marked && lay_out(&run, revision, tree->folder, why);
}
