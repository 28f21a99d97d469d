#include "knot.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

int main(void) {
  int64_t mm;
  char text[32];
  assert(knot_parse_length("3fathom", &mm) == 0 && mm == 5487);
  assert(knot_parse_length("12.5m", &mm) == 0 && mm == 12500);
  assert(knot_parse_length("a plank", &mm) == -1);
  knot_format_metres(12345, text, sizeof text);
  assert(strcmp(text, "12.35 m") == 0);
  assert(knot_parse_clock("07:45") == 465 && knot_parse_clock("25:00") == -1);
  knot_format_clock(1440 + 75, text, sizeof text);
  assert(strcmp(text, "01:15+1") == 0);
  assert(knot_isqrt(0) == 0 && knot_isqrt(15) == 3 && knot_isqrt(16) == 4);
  puts("libknot: all knots hold");
  return 0;
}
