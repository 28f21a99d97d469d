/* tablesmith TYPE NAME < table.tsv > table.h
 *
 * Makes `static const TYPE NAME[]` of tab-separated lines: numbers stay numbers, anything else
 * becomes a string. Lines that begin with '#' are comments. */
#define _DEFAULT_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int is_number(const char *field) {
  char *end;
  strtol(field, &end, 10);
  return end != field && *end == '\0';
}

static void put_field(const char *field) {
  if (is_number(field)) {
    fputs(field, stdout);
    return;
  }
  putchar('"');
  for (; *field; field++) {
    if (*field == '"' || *field == '\\') putchar('\\');
    putchar(*field);
  }
  putchar('"');
}

int main(int argc, char **argv) {
  char line[4096];
  int rows = 0;
  if (argc == 2 && strcmp(argv[1], "--version") == 0) {
    puts("tablesmith 0.7");
    return 0;
  }
  if (argc != 3) {
    fputs("usage: tablesmith TYPE NAME < table.tsv > table.h\n", stderr);
    return 2;
  }
  printf("static const %s %s[] = {\n", argv[1], argv[2]);
  while (fgets(line, sizeof line, stdin)) {
    line[strcspn(line, "\n")] = '\0';
    if (*line == '#' || *line == '\0') continue;
    fputs("    {", stdout);
    char *rest = line;
    for (char *field = strsep(&rest, "\t"); field; field = strsep(&rest, "\t")) {
      put_field(field);
      if (rest) fputs(", ", stdout);
    }
    puts("},");
    rows++;
  }
  printf("};\nenum { %s_count = %d };\n", argv[2], rows);
  return rows > 0 ? 0 : 1;
}
