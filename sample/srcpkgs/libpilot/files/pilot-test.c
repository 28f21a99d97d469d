#include "pilot.h"

#include <assert.h>
#include <stdio.h>

int main(void) {
  const struct chart_port *saltmarsh = chart_find("Saltmarsh");
  assert(pilot_entry_minute(saltmarsh, 1000, 600) == 600);
  assert(pilot_entry_minute(saltmarsh, 90000, 600) == -1);
  int entry = pilot_entry_minute(saltmarsh, 6000, 140);
  assert(entry > 140 && entry < 140 + 372);
  puts("libpilot: no keel has touched ground");
  return 0;
}
