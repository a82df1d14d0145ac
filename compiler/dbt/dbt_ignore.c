#include "compiler/dbt/dbt_ignore.h"

#include "runtime/core/limits.h"
#include "runtime/core/regex.h"

typedef struct Pattern {
  Regex *regex;
  bool takes_in; /* `!` */
} Pattern;

struct DbtIgnore {
  VEC(Pattern) patterns;
  bool has_unknown;
};

/* ---- pattern_to_regex of pathspec/patterns/gitwildmatch.py ---- */

static void put_segment(Buf *regex, Str segment) {
  for (size_t i = 0; i < segment.n; i++) {
    char c = segment.p[i];
    if (c == '*') buf_puts(regex, "[^/]*");
    else if (c == '?') buf_puts(regex, "[^/]");
    else buf_printf(regex, char_is_word(c) ? "%c" : "\\%c", c);
  }
}

static bool is_stars(Str segment) { return str_is(segment, "**"); }

/* Between slashes; of neighbouring `**` the first. */
static void split(Arena *arena, Str pattern, StrList *segments) {
  for (size_t from = 0, slash; from <= pattern.n; from = slash + 1) {
    slash = str_find(pattern, STR("/"), from);
    if (slash == SIZE_MAX) slash = pattern.n;
    Str segment = str_sub(pattern, from, slash);
    bool is_again = is_stars(segment) && segments->n && is_stars(segments->at[segments->n - 1]);
    if (!is_again) VEC_PUSH(arena, segments, segment);
  }
}

/* What one name alone means is meant in every folder; a slash at the end means all that lies below. */
static void anchor(Arena *arena, const StrList *written, StrList *segments) {
  bool is_alone = written->n == 1 || (written->n == 2 && !written->at[1].n);
  bool is_rooted = !written->at[0].n;
  if (is_alone && !is_rooted && !is_stars(written->at[0])) VEC_PUSH(arena, segments, STR("**"));
  for (size_t i = is_rooted; i < written->n; i++) VEC_PUSH(arena, segments, written->at[i]);
  if (segments->n > 1 && !segments->at[segments->n - 1].n) segments->at[segments->n - 1] = STR("**");
}

static void put_stars(Buf *regex, size_t i, size_t end, bool *needs_slash) {
  if (i == 0) buf_puts(regex, i == end ? "[^/]+(?:/.*)?" : "(?:.+/)?");
  else buf_puts(regex, i == end ? "/.*" : "(?:/.+)?");
  *needs_slash = i > 0;
}

static Str regex_of(Arena *arena, const StrList *segments) {
  Buf regex = buf_new(arena, LIMIT_STRING_BYTES);
  bool needs_slash = false;
  size_t end = segments->n - 1;
  buf_char(&regex, '^');
  for (size_t i = 0; i <= end; i++) {
    Str segment = segments->at[i];
    if (is_stars(segment)) {
      put_stars(&regex, i, end, &needs_slash);
      continue;
    }
    if (needs_slash) buf_char(&regex, '/');
    if (str_is(segment, "*")) buf_puts(&regex, "[^/]+");
    else put_segment(&regex, segment);
    if (i == end) buf_puts(&regex, "(?:/.*)?");
    needs_slash = true;
  }
  buf_char(&regex, '$');
  return buf_str(&regex);
}

static void add_pattern(Arena *arena, DbtIgnore *ignore, Str line) {
  StrList written = {0}, segments = {0};
  Str why, pattern = str_trim(line);
  if (!pattern.n || pattern.p[0] == '#' || str_is(pattern, "/")) return;
  bool takes_in = pattern.p[0] == '!';
  split(arena, str_sub(pattern, takes_in, pattern.n), &written);
  anchor(arena, &written, &segments);
  bool has_signs = str_find(pattern, STR("["), 0) != SIZE_MAX || str_find(pattern, STR("\\"), 0) != SIZE_MAX;
  bool is_empty = !segments.n || !segments.at[segments.n - 1].n;
  bool is_odd = has_signs || is_empty || str_is(pattern, "**/") || str_is(pattern, "!**/");
  Regex *regex = is_odd ? NULL : regex_compile(arena, regex_of(arena, &segments), REGEX_PLAIN, &why);
  if (regex) VEC_PUSH(arena, &ignore->patterns, (Pattern){regex, takes_in});
  ignore->has_unknown |= !regex;
}

/* ---- files ---- */

static void read_patterns(Workspace *workspace, Str path, DbtIgnore *ignore) {
  const Source *source;
  ignore->has_unknown = workspace_read(workspace, path, path, &source) != READ_OK;
  for (size_t from = 0; !ignore->has_unknown && from < source->text.n;) {
    size_t end = str_find(source->text, STR("\n"), from);
    if (end == SIZE_MAX) end = source->text.n;
    add_pattern(workspace->arena, ignore, str_sub(source->text, from, end));
    from = end + 1;
  }
}

const DbtIgnore *dbt_ignore_of(Workspace *workspace, Str dir) {
  Str path = path_join(workspace->arena, dir, STR(".dbtignore"));
  DbtIgnore *ignore = map_get(&workspace->dbt_projects, path);
  if (ignore || !workspace_is_file(workspace, path)) return ignore;
  bool reached = workspace_below(workspace);
  ignore = ARENA_NEW(workspace->arena, DbtIgnore);
  path = str_copy(workspace->arena, path);
  read_patterns(workspace, path, ignore);
  map_put(workspace->arena, &workspace->dbt_projects, path, ignore);
  workspace_above(workspace, reached);
  return ignore;
}

bool dbt_ignore_is_known(const DbtIgnore *ignore) { return !ignore || !ignore->has_unknown; }

bool dbt_ignore_matches(const DbtIgnore *ignore, Str path) {
  bool matches = false;
  Span whole;
  for (size_t i = 0; ignore && i < ignore->patterns.n; i++)
    if (regex_match(ignore->patterns.at[i].regex, path, 0, &whole, 1)) matches = !ignore->patterns.at[i].takes_in;
  return matches;
}
