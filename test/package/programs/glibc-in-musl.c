// What Debian's libstdc++ and libgcc need of glibc and musl does not have. Bun for musl needs both libraries, and Debian has them for
// glibc only. As `ld-linux-x86-64.so.2`, which they name and musl does not know, it is loaded with them.
#include <locale.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

char __libc_single_threaded = 0;

struct {
  unsigned int fields[4];
} __cpu_model;

int __cpu_indicator_init(void) { return 0; }

// libgcc then searches with dl_iterate_phdr(), which musl has.
int _dl_find_object(void *pc, void *result) {
  (void)pc;
  (void)result;
  return -1;
}

// Destructors of threads' own objects: Bun's threads live as long as it does.
int __cxa_thread_atexit_impl(void (*destroy)(void *), void *object, void *library) {
  (void)destroy;
  (void)object;
  (void)library;
  return 0;
}

uint32_t arc4random(void) {
  uint32_t number;
  if (getrandom(&number, sizeof number, 0) != sizeof number) abort();
  return number;
}

size_t __strftime_l(char *to, size_t size, const char *format, const struct tm *time, locale_t locale) {
  return strftime_l(to, size, format, time, locale);
}
