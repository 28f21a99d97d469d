/* logline LENGTH SECONDS: knots, from the line that ran out while the glass did. */
#include <knot.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv) {
  int64_t millimetres;
  if (argc == 2 && strcmp(argv[1], "--version") == 0) {
    printf("logline 2.0 (libknot %s)\n", knot_version());
    return 0;
  }
  if (argc != 3 || knot_parse_length(argv[1], &millimetres) != 0 || atoi(argv[2]) <= 0) {
    fputs("usage: logline LENGTH SECONDS   (such as: logline 30fathom 14)\n", stderr);
    return 2;
  }
  /* One knot is 1,852,000 mm in 3,600 s; tenths, rounded. */
  int64_t per_knot = 1852 * (int64_t)atoi(argv[2]);
  int64_t tenths = (millimetres * 36 + per_knot / 2) / per_knot;
  printf("%lld.%lld knots\n", (long long)tenths / 10, (long long)tenths % 10);
  return 0;
}
