#include "compiler/check/bounds.h"

#include "runtime/core/vec.h"

static bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
static bool is_letter(char c) { return is_upper(c) || (c >= 'a' && c <= 'z'); }
static char lower(char c) { return is_upper(c) ? (char)(c + ('a' - 'A')) : c; }

static Side word_side(Str word) {
  static const struct {
    Str word;
    Side side;
  } SIDES[] = {
    {STR_INIT("start"), SIDE_START}, {STR_INIT("from"), SIDE_START},  {STR_INIT("begin"), SIDE_START},
    {STR_INIT("min"), SIDE_START},   {STR_INIT("since"), SIDE_START}, {STR_INIT("lower"), SIDE_START},
    {STR_INIT("low"), SIDE_START},   {STR_INIT("first"), SIDE_START}, {STR_INIT("1"), SIDE_START},
    {STR_INIT("end"), SIDE_END},     {STR_INIT("to"), SIDE_END},      {STR_INIT("until"), SIDE_END},
    {STR_INIT("till"), SIDE_END},    {STR_INIT("max"), SIDE_END},     {STR_INIT("upper"), SIDE_END},
    {STR_INIT("high"), SIDE_END},    {STR_INIT("last"), SIDE_END},    {STR_INIT("stop"), SIDE_END},
    {STR_INIT("finish"), SIDE_END},  {STR_INIT("2"), SIDE_END},
  };
  for (size_t i = 0; i < COUNT(SIDES); i++) {
    size_t k = 0;
    if (SIDES[i].word.n != word.n) continue;
    while (k < word.n && lower(word.p[k]) == SIDES[i].word.p[k]) k++;
    if (k == word.n) return SIDES[i].side;
  }
  return SIDE_NONE;
}

/* "startdate": the word is written together with what it is of. */
static Side prefix_side(Str word, size_t *n) {
  static const Str WORDS[] = {STR_INIT("start"), STR_INIT("from"), STR_INIT("min"),
                              STR_INIT("end"),   STR_INIT("to"),   STR_INIT("max")};
  for (size_t i = 0; i < COUNT(WORDS); i++) {
    *n = WORDS[i].n;
    bool is_it = word.n == *n + 4;
    for (size_t k = 0; is_it && k < *n; k++) is_it = lower(word.p[k]) == WORDS[i].p[k];
    for (size_t k = 0; is_it && k < 4; k++) is_it = lower(word.p[*n + k]) == "date"[k];
    if (is_it) return i < 3 ? SIDE_START : SIDE_END;
  }
  return SIDE_NONE;
}

/* The end of the word that begins at `at`: a sign, digits, or letters up to the next capital. */
static size_t word_end(Str name, size_t at) {
  size_t end = at + 1;
  while (char_is_digit(name.p[at]) && end < name.n && char_is_digit(name.p[end])) end++;
  if (!is_letter(name.p[at])) return end;
  while (end < name.n && is_letter(name.p[end]) && (!is_upper(name.p[end]) || is_upper(name.p[end - 1]))) end++;
  return end;
}

BoundName bound_name(Str name) {
  BoundName found = {.name = name};
  for (size_t at = 0, end; at < name.n; at = end) {
    end = word_end(name, at);
    Str word = str_sub(name, at, end);
    size_t n = word.n;
    if (!is_letter(word.p[0]) && !char_is_digit(word.p[0])) continue;
    Side side = word_side(word);
    if (side == SIDE_NONE) side = prefix_side(word, &n);
    if (side == SIDE_NONE) continue;
    bool is_number = char_is_digit(word.p[0]);
    if (is_number && (found.side != SIDE_NONE || end < name.n)) continue; /* a number tells the side at the end alone */
    if (found.side != SIDE_NONE && found.side != side) return (BoundName){.name = name};
    found = (BoundName){name, side, at, at + n, is_number};
  }
  return found;
}

/* The next letter or digit that is not in the word. */
static char next_of_stem(BoundName name, size_t *at) {
  for (; *at < name.name.n; ++*at) {
    char c = name.name.p[*at];
    bool is_inside = *at >= name.from && *at < name.to;
    if (!is_inside && (is_letter(c) || char_is_digit(c))) return ++*at, lower(c);
  }
  return 0;
}

bool bounds_pair(BoundName start, BoundName end) {
  if (start.side != SIDE_START || end.side != SIDE_END) return false;
  for (size_t i = 0, k = 0;;) {
    char a = next_of_stem(start, &i), b = next_of_stem(end, &k);
    if (a != b) return false;
    if (!a) return true;
  }
}
