/* soundings [SQUARE]: the least depth of each square of the home waters, or of one. */
#include <knot.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct sounding {
  int square;
  int64_t depth_mm;
};

#include "atlas.h" /* surveyed while building */

static void row(int square) {
  char metres[32];
  knot_format_metres(soundings[square].depth_mm, metres, sizeof metres);
  printf("square %d: %s\n", square, metres);
}

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "--version") == 0) {
    printf("soundings 1.0 (libknot %s, %d squares)\n", knot_version(), soundings_count);
    return 0;
  }
  if (argc > 1) {
    int square = atoi(argv[1]);
    if (square < 0 || square >= soundings_count) {
      fprintf(stderr, "soundings: there are squares 0 to %d\n", soundings_count - 1);
      return 1;
    }
    row(square);
    return 0;
  }
  for (int square = 0; square < soundings_count; square++) row(square);
  return 0;
}
