#include "compiler/lower/template_doubts.h"

#include "runtime/core/limits.h"
#include "runtime/eval/report.h"

static Diag *report(TreeScope *scope, const Node *template, DiagCode code, Span span, DiagArgs args) {
  Place place = report_place(scope->sink->arena, template, span, scope->source, scope->source->name);
  return diag_report(scope->sink, code, place, args);
}

/* ---- names ---- */

static bool is_name(const Node *node) { return node->kind == NODE_NAME || node->kind == NODE_NAME_LOCAL; }

static Str name_id(const Node *name) { return name->kind == NODE_NAME ? name->name.id : name->name_local.id; }

/* The names that a `set` or a loop binds. */
static void each_target(const Node *target, void (*take)(const Node *name, void *state), void *state) {
  if (is_name(target)) take(target, state);
  for (size_t i = 0; target->kind == NODE_TUPLE && i < target->tuple.items.n; i++)
    each_target(target->tuple.items.at[i], take, state);
}

/* `name is defined`: who asks that knows that it may be missing. */
static bool asks_defined(const Node *node) {
  if (node->kind != NODE_TEST || !is_name(node->test.input)) return false;
  return str_is(node->test.id, "defined") || str_is(node->test.id, "undefined");
}

/* ---- braces ---- */

typedef struct Braces {
  Str text; /* of the template */
  size_t opened, closed;
  Span astray; /* the first that stands right behind a tag, or is one of two; empty: none does */
} Braces;

static void count_braces(Node *node, void *state) {
  Braces *braces = state;
  bool is_text = node->kind == NODE_TEXT, is_constant = node->kind == NODE_CONST && value_is_str(node->constant.value);
  Str written = is_text ? node->text.value : is_constant ? value_text(node->constant.value) : (Str){"", 0};
  for (size_t i = 0; i < written.n; i++) {
    braces->opened += written.p[i] == '{';
    braces->closed += written.p[i] == '}';
  }
  Str text = is_text ? written : (Str){"", 0};
  uint32_t at = node->span.start;
  bool is_behind = text.n && text.p[0] == '}' && at > 0 && braces->text.p[at - 1] == '}' && braces->text.p[at] == '}';
  size_t both = text.n ? str_find(text, STR("}}"), 0) : SIZE_MAX;
  if (!braces->astray.end && is_behind) braces->astray = (Span){at, at + 1};
  if (!braces->astray.end && both != SIZE_MAX) braces->astray = node->span;
  node_children(node, count_braces, state);
}

static void judge_braces(TreeScope *scope, Node *template) {
  Braces braces = {.text = template->template.text};
  if (template->template.body.n < 1 || str_find(braces.text, STR("}"), 0) == SIZE_MAX) return;
  node_children(template, count_braces, &braces);
  if (!braces.astray.end || braces.closed <= braces.opened) return;
  bool has_tag = str_find(braces.text, STR("{{"), 0) != SIZE_MAX || str_find(braces.text, STR("{%"), 0) != SIZE_MAX;
  bool is_told = !has_tag && braces.opened && str_find(braces.text, STR("partition_"), 0) != SIZE_MAX;
  if (is_told) return; /* by compiler/check/doubts: the name stands in single braces */
  Diag *diag = report(scope, template, DIAG_BRACE_ASTRAY, braces.astray, DIAG_NO_ARGS);
  if (braces.astray.end == braces.astray.start + 1) diag_edit(scope->sink, diag, diag->place, STR(""));
  if (has_tag) return;
  diag->message = STR("'}}' ends no template, and belongs to the text");
  diag->hint = STR("write '{{' where the template begins");
}

/* ---- set inside a loop ---- */

/* A name that is set or read, in the order in which the template runs. */
typedef struct Mention {
  Str name;
  Span span;
  const Node *loop; /* the innermost around it; NULL: none */
  size_t loop_from, loop_until; /* of one in a loop: how many mentions there are when that begins, and when it ends */
  size_t value_from; /* of one that sets: where those of its value begin, which are right before it */
  bool sets;
  bool sets_empty;   /* to 0, "" or an empty list */
  bool sets_counted; /* to something with a number added, or taken away */
  bool of_loop; /* a target of the loop itself */
  bool is_conditional; /* in a branch of an `if` of its round */
} Mention;

typedef struct Mentions {
  Arena *arena;
  const Node *loop;
  size_t branches; /* of `if` in the loop, around */
  VEC(Mention) all;
} Mentions;

static void find_mentions(Node *node, void *state);

static void add_mention(Mentions *mentions, const Node *name, bool sets, bool of_loop) {
  size_t n = mentions->all.n;
  Mention mention = {.name = name_id(name),
                     .span = name->span,
                     .loop = mentions->loop,
                     .loop_until = n + 1,
                     .value_from = n,
                     .sets = sets,
                     .of_loop = of_loop,
                     .is_conditional = mentions->branches > 0};
  VEC_PUSH(mentions->arena, &mentions->all, mention);
}

static void add_set(const Node *name, void *mentions) { add_mention(mentions, name, true, false); }

static void add_set_by_loop(const Node *name, void *mentions) { add_mention(mentions, name, true, true); }

static void add_loop(Mentions *mentions, Node *node) {
  const Node *outer = mentions->loop;
  size_t first = mentions->all.n, branches = mentions->branches;
  find_mentions(node->loop.iterable, mentions);
  size_t inside = mentions->all.n;
  mentions->loop = node;
  each_target(node->loop.target, add_set_by_loop, mentions);
  for (size_t i = 0; i < node->loop.body.n; i++) find_mentions(node->loop.body.at[i], mentions);
  mentions->loop = outer;
  mentions->branches = branches;
  for (size_t i = first; i < mentions->all.n; i++)
    if (mentions->all.at[i].loop == node)
      mentions->all.at[i].loop_from = inside, mentions->all.at[i].loop_until = mentions->all.n;
  for (size_t i = 0; i < node->loop.otherwise.n; i++) find_mentions(node->loop.otherwise.at[i], mentions);
}

static bool is_empty(const Node *value) {
  if (value->kind == NODE_LIST) return value->list.items.n == 0;
  Value v = value->kind == NODE_CONST ? value->constant.value : VALUE_NONE;
  return (value_is_str(v) && value_text(v).n == 0) || (v.kind == V_INT && v.i == 0);
}

static bool is_number(const Node *node) { return node->kind == NODE_CONST && node->constant.value.kind == V_INT; }

static bool is_counted(const Node *value) {
  return value->kind == NODE_BINARY && (is_number(value->binary.left) || is_number(value->binary.right));
}

static void add_assignment(Mentions *mentions, Node *node) {
  size_t from = mentions->all.n;
  find_mentions(node->assign.value, mentions);
  each_target(node->assign.target, add_set, mentions);
  if (!is_name(node->assign.target)) return;
  Mention *set = &mentions->all.at[mentions->all.n - 1];
  set->value_from = from;
  set->sets_empty = is_empty(node->assign.value);
  set->sets_counted = is_counted(node->assign.value);
}

static void find_mentions(Node *node, void *state) {
  Mentions *mentions = state;
  bool has_scope =
      node->kind == NODE_MACRO || node->kind == NODE_CALL_BLOCK || node->kind == NODE_WITH || node->kind == NODE_BLOCK;
  if (has_scope) return; /* names of their own */
  if (asks_defined(node)) return;
  if (is_name(node)) add_mention(mentions, node, false, false);
  if (node->kind == NODE_FOR) {
    add_loop(mentions, node);
  } else if (node->kind == NODE_ASSIGN) {
    add_assignment(mentions, node);
  } else if (node->kind == NODE_SET_BLOCK && is_name(node->set_block.target)) {
    add_mention(mentions, node->set_block.target, true, false);
  } else {
    mentions->branches += node->kind == NODE_IF;
    node_children(node, find_mentions, state);
    mentions->branches -= node->kind == NODE_IF;
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

/* The first mention of a name from one place to another; NULL: none. */
static const Mention *mention_between(const Mentions *mentions, Str name, size_t from, size_t until) {
  for (size_t i = from; i < until; i++)
    if (str_eq(mentions->all.at[i].name, name)) return &mentions->all.at[i];
  return NULL;
}

/* Whether what is set is the same in each round: its value has nothing that the loop gives or that is set inside. */
static bool is_constant_in_loop(const Mentions *mentions, const Mention *set, size_t at) {
  for (size_t i = set->value_from; i < at; i++) {
    Str name = mentions->all.at[i].name;
    if (str_eq(name, set->name)) continue;
    if (str_is(name, "loop")) return false;
    for (size_t k = 0; k < at; k++)
      if (str_eq(mentions->all.at[k].name, name) && mentions->all.at[k].sets && mentions->all.at[k].loop) return false;
  }
  return true;
}

static bool begins_empty(const Mentions *mentions, const Mention *set) {
  bool is_empty = false;
  for (size_t i = 0; i < set->loop_from; i++)
    if (mentions->all.at[i].sets && str_eq(mentions->all.at[i].name, set->name))
      is_empty = mentions->all.at[i].sets_empty;
  return is_empty;
}

/* The place where a round asks for what the round before has set at `set`, and gets what was there before the loop;
 * NULL: nowhere. What is set and not read again in its round was meant for the next; so was what is added to an
 * empty one, and a count. */
static const Mention *asked_in_next_round(const Mentions *mentions, const Mention *set) {
  size_t at = (size_t)(set - mentions->all.at);
  const Mention *before = mention_between(mentions, set->name, set->loop_from, at);
  if (!before || before->sets) return NULL;
  if (!mention_between(mentions, set->name, at + 1, set->loop_until)) return before;
  if (set->is_conditional) return NULL; /* it is for the rest of its round */
  bool is_own = mention_between(mentions, set->name, set->value_from, at) == before;
  bool is_count = set->sets_counted && is_constant_in_loop(mentions, set, at);
  return is_own && (is_count || begins_empty(mentions, set)) ? before : NULL;
}

static void report_set(TreeScope *scope, const Node *template, const Mention *set, const Mention *asked, Str when,
                       Str label) {
  Diag *diag = report(scope, template, DIAG_SET_FORGOTTEN, set->span, DIAG_ARGS(set->name, when));
  Place place = report_place(scope->sink->arena, template, asked->span, scope->source, scope->source->name);
  diag_relate(scope->sink, diag, place, label);
}

static void judge_sets(TreeScope *scope, Node *template) {
  Mentions mentions = {.arena = scope->heap->arena};
  Str text = template->template.text;
  if (str_find(text, STR("for "), 0) == SIZE_MAX || str_find(text, STR("set "), 0) == SIZE_MAX) return;
  node_children(template, find_mentions, &mentions);
  for (size_t i = 0; i < mentions.all.n; i++) {
    const Mention *set = &mentions.all.at[i];
    if (!set->sets || !set->loop || set->of_loop) continue;
    const Mention *later = asked_later(&mentions, set), *next = later ? NULL : asked_in_next_round(&mentions, set);
    if (!later && !next) continue;
    if (later) report_set(scope, template, set, later, STR("behind it"), STR("read here, behind the loop"));
    if (next)
      report_set(scope, template, set, next, STR("in the next round"), STR("read here, before it is set in the round"));
    return;
  }
}

/* ---- names that count as false ---- */

typedef struct Names {
  TreeScope *scope;
  const Node *template;
  Map known;       /* bound by the template, or asked whether they are defined */
  bool has_scopes; /* parts of it have names of their own */
  size_t told;     /* how many were reported */
} Names;

static void know(const Node *name, void *state) {
  Names *names = state;
  map_put(names->scope->heap->arena, &names->known, name_id(name), NULL);
}

static void find_known(Node *node, void *state) {
  Names *names = state;
  names->has_scopes |=
      node->kind == NODE_MACRO || node->kind == NODE_CALL_BLOCK || node->kind == NODE_WITH || node->kind == NODE_LOAD;
  if (node->kind == NODE_ASSIGN) each_target(node->assign.target, know, names);
  if (node->kind == NODE_SET_BLOCK) each_target(node->set_block.target, know, names);
  if (node->kind == NODE_FOR) each_target(node->loop.target, know, names);
  if (asks_defined(node)) know(node->test.input, names);
  node_children(node, find_known, state);
}

static bool is_missing(const Names *names, const Node *node) {
  if (node->kind != NODE_NAME || node->name.slot.kind != SLOT_NONE || str_is(node->name.id, "loop")) return false;
  return !map_entry(&names->known, node->name.id);
}

static Str near_name(const Names *names, Str name) {
  const ScopeTable *table = names->scope->table;
  return str_nearest(name, table->names, table->n);
}

static void report_missing(Names *names, const Node *name, Str what) {
  TreeScope *scope = names->scope;
  if (names->told++ >= LIMIT_NAMES_FALSE) return;
  Diag *diag = report(scope, names->template, DIAG_NAME_FALSE, name->span, DIAG_ARGS(name->name.id, what));
  Str remedy = eval_remedy(scope->table->kind, name->name.id), near = near_name(names, name->name.id);
  if (remedy.n)
    diag->hint = remedy;
  else if (near.n)
    diag->hint = str_printf(scope->sink->arena, "did you mean '%.*s'?", STR_FMT(near));
}

/* An operand of which only its truth counts. */
static void judge_truth(Names *names, const Node *test) {
  if (test->kind == NODE_AND || test->kind == NODE_OR) {
    judge_truth(names, test->kind == NODE_AND ? test->both.left : test->either.left);
    judge_truth(names, test->kind == NODE_AND ? test->both.right : test->either.right);
  } else if (test->kind == NODE_UNARY && test->unary.op == OP_NOT) {
    judge_truth(names, test->unary.operand);
  } else if (is_missing(names, test)) {
    report_missing(names, test, STR("counts as false"));
  }
}

static bool is_default(const Node *node) {
  bool is_it = node->kind == NODE_FILTER && (str_is(node->filter.id, "default") || str_is(node->filter.id, "d"));
  return is_it && node->filter.input;
}

static void look_for_truths(Node *node, void *state) {
  Names *names = state;
  if (node->kind == NODE_IF) judge_truth(names, node->branch.test);
  if (node->kind == NODE_COND) judge_truth(names, node->cond.test);
  if (node->kind == NODE_OR && is_missing(names, node->either.left))
    report_missing(names, node->either.left, STR("counts as false"));
  const Node *input = is_default(node) ? node->filter.input : NULL;
  if (input && is_missing(names, input) && near_name(names, input->name.id).n)
    report_missing(names, input, STR("gives its default in every run"));
  node_children(node, look_for_truths, state);
}

/* Whether truth counts in a template, or a default is given: as most have neither, no tree needs to be walked. */
static bool may_decide(Str text) {
  return str_find(text, STR("if"), 0) != SIZE_MAX || str_find(text, STR("or"), 0) != SIZE_MAX ||
         memchr(text.p, '|', text.n);
}

static void judge_names(TreeScope *scope, Node *template) {
  Names names = {.scope = scope, .template = template};
  if (scope->vars_missing || !scope->table || !may_decide(template->template.text)) return;
  node_children(template, find_known, &names);
  if (!names.has_scopes) node_children(template, look_for_truths, &names);
}

/* ---- env ---- */

typedef struct EnvCalls {
  TreeScope *scope;
  const Node *template;
} EnvCalls;

/* `env.get('X', 'eu')`: the attributes of `env` are variables, texts or None, and neither can be called. */
static void find_env_calls(Node *node, void *state) {
  const EnvCalls *calls = state;
  const Node *callee = node->kind == NODE_CALL ? node->call.callee : NULL;
  bool is_attr = callee && callee->kind == NODE_ATTR_JINJA && callee->attr.object->kind == NODE_NAME;
  if (is_attr && str_is(callee->attr.object->name.id, "env") && callee->attr.object->name.slot.kind == SLOT_ROOT) {
    TreeScope *scope = calls->scope;
    Str message = str_printf(scope->sink->arena, "TypeError: 'env.%.*s' is the variable '%.*s', and cannot be called",
                             STR_FMT(callee->attr.id), STR_FMT(callee->attr.id));
    report(scope, calls->template, DIAG_TEMPLATE_ERROR, callee->span, DIAG_ARGS(message))->hint =
        STR("ask for a variable with env('NAME', default)");
    scope->failed = true;
  }
  node_children(node, find_env_calls, state);
}

void template_doubts(TreeScope *scope, Node *template) {
  judge_names(scope, template);
  judge_braces(scope, template);
  judge_sets(scope, template);
  /* Statements may bind the name, or what they hold may not be run. */
  bool has_statements = str_find(template->template.text, STR("{%"), 0) != SIZE_MAX;
  if ((template->inputs & INPUT_ENV) && !has_statements)
    node_children(template, find_env_calls, &(EnvCalls){scope, template});
}
