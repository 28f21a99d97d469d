/* ballast BOW STERN: which tank to fill, from the draught at either end. */
#include <knot.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv) {
  int64_t bow_mm, stern_mm;
  char metres[32];
  if (argc == 2 && strcmp(argv[1], "--version") == 0) {
    printf("ballast 0.9 (libknot %s)\n", knot_version());
    return 0;
  }
  if (argc != 3 || knot_parse_length(argv[1], &bow_mm) || knot_parse_length(argv[2], &stern_mm)) {
    fputs("usage: ballast BOW STERN   (draughts, such as: ballast 3.2m 4.0m)\n", stderr);
    return 2;
  }
  int64_t trim_mm = (stern_mm - bow_mm) / 2;
  if (trim_mm == 0) {
    puts("she lies even");
    return 0;
  }
  knot_format_metres(trim_mm < 0 ? -trim_mm : trim_mm, metres, sizeof metres);
  printf("fill the %s tank: %s\n", trim_mm > 0 ? "fore" : "aft", metres);
  return 0;
}
