#include "tide.h"

#include <knot.h>

const char *tide_version(void) { return "1.2.0"; }

/* From low to high water the sea rises by 1, 2, 3, 3, 2 and 1 twelfths in six equal spans. */
static const int twelfths_before[] = {0, 1, 3, 6, 9, 11, 12};
static const int half = TIDE_PERIOD_MINUTES / 2;

int64_t tide_height_mm(const struct tide *tide, int minute) {
  int since = ((minute - tide->low_minutes) % TIDE_PERIOD_MINUTES + TIDE_PERIOD_MINUTES) %
              TIDE_PERIOD_MINUTES;
  int rising = since <= half ? since : TIDE_PERIOD_MINUTES - 1 - since;
  int span = rising * 6 / half;
  int into = rising * 6 % half; /* sixths of minutes into this span, of `half` */
  int step = span < 6 ? twelfths_before[span + 1] - twelfths_before[span] : 0;
  int64_t range = tide->high_mm - tide->low_mm;
  return tide->low_mm + range * twelfths_before[span] / 12 + range * step * into / (12 * (int64_t)half);
}

void tide_format(const struct tide *tide, int minute, char *out, int size) {
  knot_format_metres(tide_height_mm(tide, minute), out, (size_t)size);
}
