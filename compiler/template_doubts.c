#include "compiler/template_doubts.h"

#include "runtime/eval/report.h"

static Diag *report(TreeScope *scope, const Node *template, DiagCode code, Span span, DiagArgs args) {
  Place place = report_place(scope->sink->arena, template, span, scope->source, scope->source->name);
  return diag_report(scope->sink, code, place, args);
}

/* ---- braces ---- */

typedef struct Braces {
  Str text; /* of the template */
  size_t opened, closed;
  Span astray; /* the first that stands right behind a tag, or is one of two; empty: none does */
} Braces;

static void count_braces(Node *node, void *state) {
  Braces *braces = state;
  Str text = node->kind == NODE_TEXT ? node->text.value : (Str){"", 0};
  for (size_t i = 0; i < text.n; i++) {
    braces->opened += text.p[i] == '{';
    braces->closed += text.p[i] == '}';
  }
  uint32_t at = node->span.start;
  bool is_behind = text.n && text.p[0] == '}' && at > 0 && braces->text.p[at - 1] == '}' && braces->text.p[at] == '}';
  size_t both = str_find(text, STR("}}"), 0);
  if (!braces->astray.end && is_behind) braces->astray = (Span){at, at + 1};
  if (!braces->astray.end && both != SIZE_MAX) braces->astray = node->span;
  node_children(node, count_braces, state);
}

static void judge_braces(TreeScope *scope, Node *template) {
  Braces braces = {.text = template->template.text};
  if (template->template.body.n < 1 || str_find(braces.text, STR("}"), 0) == SIZE_MAX) return;
  node_children(template, count_braces, &braces);
  if (!braces.astray.end || braces.closed <= braces.opened) return;
  Diag *diag = report(scope, template, DIAG_BRACE_ASTRAY, braces.astray, DIAG_NO_ARGS);
  if (braces.astray.end == braces.astray.start + 1) diag_edit(scope->sink, diag, diag->place, STR(""));
}

/* ---- set inside a loop ---- */

/* A name that is set or read, in the order in which the template runs. */
typedef struct Mention {
  Str name;
  Span span;
  const Node *loop; /* the innermost around it; NULL: none */
  size_t loop_until; /* of one that sets: how many mentions there are when its loop ends */
  bool sets;
} Mention;

typedef struct Mentions {
  Arena *arena;
  const Node *loop;
  VEC(Mention) all;
} Mentions;

static void find_mentions(Node *node, void *state);

static void add_mention(Mentions *mentions, const Node *name, bool sets) {
  Mention mention = {name->kind == NODE_NAME ? name->name.id : name->name_local.id, name->span, mentions->loop, 0, sets};
  VEC_PUSH(mentions->arena, &mentions->all, mention);
}

static bool is_name(const Node *node) { return node->kind == NODE_NAME || node->kind == NODE_NAME_LOCAL; }

static void add_loop(Mentions *mentions, Node *node) {
  const Node *outer = mentions->loop;
  size_t first = mentions->all.n;
  find_mentions(node->loop.iterable, mentions);
  mentions->loop = node;
  for (size_t i = 0; i < node->loop.body.n; i++) find_mentions(node->loop.body.at[i], mentions);
  mentions->loop = outer;
  for (size_t i = first; i < mentions->all.n; i++)
    if (mentions->all.at[i].loop == node) mentions->all.at[i].loop_until = mentions->all.n;
  for (size_t i = 0; i < node->loop.otherwise.n; i++) find_mentions(node->loop.otherwise.at[i], mentions);
}

static void find_mentions(Node *node, void *state) {
  Mentions *mentions = state;
  bool has_scope = node->kind == NODE_MACRO || node->kind == NODE_CALL_BLOCK || node->kind == NODE_WITH || node->kind == NODE_BLOCK;
  if (has_scope) return; /* names of their own */
  if (is_name(node)) add_mention(mentions, node, false);
  if (node->kind == NODE_FOR) {
    add_loop(mentions, node);
  } else if (node->kind == NODE_ASSIGN && is_name(node->assign.target)) {
    find_mentions(node->assign.value, mentions);
    add_mention(mentions, node->assign.target, true);
  } else if (node->kind == NODE_SET_BLOCK && is_name(node->set_block.target)) {
    add_mention(mentions, node->set_block.target, true);
  } else {
    node_children(node, find_mentions, state);
  }
}

/* The place where what was set at `set` is asked for once its loop has ended; NULL: nowhere. */
static const Mention *asked_later(const Mentions *mentions, const Mention *set) {
  for (size_t i = set->loop_until; i < mentions->all.n; i++) {
    const Mention *later = &mentions->all.at[i];
    if (!str_eq(later->name, set->name)) continue;
    return later->sets ? NULL : later;
  }
  return NULL;
}

static void judge_sets(TreeScope *scope, Node *template) {
  Mentions mentions = {.arena = scope->heap->arena};
  Str text = template->template.text;
  if (str_find(text, STR("for "), 0) == SIZE_MAX || str_find(text, STR("set "), 0) == SIZE_MAX) return;
  node_children(template, find_mentions, &mentions);
  for (size_t i = 0; i < mentions.all.n; i++) {
    const Mention *set = &mentions.all.at[i], *asked = set->sets && set->loop ? asked_later(&mentions, set) : NULL;
    if (!asked) continue;
    Diag *diag = report(scope, template, DIAG_SET_FORGOTTEN, set->span, DIAG_ARGS(set->name));
    Place place = report_place(scope->sink->arena, template, asked->span, scope->source, scope->source->name);
    diag_relate(scope->sink, diag, place, STR("read here, behind the loop"));
    return;
  }
}

void template_doubts(TreeScope *scope, Node *template) {
  judge_braces(scope, template);
  judge_sets(scope, template);
}
