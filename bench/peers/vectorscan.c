/*
 * Scans messages for literals with Vectorscan: vectorscan TERMS MESSAGES TURNS
 *
 * TERMS and MESSAGES hold one UTF-8 string a line. Every overlapping hit is counted; each message is scanned by itself, in block mode, as the
 * bench scans it. Prints one JSON line: hits, milliseconds of the compilation, CPU seconds of each turn.
 *
 *   cc -O2 -o vectorscan vectorscan.c $(pkg-config --cflags --libs libhs)
 */
#include <hs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct lines {
  char *text;
  size_t count;
  const char **starts;
  size_t *lengths;
};

static void fail(const char *what) {
  fprintf(stderr, "%s\n", what);
  exit(1);
}

static struct lines read_lines(const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file || fseek(file, 0, SEEK_END) != 0) fail(path);
  size_t size = (size_t)ftell(file);
  rewind(file);
  struct lines it = {malloc(size + 1), 0, NULL, NULL};
  if (fread(it.text, 1, size, file) != size) fail(path);
  fclose(file);
  for (size_t at = 0; at < size; at++) it.count += it.text[at] == '\n';
  it.starts = malloc((it.count + 1) * sizeof *it.starts);
  it.lengths = malloc((it.count + 1) * sizeof *it.lengths);
  const char *at = it.text;
  for (size_t line = 0; line < it.count; line++) {
    const char *end = memchr(at, '\n', (size_t)(it.text + size - at));
    it.starts[line] = at;
    it.lengths[line] = (size_t)(end - at);
    at = end + 1;
  }
  return it;
}

static double cpu_seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int on_match(unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *hits) {
  (void)id, (void)from, (void)to, (void)flags;
  ++*(unsigned long long *)hits;
  return 0;
}

int main(int argc, char **argv) {
  if (argc != 4) fail("vectorscan TERMS MESSAGES TURNS");
  struct lines terms = read_lines(argv[1]);
  struct lines messages = read_lines(argv[2]);
  unsigned *flags = calloc(terms.count, sizeof *flags);
  unsigned *ids = malloc(terms.count * sizeof *ids);
  for (size_t term = 0; term < terms.count; term++) ids[term] = (unsigned)term;

  hs_database_t *database;
  hs_compile_error_t *error;
  hs_scratch_t *scratch = NULL;
  double before = cpu_seconds();
  if (hs_compile_lit_multi(terms.starts, flags, ids, terms.lengths, (unsigned)terms.count, HS_MODE_BLOCK, NULL, &database, &error) != HS_SUCCESS)
    fail(error->message);
  double compiled = cpu_seconds() - before;
  if (hs_alloc_scratch(database, &scratch) != HS_SUCCESS) fail("no scratch");

  unsigned long long hits = 0;
  printf("{\"compileMs\":%.0f,\"seconds\":[", compiled * 1e3);
  int turns = atoi(argv[3]);
  for (int turn = 0; turn < turns; turn++) {
    hits = 0;
    before = cpu_seconds();
    for (size_t message = 0; message < messages.count; message++)
      if (hs_scan(database, messages.starts[message], (unsigned)messages.lengths[message], 0, scratch, on_match, &hits) != HS_SUCCESS)
        fail("scan failed");
    printf("%s%.6f", turn ? "," : "", cpu_seconds() - before);
  }
  printf("],\"hits\":%llu}\n", hits);
  return 0;
}
