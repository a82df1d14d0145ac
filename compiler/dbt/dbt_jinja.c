#include "compiler/dbt/dbt_jinja.h"

#include "compiler/dbt/dbt_tags.h"
#include "compiler/parse/parse.h"

/* A missing end is shown where the block begins, everything else where it stands. */
static Span place_of(const Exception *exc, Str text) {
  bool is_at_end = str_trim(str_sub(text, exc->span.start, text.n)).n == 0;
  return exc->has_opened && is_at_end ? exc->opened : exc->span;
}

/* Text [from, to) as a template. A tree that is sound is given back at once: a project may have thousands. Patterns
 * that the scanner compiled on the way stay. */
static DbtJinjaFault judge_part(Heap *heap, Str text, size_t from, size_t to, bool compiles) {
  Value error;
  Str part = str_sub(text, from, to);
  ArenaMark mark = arena_mark(heap->arena);
  const ArenaRelease *releases = heap->arena->releases;
  if (parse_template_of_dbt(heap, part, compiles, &error)) {
    if (heap->arena->releases == releases) arena_rewind(heap->arena, mark);
    return (DbtJinjaFault){0};
  }
  bool is_known = error.exc->type == EXC_TEMPLATE_SYNTAX || error.exc->type == EXC_TEMPLATE_ASSERTION;
  if (!is_known || !error.exc->has_span) return (DbtJinjaFault){0};
  Span span = place_of(error.exc, part);
  return (DbtJinjaFault){error.exc->message, {span.start + (uint32_t)from, span.end + (uint32_t)from}};
}

/* ---- blocks (dbt_common/clients/_jinja_blocks.py) ---- */

typedef struct Blocks {
  Heap *heap;
  Str text;
  Str open;    /* the word of the block at hand; empty: none */
  size_t from; /* where it begins */
  Span span;   /* of its word */
  DbtJinjaFault fault;
} Blocks;

static bool is_block(Str word) {
  return str_is(word, "macro") || str_is(word, "test") || str_is(word, "materialization");
}

/* Where the tag that holds the offset begins, and where it ends. */
static size_t begin_of(Str text, size_t at) {
  while (at > 0 && !str_starts(str_sub(text, at, text.n), STR("{%"))) at--;
  return at;
}

static size_t end_of(Str text, size_t at) {
  size_t end = str_find(text, STR("%}"), at);
  return end == SIZE_MAX ? text.n : end + 2;
}

static void judge_block(Blocks *blocks, size_t to) {
  if (!blocks->fault.words.n) blocks->fault = judge_part(blocks->heap, blocks->text, blocks->from, to, false);
  blocks->open = (Str){"", 0};
}

static void begin_block(Blocks *blocks, const Token *word) {
  if (blocks->open.n && !blocks->fault.words.n) {
    Str words = str_printf(blocks->heap->arena, "'%.*s' is not ended before the next '%.*s' begins",
                           STR_FMT(blocks->open), STR_FMT(word->text));
    blocks->fault = (DbtJinjaFault){words, blocks->span};
  }
  blocks->open = str_copy(blocks->heap->arena, word->text);
  blocks->from = begin_of(blocks->text, word->span.start);
  blocks->span = word->span;
}

static void take_tag(void *state, const DbtTag *tag, bool is_statement) {
  Blocks *blocks = state;
  const Token *word = tag->n ? &tag->at[0] : NULL;
  if (!is_statement || !word || word->kind != TOKEN_NAME) return;
  bool ends = blocks->open.n && str_starts(word->text, STR("end")) &&
              str_eq(str_sub(word->text, 3, word->text.n), blocks->open);
  if (ends) judge_block(blocks, end_of(blocks->text, tag->at[tag->n - 1].span.end));
  else if (is_block(word->text)) begin_block(blocks, word);
}

/* A text that cannot be scanned beside its blocks may be read by dbt all the same. */
static DbtJinjaFault judge_blocks(Heap *heap, Str text) {
  Blocks blocks = {.heap = heap, .text = text};
  dbt_tags_visit(heap, text, take_tag, &blocks);
  if (blocks.open.n) judge_block(&blocks, text.n);
  return blocks.fault;
}

DbtJinjaFault dbt_jinja_judge(Heap *heap, Str text, DbtJinjaKind kind) {
  return kind == DBT_JINJA_MACROS ? judge_blocks(heap, text) : judge_part(heap, text, 0, text.n, true);
}
