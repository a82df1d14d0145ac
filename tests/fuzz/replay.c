/* Replays inputs of a target: each argument is a file. Prints how many there were. */
#include <stdio.h>
#include <stdlib.h>

#include "tests/fuzz/fuzz.h"

static int replay(const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file) return perror(path), 1;
  uint8_t *bytes = malloc(LIMIT_FILE_BYTES);
  size_t n = bytes ? fread(bytes, 1, LIMIT_FILE_BYTES, file) : 0;
  uint8_t *exact = malloc(n ? n : 1); /* so that a sanitizer sees the end */
  if (exact) memcpy(exact, bytes, n);
  fclose(file);
  free(bytes);
  fprintf(stderr, "%s\n", path);
  if (exact) fuzz_input(exact, n);
  free(exact);
  return 0;
}

int main(int argc, char **argv) {
  int failed = 0;
  for (int i = 1; i < argc; i++) failed += replay(argv[i]);
  printf("%d replayed\n", argc - 1);
  return failed > 0;
}
