#include "compiler/check/required.h"

#include "runtime/core/limits.h"

/* A version as one number; each part has 20 bits. */
#define VERSION(major, minor, patch) ((uint64_t)(major) << 40 | (uint64_t)(minor) << 20 | (uint64_t)(patch))
enum { PART_DIGITS = 6 };

/* What dagster-dbt takes: dbt-core from 1.7 on, and dbt Fusion, which is 2. */
static const uint64_t OLDEST = VERSION(1, 7, 0), BEYOND = VERSION(3, 0, 0);

typedef struct Clause {
  Str text;
  Str sign; /* empty: "=" */
  uint64_t version;
} Clause;

typedef struct Required {
  const BoundComponent *bound;
  Arena *arena;
  const Source *source; /* of dbt_project.yml */
  VEC(Clause) clauses;
} Required;

/* ---- reading: dbt_common/semver.py, which takes no blanks and all three parts ---- */

static bool read_part(Str *text, uint64_t *version) {
  uint64_t part = 0;
  size_t n = 0;
  for (; n < text->n && n < PART_DIGITS && char_is_digit(text->p[n]); n++)
    part = part * 10 + (uint64_t)(text->p[n] - '0');
  if (n == 0 || (n > 1 && text->p[0] == '0')) return false;
  *version = *version << 20 | part;
  *text = str_sub(*text, n, text->n);
  return true;
}

static bool skip_dot(Str *text) {
  if (!text->n || text->p[0] != '.') return false;
  *text = str_sub(*text, 1, text->n);
  return true;
}

/* `rest` is what stands behind the three numbers. */
static bool read_clause(Clause *clause, Str *rest) {
  static const Str signs[] = {STR_INIT(">="), STR_INIT("<="), STR_INIT(">"), STR_INIT("<"), STR_INIT("=")};
  Str text = clause->text;
  for (size_t i = 0; i < COUNT(signs) && !clause->sign.n; i++)
    if (str_starts(text, signs[i])) clause->sign = signs[i];
  *rest = str_sub(text, clause->sign.n, text.n);
  return read_part(rest, &clause->version) && skip_dot(rest) && read_part(rest, &clause->version) && skip_dot(rest) &&
         read_part(rest, &clause->version);
}

static void report(const Required *required, const YNode *node, Str message, const char *hint) {
  DiagSink *sink = required->bound->workspace->sink;
  Diag *diag = diag_report(sink, DIAG_PROJECT_FILE, (Place){required->source, node->span}, DIAG_ARGS(message));
  diag->hint = str_of(hint);
}

/* Of a version before a release, or of a build, the numbers alone do not tell what fits. */
static bool is_suffix(Str rest) {
  return rest.n && (rest.p[0] == '-' || rest.p[0] == '+' || (rest.p[0] >= 'a' && rest.p[0] <= 'z'));
}

/* One bound; false: what is asked for is not known. */
static bool take_clause(Required *required, const YNode *node, Str text) {
  Str rest;
  Clause clause = {.text = text};
  if (!read_clause(&clause, &rest) || (rest.n && !is_suffix(rest))) {
    report(required, node,
           str_printf(required->arena, "'%.*s' in 'require-dbt-version' is no version that dbt reads", STR_FMT(text)),
           "write each bound without blanks: = > >= < or <= and three numbers, as [\">=1.8.0\", \"<2.0.0\"]");
    return false;
  }
  VEC_PUSH(required->arena, &required->clauses, clause);
  return rest.n == 0;
}

/* Of a text with commas each part is a bound; in a list they have no meaning. */
static bool take_text(Required *required, const YNode *node, bool divides) {
  bool is_known = str_find(node->text, STR("{{"), 0) == SIZE_MAX;
  for (size_t at = 0, end; is_known && at <= node->text.n; at = end + 1) {
    end = divides ? str_find(node->text, STR(","), at) : SIZE_MAX;
    if (end == SIZE_MAX) end = node->text.n;
    is_known = take_clause(required, node, str_sub(node->text, at, end));
  }
  return is_known;
}

/* ---- whether a version fits ---- */

static bool fits_clause(const Clause *clause, uint64_t version) {
  bool same = version == clause->version && !str_is(clause->sign, "<") && !str_is(clause->sign, ">");
  bool below = version < clause->version && str_starts(clause->sign, STR("<"));
  bool above = version > clause->version && str_starts(clause->sign, STR(">"));
  return same || below || above;
}

static bool fits(const Required *required, uint64_t version) {
  bool all = version >= OLDEST && version < BEYOND;
  for (size_t i = 0; i < required->clauses.n && all; i++) all = fits_clause(&required->clauses.at[i], version);
  return all;
}

/* The least version that fits, if one does, is the oldest, that of a clause, or the next patch of it. */
static bool any_fits(const Required *required) {
  bool any = fits(required, OLDEST);
  for (size_t i = 0; i < required->clauses.n && !any; i++)
    any = fits(required, required->clauses.at[i].version) || fits(required, required->clauses.at[i].version + 1);
  return any;
}

static Str shown(const Required *required) {
  Buf buf = buf_new(required->arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < required->clauses.n; i++)
    buf_printf(&buf, "%s%.*s", i ? ", " : "", STR_FMT(required->clauses.at[i].text));
  return buf_str(&buf);
}

static void judge(Required *required, const YNode *value) {
  bool is_list = value->kind == Y_LIST;
  for (size_t i = 0; i < (is_list ? value->n : 1); i++) {
    const YNode *node = is_list ? value->items[i] : value;
    bool is_given = node->kind == Y_SCALAR && node->value.kind != V_NONE;
    if (is_given && !take_text(required, node, !is_list)) return;
  }
  if (any_fits(required)) return;
  report(required, value,
         str_printf(required->arena, "'require-dbt-version' asks for %.*s: no dbt that dagster-dbt runs fits, 1.7 to 2",
                    STR_FMT(shown(required))),
         "take in the dbt that runs, as [\">=1.8.0\", \"<2.0.0\"]");
}

/* `--no-version-check`, or `flags: {version_check: false}`. */
static bool is_unchecked(const Arguments *arguments, const YNode *project) {
  const YNode *flags = ynode_get(project, "flags");
  if (flags && ynode_get(flags, "version_check")) return true;
  for (size_t i = 0; i < arguments->origins.n; i++) {
    const Node *node = arguments->origins.at[i];
    bool is_text = node->kind == NODE_CONST && node->constant.value.kind == V_STR;
    if (is_text && str_is(value_text(node->constant.value), "--no-version-check")) return true;
  }
  return false;
}

void required_check(Heap *heap, const BoundComponent *bound, const Arguments *arguments, const YNode *yaml) {
  Required required = {.bound = bound, .arena = heap->arena};
  const YNode *value = yaml ? ynode_get(yaml, "require-dbt-version") : NULL;
  if (!value || is_unchecked(arguments, yaml)) return;
  Str path = path_join(heap->arena, bound->project_dir, STR("dbt_project.yml"));
  if (workspace_read(bound->workspace, path, path, &required.source) == READ_OK) judge(&required, value);
}
