/* Linked into the library that is built with -finstrument-functions: which of its functions a test ran. The file that
   $MUTANTS_REACHED names, large enough, gets a 1 at the offset of each of them in the library; all processes of a test share it. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define UNTOLD __attribute__((no_instrument_function))

extern const char __ehdr_start __attribute__((visibility("hidden")));
static char *reached;
static size_t n_reached;

__attribute__((constructor)) UNTOLD static void begin(void) {
  const char *path = getenv("MUTANTS_REACHED");
  int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
  struct stat file;
  if (fd < 0) return;
  if (fstat(fd, &file) == 0) {
    void *map = mmap(NULL, (size_t)file.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (map != MAP_FAILED) reached = map, n_reached = (size_t)file.st_size;
  }
  close(fd);
}

UNTOLD void __cyg_profile_func_enter(void *function, void *caller) {
  (void)caller;
  size_t offset = (size_t)((const char *)function - &__ehdr_start);
  if (offset < n_reached) reached[offset] = 1;
}

UNTOLD void __cyg_profile_func_exit(void *function, void *caller) {
  (void)function;
  (void)caller;
}
