#include "tide.h"

#include <assert.h>
#include <stdio.h>

int main(void) {
  struct tide tide = {60, 1000, 4600, 600};
  const int half = TIDE_PERIOD_MINUTES / 2;
  assert(tide_height_mm(&tide, 0, 60) == 1000);
  assert(tide_height_mm(&tide, 0, 60 + half) == 5200);
  assert(tide_height_mm(&tide, TIDE_SPRING_DAYS / 2, 60 + half) == 4000);
  assert(tide_height_mm(&tide, TIDE_SPRING_DAYS, 60 + half) == 5200);
  for (int minute = 0; minute < 1440; minute++) {
    int64_t mm = tide_height_mm(&tide, 3, minute);
    assert(mm >= 1000 && mm <= 5200);
  }
  puts("libtide: ebb and flow agree, springs and neaps too");
  return 0;
}
