/*
 * Preloaded into a process, writes down in one journal, in the order in which they took effect, the changes that it makes
 * to files below POWER_LOSS_ROOT, its syncs, and what it says on standard output. power-loss.ts makes of it what a disk
 * would hold if the power had failed at any instant. Form of a record: see `struct head`; numbers are little-endian.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { CREATE = 1, WRITE, TRUNCATE, SYNC_BEGIN, SYNC_END, RENAME, UNLINK, MKDIR, RMDIR, LINK, SAID };

struct head {
  uint32_t kind;
  uint32_t first_length;  /* of the path or the data behind the head */
  uint32_t second_length; /* of the second path behind those */
  uint32_t thread;
  uint64_t inode;
  uint64_t number; /* where it was written, or to how much it was cut */
};

#define DESCRIPTORS 65536
static unsigned char tracked[DESCRIPTORS];
static char root[PATH_MAX];
static size_t root_length;
static int journal = -1;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

#define REAL(name) \
  static __typeof__(&name) real; \
  if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

static void record(int kind, uint64_t inode, uint64_t number, const void *first, size_t first_length,
                   const void *second, size_t second_length) {
  struct head head = {kind, first_length, second_length, (uint32_t)syscall(SYS_gettid), inode, number};
  struct iovec parts[3] = {{&head, sizeof head}, {(void *)first, first_length}, {(void *)second, second_length}};
  size_t expected = sizeof head + first_length + second_length;
  if ((size_t)syscall(SYS_writev, journal, parts, 3) != expected) abort();
}

/* Below the root: what follows it. */
static const char *inside(const char *path) {
  if (journal < 0 || !path || strncmp(path, root, root_length) != 0) return NULL;
  if (path[root_length] == 0) return path + root_length;
  return path[root_length] == '/' ? path + root_length + 1 : NULL;
}

static uint64_t inode_of(int file) {
  struct stat found;
  return fstat(file, &found) == 0 ? found.st_ino : 0;
}

static int is_tracked(int file) { return journal >= 0 && file >= 0 && file < DESCRIPTORS && tracked[file]; }

__attribute__((constructor)) static void start(void) {
  const char *folder = getenv("POWER_LOSS_ROOT");
  const char *file = getenv("POWER_LOSS_JOURNAL");
  unsetenv("LD_PRELOAD");
  if (!folder || !file) return;
  strncpy(root, folder, sizeof root - 1);
  root_length = strlen(root);
  struct stat found;
  if (stat(root, &found) != 0) abort();
  journal = syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (journal < 0) abort();
  record(MKDIR, found.st_ino, 0, "", 0, NULL, 0);
}

static int opened(int file, const char *name, int flags, int existed) {
  if (file < 0 || file >= DESCRIPTORS) return file;
  tracked[file] = 1;
  if (!existed) record(CREATE, inode_of(file), 0, name, strlen(name), NULL, 0);
  else if (flags & O_TRUNC) record(TRUNCATE, inode_of(file), 0, NULL, 0, NULL, 0);
  return file;
}

#define OPEN(function)                                                      \
  int function(const char *path, int flags, ...) {                          \
    REAL(function);                                                         \
    va_list rest;                                                           \
    va_start(rest, flags);                                                  \
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; \
    va_end(rest);                                                           \
    const char *name = inside(path);                                        \
    if (!name) return real(path, flags, mode);                              \
    pthread_mutex_lock(&lock);                                              \
    int existed = access(path, F_OK) == 0;                                  \
    int file = opened(real(path, flags, mode), name, flags, existed);       \
    pthread_mutex_unlock(&lock);                                            \
    return file;                                                            \
  }
OPEN(open)
OPEN(open64)

#define OPENAT(function)                                                    \
  int function(int folder, const char *path, int flags, ...) {              \
    REAL(function);                                                         \
    va_list rest;                                                           \
    va_start(rest, flags);                                                  \
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; \
    va_end(rest);                                                           \
    const char *name = inside(path);                                        \
    if (!name) return real(folder, path, flags, mode);                      \
    pthread_mutex_lock(&lock);                                              \
    int existed = access(path, F_OK) == 0;                                  \
    int file = opened(real(folder, path, flags, mode), name, flags, existed); \
    pthread_mutex_unlock(&lock);                                            \
    return file;                                                            \
  }
OPENAT(openat)
OPENAT(openat64)

int close(int file) {
  REAL(close);
  if (file >= 0 && file < DESCRIPTORS) tracked[file] = 0;
  return real(file);
}

static uint64_t place_of(int file) {
  struct stat found;
  if (fcntl(file, F_GETFL) & O_APPEND) return fstat(file, &found) == 0 ? (uint64_t)found.st_size : 0;
  return (uint64_t)lseek(file, 0, SEEK_CUR);
}

/* Data in several pieces, of which `written` bytes were taken. */
static void wrote(int file, uint64_t at, const struct iovec *pieces, int count, ssize_t written) {
  uint64_t inode = inode_of(file);
  for (int piece = 0; piece < count && written > 0; piece++) {
    size_t length = pieces[piece].iov_len < (size_t)written ? pieces[piece].iov_len : (size_t)written;
    record(WRITE, inode, at, pieces[piece].iov_base, length, NULL, 0);
    at += length;
    written -= (ssize_t)length;
  }
}

ssize_t write(int file, const void *data, size_t length) {
  REAL(write);
  int is_said = file == 1 && journal >= 0;
  if (!is_said && !is_tracked(file)) return real(file, data, length);
  struct iovec piece = {(void *)data, length};
  pthread_mutex_lock(&lock);
  uint64_t at = is_said ? 0 : place_of(file);
  /* What is said is written down first: nobody can have heard of it before. */
  if (is_said) record(SAID, 0, 0, data, length, NULL, 0);
  ssize_t written = real(file, data, length);
  if (!is_said) wrote(file, at, &piece, 1, written);
  pthread_mutex_unlock(&lock);
  return written;
}

ssize_t writev(int file, const struct iovec *pieces, int count) {
  REAL(writev);
  if (!is_tracked(file)) return real(file, pieces, count);
  pthread_mutex_lock(&lock);
  uint64_t at = place_of(file);
  ssize_t written = real(file, pieces, count);
  wrote(file, at, pieces, count, written);
  pthread_mutex_unlock(&lock);
  return written;
}

#define PWRITE(function, offset)                                                \
  ssize_t function(int file, const void *data, size_t length, offset at) {      \
    REAL(function);                                                             \
    if (!is_tracked(file)) return real(file, data, length, at);                 \
    struct iovec piece = {(void *)data, length};                                \
    pthread_mutex_lock(&lock);                                                  \
    ssize_t written = real(file, data, length, at);                             \
    wrote(file, (uint64_t)at, &piece, 1, written);                              \
    pthread_mutex_unlock(&lock);                                                \
    return written;                                                             \
  }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define PWRITEV(function, offset)                                               \
  ssize_t function(int file, const struct iovec *pieces, int count, offset at) { \
    REAL(function);                                                             \
    if (!is_tracked(file)) return real(file, pieces, count, at);                \
    pthread_mutex_lock(&lock);                                                  \
    ssize_t written = real(file, pieces, count, at);                            \
    wrote(file, (uint64_t)at, pieces, count, written);                          \
    pthread_mutex_unlock(&lock);                                                \
    return written;                                                             \
  }
PWRITEV(pwritev, off_t)
PWRITEV(pwritev64, off64_t)

#define FTRUNCATE(function, offset)                                       \
  int function(int file, offset length) {                                 \
    REAL(function);                                                       \
    if (!is_tracked(file)) return real(file, length);                     \
    pthread_mutex_lock(&lock);                                            \
    int result = real(file, length);                                      \
    if (result == 0) record(TRUNCATE, inode_of(file), (uint64_t)length, NULL, 0, NULL, 0); \
    pthread_mutex_unlock(&lock);                                          \
    return result;                                                        \
  }
FTRUNCATE(ftruncate, off_t)
FTRUNCATE(ftruncate64, off64_t)

/* Nobody uses it on what counts; it would go unrecorded, so it must not go unnoticed. */
ssize_t copy_file_range(int from, off64_t *from_at, int to, off64_t *to_at, size_t length, unsigned flags) {
  REAL(copy_file_range);
  if (is_tracked(to)) abort();
  return real(from, from_at, to, to_at, length, flags);
}

/* What was written when a sync begins is safe when it ends. */
#define SYNC(function)                                              \
  int function(int file) {                                          \
    REAL(function);                                                 \
    if (!is_tracked(file)) return real(file);                       \
    uint64_t inode = inode_of(file);                                \
    pthread_mutex_lock(&lock);                                      \
    record(SYNC_BEGIN, inode, 0, NULL, 0, NULL, 0);                 \
    pthread_mutex_unlock(&lock);                                    \
    int result = real(file);                                        \
    pthread_mutex_lock(&lock);                                      \
    if (result == 0) record(SYNC_END, inode, 0, NULL, 0, NULL, 0);  \
    pthread_mutex_unlock(&lock);                                    \
    return result;                                                  \
  }
SYNC(fsync)
SYNC(fdatasync)

#define ONE_PATH(function, kind)                                              \
  int function(const char *path) {                                            \
    REAL(function);                                                           \
    const char *name = inside(path);                                          \
    if (!name) return real(path);                                             \
    pthread_mutex_lock(&lock);                                                \
    int result = real(path);                                                  \
    if (result == 0) record(kind, 0, 0, name, strlen(name), NULL, 0);         \
    pthread_mutex_unlock(&lock);                                              \
    return result;                                                            \
  }
ONE_PATH(unlink, UNLINK)
ONE_PATH(rmdir, RMDIR)

#define TWO_PATHS(function, kind)                                             \
  int function(const char *from, const char *to) {                            \
    REAL(function);                                                           \
    const char *first = inside(from), *second = inside(to);                   \
    if (!first && !second) return real(from, to);                             \
    if (!first || !second) abort();                                           \
    pthread_mutex_lock(&lock);                                                \
    int result = real(from, to);                                              \
    if (result == 0) record(kind, 0, 0, first, strlen(first), second, strlen(second)); \
    pthread_mutex_unlock(&lock);                                              \
    return result;                                                            \
  }
TWO_PATHS(rename, RENAME)
TWO_PATHS(link, LINK)

int mkdir(const char *path, mode_t mode) {
  REAL(mkdir);
  const char *name = inside(path);
  if (!name) return real(path, mode);
  pthread_mutex_lock(&lock);
  int result = real(path, mode);
  struct stat found;
  if (result == 0 && stat(path, &found) == 0) record(MKDIR, found.st_ino, 0, name, strlen(name), NULL, 0);
  pthread_mutex_unlock(&lock);
  return result;
}
