#include "runtime/core/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "runtime/core/limits.h"

enum { JIT_FROM_BYTES = 64 << 10 };

struct Regex {
  pcre2_code *code;
  pcre2_match_data *data;
  pcre2_match_context *context;
  bool anchored, jit_tried, gave_up;
  Str checked; /* the text last seen to be sound, so that who goes through it does not pay for that at each match */
};

static void release(void *handle) {
  Regex *regex = handle;
  pcre2_match_data_free(regex->data);
  pcre2_match_context_free(regex->context);
  pcre2_code_free(regex->code);
}

static uint32_t compile_options(unsigned options) {
  uint32_t all = PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C | PCRE2_NO_UTF_CHECK | PCRE2_ALT_CIRCUMFLEX;
  if (options & REGEX_EXTENDED) all |= PCRE2_EXTENDED;
  if (options & REGEX_DOTALL) all |= PCRE2_DOTALL;
  if (options & REGEX_UNICODE) all |= PCRE2_UCP;
  if (options & REGEX_ANCHORED) all |= PCRE2_NO_START_OPTIMIZE; /* which helps to find a start; it is given */
  return all;
}

static Str error_words(Arena *arena, int error, size_t at) {
  PCRE2_UCHAR8 words[128];
  if (pcre2_get_error_message(error, words, sizeof words) < 0) words[0] = '\0';
  return str_printf(arena, "%s at %zu", (const char *)words, at);
}

/* Every sequence is complete: what PCRE2 needs in order not to read beyond the text. Lone surrogates may stand. */
bool regex_takes(Str text) {
  for (size_t at = 0; at < text.n;) {
    if ((unsigned char)text.p[at] < 0x80) {
      at++;
      continue;
    }
    size_t start = at;
    if (str_decode(text, &at) == 0xFFFD && at == start + 1) return false;
  }
  return true;
}

/* From its start a text is checked anew: another one may have lain at its place. */
static bool check_text(Regex *regex, Str text, size_t from) {
  if (from && regex->checked.p == text.p && regex->checked.n == text.n) return true;
  if (!regex_takes(text)) return false;
  regex->checked = text;
  return true;
}

Regex *regex_compile(Arena *arena, Str pattern, unsigned options, Str *why) {
  Regex *regex = ARENA_NEW(arena, Regex);
  arena_on_release(arena, release, regex);
  int error = 0;
  PCRE2_SIZE at = 0;
  if (regex_takes(pattern))
    regex->code = pcre2_compile((PCRE2_SPTR)pattern.p, pattern.n, compile_options(options), &error, &at, NULL);
  else
    error = PCRE2_ERROR_UTF8_ERR1;
  if (!regex->code) {
    *why = error_words(arena, error, at);
    return NULL;
  }
  regex->anchored = options & REGEX_ANCHORED;
  regex->data = pcre2_match_data_create_from_pattern(regex->code, NULL);
  regex->context = pcre2_match_context_create(NULL);
  if (!regex->data || !regex->context) guard_stop(arena->guard, STOP_MEMORY, "memory");
  pcre2_set_match_limit(regex->context, LIMIT_REGEX_STEPS);
  pcre2_set_depth_limit(regex->context, LIMIT_REGEX_STEPS);
  pcre2_set_heap_limit(regex->context, LIMIT_REGEX_BYTES >> 10);
  return regex;
}

static int run(Regex *regex, Str text, size_t from, uint32_t options) {
  return pcre2_match(regex->code, (PCRE2_SPTR)text.p, text.n, from, options, regex->data, regex->context);
}

static void use_jit_for(Regex *regex, Str text) {
  if (regex->jit_tried || text.n <= JIT_FROM_BYTES) return;
  regex->jit_tried = true;
  pcre2_jit_compile(regex->code, PCRE2_JIT_COMPLETE); /* where it fails, the interpreter matches */
}

static void copy_groups(const Regex *regex, int found, Span *groups, size_t count) {
  const PCRE2_SIZE *at = pcre2_get_ovector_pointer(regex->data);
  for (size_t i = 0; i < count; i++) {
    bool took_part = i < (size_t)found && at[2 * i] != PCRE2_UNSET;
    groups[i] = took_part ? (Span){(uint32_t)at[2 * i], (uint32_t)at[2 * i + 1]} : (Span){UINT32_MAX, UINT32_MAX};
  }
}

static const char *match(Regex *regex, Str text, size_t from, uint32_t more, Span *groups, size_t group_count) {
  if (!text.p) text.p = "";
  if (from > text.n || !check_text(regex, text, from)) return NULL;
  use_jit_for(regex, text);
  uint32_t options = PCRE2_NO_UTF_CHECK | more | (regex->anchored ? PCRE2_ANCHORED : 0);
  int found = run(regex, text, from, options);
  if (found == PCRE2_ERROR_JIT_STACKLIMIT) found = run(regex, text, from, options | PCRE2_NO_JIT);
  regex->gave_up =
      found == PCRE2_ERROR_MATCHLIMIT || found == PCRE2_ERROR_DEPTHLIMIT || found == PCRE2_ERROR_HEAPLIMIT;
  if (found < 0) return NULL;
  copy_groups(regex, found, groups, group_count);
  PCRE2_SPTR mark = pcre2_get_mark(regex->data);
  return mark ? (const char *)mark : "";
}

const char *regex_match(Regex *regex, Str text, size_t from, Span *groups, size_t group_count) {
  return match(regex, text, from, 0, groups, group_count);
}

const char *regex_match_more(Regex *regex, Str text, size_t from, Span *groups, size_t group_count) {
  return match(regex, text, from, PCRE2_NOTEMPTY_ATSTART, groups, group_count);
}

bool regex_gave_up(const Regex *regex) { return regex->gave_up; }
