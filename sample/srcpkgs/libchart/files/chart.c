#define _DEFAULT_SOURCE
#include "chart.h"

#include <knot.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "ports.h" /* forged by tablesmith */

int chart_port_count(void) { return ports_count; }

const struct chart_port *chart_port_at(int index) { return &ports[index]; }

const struct chart_port *chart_find(const char *name) {
  for (int i = 0; i < ports_count; i++) {
    if (strcmp(ports[i].name, name) == 0) return &ports[i];
  }
  return NULL;
}

int64_t chart_distance_mm(const struct chart_port *from, const struct chart_port *to) {
  double middle = (from->latitude_arcmin + to->latitude_arcmin) / 2.0 / 60.0 * M_PI / 180.0;
  double north = to->latitude_arcmin - from->latitude_arcmin;
  double east = (to->longitude_arcmin - from->longitude_arcmin) * cos(middle);
  /* One minute of arc is one nautical mile; libknot's root keeps all machines in step. */
  int64_t north_m = (int64_t)lround(north * 1852), east_m = (int64_t)lround(east * 1852);
  return knot_isqrt(north_m * north_m + east_m * east_m) * 1000;
}
