/* libchart: the ports of the home waters. */
#ifndef CHART_H
#define CHART_H

#include <stdint.h>

struct chart_port {
  const char *name;
  int latitude_arcmin, longitude_arcmin;
  int64_t depth_mm; /* at chart datum */
  int low_water_minutes;
  int64_t low_mm, high_mm; /* of the tide, above chart datum */
};

int chart_port_count(void);
const struct chart_port *chart_port_at(int index);
const struct chart_port *chart_find(const char *name); /* null if the chart has no such port */

/* Millimetres between two ports, by the middle latitude. */
int64_t chart_distance_mm(const struct chart_port *from, const struct chart_port *to);

#endif
