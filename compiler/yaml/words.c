#include "compiler/yaml/words.h"

/* Underscores that part no thousands: `2024_01_05`. */
static bool is_parted(Str text) {
  size_t run = 0;
  bool parted = false;
  for (size_t i = text.n; i-- > 0;) {
    if (text.p[i] == '_') {
      if (run != 3) return true;
      run = 0;
      parted = true;
    } else {
      run++;
    }
  }
  return parted && run > 3;
}

bool ynode_is_other_number(const YNode *yaml) {
  Str text = yaml->text;
  if (yaml->value.kind == V_INT && (is_parted(text) || (text.p[0] == '+' && text.n > 5))) return true;
  if (text.n && (text.p[0] == '-' || text.p[0] == '+')) text = str_sub(text, 1, text.n);
  if (str_find(text, STR(":"), 0) != SIZE_MAX) return true;
  bool has_base = text.n > 1 && (text.p[1] == 'x' || text.p[1] == 'b'); /* of which the author knows */
  return text.n > 1 && text.p[0] == '0' && !has_base && yaml->value.kind == V_INT;
}

bool ynode_is_word(const YNode *yaml) {
  Str text = yaml->text;
  if (yaml->value.kind == V_BOOL) return text.p[0] != 't' && text.p[0] != 'f' && text.p[0] != 'T' && text.p[0] != 'F';
  bool is_short = yaml->value.kind == V_FLOAT && text.n > 3 && text.p[0] >= '1' && text.p[0] <= '9';
  return is_short && text.p[text.n - 1] == '0' && text.p[text.n - 2] != '.' && str_find(text, STR("."), 0) != SIZE_MAX;
}
