#include "runtime/core/glob.h"

/* The `]` that ends a class begun at `at`; SIZE_MAX: the `[` stands for itself. */
static size_t class_end(Str pattern, size_t at) {
  size_t i = at + 1;
  if (i < pattern.n && pattern.p[i] == '!') i++;
  return i >= pattern.n ? SIZE_MAX : str_find(pattern, STR("]"), i + 1);
}

static bool in_class(char c, Str inside) {
  bool negated = inside.n && inside.p[0] == '!', found = false;
  for (size_t i = negated; i < inside.n && !found; i++) {
    bool range = i + 2 < inside.n && inside.p[i + 1] == '-';
    found = range ? c >= inside.p[i] && c <= inside.p[i + 2] : c == inside.p[i];
    if (range) i += 2;
  }
  return found != negated;
}

/* Whether one character of the text fits the pattern at `*at`, which moves on. */
static bool fits_one(char c, Str pattern, size_t *at) {
  char p = pattern.p[*at];
  size_t end = p == '[' ? class_end(pattern, *at) : SIZE_MAX;
  if (end != SIZE_MAX) {
    bool fits = in_class(c, str_sub(pattern, *at + 1, end));
    *at = end + 1;
    return fits;
  }
  *at += 1;
  return p == '?' || p == c;
}

bool str_glob(Str text, Str pattern) {
  size_t t = 0, p = 0, star = SIZE_MAX, from = 0;
  while (t < text.n) {
    size_t next = p;
    if (p < pattern.n && pattern.p[p] == '*') {
      star = p++, from = t;
    } else if (p < pattern.n && fits_one(text.p[t], pattern, &next)) {
      p = next, t++;
    } else {
      if (star == SIZE_MAX) return false;
      p = star + 1, t = ++from;
    }
  }
  while (p < pattern.n && pattern.p[p] == '*') p++;
  return p == pattern.n;
}
