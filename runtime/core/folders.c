/* What lies under a path: the part of workspace.h that asks the system about files and folders without reading them.
 *
 * A check asks of each folder above and beside a component whether a dozen files are there, the same for its neighbours
 * and again for each module; the answers are kept, and a folder that was listed answers for all that it holds. */
#define _DEFAULT_SOURCE /* d_type, which POSIX has since 2024 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "runtime/core/workspace.h"
#include "runtime/core/vec.h"

typedef enum PathKind { PATH_UNKNOWN, PATH_MISSING, PATH_FILE, PATH_DIR, PATH_LINK } PathKind;

struct Listing {
  Str path;
  NameList names;
  PathKind *kinds; /* of the names; PATH_LINK and PATH_UNKNOWN: the system has to be asked */
};

/* ---- what the system says ---- */

static bool may_exist(Str path) { return path.n && !memchr(path.p, '\0', path.n); }

static PathKind kind_of_mode(mode_t mode) {
  if (S_ISLNK(mode)) return PATH_LINK;
  return S_ISDIR(mode) ? PATH_DIR : PATH_FILE;
}

/* Asked once: of the path itself, or of what a link leads to. */
static PathKind asked_kind(Workspace *workspace, Str path, bool follow) {
  typedef struct Asked {
    PathKind kinds[2];
  } Asked;
  Asked *asked = map_get(&workspace->room.asked, path);
  if (!asked && workspace_is_over(workspace)) asked = map_get(&workspace->under.asked, path);
  if (!asked) {
    asked = ARENA_NEW(workspace->arena, Asked);
    map_put(workspace->arena, &workspace->room.asked, str_copy(workspace->arena, path), asked);
  }
  if (asked->kinds[follow] != PATH_UNKNOWN) return asked->kinds[follow];
  struct stat about;
  char *name = str_z(workspace->arena, path);
  int error = follow ? stat(name, &about) : lstat(name, &about);
  return asked->kinds[follow] = error ? PATH_MISSING : kind_of_mode(about.st_mode);
}

/* ---- folders that were listed ---- */

static const Listing **last_of(Workspace *workspace, Str folder) {
  const Listing **last = workspace->room.last_listings;
  return &last[folder.n % (sizeof workspace->room.last_listings / sizeof *last)];
}

static const Listing *listing_of(Workspace *workspace, Str folder) {
  const Listing **last = last_of(workspace, folder);
  if (*last && str_eq((*last)->path, folder)) return *last;
  const Listing *found = map_get(&workspace->room.listings, folder);
  if (!found && workspace_is_over(workspace)) found = map_get(&workspace->under.listings, folder);
  if (found) *last = found;
  return found;
}

/* Where `name` stands among sorted names, or would. */
static size_t place_among(const NameList *names, Str name) {
  size_t low = 0, high = names->n;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (str_cmp(names->at[middle], name) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

static PathKind kind_among(const Listing *listing, Str name) {
  size_t at = place_among(&listing->names, name);
  return at < listing->names.n && str_eq(listing->names.at[at], name) ? listing->kinds[at] : PATH_MISSING;
}

/* What the listing of the folder says of a path in it; PATH_UNKNOWN where it says nothing. Of a folder that was not
 * listed, the one above may say that it is none. */
static PathKind listed_kind(Workspace *workspace, Str path) {
  size_t slash = str_behind(path, '/');
  Str name = str_sub(path, slash, path.n), folder = str_sub(path, 0, slash ? slash - 1 : 0);
  if (folder.n == 0 || name.n == 0 || str_is(name, ".") || str_is(name, "..")) return PATH_UNKNOWN;
  const Listing *listing = listing_of(workspace, folder);
  if (!listing) {
    PathKind above = listed_kind(workspace, folder);
    return above == PATH_MISSING || above == PATH_FILE ? PATH_MISSING : PATH_UNKNOWN;
  }
  return kind_among(listing, name);
}

static PathKind kind_of(Workspace *workspace, Str path, bool follow) {
  if (!may_exist(path)) return PATH_MISSING;
  PathKind kind = listed_kind(workspace, path);
  if (kind == PATH_UNKNOWN) kind = asked_kind(workspace, path, false);
  return kind == PATH_LINK && follow ? asked_kind(workspace, path, true) : kind;
}

/* ---- what others ask ---- */

bool workspace_is_file(Workspace *workspace, Str path) {
  if (kind_of(workspace, path, true) == PATH_FILE) return true;
  if (!workspace->has_given) return false;
  Str key = workspace_absolute_path(workspace, path);
  return map_get(&workspace->room.files, key) || (workspace->layered && map_get(&workspace->under.files, key));
}

bool workspace_has_file(Workspace *workspace, Str folder, Str name) {
  const Listing *listing = workspace->has_given ? NULL : listing_of(workspace, folder);
  PathKind kind = listing ? kind_among(listing, name) : PATH_UNKNOWN;
  if (kind == PATH_MISSING || kind == PATH_FILE) return kind == PATH_FILE;
  return workspace_is_file(workspace, path_join(workspace->arena, folder, name));
}

bool workspace_is_dir(Workspace *workspace, Str path) { return kind_of(workspace, path, true) == PATH_DIR; }

bool workspace_is_link(Workspace *workspace, Str path) { return kind_of(workspace, path, false) == PATH_LINK; }

bool workspace_is_known_missing(Workspace *workspace, Str path) { return listed_kind(workspace, path) == PATH_MISSING; }

struct OpenFolder {
  DIR *dir; /* NULL: it is closed */
  Str path;
};

static void close_folder(void *handle) {
  OpenFolder *folder = handle;
  if (folder->dir) closedir(folder->dir);
  folder->dir = NULL;
}

int workspace_folder_of(const Workspace *workspace, Str path, Str *name) {
  const OpenFolder *folder = workspace->room.open_folder;
  *name = path;
  if (!folder || !folder->dir || !str_eq(path_parent(path), folder->path)) return AT_FDCWD;
  *name = path_name(path);
  return dirfd(folder->dir);
}

static PathKind entry_kind(const struct dirent *entry) {
#ifdef DT_UNKNOWN
  if (entry->d_type == DT_LNK) return PATH_LINK;
  if (entry->d_type != DT_UNKNOWN) return entry->d_type == DT_DIR ? PATH_DIR : PATH_FILE;
#else
  (void)entry;
#endif
  return PATH_UNKNOWN;
}

typedef struct Entry {
  Str name;
  PathKind kind;
} Entry;
typedef VEC(Entry) EntryList;

static int by_name(const void *a, const void *b) { return str_cmp(((const Entry *)a)->name, ((const Entry *)b)->name); }

static OpenFolder *open_folder(Workspace *workspace, Str path) {
  Arena *arena = workspace->arena;
  OpenFolder *folder = ARENA_NEW(arena, OpenFolder);
  arena_on_release(arena, close_folder, folder);
  if (workspace->room.open_folder) close_folder(workspace->room.open_folder);
  folder->dir = opendir(str_z(arena, path));
  folder->path = str_copy(arena, path);
  if (!folder->dir && errno == ENOMEM) guard_stop(arena->guard, STOP_MEMORY, "memory");
  if (!folder->dir && (errno == EIO || errno == EMFILE || errno == ENFILE))
    guard_stop(arena->guard, STOP_SYSTEM, "a folder cannot be listed");
  return workspace->room.open_folder = folder;
}

static bool read_entries(Workspace *workspace, Str path, EntryList *entries) {
  Arena *arena = workspace->arena;
  OpenFolder *folder = open_folder(workspace, path);
  if (!folder->dir) return false;
  for (struct dirent *entry; (entry = readdir(folder->dir)) != NULL;) {
    Str name = str_of(entry->d_name);
    if (str_is(name, ".") || str_is(name, "..")) continue;
    VEC_PUSH(arena, entries, (Entry){str_copy(arena, name), entry_kind(entry)});
  }
  if (entries->n) qsort(entries->at, entries->n, sizeof *entries->at, by_name);
  return true;
}

static const Listing *keep_listing(Workspace *workspace, Str path, const EntryList *entries) {
  Arena *arena = workspace->arena;
  Listing *listing = ARENA_NEW(arena, Listing);
  listing->path = str_copy(arena, path);
  listing->kinds = ARENA_ARRAY(arena, PathKind, entries->n);
  for (size_t i = 0; i < entries->n; i++) {
    VEC_PUSH(arena, &listing->names, entries->at[i].name);
    listing->kinds[i] = entries->at[i].kind;
  }
  map_put(arena, &workspace->room.listings, listing->path, listing);
  return *last_of(workspace, path) = listing;
}

bool workspace_list(Workspace *workspace, Str path, NameList *names) {
  EntryList entries = {0};
  *names = (NameList){0};
  if (!may_exist(path)) return false;
  const Listing *listing = listing_of(workspace, path);
  bool is_missing = !listing && workspace_is_known_missing(workspace, path);
  if (is_missing || (!listing && !read_entries(workspace, path, &entries))) return false;
  if (!listing) listing = keep_listing(workspace, path, &entries);
  *names = listing->names;
  return true;
}

/* ---- links ---- */

/* Where a link leads; empty: nowhere. */
static Str target_of(Arena *arena, Str link) {
  char target[PATH_MAX];
  return realpath(str_z(arena, link), target) ? str_copy(arena, str_of(target)) : (Str){"", 0};
}

/* Of an absolute path by what its folder is: the system is asked about links alone. What does not exist, a link that
 * leads nowhere too, is added to its folder as it is. */
static Str real_path(Workspace *workspace, Str path) {
  Arena *arena = workspace->arena;
  if (path.n <= 1) return path;
  const Str *known = map_get(&workspace->room.real_paths, path);
  if (!known && workspace_is_over(workspace)) known = map_get(&workspace->under.real_paths, path);
  if (known) return *known;
  Str folder = path_parent(path), above = real_path(workspace, folder), *real = ARENA_NEW(arena, Str);
  if (kind_of(workspace, path, false) == PATH_LINK) *real = target_of(arena, path);
  if (!real->n) *real = str_eq(folder, above) ? str_copy(arena, path) : path_join(arena, above, path_name(path));
  map_put(arena, &workspace->room.real_paths, str_eq(*real, path) ? *real : str_copy(arena, path), real);
  return *real;
}

Str workspace_real_path(Workspace *workspace, Str path) {
  const Str *known = map_get(&workspace->room.real_paths, path); /* a path that is known is absolute and normal */
  if (known) return *known;
  return real_path(workspace, workspace_absolute_path(workspace, path));
}

/* ---- what Python code may read ---- */

void workspace_allow(Workspace *workspace, Str root) { workspace->readable = workspace_real_path(workspace, root); }

bool workspace_readable(Workspace *workspace, Str path, Str *real) {
  if (!workspace->readable.n) return false;
  *real = workspace_real_path(workspace, path);
  return path_is_within(*real, workspace->readable);
}
