/* A disk without room for longer tables, for as long as there is a file called `full` beside the server's data: put before
   the C library with LD_PRELOAD. The write-ahead log still finds room, as it does on a disk of its own. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static int refused(int file, off_t end) {
    char link[64], name[PATH_MAX + 1];
    struct stat known;
    if (access("../full", F_OK)) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, name, PATH_MAX);
    if (length < 0) return 0;
    name[length] = 0;
    return strstr(name, "/base/") && !fstat(file, &known) && end > known.st_size;
}

#define REAL(result, name, ...) \
    static result (*real)(__VA_ARGS__); \
    if (!real) real = (result (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name);

#define WRITES(name) \
    ssize_t name(int file, const void *from, size_t length, off_t at) { \
        REAL(ssize_t, #name, int, const void *, size_t, off_t) \
        if (refused(file, at + (off_t)length)) { errno = ENOSPC; return -1; } \
        return real(file, from, length, at); \
    }

#define WRITES_MANY(name) \
    ssize_t name(int file, const struct iovec *parts, int count, off_t at) { \
        REAL(ssize_t, #name, int, const struct iovec *, int, off_t) \
        off_t end = at; \
        for (int one = 0; one < count; one++) end += (off_t)parts[one].iov_len; \
        if (refused(file, end)) { errno = ENOSPC; return -1; } \
        return real(file, parts, count, at); \
    }

#define ALLOCATES(name) \
    int name(int file, off_t at, off_t length) { \
        REAL(int, #name, int, off_t, off_t) \
        return refused(file, at + length) ? ENOSPC : real(file, at, length); \
    }

WRITES(pwrite)
WRITES(pwrite64)
WRITES_MANY(pwritev)
WRITES_MANY(pwritev64)
ALLOCATES(posix_fallocate)
ALLOCATES(posix_fallocate64)
