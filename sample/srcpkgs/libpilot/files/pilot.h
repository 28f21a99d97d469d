/* libpilot: over the bar with water under the keel. */
#ifndef PILOT_H
#define PILOT_H

#include <chart.h>
#include <stdint.h>

/* Water that a pilot wants below the keel. */
#define PILOT_CLEARANCE_MM 500

/* The version of the tide that the pilot goes by. */
const char *pilot_tide_version(void);

/* The first minute at or after `from_minute` at which a ship of this draught may enter, or -1 if
 * no tide ever lifts it over the bar. */
int pilot_entry_minute(const struct chart_port *port, int64_t draught_mm, int from_minute);

#endif
