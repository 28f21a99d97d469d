#include "knot.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *knot_version(void) { return "1.4.0"; }

static const struct {
  const char *name;
  int64_t millimetres;
} units[] = {{"m", 1000}, {"fathom", 1829}, {"cable", 185200}, {"nm", 1852000}};

int knot_parse_length(const char *text, int64_t *millimetres) {
  char *unit;
  double number = strtod(text, &unit);
  if (unit == text || number < 0) return -1;
  for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
    if (strcmp(unit, units[i].name) == 0) {
      *millimetres = (int64_t)(number * (double)units[i].millimetres + 0.5);
      return 0;
    }
  }
  return -1;
}

void knot_format_metres(int64_t millimetres, char *out, size_t size) {
  const char *sign = millimetres < 0 ? "-" : "";
  long long centimetres = (llabs(millimetres) + 5) / 10;
  snprintf(out, size, "%s%lld.%02lld m", sign, centimetres / 100, centimetres % 100);
}

int knot_parse_clock(const char *text) {
  unsigned hours, minutes;
  char rest;
  if (sscanf(text, "%2u:%2u%c", &hours, &minutes, &rest) != 2) return -1;
  return hours < 24 && minutes < 60 ? (int)(hours * 60 + minutes) : -1;
}

void knot_format_clock(int minutes, char *out, size_t size) {
  int day = minutes / 1440;
  int left = minutes % 1440;
  if (day > 0) {
    snprintf(out, size, "%02d:%02d+%d", left / 60, left % 60, day);
  } else {
    snprintf(out, size, "%02d:%02d", left / 60, left % 60);
  }
}

int64_t knot_isqrt(int64_t n) {
  int64_t low = 0, high = 3037000499; /* the root of the largest 64-bit number */
  while (low < high) {
    int64_t middle = low + (high - low + 1) / 2;
    if (middle <= n / middle) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}
