/* Linked into the library that is built with -fsanitize-coverage=trace-pc: which of its basic blocks a test ran. The file that
   $MUTANTS_REACHED names, large enough, gets a 1 at the offset of each of them in the library; all processes of a test share it. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

extern const char __ehdr_start __attribute__((visibility("hidden")));
static char *reached;
static size_t n_reached;

__attribute__((constructor)) static void begin(void) {
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

void __sanitizer_cov_trace_pc(void) {
  size_t offset = (size_t)((const char *)__builtin_return_address(0) - &__ehdr_start);
  if (offset < n_reached) reached[offset] = 1;
}
