/* libberth: a berth for every ship, first come first moored. */
#ifndef BERTH_H
#define BERTH_H

#include <pilot.h>

#define BERTH_COUNT 2

struct berth_call {
  const char *ship;
  int64_t draught_mm;
  int arrival_minute;
  int stay_minutes;
  int berth;        /* filled in: 1 and up, or 0 if the port is too shallow */
  int entry_minute; /* filled in */
};

/* Gives each call, in the order of arrival, the berth that is free first. */
void berth_plan(const struct chart_port *port, struct berth_call *calls, int count);

#endif
