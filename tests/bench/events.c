/* The floor of checking many files: reads each YAML file that LIST names, one a line, and goes through its events.
 *
 *     events LIST */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <yaml.h>

enum { FILE_MOST = 1 << 20 };

static int pass(const unsigned char *text, size_t size) {
  yaml_parser_t parser;
  yaml_event_t event;
  int ended = 0, fine = yaml_parser_initialize(&parser);
  yaml_parser_set_input_string(&parser, text, size);
  while (fine && !ended) {
    fine = yaml_parser_parse(&parser, &event);
    ended = fine && event.type == YAML_STREAM_END_EVENT;
    if (fine) yaml_event_delete(&event);
  }
  yaml_parser_delete(&parser);
  return fine;
}

int main(int argc, char **argv) {
  static unsigned char text[FILE_MOST];
  static char path[4096];
  FILE *list = argc == 2 ? fopen(argv[1], "r") : NULL;
  if (!list) return 2;
  while (fgets(path, sizeof path, list)) {
    path[strcspn(path, "\n")] = '\0';
    int file = open(path, O_RDONLY);
    ssize_t size = file < 0 ? -1 : read(file, text, sizeof text);
    if (size < 0 || !pass(text, (size_t)size)) return 1;
    close(file);
  }
  return 0;
}
