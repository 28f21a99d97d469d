/* libknot: the small arithmetic that every other harbour tool needs. */
#ifndef KNOT_H
#define KNOT_H

#include <stddef.h>
#include <stdint.h>

/* The version of the library that is loaded, such as "1.4.0". */
const char *knot_version(void);

/* Reads a length such as "12.5m", "3fathom", "2cable" or "1nm" as millimetres.
 * Returns 0, or -1 if the text is not a length. */
int knot_parse_length(const char *text, int64_t *millimetres);

/* Writes millimetres as metres with two decimals, such as "12.50 m". */
void knot_format_metres(int64_t millimetres, char *out, size_t size);

/* Reads "07:45" as minutes after midnight. Returns -1 if the text is no clock time. */
int knot_parse_clock(const char *text);

/* Writes minutes after midnight as "07:45", with "+1" behind it for the next day. */
void knot_format_clock(int minutes, char *out, size_t size);

/* The largest whole number whose square is not above n; n must not be negative. */
int64_t knot_isqrt(int64_t n);

#endif
