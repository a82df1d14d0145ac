#include "compiler/cli/patch.h"

#include "runtime/core/vec.h"

enum {
  CONTEXT = 3,
  EDITS_MOST = 2000 /* beyond, the shortest change is not looked for: its search takes their square in memory */
};

typedef struct Side {
  StrList lines; /* each with its line feed */
  bool *changed; /* lines that the other side does not have */
} Side;

static Side split(Arena *arena, Str text) {
  Side side = {0};
  for (size_t at = 0; at < text.n;) {
    size_t end = str_find(text, STR("\n"), at);
    end = end == SIZE_MAX ? text.n : end + 1;
    VEC_PUSH(arena, &side.lines, str_sub(text, at, end));
    at = end;
  }
  side.changed = ARENA_ARRAY(arena, bool, side.lines.n);
  return side;
}

static bool is_changed(const Side *side, size_t i) { return i < side->lines.n && side->changed[i]; }

/* ---- the shortest change: Myers, An O(ND) Difference Algorithm and Its Variations (1986) ---- */

/* The part of both sides between their common beginning and end. */
typedef struct Middle {
  const Str *a, *b;
  int n, m;
  VEC(int *) rounds; /* of each number of edits, how far into `a` each diagonal reaches; the middle one is diagonal 0 */
} Middle;

static int slide(const Middle *middle, int x, int k) {
  while (x < middle->n && x - k < middle->m && str_eq(middle->a[x], middle->b[x - k])) x++;
  return x;
}

/* Whether diagonal `k` is reached by an insertion from the one above it. */
static bool comes_from_above(const int *reach, int k, int edits) {
  return k == -edits || (k != edits && reach[k - 1] < reach[k + 1]);
}

static bool advance(Arena *arena, Middle *middle, const int *before, int edits) {
  int *reach = ARENA_ARRAY(arena, int, 2 * edits + 3) + edits + 1;
  VEC_PUSH(arena, &middle->rounds, reach);
  for (int k = -edits; k <= edits; k += 2) {
    int x = edits == 0 ? 0 : comes_from_above(before, k, edits) ? before[k + 1] : before[k - 1] + 1;
    reach[k] = slide(middle, x, k);
    if (reach[k] >= middle->n && reach[k] - k >= middle->m) return true;
  }
  return false;
}

/* Marks what the way back through the rounds deletes and inserts. */
static void walk_back(const Middle *middle, bool *deleted, bool *inserted) {
  int k = middle->n - middle->m;
  for (int edits = (int)middle->rounds.n - 1; edits > 0; edits--) {
    const int *before = middle->rounds.at[edits - 1];
    bool above = comes_from_above(before, k, edits);
    k += above ? 1 : -1;
    if (above)
      inserted[before[k] - k] = true;
    else
      deleted[before[k]] = true;
  }
}

static void mark_all(bool *changed, int n) {
  for (int i = 0; i < n; i++) changed[i] = true;
}

/* No step is taken from the lines of an empty text, which are nowhere. */
static const Str *lines_from(const Side *side, size_t from) { return from ? side->lines.at + from : side->lines.at; }

static void compare(Arena *arena, Side *a, Side *b) {
  size_t from = 0, end_a = a->lines.n, end_b = b->lines.n;
  while (from < end_a && from < end_b && str_eq(a->lines.at[from], b->lines.at[from])) from++;
  while (end_a > from && end_b > from && str_eq(a->lines.at[end_a - 1], b->lines.at[end_b - 1])) end_a--, end_b--;
  Middle middle = {.a = lines_from(a, from), .b = lines_from(b, from)};
  middle.n = (int)(end_a - from), middle.m = (int)(end_b - from);
  const int *before = NULL;
  for (int edits = 0; edits <= EDITS_MOST; edits++) {
    if (advance(arena, &middle, before, edits)) {
      walk_back(&middle, a->changed + from, b->changed + from);
      return;
    }
    before = middle.rounds.at[edits];
  }
  mark_all(a->changed + from, middle.n);
  mark_all(b->changed + from, middle.m);
}

/* ---- hunks ---- */

static void put_line(Buf *buf, char sign, Str line) {
  buf_char(buf, sign);
  buf_put(buf, line);
  if (!str_ends(line, STR("\n"))) buf_puts(buf, "\n\\ No newline at end of file\n");
}

/* "12,3": a part without lines is said to stand behind the line before it. */
static void put_range(Buf *buf, char sign, size_t from, size_t count) {
  buf_printf(buf, " %c%zu", sign, count ? from + 1 : from);
  if (count != 1) buf_printf(buf, ",%zu", count);
}

typedef struct Walk {
  const Side *a, *b;
  size_t i, j; /* the next lines */
} Walk;

static bool is_change(const Walk *walk) { return is_changed(walk->a, walk->i) || is_changed(walk->b, walk->j); }

static bool is_over(const Walk *walk) { return walk->i == walk->a->lines.n && walk->j == walk->b->lines.n; }

/* Puts what stands up to the end of the hunk: CONTEXT lines behind a change that no other follows within twice as
 * many. */
static void put_lines(Buf *buf, Walk *walk) {
  for (size_t same = 0; !is_over(walk);) {
    Walk ahead = *walk;
    while (!is_over(&ahead) && !is_change(&ahead)) ahead.i++, ahead.j++;
    same = ahead.i - walk->i;
    bool ends = is_over(&ahead) || same > 2 * CONTEXT;
    for (size_t shown = 0; shown < same && (!ends || shown < CONTEXT); shown++, walk->j++)
      put_line(buf, ' ', walk->a->lines.at[walk->i++]);
    if (ends) return;
    while (is_changed(walk->a, walk->i)) put_line(buf, '-', walk->a->lines.at[walk->i++]);
    while (is_changed(walk->b, walk->j)) put_line(buf, '+', walk->b->lines.at[walk->j++]);
  }
}

static void put_hunk(Arena *arena, Buf *buf, Walk *walk) {
  Buf lines = buf_new(arena, buf->max);
  size_t before = walk->i < CONTEXT ? walk->i : CONTEXT;
  walk->i -= before, walk->j -= before;
  Walk start = *walk;
  for (; before; before--, walk->j++) put_line(&lines, ' ', walk->a->lines.at[walk->i++]);
  put_lines(&lines, walk);
  buf_puts(buf, "@@");
  put_range(buf, '-', start.i, walk->i - start.i);
  put_range(buf, '+', start.j, walk->j - start.j);
  buf_puts(buf, " @@\n");
  buf_put(buf, buf_str(&lines));
}

void patch_put(Arena *arena, Buf *buf, Str name, Str before, Str after) {
  if (str_eq(before, after)) return;
  Side a = split(arena, before), b = split(arena, after);
  compare(arena, &a, &b);
  buf_printf(buf, "--- a/%.*s\n+++ b/%.*s\n", STR_FMT(name), STR_FMT(name));
  for (Walk walk = {&a, &b, 0, 0}; !is_over(&walk);) {
    if (is_change(&walk))
      put_hunk(arena, buf, &walk);
    else
      walk.i++, walk.j++;
  }
}
