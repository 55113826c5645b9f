/*
 * A disk that can lose its power, put under a process by LD_PRELOAD.
 *
 * What a process writes lies in the kernel's cache until it is synced: a killed process loses nothing of it, a power cut
 * all of it, or some, or half of a block. So beside every database file F in the watched folder stand
 *
 *   F.platter   what the disk holds for certain: F as it was last synced
 *   F.unsynced  what was written since, in order: records of { u32 type, u32 length, u64 offset, bytes }
 *   F.unlinked  there while F's name has not been synced with its folder
 *
 * F itself has everything, as a process sees it. A sync moves the unsynced records to the platter; the real disk is
 * not asked. `platter.ts` makes F anew from these after a cut.
 *
 * The switch, a file of eight i32 that is mapped and may be changed at any time, makes the disk fail:
 *   [0] errno of every write   [1] errno of every sync (what was unsynced is then lost for good, as Linux does it);
 *       negative: only of the database itself, not of its log
 *   [2] errno of opening for writing   [3] bytes that still have room, -1 for no end (ENOSPC beyond)
 *   [4] kill the process before this operation (counted from 1; 0: never)   [5] operations so far   [6] syncs so far
 *   [7] kill the process before this sync (counted from 1; 0: never)
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { mostFiles = 64, mostDescriptors = 65536, longestPath = 1024 };
enum { writeRecord = 1, truncateRecord = 2 };
enum { writeFault, syncFault, openFault, room, killAt, operations, syncs, killAtSync, switchSize };

struct record {
  uint32_t type, length;
  uint64_t offset;
};

struct file {
  char path[longestPath];
  int platter, unsynced;
};

static struct file files[mostFiles];
/* 0: not ours; n: files[n - 1]; -1: the folder. */
static int8_t kinds[mostDescriptors];
static volatile int32_t *faults;
static char folder[longestPath];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int (*realOpen)(const char *, int, ...);
static int (*realClose)(int);
static ssize_t (*realWrite)(int, const void *, size_t, off64_t);
static int (*realTruncate)(int, off64_t);
static int (*realSync)(int);
static int (*realUnlink)(const char *);

__attribute__((constructor)) static void begin(void) {
  realOpen = dlsym(RTLD_NEXT, "open64");
  realClose = dlsym(RTLD_NEXT, "close");
  realWrite = dlsym(RTLD_NEXT, "pwrite64");
  realTruncate = dlsym(RTLD_NEXT, "ftruncate64");
  realSync = dlsym(RTLD_NEXT, "fsync");
  realUnlink = dlsym(RTLD_NEXT, "unlink");
  const char *watched = getenv("PLATTER_FOLDER"), *control = getenv("PLATTER_SWITCH");
  if (!watched || !control) return;
  int fd = realOpen(control, O_RDWR | O_CLOEXEC);
  if (fd < 0) abort();
  faults = mmap(NULL, switchSize * sizeof(int32_t), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  realClose(fd);
  if (faults == MAP_FAILED) abort();
  snprintf(folder, sizeof folder, "%s", watched);
}

static int endsWith(const char *path, const char *end) {
  size_t length = strlen(path), tail = strlen(end);
  return length >= tail && strcmp(path + length - tail, end) == 0;
}

static int isWatched(const char *path) {
  return faults && folder[0] && strncmp(path, folder, strlen(folder)) == 0 &&
         (endsWith(path, ".sqlite") || endsWith(path, ".sqlite-wal") || endsWith(path, ".sqlite-journal"));
}

/* Before each operation on the disk, with the lock held. */
static void step(void) {
  int32_t now = ++faults[operations];
  if (faults[killAt] == now) kill(getpid(), SIGKILL);
}

static int openBeside(const char *path, const char *end, int flags) {
  char beside[longestPath + 16];
  snprintf(beside, sizeof beside, "%s%s", path, end);
  return realOpen(beside, flags | O_CLOEXEC, 0600);
}

static void unlinkBeside(const char *path, const char *end) {
  char beside[longestPath + 16];
  snprintf(beside, sizeof beside, "%s%s", path, end);
  realUnlink(beside);
}

static void copyWhole(int from, int to) {
  static char bytes[65536];
  off64_t at = 0;
  for (ssize_t got; (got = pread64(from, bytes, sizeof bytes, at)) > 0; at += got)
    if (realWrite(to, bytes, got, at) != got) abort();
}

/* Finds or begins the file's record; `fd` is the descriptor just opened, by which it can be read without dropping locks. */
static int watch(const char *path, int fd, int existed) {
  int slot = -1;
  for (int index = 0; index < mostFiles; index++) {
    if (strcmp(files[index].path, path) == 0) return index;
    if (slot < 0 && files[index].path[0] == 0) slot = index;
  }
  if (slot < 0) abort();
  struct file *file = &files[slot];
  snprintf(file->path, sizeof file->path, "%s", path);
  file->platter = openBeside(path, ".platter", O_RDWR);
  if (file->platter < 0) {
    file->platter = openBeside(path, ".platter", O_RDWR | O_CREAT);
    if (existed) copyWhole(fd, file->platter);
    else realClose(openBeside(path, ".unlinked", O_RDWR | O_CREAT));
  }
  file->unsynced = openBeside(path, ".unsynced", O_RDWR | O_CREAT | O_APPEND);
  if (file->platter < 0 || file->unsynced < 0) abort();
  return slot;
}

int open64(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  if (!realOpen) begin();
  if (!isWatched(path)) {
    int fd = realOpen(path, flags, mode);
    if (fd >= 0 && fd < mostDescriptors && faults && strcmp(path, folder) == 0) kinds[fd] = -1;
    return fd;
  }
  if (faults[openFault] && (flags & O_ACCMODE) != O_RDONLY) {
    errno = faults[openFault];
    return -1;
  }
  pthread_mutex_lock(&lock);
  int existed = access(path, F_OK) == 0;
  int fd = realOpen(path, flags, mode);
  if (fd >= mostDescriptors) abort();
  if (fd >= 0) kinds[fd] = watch(path, fd, existed) + 1;
  pthread_mutex_unlock(&lock);
  return fd;
}

int open(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return open64(path, flags, mode);
}

int close(int fd) {
  if (!realClose) begin();
  if (fd >= 0 && fd < mostDescriptors) kinds[fd] = 0;
  return realClose(fd);
}

static struct file *fileOf(int fd) {
  return fd >= 0 && fd < mostDescriptors && kinds[fd] > 0 ? &files[kinds[fd] - 1] : NULL;
}

static void note(struct file *file, uint32_t type, uint64_t offset, const void *bytes, uint32_t length) {
  struct record record = {type, length, offset};
  if (write(file->unsynced, &record, sizeof record) != sizeof record) abort();
  if (length && write(file->unsynced, bytes, length) != (ssize_t)length) abort();
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset) {
  struct file *file = fileOf(fd);
  if (!file) return realWrite(fd, bytes, length, offset);
  pthread_mutex_lock(&lock);
  step();
  ssize_t written = -1;
  if (faults[writeFault]) {
    errno = faults[writeFault];
  } else if (faults[room] == 0) {
    errno = ENOSPC;
  } else {
    if (faults[room] > 0) {
      if (length > (size_t)faults[room]) length = faults[room];
      faults[room] -= length;
    }
    note(file, writeRecord, offset, bytes, length);
    written = realWrite(fd, bytes, length, offset);
  }
  pthread_mutex_unlock(&lock);
  return written;
}

int ftruncate64(int fd, off64_t size) {
  struct file *file = fileOf(fd);
  if (!file) return realTruncate(fd, size);
  pthread_mutex_lock(&lock);
  step();
  int result = -1;
  if (faults[writeFault]) {
    errno = faults[writeFault];
  } else {
    note(file, truncateRecord, size, NULL, 0);
    result = realTruncate(fd, size);
  }
  pthread_mutex_unlock(&lock);
  return result;
}

static void settle(struct file *file) {
  static char *bytes;
  static size_t room;
  struct record record;
  off64_t at = 0;
  while (pread64(file->unsynced, &record, sizeof record, at) == sizeof record) {
    at += sizeof record;
    if (record.type == truncateRecord) {
      if (realTruncate(file->platter, record.offset) != 0) abort();
      continue;
    }
    if (record.length > room) bytes = realloc(bytes, room = record.length);
    if (pread64(file->unsynced, bytes, record.length, at) != (ssize_t)record.length) break;
    at += record.length;
    if (realWrite(file->platter, bytes, record.length, record.offset) != (ssize_t)record.length) abort();
  }
}

static void settleNames(void) {
  for (int index = 0; index < mostFiles; index++)
    if (files[index].path[0]) unlinkBeside(files[index].path, ".unlinked");
}

int fsync(int fd) {
  struct file *file = fileOf(fd);
  int isFolder = fd >= 0 && fd < mostDescriptors && kinds[fd] == -1;
  if (!file && !isFolder) return realSync(fd);
  pthread_mutex_lock(&lock);
  step();
  if (faults[killAtSync] == ++faults[syncs]) kill(getpid(), SIGKILL);
  int result = 0;
  int isMeant = faults[syncFault] > 0 || (faults[syncFault] < 0 && file && endsWith(file->path, ".sqlite"));
  if (isMeant) {
    errno = abs(faults[syncFault]);
    result = -1;
  } else if (isFolder) {
    settleNames();
  } else {
    settle(file);
  }
  if (file && realTruncate(file->unsynced, 0) != 0) abort();
  pthread_mutex_unlock(&lock);
  return result;
}

int fdatasync(int fd) { return fsync(fd); }

int unlink(const char *path) {
  if (!realUnlink) begin();
  if (isWatched(path)) {
    pthread_mutex_lock(&lock);
    step();
    unlinkBeside(path, ".platter");
    unlinkBeside(path, ".unsynced");
    unlinkBeside(path, ".unlinked");
    for (int index = 0; index < mostFiles; index++) {
      if (strcmp(files[index].path, path) != 0) continue;
      realClose(files[index].platter);
      realClose(files[index].unsynced);
      memset(&files[index], 0, sizeof files[index]);
    }
    pthread_mutex_unlock(&lock);
  }
  return realUnlink(path);
}
