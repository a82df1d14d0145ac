#include "runtime/core/glob.h"

/* The `]` that ends a class begun at `at`; SIZE_MAX: the `[` stands for itself. */
static size_t class_end(Str pattern, size_t at) {
  size_t i = at + 1;
  if (i < pattern.n && pattern.p[i] == '!') i++;
  return i >= pattern.n ? SIZE_MAX : str_find(pattern, STR("]"), i + 1);
}

static bool in_class(uint32_t c, Str inside) {
  bool negated = inside.n && inside.p[0] == '!', found = false;
  for (size_t i = negated; i < inside.n && !found;) {
    uint32_t first = str_decode(inside, &i), last = first;
    bool range = i + 1 < inside.n && inside.p[i] == '-';
    if (range) i++, last = str_decode(inside, &i);
    found = c >= first && c <= last;
  }
  return found != negated;
}

/* Whether one character of the text fits the pattern at `*at`, which moves on. */
static bool fits_one(uint32_t c, Str pattern, size_t *at) {
  size_t end = pattern.p[*at] == '[' ? class_end(pattern, *at) : SIZE_MAX;
  if (end != SIZE_MAX) {
    bool fits = in_class(c, str_sub(pattern, *at + 1, end));
    *at = end + 1;
    return fits;
  }
  uint32_t p = str_decode(pattern, at);
  return p == '?' || p == c;
}

bool str_glob(Str text, Str pattern) {
  size_t t = 0, p = 0, star = SIZE_MAX, from = 0;
  while (t < text.n) {
    size_t next = p, behind = t;
    uint32_t c = str_decode(text, &behind);
    if (p < pattern.n && pattern.p[p] == '*') {
      star = p++, from = t;
    } else if (p < pattern.n && fits_one(c, pattern, &next)) {
      p = next, t = behind;
    } else {
      if (star == SIZE_MAX) return false;
      str_decode(text, &from);
      p = star + 1, t = from;
    }
  }
  while (p < pattern.n && pattern.p[p] == '*') p++;
  return p == pattern.n;
}
