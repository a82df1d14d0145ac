#include "compiler/check/swapped.h"

#include "compiler/dbt/graph.h"

/* ---- what names say ---- */

typedef enum Side { SIDE_NONE, SIDE_START, SIDE_END } Side;

static bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
static bool is_letter(char c) { return is_upper(c) || (c >= 'a' && c <= 'z'); }

static Side word_bound(Str word) {
  static const Str STARTS = STR_INIT("start from begin min since lower startdate fromdate mindate");
  static const Str ENDS = STR_INIT("end to until till max upper enddate todate maxdate");
  char lower[16];
  if (!word.n || word.n > sizeof lower) return SIDE_NONE;
  for (size_t i = 0; i < word.n; i++) lower[i] = is_upper(word.p[i]) ? (char)(word.p[i] + ('a' - 'A')) : word.p[i];
  if (str_lists(STARTS, (Str){lower, word.n})) return SIDE_START;
  return str_lists(ENDS, (Str){lower, word.n}) ? SIDE_END : SIDE_NONE;
}

/* The words of "start_date", "dateFrom", "--event-time-start"; of one that says both, nothing is known. */
static Side name_bound(Str name) {
  Side found = SIDE_NONE;
  for (size_t at = 0, end; at < name.n; at = end) {
    end = at + 1;
    while (end < name.n && is_letter(name.p[end]) && (!is_upper(name.p[end]) || is_upper(name.p[end - 1]))) end++;
    while (!is_letter(name.p[at]) && at < end) at++;
    Side bound = word_bound(str_sub(name, at, end));
    if (bound == SIDE_NONE) continue;
    if (found != SIDE_NONE && found != bound) return SIDE_NONE;
    found = bound;
  }
  return found;
}

/* ---- what templates show ---- */

typedef struct Reads {
  bool starts, ends, others; /* others: what is computed, or known by another name */
} Reads;

static void find_reads(Node *node, void *state) {
  Reads *reads = state;
  bool is_bound = node->kind == NODE_ATTR_JINJA && node->attr.object->kind == NODE_NAME &&
                  (str_is(node->attr.object->name.id, "partition_time_window") ||
                   str_is(node->attr.object->name.id, "partition_key_range"));
  if (is_bound) {
    reads->starts |= str_is(node->attr.id, "start");
    reads->ends |= str_is(node->attr.id, "end");
    return;
  }
  reads->others |= node->kind == NODE_NAME || node->kind == NODE_BINARY || node->kind == NODE_IF || node->kind == NODE_COND;
  node_children(node, find_reads, state);
}

static Side template_bound(const Node *template) {
  Reads reads = {0};
  if (template->kind != NODE_TEMPLATE || template->has_locals) return SIDE_NONE;
  node_children(template, find_reads, &reads);
  if (reads.others || reads.starts == reads.ends) return SIDE_NONE;
  return reads.starts ? SIDE_START : SIDE_END;
}

/* ---- pairs ---- */

static Str key_of(const Node *pair) {
  const Node *key = pair->pair.key;
  return key->kind == NODE_CONST && key->constant.value.kind == V_STR ? value_text(key->constant.value) : (Str){"", 0};
}

/* The first pair of a mapping whose name says that side; NULL: none does. */
static const Node *named(const Node *dict, Side bound) {
  for (size_t i = 0; i < dict->dict.items.n; i++)
    if (name_bound(key_of(dict->dict.items.at[i])) == bound) return dict->dict.items.at[i];
  return NULL;
}

typedef struct Compared {
  Str start, end;
  bool is_it;
} Compared;

static void look_at_text(void *state, const DbtText *text) {
  Compared *compared = state;
  for (size_t i = 0; i < text->comparisons->n; i++) {
    Str variable = text->comparisons->at[i].variable;
    compared->is_it |= str_eq(variable, compared->start) || str_eq(variable, compared->end);
  }
}

/* Whether the SQL compares something with one of the two. */
static bool is_compared(const View *view, Str start, Str end) {
  Compared compared = {start, end, false};
  for (size_t i = 0; i < view->project->nodes.n; i++)
    if (view->selected[i] == VERDICT_YES) view_each_text(view, &view->project->nodes.at[i], look_at_text, &compared);
  return compared.is_it;
}

static void judge(const View *view, const Node *dict) {
  const Node *start = named(dict, SIDE_START), *end = named(dict, SIDE_END);
  if (!start || !end || template_bound(start->pair.value) != SIDE_END) return;
  Side of_end = template_bound(end->pair.value);
  if (of_end == SIDE_NONE || is_compared(view, key_of(start), key_of(end))) return;
  diag_report(view_sink(view), DIAG_BOUNDS_SWAPPED, written_place(view->written, start->pair.value),
              DIAG_ARGS(key_of(start), key_of(end), of_end == SIDE_START ? STR("start") : STR("end")));
}

static void look_at(Node *node, void *state) {
  if (node->kind == NODE_DICT && node->dict.items.n > 1) judge(state, node);
  if (node->kind != NODE_TEMPLATE) node_children(node, look_at, state);
}

void swapped_check(const View *view) {
  Node *tree = view->bound->component->cli_args;
  if (tree && (tree->inputs & INPUT_PARTITION)) look_at(tree, (void *)view);
}
