#include "compiler/gitignore.h"

#include <string.h>

#include "runtime/core/glob.h"

/* What git has beyond that, a `**` in the middle and escapes, fits nothing. */
static void read_line(Arena *arena, Str base, Str line, IgnoreList *ignored) {
  IgnoreLine row = {.base = base, .is_kept = str_starts(line, STR("!"))};
  if (row.is_kept) line = str_sub(line, 1, line.n);
  row.is_path = str_starts(line, STR("/"));
  if (row.is_path) line = str_sub(line, 1, line.n);
  if (str_starts(line, STR("**/"))) line = str_sub(line, 3, line.n);
  if (str_ends(line, STR("/**"))) line = str_sub(line, 0, line.n - 3);
  if (str_ends(line, STR("/"))) line.n--;
  bool is_plain = !memchr(line.p, '\\', line.n) && str_find(line, STR("**"), 0) == SIZE_MAX;
  row.is_path |= str_find(line, STR("/"), 0) != SIZE_MAX;
  row.pattern = line;
  if (line.n && line.p[0] != '#' && is_plain) VEC_PUSH(arena, ignored, row);
}

void gitignore_read(Workspace *workspace, Str folder, IgnoreList *ignored) {
  const Source *source;
  Str name = STR(".gitignore"), path = path_join(workspace->arena, folder, name);
  if (!workspace_has_file(workspace, folder, name) || workspace_read(workspace, path, path, &source) != READ_OK) return;
  for (size_t at = 0; at < source->text.n;)
    read_line(workspace->arena, folder, str_trimmed_line(source->text, &at), ignored);
}

/* Part by part, as no wildcard stands for a slash. */
static bool path_fits(Str path, Str pattern) {
  for (;;) {
    size_t end = str_find(path, STR("/"), 0), pattern_end = str_find(pattern, STR("/"), 0);
    bool is_last = end == SIZE_MAX;
    if (is_last != (pattern_end == SIZE_MAX)) return false;
    if (!str_glob(str_sub(path, 0, end), str_sub(pattern, 0, pattern_end))) return false;
    if (is_last) return true;
    path = str_sub(path, end + 1, path.n);
    pattern = str_sub(pattern, pattern_end + 1, pattern.n);
  }
}

bool gitignore_hides(const IgnoreList *ignored, Str path) {
  bool result = false;
  for (size_t i = 0; i < ignored->n; i++) {
    const IgnoreLine *line = &ignored->at[i];
    bool is_below = str_starts(path, line->base) && path.n > line->base.n + 1;
    Str below = is_below ? str_sub(path, line->base.n + 1, path.n) : STR("");
    bool fits = line->is_path ? is_below && path_fits(below, line->pattern) : str_glob(path_name(path), line->pattern);
    if (fits) result = !line->is_kept;
  }
  return result;
}
