#include "berth.h"

#include <stdlib.h>

static int by_arrival(const void *left, const void *right) {
  const struct berth_call *a = left, *b = right;
  return (a->arrival_minute > b->arrival_minute) - (a->arrival_minute < b->arrival_minute);
}

void berth_plan(const struct chart_port *port, struct berth_call *calls, int count) {
  int free_from[BERTH_COUNT] = {0};
  qsort(calls, (size_t)count, sizeof *calls, by_arrival);
  for (int i = 0; i < count; i++) {
    int best = 0;
    for (int berth = 1; berth < BERTH_COUNT; berth++) {
      if (free_from[berth] < free_from[best]) best = berth;
    }
    int from = calls[i].arrival_minute > free_from[best] ? calls[i].arrival_minute : free_from[best];
    int entry = pilot_entry_minute(port, calls[i].draught_mm, from);
    calls[i].entry_minute = entry;
    calls[i].berth = entry < 0 ? 0 : best + 1;
    if (entry >= 0) free_from[best] = entry + calls[i].stay_minutes;
  }
}
