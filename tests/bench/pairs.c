/* Runs two commands in turn and prints what the second costs as a multiple of the first:
 *
 *     pairs ROUNDS COMMAND … -- COMMAND …
 *
 * One line: the median of the ratios of neighbouring runs and their quartiles; the median nanoseconds of each command;
 * the most memory, in KiB, that the second took. Standard output of both goes to /dev/null. */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static double nanoseconds(char **command) {
  posix_spawn_file_actions_t actions;
  pid_t child;
  int status;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  double start = now();
  int error = posix_spawnp(&child, command[0], &actions, NULL, command, environ);
  if (error) {
    fprintf(stderr, "%s: %s\n", command[0], strerror(error));
    exit(1);
  }
  waitpid(child, &status, 0);
  double time = now() - start;
  posix_spawn_file_actions_destroy(&actions);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    fprintf(stderr, "%s failed\n", command[0]);
    exit(1);
  }
  return time;
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* The part `of` (0 to 1) of what is sorted. */
static double quantile(const double *sorted, int n, double of) { return sorted[(int)(of * (n - 1) + 0.5)]; }

int main(int argc, char **argv) {
  int rounds = argc > 1 ? atoi(argv[1]) : 0, second = 2;
  while (second < argc && strcmp(argv[second], "--") != 0) second++;
  if (rounds < 1 || second + 1 >= argc) return 2;
  argv[second++] = NULL;
  size_t size = (size_t)rounds * sizeof(double);
  double *first_times = malloc(size), *second_times = malloc(size), *ratios = malloc(size);
  if (!first_times || !second_times || !ratios) return 1;
  for (int i = 0; i < rounds; i++) {
    first_times[i] = nanoseconds(argv + 2);
    second_times[i] = nanoseconds(argv + second);
    ratios[i] = second_times[i] / first_times[i];
  }
  qsort(first_times, (size_t)rounds, sizeof(double), ascending);
  qsort(second_times, (size_t)rounds, sizeof(double), ascending);
  qsort(ratios, (size_t)rounds, sizeof(double), ascending);
  struct rusage usage;
  getrusage(RUSAGE_CHILDREN, &usage);
  printf("%.2f %.2f %.2f %.0f %.0f %ld\n", quantile(ratios, rounds, .5), quantile(ratios, rounds, .25),
         quantile(ratios, rounds, .75), quantile(first_times, rounds, .5), quantile(second_times, rounds, .5),
         usage.ru_maxrss);
  free(first_times), free(second_times), free(ratios);
  return 0;
}
