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
  Str key = source->path.n ? path_absolute(workspace, source->path) : source->name;
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
  Str key = path_absolute(workspace, path);
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
  return keep_source(workspace, path_absolute(workspace, path), path, name, str_copy(workspace->arena, text));
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

/* ---- .env, as python-dotenv reads it ---- */

typedef struct EnvReader {
  Workspace *workspace;
  Map *into;
  Str text;
  size_t at;
} EnvReader;

/* Python's text mode: every line ends in LF, and dotenv drops a byte order mark. */
static Str env_text(Arena *arena, Str text) {
  Buf buf = buf_new(arena, SIZE_MAX);
  for (size_t i = str_starts(text, STR("\xEF\xBB\xBF")) ? 3 : 0; i < text.n; i++) {
    bool is_cr = text.p[i] == '\r';
    if (is_cr && i + 1 < text.n && text.p[i + 1] == '\n') continue;
    buf_char(&buf, is_cr ? '\n' : text.p[i]);
  }
  return buf_str(&buf);
}

/* `\s` of Python's re. */
static bool is_space(uint32_t c) {
  return (c >= '\t' && c <= '\r') || (c >= 0x1C && c <= 0x20) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

static int env_peek(const EnvReader *reader) {
  return reader->at < reader->text.n ? (unsigned char)reader->text.p[reader->at] : -1;
}

static void skip_spaces(EnvReader *reader, bool over_lines) {
  while (reader->at < reader->text.n) {
    size_t next = reader->at;
    uint32_t c = str_decode(reader->text, &next);
    if (!is_space(c) || (c == '\n' && !over_lines)) return;
    reader->at = next;
  }
}

static void skip_line(EnvReader *reader) {
  while (reader->at < reader->text.n && reader->text.p[reader->at] != '\n') reader->at++;
}

static void skip_export(EnvReader *reader) {
  size_t start = reader->at;
  if (!str_starts(str_sub(reader->text, start, reader->text.n), STR("export"))) return;
  reader->at += strlen("export");
  size_t behind = reader->at;
  skip_spaces(reader, false);
  if (reader->at == behind) reader->at = start;
}

/* From the opening quote to behind the closing one. */
static bool read_quoted(EnvReader *reader, const char *escapes, Str *value) {
  char quote = reader->text.p[reader->at];
  Buf buf = buf_new(reader->workspace->arena, LIMIT_STRING_BYTES);
  for (size_t i = reader->at + 1; i < reader->text.n; i++) {
    char c = reader->text.p[i];
    if (c == quote) {
      *value = buf_str(&buf);
      reader->at = i + 1;
      return true;
    }
    static const char names[] = "abfnrtv", meant[] = "\a\b\f\n\r\t\v";
    bool escape = c == '\\' && i + 1 < reader->text.n;
    char next = escape ? reader->text.p[++i] : '\0';
    const char *name = escape && next ? strchr(names, next) : NULL;
    if (escape && next && strchr(escapes, next))
      buf_char(&buf, name ? meant[name - names] : next);
    else if (escape)
      buf_put(&buf, (Str){reader->text.p + i - 1, 2});
    else
      buf_char(&buf, c);
  }
  return false;
}

static Str trim_end(Str text) {
  size_t end = 0;
  for (size_t at = 0; at < text.n;)
    if (!is_space(str_decode(text, &at))) end = at;
  return str_sub(text, 0, end);
}

/* To the end of the line, less a comment that white space precedes. */
static Str read_unquoted(EnvReader *reader) {
  size_t start = reader->at;
  skip_line(reader);
  Str line = str_sub(reader->text, start, reader->at);
  bool behind_space = false;
  for (size_t at = 0; at < line.n;) {
    size_t here = at;
    uint32_t c = str_decode(line, &at);
    if (c == '#' && behind_space) return trim_end(str_sub(line, 0, here));
    behind_space = is_space(c);
  }
  return trim_end(line);
}

/* `'name'` or a run without `=`, `#` and white space; a comment has the empty key. */
static bool read_key(EnvReader *reader, Str *key) {
  size_t start = reader->at;
  *key = (Str){"", 0};
  if (env_peek(reader) == '#') return true;
  if (env_peek(reader) == '\'') {
    size_t end = str_find(reader->text, STR("'"), start + 1);
    if (end == SIZE_MAX || end == start + 1) return false;
    *key = str_sub(reader->text, start + 1, end);
    reader->at = end + 1;
    return true;
  }
  while (reader->at < reader->text.n) {
    size_t next = reader->at;
    uint32_t c = str_decode(reader->text, &next);
    if (c == '=' || c == '#' || is_space(c)) break;
    reader->at = next;
  }
  *key = str_sub(reader->text, start, reader->at);
  return key->n > 0;
}

static bool read_value(EnvReader *reader, Str *value) {
  size_t behind_sign = ++reader->at;
  skip_spaces(reader, false);
  int first = env_peek(reader);
  *value = (Str){"", 0};
  if (first == -1 || first == '\n' || (first == '#' && reader->at > behind_sign)) return true;
  if (first == '\'') return read_quoted(reader, "\\'", value);
  if (first == '"') return read_quoted(reader, "\\'\"abfnrtv", value);
  *value = read_unquoted(reader);
  return true;
}

/* What `${name}` stands for: an earlier line of the file, else what the environment has. */
static Str env_variable(EnvReader *reader, Str name, Str fallback) {
  Str value = fallback;
  const MapEntry *earlier = map_entry(reader->into, name);
  if (earlier) return earlier->value ? *(const Str *)earlier->value : (Str){"", 0};
  if (workspace_env(reader->workspace, name, &value) != ENV_SET) return fallback;
  return value;
}

/* Replaces `${name}` and `${name:-default}`. */
static Str env_expand(EnvReader *reader, Str value) {
  Buf buf = buf_new(reader->workspace->arena, LIMIT_STRING_BYTES);
  for (size_t at = 0; at < value.n;) {
    size_t open = str_find(value, STR("${"), at), end = open == SIZE_MAX ? open : open + 2;
    while (end < value.n && value.p[end] != '}' && value.p[end] != ':') end++;
    bool has_default = str_starts(str_sub(value, end, value.n), STR(":-"));
    size_t close = end < value.n && (has_default || value.p[end] == '}') ? str_find(value, STR("}"), end) : SIZE_MAX;
    if (close == SIZE_MAX) {
      size_t literal_end = end < value.n && !has_default ? open + 1 : value.n; /* no brace to come: all the rest */
      buf_put(&buf, str_sub(value, at, literal_end));
      at = literal_end;
      continue;
    }
    buf_put(&buf, str_sub(value, at, open));
    Str fallback = has_default ? str_sub(value, end + 2, close) : (Str){"", 0};
    buf_put(&buf, env_variable(reader, str_sub(value, open + 2, end), fallback));
    at = close + 1;
  }
  return buf_str(&buf);
}

static void env_put(EnvReader *reader, Str key, Str value) {
  Str *kept = ARENA_NEW(reader->workspace->arena, Str);
  *kept = env_expand(reader, value);
  map_put(reader->workspace->arena, reader->into, key, kept);
}

/* One binding to the end of its line; false where dotenv gives the line up. */
static bool read_binding(EnvReader *reader) {
  Str key, value;
  skip_export(reader);
  if (!read_key(reader, &key)) return false;
  skip_spaces(reader, false);
  bool has_value = env_peek(reader) == '=';
  if (has_value && !read_value(reader, &value)) return false;
  skip_spaces(reader, false);
  if (env_peek(reader) == '#') skip_line(reader);
  if (env_peek(reader) != -1 && env_peek(reader) != '\n') return false;
  if (key.n && has_value) env_put(reader, key, value);
  if (key.n && !has_value) map_put(reader->workspace->arena, reader->into, key, NULL);
  return true;
}

void workspace_parse_env(Workspace *workspace, Str text, Map *into) {
  EnvReader reader = {workspace, into, env_text(workspace->arena, text), 0};
  for (;;) {
    skip_spaces(&reader, true);
    if (reader.at == reader.text.n) return;
    if (!read_binding(&reader)) skip_line(&reader);
  }
}

/* ---- paths ---- */

Str path_join(Arena *arena, Str base, Str relative) {
  if (relative.n == 0) return base;
  if (relative.p[0] == '/' || base.n == 0 || str_is(base, ".")) return relative;
  if (base.p[base.n - 1] == '/') return str_cat(arena, base, relative);
  size_t n = base.n + 1 + relative.n;
  char *path = arena_bytes(arena, n + 1);
  memcpy(path, base.p, base.n);
  path[base.n] = '/';
  memcpy(path + base.n + 1, relative.p, relative.n);
  path[n] = '\0';
  return (Str){path, n};
}

static Str without_slashes_at_end(Str path) {
  while (path.n > 1 && path.p[path.n - 1] == '/') path.n--;
  return path;
}

/* The offset behind the last slash. */
static size_t name_start(Str path) {
  size_t at = path.n;
  while (at > 0 && path.p[at - 1] != '/') at--;
  return at;
}

Str path_parent(Str path) {
  path = without_slashes_at_end(path);
  size_t at = name_start(path);
  return at == 0 ? STR(".") : without_slashes_at_end(str_sub(path, 0, at));
}

Str path_name(Str path) {
  path = without_slashes_at_end(path);
  return str_sub(path, name_start(path), path.n);
}

typedef VEC(Str) Parts;

/* Splits at slashes; "." goes, ".." takes the part before it away. */
static Parts path_parts(Arena *arena, Str path) {
  Parts parts = {0};
  bool absolute = path.n && path.p[0] == '/';
  for (size_t at = 0; at < path.n;) {
    size_t end = str_find(path, STR("/"), at);
    if (end == SIZE_MAX) end = path.n;
    Str part = str_sub(path, at, end);
    at = end + 1;
    if (part.n == 0 || str_is(part, ".")) continue;
    bool up = str_is(part, "..");
    if (up && parts.n && !str_is(parts.at[parts.n - 1], ".."))
      parts.n--;
    else if (!(up && absolute))
      VEC_PUSH(arena, &parts, part);
  }
  return parts;
}

static Str join_parts(Arena *arena, Str root, const Str *parts, size_t n) {
  Buf buf = buf_new(arena, SIZE_MAX);
  buf_put(&buf, root);
  for (size_t i = 0; i < n; i++) {
    if (i) buf_char(&buf, '/');
    buf_put(&buf, parts[i]);
  }
  return buf.n ? buf_str(&buf) : STR(".");
}

/* Whether an absolute path is normal as it stands: nearly all are, and need no copy. */
static bool is_normal(Str path) {
  for (size_t i = 1; i < path.n; i++) {
    if (path.p[i - 1] != '/') continue;
    size_t dots = path.p[i] == '.' ? i + 1 < path.n && path.p[i + 1] == '.' ? 2 : 1 : 0;
    bool ends = i + dots == path.n || path.p[i + dots] == '/';
    if (ends) return false;
  }
  return path.n == 1 || path.p[path.n - 1] != '/';
}

Str path_normal(Arena *arena, Str path) {
  if (path.n && path.p[0] == '/' && is_normal(path)) return path;
  Parts parts = path_parts(arena, path);
  return join_parts(arena, path.n && path.p[0] == '/' ? STR("/") : (Str){"", 0}, parts.at, parts.n);
}

Str path_tidy(Arena *arena, Str path) {
  Buf buf = buf_new(arena, SIZE_MAX);
  if (path.n && path.p[0] == '/') buf_char(&buf, '/');
  for (size_t at = 0; at < path.n;) {
    size_t slash = str_find(path, STR("/"), at);
    Str part = str_sub(path, at, slash);
    at = slash == SIZE_MAX ? path.n : slash + 1;
    if (!part.n || str_is(part, ".")) continue;
    if (buf.n && buf.p[buf.n - 1] != '/') buf_char(&buf, '/');
    buf_put(&buf, part);
  }
  return buf.n ? buf_str(&buf) : STR(".");
}

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

Str path_absolute(Workspace *workspace, Str path) {
  Arena *arena = workspace->arena;
  bool absolute = path.n && path.p[0] == '/';
  return path_normal(arena, absolute ? path : path_join(arena, working_directory(workspace), path));
}

Str path_relative(Arena *arena, Str path, Str base) {
  bool is_below = base.n > 1 && path.n > base.n && path.p[base.n] == '/' && str_starts(path, base);
  if (is_below && is_normal(str_sub(path, base.n, path.n))) return str_sub(path, base.n + 1, path.n);
  Parts to = path_parts(arena, path), from = path_parts(arena, base), parts = {0};
  size_t shared = 0;
  while (shared < to.n && shared < from.n && str_eq(to.at[shared], from.at[shared])) shared++;
  for (size_t i = shared; i < from.n; i++) VEC_PUSH(arena, &parts, STR(".."));
  for (size_t i = shared; i < to.n; i++) VEC_PUSH(arena, &parts, to.at[i]);
  return join_parts(arena, (Str){"", 0}, parts.at, parts.n);
}

bool path_is_within(Str path, Str folder) {
  if (!str_starts(path, folder)) return false;
  return path.n == folder.n || folder.n == 1 || path.p[folder.n] == '/';
}
