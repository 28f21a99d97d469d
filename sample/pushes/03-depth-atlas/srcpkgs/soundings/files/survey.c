/* survey GRID MIB: writes a grid of soundings of MIB mebibytes to the file GRID, then reads it
 * back and prints the least depth of each of 64 squares. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { SQUARES = 64, BATCH = 1 << 16 };

static uint16_t batch[BATCH];

/* A seabed of our own: the same on every machine. */
static uint16_t depth_dm(uint32_t place) {
  uint32_t mix = place * 2654435761u;
  return (uint16_t)(100 + (mix >> 16) % 900);
}

static int give_up(const char *path) {
  perror(path);
  return 1;
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  const uint32_t batches = (uint32_t)atoi(argv[2]) * 8;
  FILE *grid = fopen(argv[1], "w+b");
  if (!grid) return give_up(argv[1]);
  for (uint32_t b = 0; b < batches; b++) {
    for (uint32_t i = 0; i < BATCH; i++) batch[i] = depth_dm(b * BATCH + i);
    if (fwrite(batch, sizeof *batch, BATCH, grid) != BATCH) return give_up(argv[1]);
  }
  if (fflush(grid) != 0) return give_up(argv[1]);
  rewind(grid);
  uint32_t least[SQUARES];
  for (int s = 0; s < SQUARES; s++) least[s] = UINT32_MAX;
  for (uint32_t b = 0; b < batches; b++) {
    if (fread(batch, sizeof *batch, BATCH, grid) != BATCH) return give_up(argv[1]);
    /* The shallows differ from square to square by what the tide has left there. */
    uint32_t square = b % SQUARES;
    for (uint32_t i = 0; i < BATCH; i += 4096) {
      if (batch[i] < least[square]) least[square] = batch[i];
    }
  }
  fclose(grid);
  puts("# square\tleast depth (mm)");
  for (int s = 0; s < SQUARES; s++) printf("%d\t%u\n", s, least[s] * 100);
  return 0;
}
