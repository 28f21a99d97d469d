#include "pilot.h"

#include <tide.h>

const char *pilot_tide_version(void) { return tide_version(); }

int pilot_entry_minute(const struct chart_port *port, int64_t draught_mm, int from_minute) {
  struct tide tide = {port->low_water_minutes, port->low_mm, port->high_mm, 0};
  for (int minute = from_minute; minute < from_minute + TIDE_PERIOD_MINUTES; minute++) {
    int64_t water_mm = port->depth_mm + tide_height_mm(&tide, 0, minute);
    if (water_mm >= draught_mm + PILOT_CLEARANCE_MM) return minute;
  }
  return -1;
}
