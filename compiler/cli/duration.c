#include "compiler/cli/duration.h"

#include "runtime/core/vec.h"

static const struct {
  const char *name;
  int64_t seconds;
} UNITS[] = {{"", 1}, {"s", 1}, {"m", 60}, {"min", 60}, {"h", 3600}, {"d", 86400}, {"w", 7 * 86400}};
enum { UNIT_COUNT = COUNT(UNITS) };

/* "5h" off the front of `text`. */
static bool read_part(Str *text, int64_t *seconds) {
  size_t digits = 0, end;
  int64_t number = 0;
  for (; digits < text->n && char_is_digit(text->p[digits]) && number <= DURATION_MOST; digits++)
    number = number * 10 + (text->p[digits] - '0');
  for (end = digits; end < text->n && !char_is_digit(text->p[end]);) end++;
  size_t i = 0;
  while (i < UNIT_COUNT && !str_is(str_sub(*text, digits, end), UNITS[i].name)) i++;
  if (!digits || i == UNIT_COUNT || number > DURATION_MOST) return false;
  *seconds += number * UNITS[i].seconds;
  *text = str_sub(*text, end, text->n);
  return *seconds <= DURATION_MOST;
}

bool duration_read(Str text, int64_t *seconds) {
  *seconds = 0;
  bool sound = text.n > 0;
  while (sound && text.n) sound = read_part(&text, seconds);
  return sound;
}
