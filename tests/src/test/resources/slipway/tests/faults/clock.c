/* Loaded before the C library, it puts the system's clock forward or back for one process: by the
 * seconds, an int64_t, that the file SLIPWAY_TEST_CLOCK begins with, and as soon as they change.
 * Monotonic clocks go on as they do, as when a system's clock is really set (clock_settime(2)). */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>

static const volatile int64_t *ahead;
static int (*real)(clockid_t, struct timespec *);

__attribute__((constructor)) static void begin(void)
{
	const char *file = getenv("SLIPWAY_TEST_CLOCK");
	int fd = file ? open(file, O_RDONLY | O_CLOEXEC) : -1;
	void *mapped = fd < 0 ? MAP_FAILED : mmap(NULL, sizeof *ahead, PROT_READ, MAP_SHARED, fd, 0);

	real = dlsym(RTLD_NEXT, "clock_gettime");
	if (mapped != MAP_FAILED)
		ahead = mapped;
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
	int failed;

	if (!real)
		begin();
	failed = real(clock, now);
	if (!failed && ahead && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
		now->tv_sec += *ahead;
	return failed;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
	struct timespec exact;

	(void)zone;
	if (clock_gettime(CLOCK_REALTIME, &exact))
		return -1;
	now->tv_sec = exact.tv_sec;
	now->tv_usec = exact.tv_nsec / 1000;
	return 0;
}

time_t time(time_t *kept)
{
	struct timespec exact;

	clock_gettime(CLOCK_REALTIME, &exact);
	if (kept)
		*kept = exact.tv_sec;
	return exact.tv_sec;
}
