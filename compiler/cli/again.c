#include "compiler/cli/again.h"

#include "runtime/core/limits.h"
#include "runtime/emit/quote.h"

/* Options that say which partitions are meant; those in the second line stand alone. */
static const Str PARTITIONS =
    STR_INIT("--partition --partition-range --since --until --keys-from --missing --from --delay");
static const Str PARTITIONS_ALONE = STR_INIT("--all --latest --due");

static Str option_of(Str word) { return str_sub(word, 0, str_find(word, STR("="), 0)); }

static bool is_joined(Str word) { return str_find(word, STR("="), 0) != SIZE_MAX; }

/* An option that looks at what was made, with its value. */
static bool is_check(const StrList *words, size_t *at) {
  if (!str_is(option_of(words->at[*at]), "--check")) return false;
  *at += !is_joined(words->at[*at]);
  return true;
}

/* Whether the word at `*at` is left out, with the value behind it. */
static bool is_left_out(const StrList *words, size_t *at) {
  Str word = words->at[*at];
  if (str_lists(PARTITIONS_ALONE, word)) return true;
  if (!str_starts(word, STR("--")) || !str_lists(PARTITIONS, option_of(word))) return false;
  *at += !is_joined(word);
  return true;
}

static Str without_value(Arena *arena, Str pair, size_t from) {
  return str_cat(arena, str_sub(pair, 0, str_find(pair, STR("="), from)), STR("=..."));
}

Str again_command(Session *session, AgainPart part) {
  static const Str JOINED = STR_INIT("--env=");
  const StrList *words = &session->options->arguments;
  Buf buf = buf_new(&session->arena, LIMIT_STRING_BYTES);
  buf_puts(&buf, "dbtplan");
  for (size_t i = 0; i < words->n; i++) {
    Str word = words->at[i];
    if (is_check(words, &i)) continue;
    if (part == AGAIN_WITHOUT_PARTITIONS && is_left_out(words, &i)) continue;
    if (str_starts(word, JOINED)) word = without_value(&session->arena, word, JOINED.n);
    else if (i && str_is(words->at[i - 1], "--env")) word = without_value(&session->arena, word, 0);
    buf_char(&buf, ' ');
    quote_sh_line(&buf, word);
  }
  return buf_str(&buf);
}
