/* lighthouse LAMP EYE: the geographic range of a light at Kittiwake. */
#include <chart.h>
#include <knot.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv) {
  int64_t lamp_mm, eye_mm;
  if (argc == 2 && strcmp(argv[1], "--version") == 0) {
    printf("lighthouse 1.5 (libknot %s)\n", knot_version());
    return 0;
  }
  if (argc != 3 || knot_parse_length(argv[1], &lamp_mm) || knot_parse_length(argv[2], &eye_mm)) {
    fputs("usage: lighthouse LAMP EYE   (heights, such as: lighthouse 25m 4m)\n", stderr);
    return 2;
  }
  /* Range in miles is 2.08 times the root of the height in metres, for lamp and eye. */
  int64_t roots_mm = knot_isqrt(lamp_mm * 1000) + knot_isqrt(eye_mm * 1000);
  int64_t tenths = (roots_mm * 208 + 5000) / 10000;
  printf("seen for %lld.%lld nm\n", (long long)tenths / 10, (long long)tenths % 10);
  const struct chart_port *home = chart_find("Kittiwake");
  for (int i = 0; i < chart_port_count(); i++) {
    const struct chart_port *port = chart_port_at(i);
    int64_t away_mm = chart_distance_mm(home, port);
    if (port != home) {
      printf("%s: %s\n", port->name, away_mm <= tenths * 185200 ? "sees it" : "beyond the horizon");
    }
  }
  return 0;
}
