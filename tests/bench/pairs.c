/* Runs two commands in turn, and says of each round what both took:
 *
 *     pairs ROUNDS COMMAND … -- COMMAND …
 *
 * One line a round: the nanoseconds of the first command and of the second, their microseconds of processor time (which
 * other work on the machine changes less), and the most memory, in KiB, that each held. Standard output of both goes to
 * /dev/null. */
#define _DEFAULT_SOURCE /* wait4 */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

typedef struct Run {
  double nanoseconds;
  long microseconds, kilobytes;
} Run;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static long microseconds(struct timeval time) { return (long)time.tv_sec * 1000000 + (long)time.tv_usec; }

static Run run(char **command) {
  posix_spawn_file_actions_t actions;
  struct rusage usage;
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
  wait4(child, &status, 0, &usage);
  double time = now() - start;
  posix_spawn_file_actions_destroy(&actions);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    fprintf(stderr, "%s failed\n", command[0]);
    exit(1);
  }
  return (Run){time, microseconds(usage.ru_utime) + microseconds(usage.ru_stime), usage.ru_maxrss};
}

int main(int argc, char **argv) {
  int rounds = argc > 1 ? atoi(argv[1]) : 0, second = 2;
  while (second < argc && strcmp(argv[second], "--") != 0) second++;
  if (rounds < 1 || second + 1 >= argc) return 2;
  argv[second++] = NULL;
  for (int i = 0; i < rounds; i++) {
    Run a = run(argv + 2), b = run(argv + second);
    printf("%.0f %.0f %ld %ld %ld %ld\n", a.nanoseconds, b.nanoseconds, a.microseconds, b.microseconds, a.kilobytes,
           b.kilobytes);
  }
  return 0;
}
