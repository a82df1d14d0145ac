#include "compiler/dbt/dbt_uses.h"

#include "compiler/dbt/dbt_tags.h"
#include "runtime/value/literal.h"

/* A block that is open. */
typedef struct Block {
  Str word;       /* "if", "for", "macro" */
  DbtReach reach; /* of the branch at hand */
  bool is_first;  /* `reach` is that of `if not is_incremental()`: its `else` is incremental */
} Block;

typedef struct Look {
  Heap *heap;
  const DbtTag *tag; /* at hand */
  VEC(Block) blocks;
  StrList flags; /* names that were set from a variable */
  DbtUsesList *list;
  size_t at;    /* of the part at hand in `list` */
  size_t base;  /* of the blocks that lie inside that part */
} Look;

static DbtUses *part(Look *look) { return &look->list->at[look->at]; }

static bool is_sign(const Token *token, const char *sign) {
  return token->kind == TOKEN_OPERATOR && str_is(token->text, sign);
}

static bool is_name(const Token *token, const char *name) {
  return token->kind == TOKEN_NAME && str_is(token->text, name);
}

static bool is_sign_at(const Look *look, size_t i, const char *sign) {
  return i < look->tag->n && is_sign(&look->tag->at[i], sign);
}

/* The text of a string token. */
static bool text_of(Look *look, const Token *token, Str *text) {
  Value value;
  if (token->kind != TOKEN_STRING) return false;
  if (literal_eval(look->heap, token->text, &value) != LITERAL_OK || !value_is_str(value)) return false;
  *text = value_text(value);
  return true;
}

/* ---- reach ---- */

static DbtReach reach_of_blocks(const Look *look) {
  DbtReach reach = DBT_ALWAYS;
  for (size_t i = look->base; i < look->blocks.n; i++)
    if (look->blocks.at[i].reach > reach) reach = look->blocks.at[i].reach;
  return reach;
}

static bool is_word_of(Str word, const char *const *words, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (str_is(word, words[i])) return true;
  return false;
}
#define IS_WORD_OF(word, words) is_word_of(word, words, COUNT(words))

/* A variable, or a name that was set from one: the project asks whether it has a value. */
static bool asks_for_variable(const Look *look, size_t from) {
  for (size_t i = from; i < look->tag->n; i++) {
    const Token *token = &look->tag->at[i];
    if (token->kind != TOKEN_NAME) continue;
    if (str_is(token->text, "var")) return true;
    for (size_t f = 0; f < look->flags.n; f++)
      if (str_eq(look->flags.at[f], token->text)) return true;
  }
  return false;
}

/* Without a name there is nothing to depend on: `{% if false %}`. */
static bool has_names(const Look *look, size_t from) {
  static const char *const words[] = {"true", "false", "True", "False", "none", "None", "not", "and", "or"};
  for (size_t i = from; i < look->tag->n; i++)
    if (look->tag->at[i].kind == TOKEN_NAME && !IS_WORD_OF(look->tag->at[i].text, words)) return true;
  return false;
}

/* The branch that the condition from token `from` on opens. */
static Block branch_of(const Look *look, size_t from) {
  Block block = {.word = STR("if"), .reach = DBT_PERHAPS};
  bool negated = from < look->tag->n && is_name(&look->tag->at[from], "not");
  size_t at = from + negated, n = look->tag->n - at;
  if (asks_for_variable(look, from) || !has_names(look, from))
    block.reach = DBT_GUARDED;
  else if (n == 3 && is_name(&look->tag->at[at], "is_incremental"))
    block.reach = negated ? DBT_ALWAYS : DBT_INCREMENTAL;
  else if (n == 1 && is_name(&look->tag->at[at], "execute"))
    block.reach = negated ? DBT_GUARDED : DBT_ALWAYS;
  block.is_first = negated && n == 3 && block.reach == DBT_ALWAYS;
  return block;
}

/* `else`, or with a condition `elif`: what is left when the branches before were not taken. */
static void take_else(Look *look, bool has_condition) {
  if (look->blocks.n <= look->base) return;
  Block *block = &look->blocks.at[look->blocks.n - 1];
  if (!str_is(block->word, "if")) return; /* of a loop: as the loop */
  DbtReach reach = block->reach;
  if (has_condition)
    block->reach = asks_for_variable(look, 1) || reach == DBT_GUARDED ? DBT_GUARDED : DBT_PERHAPS;
  else if (reach == DBT_INCREMENTAL)
    block->reach = DBT_ALWAYS;
  else if (reach == DBT_ALWAYS)
    block->reach = block->is_first ? DBT_INCREMENTAL : DBT_GUARDED;
  block->is_first = false;
}

static const char *const PARTS[] = {"macro", "test", "snapshot", "materialization"};

static void begin_part(Look *look, Str block, Str name) {
  VEC_PUSH(look->heap->arena, look->list, (DbtUses){.block = block, .name = name});
  look->at = look->list->n - 1;
  look->base = look->blocks.n;
}

static void end_part(Look *look) {
  look->at = look->base = 0;
  for (size_t i = 0; i < look->blocks.n; i++)
    if (IS_WORD_OF(look->blocks.at[i].word, PARTS)) look->base = i + 1; /* none nests in practice */
}

static void close_block(Look *look, Str word) {
  size_t n = look->blocks.n;
  while (n > 0 && !str_eq(look->blocks.at[n - 1].word, word)) n--;
  if (!n) return;
  look->blocks.n = n - 1;
  if (IS_WORD_OF(word, PARTS)) end_part(look);
}

static void take_block(Look *look) {
  if (!look->tag->n || look->tag->at[0].kind != TOKEN_NAME) return;
  Str word = look->tag->at[0].text;
  Block block = {.word = word, .reach = DBT_PERHAPS};
  if (str_starts(word, STR("end"))) {
    close_block(look, str_sub(word, 3, word.n));
  } else if (str_is(word, "else") || str_is(word, "elif")) {
    take_else(look, str_is(word, "elif"));
  } else if (str_is(word, "if")) {
    VEC_PUSH(look->heap->arena, &look->blocks, branch_of(look, 1));
  } else if (str_is(word, "for") || str_is(word, "call")) {
    VEC_PUSH(look->heap->arena, &look->blocks, block);
  } else if (IS_WORD_OF(word, PARTS) && look->tag->n > 1) {
    block.reach = DBT_ALWAYS;
    VEC_PUSH(look->heap->arena, &look->blocks, block);
    begin_part(look, word, look->tag->at[1].text);
  }
}

/* ---- one tag ---- */

/* What stands behind `and`, `or`, or anywhere beside an `if` inside an expression, may not be come to. */
static DbtReach reach_at(const Look *look, size_t at, bool is_block) {
  DbtReach reach = reach_of_blocks(look);
  bool is_open = false;
  for (size_t i = is_block; i < look->tag->n; i++) {
    const Token *token = &look->tag->at[i];
    bool decides = is_name(token, "if") || is_name(token, "else");
    is_open |= decides || (i < at && (is_name(token, "and") || is_name(token, "or")));
  }
  if (is_block && is_name(&look->tag->at[0], "elif")) is_open = true;
  return is_open && reach < DBT_PERHAPS ? DBT_PERHAPS : reach;
}

static void add_use(Look *look, Str name, Span span, bool has_default, DbtReach reach) {
  VEC_PUSH(look->heap->arena, &part(look)->vars, (DbtVarUse){name, span, has_default, reach});
}

/* `var('x')`, `var('x', default)`, `var.has_var('x')`; token `i` is the `var`. */
static void take_var(Look *look, size_t i, DbtReach reach) {
  Str name;
  bool asks = is_sign_at(look, i + 1, ".");
  size_t open = asks ? i + 3 : i + 1, first = open + 1, next = open + 2;
  bool is_literal = is_sign_at(look, open, "(") && next < look->tag->n && text_of(look, &look->tag->at[first], &name);
  bool ends = is_sign_at(look, next, ")"), more = is_sign_at(look, next, ",");
  if (!is_literal || (!ends && !more)) {
    part(look)->computed = true;
    return;
  }
  add_use(look, name, look->tag->at[first].span, asks || more, reach);
}

static void take_call(Look *look, size_t i, DbtReach reach) {
  const Token *at = &look->tag->at[i];
  bool is_filter = i && is_sign(at - 1, "|"), is_member = i && is_sign(at - 1, ".");
  bool has_package = is_member && i > 1 && at[-2].kind == TOKEN_NAME && (i < 3 || !is_sign(at - 3, "."));
  if (is_filter || (is_member && !has_package)) return;
  DbtCall call = {has_package ? at[-2].text : (Str){"", 0}, at->text, reach};
  VEC_PUSH(look->heap->arena, &part(look)->calls, call);
}

/* A text that is rendered on its own: a hook in `config(…)`. Its place is that of the whole text. */
static void take_text(Look *look, const Token *token, DbtReach reach) {
  Str text;
  DbtUsesList inner = {0};
  if (!text_of(look, token, &text) || str_find(text, STR("{{"), 0) == SIZE_MAX) return;
  dbt_uses_read(look->heap, text, &inner);
  const DbtUses *uses = &inner.at[0];
  part(look)->computed |= uses->computed;
  for (size_t i = 0; i < uses->vars.n; i++) {
    const DbtVarUse *use = &uses->vars.at[i];
    add_use(look, use->name, token->span, use->has_default, use->reach > reach ? use->reach : reach);
  }
}

/* `{% set name = … %}`: a flag where a variable is in it, an alias where it is nothing else. */
static void take_set(Look *look) {
  Str variable;
  size_t n = look->tag->n;
  bool is_set = n > 3 && is_name(&look->tag->at[0], "set") && is_sign(&look->tag->at[2], "=");
  if (!is_set || !asks_for_variable(look, 3)) return;
  VEC_PUSH(look->heap->arena, &look->flags, look->tag->at[1].text);
  bool is_alias = is_name(&look->tag->at[3], "var") && is_sign_at(look, 4, "(") &&
                  is_sign(&look->tag->at[n - 1], ")") && n > 6 && text_of(look, &look->tag->at[5], &variable) &&
                  (n == 7 || is_sign(&look->tag->at[6], ","));
  if (is_alias) VEC_PUSH(look->heap->arena, &part(look)->aliases, (DbtAlias){look->tag->at[1].text, variable});
}

/* Of two uses in one tag, of which one has a default, the other is asked for behind it. */
static void settle_guards(DbtUses *uses, size_t from) {
  for (size_t i = from; i < uses->vars.n; i++)
    for (size_t j = from; uses->vars.at[i].has_default && j < uses->vars.n; j++)
      if (str_eq(uses->vars.at[i].name, uses->vars.at[j].name)) uses->vars.at[j].reach = DBT_GUARDED;
}

/* The parameters of a macro are evaluated where it is called. */
static bool opens_part(const Look *look) {
  return look->tag->n && look->tag->at[0].kind == TOKEN_NAME && IS_WORD_OF(look->tag->at[0].text, PARTS);
}

static void take_uses(Look *look, bool is_block) {
  DbtUses *before = part(look);
  size_t from = before->vars.n;
  bool configures = false;
  for (size_t i = 0; i < look->tag->n; i++) {
    const Token *token = &look->tag->at[i];
    configures |= is_name(token, "config");
    if (token->kind == TOKEN_STRING && configures) take_text(look, token, reach_at(look, i, is_block));
    if (token->kind != TOKEN_NAME) continue;
    bool is_argument = is_sign_at(look, i + 1, "=") && i > 0; /* f(var=…) */
    if (str_is(token->text, "var") && !is_argument)
      take_var(look, i, reach_at(look, i, is_block));
    else if (is_sign_at(look, i + 1, "("))
      take_call(look, i, reach_at(look, i, is_block));
  }
  settle_guards(before, from);
}

static void take_tag(void *state, const DbtTag *tag, bool is_block) {
  Look *look = state;
  look->tag = tag;
  if (!is_block || !opens_part(look)) take_uses(look, is_block);
  if (!is_block) return;
  take_set(look);
  take_block(look);
}

void dbt_uses_read(Heap *heap, Str text, DbtUsesList *list) {
  Look look = {.heap = heap, .list = list};
  VEC_PUSH(heap->arena, list, (DbtUses){.name = STR("")});
  if (str_find(text, STR("{{"), 0) == SIZE_MAX && str_find(text, STR("{%"), 0) == SIZE_MAX) return;
  if (dbt_tags_visit(heap, text, take_tag, &look).kind == V_ABSENT) return;
  list->n = 1;
  list->at[0] = (DbtUses){.name = STR(""), .computed = true};
}
