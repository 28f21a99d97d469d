/* signalflags WORD...: the flags to hoist. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

struct flag {
  const char *letter, *name, *meaning;
};

#include "flags.h" /* forged by tablesmith */

int main(int argc, char **argv) {
  if (argc < 2) {
    for (int i = 0; i < flags_count; i++) printf("%-9s %s\n", flags[i].name, flags[i].meaning);
    return 0;
  }
  if (strcmp(argv[1], "--version") == 0) {
    printf("signalflags 1.3 (%d flags)\n", flags_count);
    return 0;
  }
  for (int word = 1; word < argc; word++) {
    int hoisted = 0;
    for (const char *letter = argv[word]; *letter; letter++) {
      int index = toupper((unsigned char)*letter) - 'A';
      if (index >= 0 && index < flags_count) {
        printf("%s%s", hoisted++ ? " " : "", flags[index].name);
      }
    }
    putchar('\n');
  }
  return 0;
}
