/* harbourmaster [PORT]: the plan of the day. */
#include <berth.h>
#include <knot.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv) {
  struct berth_call calls[] = {
      {"goliath", 9400, 400, 300, 0, 0},
      {"petrel", 2100, 360, 240, 0, 0},
      {"fulmar", 6300, 420, 180, 0, 0},
      {"sandpiper", 1400, 480, 90, 0, 0},
  };
  const int count = sizeof calls / sizeof *calls;
  const char *name = argc > 1 ? argv[1] : "Kittiwake";
  if (strcmp(name, "--version") == 0) {
    printf("harbourmaster 4.0 (libknot %s, libtide %s)\n", knot_version(), pilot_tide_version());
    return 0;
  }
  const struct chart_port *port = chart_find(name);
  if (!port) {
    fprintf(stderr, "harbourmaster: no port named %s on the chart. There are:", name);
    for (int i = 0; i < chart_port_count(); i++) fprintf(stderr, " %s", chart_port_at(i)->name);
    fputc('\n', stderr);
    return 1;
  }
  berth_plan(port, calls, count);
  for (int i = 0; i < count; i++) {
    char clock[16];
    if (calls[i].berth == 0) {
      printf("%s: waits outside, too deep for %s\n", calls[i].ship, port->name);
      continue;
    }
    knot_format_clock(calls[i].entry_minute, clock, sizeof clock);
    printf("%s: berth %d at %s\n", calls[i].ship, calls[i].berth, clock);
  }
  return 0;
}
