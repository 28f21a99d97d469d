/* libtide: how high the water stands, by the rule of twelfths. */
#ifndef TIDE_H
#define TIDE_H

#include <stdint.h>

/* One port's tide: low water at a clock time, and the two mean heights above chart datum. */
struct tide {
  int low_minutes;
  int64_t low_mm;
  int64_t high_mm;
  int64_t spring_mm; /* how much higher than the mean a spring high water stands */
};

/* Springs come back after half a month of the moon, which is near enough 15 days. */
#define TIDE_SPRING_DAYS 15

/* The tide comes back after 12 hours and 25 minutes. */
#define TIDE_PERIOD_MINUTES 745

const char *tide_version(void);

/* Millimetres above chart datum, `minute` minutes after midnight, `moon_day` days after springs. */
int64_t tide_height_mm(const struct tide *tide, int moon_day, int minute);

/* Writes the height as metres, such as "3.20 m". */
void tide_format(const struct tide *tide, int moon_day, int minute, char *out, int size);

#endif
