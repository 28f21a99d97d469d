#include "tide.h"

#include <assert.h>
#include <stdio.h>

int main(void) {
  struct tide tide = {60, 1000, 4600};
  assert(tide_height_mm(&tide, 60) == 1000);
  assert(tide_height_mm(&tide, 60 + TIDE_PERIOD_MINUTES / 2) == 4600);
  assert(tide_height_mm(&tide, 60 + TIDE_PERIOD_MINUTES) == 1000);
  assert(tide_height_mm(&tide, 60 + TIDE_PERIOD_MINUTES / 4) == 2800);
  for (int minute = 0; minute < 1440; minute++) {
    int64_t mm = tide_height_mm(&tide, minute);
    assert(mm >= 1000 && mm <= 4600);
  }
  puts("libtide: ebb and flow agree");
  return 0;
}
