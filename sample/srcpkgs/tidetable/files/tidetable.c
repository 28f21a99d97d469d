/* tidetable [HH:MM]: the height of the tide at the home quay, for every two hours or one time. */
#include <knot.h>
#include <stdio.h>
#include <string.h>
#include <tide.h>

static void row(int minute) {
  static const struct tide quay = {95, 900, 4700};
  char clock[16], height[16];
  knot_format_clock(minute, clock, sizeof clock);
  tide_format(&quay, minute, height, sizeof height);
  printf("%s  %s\n", clock, height);
}

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "--version") == 0) {
    printf("tidetable 1.1 (libtide %s)\n", tide_version());
    return 0;
  }
  if (argc > 1) {
    int minute = knot_parse_clock(argv[1]);
    if (minute < 0) {
      fprintf(stderr, "tidetable: '%s' is no time of day, write it as 07:45\n", argv[1]);
      return 1;
    }
    row(minute);
    return 0;
  }
  for (int minute = 0; minute < 1440; minute += 120) row(minute);
  return 0;
}
