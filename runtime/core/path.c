#include "runtime/core/path.h"

#include <string.h>

#include "runtime/core/vec.h"

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

Str path_parent(Str path) {
  path = without_slashes_at_end(path);
  size_t at = str_behind(path, '/');
  return at == 0 ? STR(".") : without_slashes_at_end(str_sub(path, 0, at));
}

Str path_name(Str path) {
  path = without_slashes_at_end(path);
  return str_sub(path, str_behind(path, '/'), path.n);
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
