#include "runtime/core/texts.h"

bool text_put(Buf *buf, Str path) {
  for (size_t i = 0; i < TEXT_COUNT; i++) {
    if (!str_is(path, TEXTS[i].path)) continue;
    for (const char *const *line = TEXTS[i].lines; *line; line++) buf_puts(buf, *line);
    return true;
  }
  return false;
}
