#include "compiler/check/typing.h"

#include "compiler/check/absent.h"
#include "compiler/check/arguments.h"
#include "compiler/lower/pieces.h"
#include "compiler/yaml/cut.h"
#include "compiler/yaml/words.h"
#include "runtime/core/limits.h"
#include "runtime/eval/report.h"
#include "runtime/plan/arguments.h"
#include "runtime/plan/plan_tree.h"

typedef enum LeafRole {
  LEAF_ITEM,  /* an item of the list */
  LEAF_VALUE, /* the value of an option */
  LEAF_VAR    /* inside a mapping that becomes JSON */
} LeafRole;

typedef enum Finding {
  FOUND_TEXT,
  FOUND_LITERAL, /* a text that became something else */
  FOUND_CHANGED, /* a number that reads otherwise than its text */
  FOUND_NONE,    /* a name of the partition that this launch does not have */
  FOUND_NULL,    /* None, by whatever way */
  FOUND_NOTHING, /* an undefined name inside text */
  FOUND_PRINTED, /* as Python prints it */
  FOUND_SPLIT,   /* an item that becomes a mapping, of which Dagster makes two arguments */
  FOUND_DEFAULT, /* a text that `| int` makes 0 of */
  FINDING_COUNT
} Finding;

/* In which launches something was found, and what the first of them showed. */
typedef struct Tally {
  size_t n;
  Launch first, last;
  Str written, reached;
  const char *kind;
  Span span;
} Tally;

typedef struct Leaf {
  const Node *node;
  LeafRole role;
  Str name;                /* the option, or the key that the value stands for */
  const DbtOption *option; /* LEAF_VALUE; NULL: dbt has none of that name */
  bool reads_partition;
  bool text_unknown; /* its pieces cannot be told one by one */
  const Node *conversion; /* a filter `int` or `float` of its own; NULL: it has none */
  Tally found[FINDING_COUNT];
} Leaf;

struct Typing {
  Arena *arena;
  const BoundComponent *bound;
  Written *written;
  VEC(Leaf) leaves;
  bool each_launch, begun;
};

static DiagSink *sink_of(const Typing *typing) { return typing->bound->workspace->sink; }

/* ---- which templates can be no literal ---- */

static bool is_numeric_code(char code) { return code && strchr("YmdHMSjyIGVUWuwfzFTRD", code) != NULL; }

/* Digits, and among them a sign that no literal has there: `2024-03-05`, `12:30`, `03/05`. */
static bool format_is_text(Str format) {
  bool has_sign = false;
  if (format.n < 2 || format.p[0] != '%' || !is_numeric_code(format.p[1]) || format.p[1] == 'z') return false;
  for (size_t i = 0; i < format.n; i++) {
    if (format.p[i] == '%') {
      if (++i == format.n || !is_numeric_code(format.p[i])) return false;
      has_sign |= strchr("FTRD", format.p[i]) != NULL;
    } else {
      if (!strchr("-:/T. 0123456789", format.p[i])) return false;
      has_sign |= strchr("-:/", format.p[i]) != NULL;
    }
  }
  return has_sign;
}

static const Node *only_expression(const Node *template) {
  const NodeList *body = &template->template.body;
  bool one = body->n == 1 && body->at[0]->kind == NODE_OUTPUT && body->at[0]->output.items.n == 1;
  return one && !template->has_locals ? body->at[0]->output.items.at[0] : NULL;
}

static bool is_key_of_windows(const Typing *typing, const Node *node) {
  const PartitionsDef *def = typing->bound->def;
  bool is_key =
      node->kind == NODE_NAME && node->name.slot.kind == SLOT_ROOT && node->name.slot.number == ARGS_PARTITION_KEY;
  return is_key && def && def->kind < PARTITIONS_STATIC && typing->bound->policy.kind == BACKFILL_NONE;
}

static bool is_always_text(const Typing *typing, const Node *template) {
  const Node *expression = only_expression(template);
  if (!expression) return false;
  if (is_key_of_windows(typing, expression)) return format_is_text(typing->bound->def->fmt);
  if (expression->kind != NODE_CALL || expression->call.callee->kind != NODE_ATTR_JINJA) return false;
  const NodeList *args = &expression->call.args;
  Str method = expression->call.callee->attr.id;
  if (str_is(method, "isoformat")) return args->n == 0;
  bool is_constant = args->n == 1 && args->at[0]->kind == NODE_CONST && args->at[0]->constant.value.kind == V_STR;
  return is_constant && str_is(method, "strftime") && format_is_text(value_text(args->at[0]->constant.value));
}

/* ---- what a launch shows ---- */

static const char *kind_words(Value v) {
  switch (v.kind) {
    case V_INT:
    case V_BIGINT: return "an integer";
    case V_FLOAT:
    case V_COMPLEX: return "a number";
    case V_BOOL: return "a boolean";
    case V_NONE: return "null";
    case V_LIST:
    case V_TUPLE: return "a list";
    case V_DICT: return "a mapping";
    case V_BUILTIN:
    case V_FUNCTION: return "a method";
    default: return value_type_name(v);
  }
}

static bool is_number(Value v) {
  return v.kind == V_INT || v.kind == V_BIGINT || v.kind == V_FLOAT || v.kind == V_COMPLEX;
}

typedef struct Look {
  Typing *typing;
  Leaf *leaf;
  Eval *eval;
  const Launch *launch;
} Look;

static void count(const Look *look, Finding finding, Span span, Str written, Value reached) {
  Tally *tally = &look->leaf->found[finding];
  tally->last = *look->launch;
  if (tally->n++) return;
  Arena *arena = look->typing->arena;
  tally->first = *look->launch;
  tally->span = span;
  tally->written = str_copy(arena, written);
  tally->reached = str_copy(arena, value_to_str(&look->eval->heap, reached));
  tally->kind = kind_words(reached);
}

/* `partition_key`, `partition_key_range.start`: a name of the partition as it is. */
static bool is_plain_name(const Node *node) {
  while (node->kind == NODE_ATTR_JINJA) node = node->attr.object;
  return node->kind == NODE_NAME && node->name.slot.kind == SLOT_ROOT && (node->inputs & INPUT_PARTITION);
}

static Str words_of(const Leaf *leaf, const Node *node) {
  return str_sub(leaf->node->template.text, node->span.start, node->span.end);
}

/* `{{ partition_key.upper }}`: what is printed holds an address. */
static void look_at_method(const Look *look, const Node *method) {
  static const Value callable = {.kind = V_BUILTIN};
  Tally *tally = &look->leaf->found[FOUND_PRINTED];
  bool is_first = !tally->n;
  count(look, FOUND_PRINTED, method->span, (Str){"", 0}, VALUE_NONE);
  if (!is_first) return;
  tally->kind = kind_words(callable);
  tally->reached = str_printf(look->typing->arena, "<method %.*s>", STR_FMT(words_of(look->leaf, method)));
}

static void look_inside_text(const Look *look, const Pieces *r) {
  if (r->method && (r->n > 1 || look->leaf->role == LEAF_VALUE)) look_at_method(look, r->method);
  const Node *nothing = r->n > 1 ? r->nothing : NULL, *none = r->n > 1 ? r->none : NULL;
  if (nothing) count(look, FOUND_NOTHING, nothing->span, words_of(look->leaf, nothing), VALUE_NONE);
  if (none && is_plain_name(none))
    count(look, FOUND_NONE, none->span, words_of(look->leaf, none), VALUE_NONE);
}

static void look_at_none(const Look *look) {
  const Node *expression = only_expression(look->leaf->node);
  Span span = look->leaf->node->span;
  if (expression && is_plain_name(expression))
    count(look, FOUND_NONE, expression->span, words_of(look->leaf, expression), VALUE_NONE);
  else if (look->leaf->role == LEAF_VALUE)
    count(look, FOUND_PRINTED, span, (Str){"", 0}, VALUE_NONE);
  else
    count(look, FOUND_NULL, span, (Str){"", 0}, VALUE_NONE);
}

/* The text became `v`. */
static void look_at_literal(const Look *look, Str text, Value v) {
  Span span = look->leaf->node->span;
  Str trimmed = str_trim(text);
  if (is_number(v) && !str_eq(trimmed, value_to_str(&look->eval->heap, v)))
    count(look, FOUND_CHANGED, span, trimmed, v);
  count(look, FOUND_LITERAL, span, trimmed, v);
}

static bool is_printed(const Leaf *leaf, Value v) {
  bool looked_at = leaf->option && (leaf->option->kind == DBT_TEXT || leaf->option->kind == DBT_PATH ||
                                    leaf->option->kind == DBT_WORDS);
  return looked_at && (v.kind == V_BOOL || v.kind == V_LIST || v.kind == V_TUPLE || v.kind == V_SET);
}

/* A mapping whose key is no option. */
static void look_at_item(const Look *look, Str text, Value v) {
  if (v.kind == V_DICT && arguments_is_torn(v)) count(look, FOUND_SPLIT, look->leaf->node->span, text, v);
}

/* Of a text that is no number these filters make 0, and say nothing. */
static bool is_numeric(Str text) {
  Str digits = str_trim(text);
  if (digits.n && strchr("+-", digits.p[0])) digits = str_sub(digits, 1, digits.n);
  for (size_t i = 0; i < digits.n; i++)
    if (!(digits.p[i] & 0x80) && !strchr("0123456789_.eE", digits.p[i])) return false;
  return digits.n > 0;
}

static void look_at_conversion(const Look *look) {
  const Node *filter = look->leaf->conversion;
  Value stop, from = eval_node(look->eval, filter->filter.input);
  if (!value_is_str(from) || is_numeric(value_text(from))) return;
  Value made = eval_node(look->eval, filter);
  if (value_passes(made) || op_truth(&look->eval->heap, made, &stop)) return; /* `'inf' | float` */
  count(look, FOUND_DEFAULT, filter->span, value_text(from), made);
}

static void look_at(const Look *look) {
  Leaf *leaf = look->leaf;
  Value v = eval_scalar(look->eval, leaf->node);
  if (value_passes(v)) return;
  if (leaf->conversion) look_at_conversion(look);
  Pieces r = pieces_render(look->eval, leaf->node);
  bool is_object = r.known && r.n == 1 && !value_is_str(r.only);
  Str text = buf_str(&r.text);
  leaf->text_unknown |= !r.known;
  if (r.known) look_inside_text(look, &r);
  if (value_is_str(v)) {
    count(look, FOUND_TEXT, leaf->node->span, value_text(v), v);
  } else if (leaf->role == LEAF_ITEM) {
    look_at_item(look, text, v);
  } else if (v.kind == V_NONE && (is_object || r.n == 0)) { /* `{% set x = 1 %}` prints nothing, which is None */
    look_at_none(look);
  } else if (leaf->role == LEAF_VALUE && is_printed(leaf, v) && (is_object || v.kind != V_BOOL)) {
    count(look, FOUND_PRINTED, leaf->node->span, text, v);
  } else if (!is_object && r.known) {
    look_at_literal(look, text, v);
  } else if (!r.known) {
    count(look, FOUND_LITERAL, leaf->node->span, value_to_str(&look->eval->heap, v), v);
  }
}

bool typing_wants_launches(const Typing *typing) { return typing->each_launch || !typing->begun; }

void typing_launch(Typing *typing, Arena *scratch, const Launch *launch) {
  const BoundComponent *bound = typing->bound;
  Eval eval;
  arguments_open(&eval, scratch, bound, launch);
  for (size_t i = 0; i < typing->leaves.n; i++) {
    Leaf *leaf = &typing->leaves.at[i];
    if (leaf->node->kind != NODE_TEMPLATE || (typing->begun && !leaf->reads_partition)) continue;
    look_at(&(Look){typing, leaf, &eval, launch});
  }
  typing->begun = true;
}

/* ---- reports ---- */

static Str leaf_name(const Leaf *leaf) { return leaf->name.n ? leaf->name : STR("an item"); }

static Diag *report(const Typing *typing, DiagCode code, Place place, DiagArgs args, const Tally *tally) {
  DiagSink *sink = sink_of(typing);
  Diag *diag = diag_report(sink, code, place, args);
  if (!tally || tally->first.mode == LAUNCH_UNPARTITIONED) return diag;
  diag->first_launch = str_copy(sink->arena, launch_name(sink->arena, &tally->first));
  diag->last_launch = str_copy(sink->arena, launch_name(sink->arena, &tally->last));
  diag->launches = tally->n;
  return diag;
}

static Place place_of(const Typing *typing, const Leaf *leaf, Span span) {
  const PlanComponent *component = typing->bound->component;
  return report_place(typing->arena, leaf->node, span, component->source, component->file);
}

/* Of something that concerns all launches the launches say nothing. */
static const Tally *if_partition(const Leaf *leaf, const Tally *tally) { return leaf->reads_partition ? tally : NULL; }

/* Where some texts stay and others do not, that is the finding: not what one of them became. */
static bool flips(const Leaf *leaf) {
  const Tally *literal = &leaf->found[FOUND_LITERAL];
  return leaf->role == LEAF_VAR && literal->n && leaf->found[FOUND_TEXT].n &&
         leaf->found[FOUND_CHANGED].n != literal->n;
}

static void report_types(const Typing *typing, const Leaf *leaf) {
  const Tally *text = &leaf->found[FOUND_TEXT], *literal = &leaf->found[FOUND_LITERAL];
  Place place = place_of(typing, leaf, leaf->node->span);
  if (leaf->role != LEAF_VAR || !literal->n || leaf->found[FOUND_CHANGED].n == literal->n) return;
  Str kind = str_of(literal->kind);
  if (flips(leaf))
    report(typing, DIAG_TYPE_FLIPS, place, DIAG_ARGS(leaf_name(leaf), text->reached, kind, literal->reached), literal);
  else if (!leaf->text_unknown && !leaf->found[FOUND_CHANGED].n)
    report(typing, DIAG_TYPE_SURPRISE, place, DIAG_ARGS(leaf_name(leaf), kind, literal->reached), NULL);
}

/* `partition_key_range.start` is not there where `partition_key_range` is None. */
static void blame_partition(const Typing *typing, Diag *diag, const Tally *tally) {
  static const Str names[] = {STR_INIT("partition_key"), STR_INIT("partition_key_range"),
                              STR_INIT("partition_time_window")};
  size_t dot = str_find(tally->written, STR("."), 0);
  Str name = str_sub(tally->written, 0, dot == SIZE_MAX ? tally->written.n : dot);
  Str near = str_nearest(name, names, COUNT(names)), remedy = eval_remedy(SCOPE_ARGS, tally->written);
  if (remedy.n) diag->hint = remedy;
  if (remedy.n || !near.n) return;
  if (!str_eq(near, name)) {
    diag->hint = str_printf(sink_of(typing)->arena, "did you mean '%.*s'?", STR_FMT(near));
    return;
  }
  diag->absent = name;
  diag->hint = str_of(absent_reason(typing->bound, diag->absent));
}

static void report_texts(const Typing *typing, const Leaf *leaf) {
  const Tally *found = leaf->found, *nothing = &found[FOUND_NOTHING], *none = &found[FOUND_NONE];
  if (nothing->n) {
    Place place = place_of(typing, leaf, nothing->span);
    Diag *diag = report(typing, DIAG_TEMPLATE_NOTHING, place, DIAG_ARGS(nothing->written), if_partition(leaf, nothing));
    blame_partition(typing, diag, nothing);
  }
  if (!none->n) return;
  Diag *diag = report(typing, DIAG_TEMPLATE_NONE, place_of(typing, leaf, none->span), DIAG_ARGS(none->written), none);
  blame_partition(typing, diag, none);
}

static bool changes(const Leaf *leaf) {
  return leaf->role == LEAF_VAR || (leaf->role == LEAF_VALUE && leaf->option && leaf->option->kind != DBT_YAML &&
                                    leaf->option->kind != DBT_INT);
}

static void report_printed(const Typing *typing, const Leaf *leaf, const Tally *printed) {
  Diag *diag = report(typing, DIAG_VALUE_PRINTED, place_of(typing, leaf, printed->span),
                      DIAG_ARGS(leaf_name(leaf), str_of(printed->kind), printed->reached), if_partition(leaf, printed));
  if (strcmp(printed->kind, "a method") == 0) diag->hint = STR("call it: write its arguments behind, or '()'");
}

static void report_default(const Typing *typing, const Leaf *leaf, const Tally *found) {
  Str filter = leaf->conversion->filter.id;
  Diag *diag = report(typing, DIAG_NO_NUMBER, place_of(typing, leaf, found->span),
                      DIAG_ARGS(found->written, filter, found->reached), if_partition(leaf, found));
  diag->hint = str_printf(sink_of(typing)->arena, "cut the number out first, or say what is meant: '%.*s(...)'",
                          STR_FMT(filter));
}

static void report_leaf(const Typing *typing, const Leaf *leaf) {
  const Tally *changed = &leaf->found[FOUND_CHANGED], *null = &leaf->found[FOUND_NULL];
  const Tally *printed = &leaf->found[FOUND_PRINTED], *split = &leaf->found[FOUND_SPLIT];
  Place place = place_of(typing, leaf, leaf->node->span);
  report_texts(typing, leaf);
  if (changed->n && changes(leaf) && !flips(leaf))
    report(typing, DIAG_VALUE_CHANGED, place, DIAG_ARGS(leaf_name(leaf), changed->written, changed->reached),
           if_partition(leaf, changed));
  report_types(typing, leaf);
  if (null->n && leaf->role == LEAF_VAR)
    report(typing, DIAG_VAR_NULL, place, DIAG_ARGS(leaf_name(leaf)), if_partition(leaf, null));
  if (printed->n) report_printed(typing, leaf, printed);
  if (split->n) report(typing, DIAG_ITEM_SPLIT, place, DIAG_ARGS(split->written), if_partition(leaf, split));
  if (leaf->found[FOUND_DEFAULT].n) report_default(typing, leaf, &leaf->found[FOUND_DEFAULT]);
}

void typing_end(Typing *typing) {
  for (size_t i = 0; i < typing->leaves.n; i++)
    if (typing->leaves.at[i].node->kind == NODE_TEMPLATE) report_leaf(typing, &typing->leaves.at[i]);
}

/* ---- plain scalars ---- */

static void judge_word(const Typing *typing, const Leaf *leaf, const YNode *yaml) {
  Heap printing = {.arena = typing->arena, .steps = LIMIT_EVAL_STEPS};
  bool is_bool = yaml->value.kind == V_BOOL;
  Str read = is_bool ? (yaml->value.i ? STR("true") : STR("false")) : value_to_str(&printing, yaml->value);
  report(typing, DIAG_YAML_WORD, (Place){typing->bound->component->source, yaml->span},
         DIAG_ARGS(leaf_name(leaf), yaml->text, read), NULL);
}

static void judge_number(const Typing *typing, const Leaf *leaf, const YNode *yaml, Str reached) {
  Place place = {typing->bound->component->source, yaml->span};
  Diag *diag = report(typing, DIAG_VALUE_CHANGED, place, DIAG_ARGS(leaf_name(leaf), yaml->text, reached), NULL);
  if (yaml->value.kind != V_STR && ynode_is_other_number(yaml))
    diag->hint = str_printf(typing->arena, "YAML reads it as a number: write '%.*s'", STR_FMT(yaml->text));
}

/* A text without braces is a template all the same. */
static void judge_rendered(const Typing *typing, const Leaf *leaf, const YNode *yaml, Value v, Str reached) {
  Place place = {typing->bound->component->source, yaml->span};
  if (is_number(v) && !str_eq(str_trim(yaml->text), reached)) {
    if (changes(leaf)) judge_number(typing, leaf, yaml, reached);
  } else if (leaf->role == LEAF_VAR) {
    report(typing, DIAG_TYPE_SURPRISE, place, DIAG_ARGS(leaf_name(leaf), str_of(kind_words(v)), reached), NULL);
  }
}

static void judge_plain(const Typing *typing, const Leaf *leaf, const YNode *yaml, Value v, Str reached) {
  Place place = {typing->bound->component->source, yaml->span};
  bool is_text_option = leaf->role == LEAF_VALUE && changes(leaf);
  Span comment;
  if (ynode_is_cut(typing->bound->component->source, yaml, &comment)) return; /* that is the finding */
  if (v.kind == V_NONE && leaf->role == LEAF_VAR)
    report(typing, DIAG_VAR_NULL, place, DIAG_ARGS(leaf_name(leaf)), NULL);
  else if (leaf->role == LEAF_VALUE && (v.kind == V_NONE ? leaf->option && leaf->option->kind != DBT_FLAG
                                                         : is_printed(leaf, v)))
    report(typing, DIAG_VALUE_PRINTED, place, DIAG_ARGS(leaf_name(leaf), str_of(kind_words(v)), reached), NULL);
  else if (leaf->role == LEAF_VAR && ynode_is_word(yaml))
    judge_word(typing, leaf, yaml);
  else if (is_number(v) && (ynode_is_other_number(yaml) || (is_text_option && !str_eq(yaml->text, reached))))
    judge_number(typing, leaf, yaml, reached);
}

static void judge_constant(const Typing *typing, const Leaf *leaf) {
  Value v = leaf->node->constant.value;
  if (value_is_str(v) || leaf->role == LEAF_ITEM) return;
  const YNode *yaml = written_find(typing->written, leaf->node);
  if (!yaml || yaml->kind != Y_SCALAR) return;
  Heap printing = {.arena = typing->arena, .steps = LIMIT_EVAL_STEPS};
  Str reached = value_to_str(&printing, v);
  if (yaml->value.kind == V_STR)
    judge_rendered(typing, leaf, yaml, v, reached);
  else
    judge_plain(typing, leaf, yaml, v, reached);
}

/* A list given to an option. */
static void judge_list(const Typing *typing, const Leaf *leaf) {
  Eval eval;
  const BoundComponent *bound = typing->bound;
  const Node *at;
  if (leaf->option && leaf->option->kind == DBT_YAML) return; /* which is told that it is no mapping */
  eval_init(&eval, typing->arena, bound->workspace, bound->component->args_scope, bound->args_values);
  bool is_constant = leaf->node->inputs == INPUT_NONE;
  Value v = is_constant ? plan_tree_value(&eval, leaf->node, &at) : VALUE_NONE;
  Str shown = v.kind == V_LIST ? value_to_str(&eval.heap, v) : STR("['...']");
  report(typing, DIAG_VALUE_PRINTED, written_place(typing->written, leaf->node),
         DIAG_ARGS(leaf_name(leaf), STR("a list"), shown), NULL);
}

/* ---- leaves ---- */

static bool ends_in_json(const Node *template) {
  const Node *expression = only_expression(template);
  return expression && expression->kind == NODE_FILTER && str_is(expression->filter.id, "tojson");
}

/* The first such filter that what is printed surely comes through. */
static const Node *conversion_in(const Node *node) {
  if (node && node->kind == NODE_BINARY) {
    const Node *left = conversion_in(node->binary.left);
    return left ? left : conversion_in(node->binary.right);
  }
  if (!node || node->kind != NODE_FILTER) return NULL;
  bool is_it = (str_is(node->filter.id, "int") || str_is(node->filter.id, "float")) && !node->filter.args.n;
  return is_it && node->filter.input ? node : conversion_in(node->filter.input);
}

static void add_leaf(Typing *typing, Leaf leaf) {
  const Node *node = leaf.node;
  if (node->kind == NODE_CONST) judge_constant(typing, &leaf);
  if (node->kind != NODE_TEMPLATE || (node->inputs & INPUT_CLOCK)) return;
  if (leaf.role != LEAF_ITEM && ends_in_json(node)) return;
  if (is_always_text(typing, node)) return;
  leaf.conversion = conversion_in(only_expression(node));
  leaf.reads_partition = (node->inputs & INPUT_PARTITION) != 0;
  typing->each_launch |= leaf.reads_partition;
  typing->begun = false;
  VEC_PUSH(typing->arena, &typing->leaves, leaf);
}

/* `yes: …`, `010: …`: a key that YAML reads as something else. */
static void judge_key(const Typing *typing, const Node *key) {
  bool may_differ =
      key->kind == NODE_CONST && (key->constant.value.kind == V_BOOL || key->constant.value.kind == V_INT);
  const YNode *yaml = may_differ ? written_find(typing->written, key) : NULL;
  if (!yaml || yaml->kind != Y_SCALAR || yaml->value.kind == V_STR) return;
  Leaf leaf = {.name = yaml->text};
  if (ynode_is_word(yaml) || (yaml->value.kind == V_INT && ynode_is_other_number(yaml)))
    judge_word(typing, &leaf, yaml);
}

static void add_vars(Typing *typing, Leaf leaf) {
  const Node *node = leaf.node;
  if (node->kind == NODE_DICT) {
    for (size_t i = 0; i < node->dict.items.n; i++) {
      const Node *pair = node->dict.items.at[i], *key = pair->pair.key;
      bool is_text = key->kind == NODE_CONST && key->constant.value.kind == V_STR;
      if (!is_text) judge_key(typing, key);
      leaf.node = pair->pair.value;
      leaf.name = is_text ? value_text(key->constant.value) : (Str){"", 0};
      add_vars(typing, leaf);
    }
  } else if (node->kind == NODE_LIST) {
    for (size_t i = 0; i < node->list.items.n; i++) {
      leaf.node = node->list.items.at[i];
      add_vars(typing, leaf);
    }
  } else {
    add_leaf(typing, leaf);
  }
}

static void add_item(Typing *typing, const Node *item) {
  Leaf leaf = {.node = item, .role = LEAF_ITEM};
  if (item->kind == NODE_DICT && item->dict.items.n == 1) {
    const Node *pair = item->dict.items.at[0], *key = pair->pair.key;
    if (key->kind != NODE_CONST || key->constant.value.kind != V_STR) return;
    leaf.node = pair->pair.value;
    leaf.name = value_text(key->constant.value);
    leaf.role = leaf.node->kind == NODE_DICT ? LEAF_VAR : LEAF_VALUE;
    leaf.option = leaf.role == LEAF_VALUE ? arguments_option(leaf.name) : NULL;
  }
  if (leaf.role == LEAF_VALUE && leaf.node->kind == NODE_LIST)
    judge_list(typing, &leaf);
  else if (leaf.role == LEAF_VAR)
    add_vars(typing, leaf);
  else
    add_leaf(typing, leaf);
}

Typing *typing_begin(Arena *arena, const BoundComponent *bound, Written *written) {
  const Node *tree = bound->component->cli_args;
  Typing *typing = ARENA_NEW(arena, Typing);
  *typing = (Typing){.arena = arena, .bound = bound, .written = written, .begun = true};
  for (size_t i = 0; tree && tree->kind == NODE_LIST && i < tree->list.items.n; i++)
    add_item(typing, tree->list.items.at[i]);
  return typing;
}
