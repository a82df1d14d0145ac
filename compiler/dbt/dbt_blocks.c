#include "compiler/dbt/dbt_blocks.h"

typedef enum Role { ROLE_NONE, ROLE_STANDS_ALONE, ROLE_OPENS, ROLE_DIVIDES } Role;

/* Jinja's own, those of its extension `do`, and dbt's (dbt_common/clients/jinja.py). What is raw, the scanner passes
 * over. */
static Role role_of(Str word) {
  static const struct {
    const char *word;
    Role role;
  } rows[] = {{"if", ROLE_OPENS},       {"for", ROLE_OPENS},      {"macro", ROLE_OPENS},
              {"call", ROLE_OPENS},     {"filter", ROLE_OPENS},   {"set", ROLE_OPENS},
              {"snapshot", ROLE_OPENS}, {"test", ROLE_OPENS},     {"materialization", ROLE_OPENS},
              {"elif", ROLE_DIVIDES},   {"else", ROLE_DIVIDES},   {"do", ROLE_STANDS_ALONE}};
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    if (str_is(word, rows[i].word)) return rows[i].role;
  return ROLE_NONE;
}

static int step_of(const Token *token) {
  if (token->kind != TOKEN_OPERATOR || token->text.n != 1) return 0;
  return strchr("([{", token->text.p[0]) ? 1 : strchr(")]}", token->text.p[0]) ? -1 : 0;
}

/* `{% set x = 1 %}`, beside `{% set x %}…{% endset %}`. */
static bool is_assignment(const DbtTag *tag) {
  int depth = 0;
  for (size_t i = 1; i < tag->n; i++) {
    depth += step_of(&tag->at[i]);
    if (depth == 0 && tag->at[i].kind == TOKEN_OPERATOR && str_is(tag->at[i].text, "=")) return true;
  }
  return false;
}

static void fail(DbtBlocks *blocks, Span span, Str fault) {
  if (blocks->fault.n) return;
  blocks->fault = fault;
  blocks->span = span;
}

static void not_ended(DbtBlocks *blocks, const DbtOpenBlock *open) {
  fail(blocks, open->span,
       str_printf(blocks->arena, "'%.*s' is not ended: there is no 'end%.*s'", STR_FMT(open->word),
                  STR_FMT(open->word)));
}

static void end_block(DbtBlocks *blocks, Str word, Span span) {
  const DbtOpenBlock *last = blocks->open.n ? &blocks->open.at[blocks->open.n - 1] : NULL;
  Str opened = str_sub(word, 3, word.n);
  if (role_of(opened) != ROLE_OPENS) {
    blocks->is_unknown = true;
  } else if (last && str_eq(last->word, opened)) {
    blocks->open.n--;
  } else if (last) {
    not_ended(blocks, last);
  } else {
    fail(blocks, span,
         str_printf(blocks->arena, "'%.*s' ends nothing: no '%.*s' is open", STR_FMT(word), STR_FMT(opened)));
  }
}

/* `else` belongs to an `if` or a `for`, `elif` to an `if`. */
static void divide_block(DbtBlocks *blocks, Str word, Span span) {
  const DbtOpenBlock *last = blocks->open.n ? &blocks->open.at[blocks->open.n - 1] : NULL;
  bool fits = last && (str_is(last->word, "if") || (str_is(last->word, "for") && str_is(word, "else")));
  if (fits) return;
  if (last && !str_is(last->word, "for")) not_ended(blocks, last);
  else fail(blocks, span, str_printf(blocks->arena, "'%.*s' belongs to no 'if'", STR_FMT(word)));
}

void dbt_blocks_take(DbtBlocks *blocks, const DbtTag *tag) {
  if (!tag->n || tag->at[0].kind != TOKEN_NAME) {
    blocks->is_unknown = true;
    return;
  }
  Str word = tag->at[0].text;
  Span span = tag->at[0].span;
  Role role = role_of(word);
  if (role == ROLE_NONE && str_starts(word, STR("end"))) end_block(blocks, word, span);
  else if (role == ROLE_NONE) blocks->is_unknown = true;
  else if (role == ROLE_DIVIDES) divide_block(blocks, word, span);
  else if (role == ROLE_OPENS && !(str_is(word, "set") && is_assignment(tag)))
    VEC_PUSH(blocks->arena, &blocks->open, (DbtOpenBlock){str_copy(blocks->arena, word), span});
}

void dbt_blocks_end(DbtBlocks *blocks) {
  if (blocks->open.n) not_ended(blocks, &blocks->open.at[blocks->open.n - 1]);
  if (blocks->is_unknown) blocks->fault = (Str){"", 0};
}
