/* texts: files of the repository that the program carries: the pages of `explain`, the code of emitted scripts.
 *
 * The build makes TEXTS from the files with embed.awk. */
#ifndef DBTPLAN_CORE_TEXTS_H
#define DBTPLAN_CORE_TEXTS_H

#include "runtime/core/str.h"

typedef struct Text {
  const char *path;         /* from the root of the repository */
  const char *const *lines; /* each with its line feed; NULL ends them */
} Text;

extern const Text TEXTS[];
extern const size_t TEXT_COUNT;

/* Appends the text of `path`; false if the program carries none. */
bool text_put(Buf *buf, Str path);

#endif
