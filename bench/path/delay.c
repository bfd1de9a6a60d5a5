/* A path between two network namespaces that takes its time: every packet is handed over so many milliseconds after it
 * was sent. Stands in for netem, which not every kernel has. Usage: delay NAMESPACE_A NAMESPACE_B MILLISECONDS
 * Makes a device "path" in each; ends when its standard input does. Needs root. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { SLOTS = 1 << 17, LONGEST = 2048 };

struct packet {
    int64_t due;
    int length;
    char bytes[LONGEST];
};

struct way {
    int in, out;
    struct packet *queue; /* a ring: the delay is the same for all, so they leave in the order they came */
    unsigned head, tail;
    long dropped;
};

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static int64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static int tun(const char *namespace) {
    char path[256];
    snprintf(path, sizeof path, "/run/netns/%s", namespace);
    int ns = open(path, O_RDONLY);
    if (ns < 0 || setns(ns, CLONE_NEWNET) < 0) fail(path);
    close(ns);
    int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK);
    struct ifreq request;
    memset(&request, 0, sizeof request);
    request.ifr_flags = IFF_TUN | IFF_NO_PI;
    strcpy(request.ifr_name, "path");
    if (fd < 0 || ioctl(fd, TUNSETIFF, &request) < 0) fail("tun");
    return fd;
}

static void take(struct way *way, int64_t delay) {
    for (;;) {
        struct packet *slot = &way->queue[way->tail % SLOTS];
        char spill[LONGEST];
        int full = way->tail - way->head == SLOTS;
        int length = read(way->in, full ? spill : slot->bytes, LONGEST);
        if (length <= 0) return;
        if (full) {
            way->dropped++;
            continue;
        }
        slot->length = length;
        slot->due = now() + delay;
        way->tail++;
    }
}

static int64_t give(struct way *way) {
    while (way->head != way->tail) {
        struct packet *slot = &way->queue[way->head % SLOTS];
        int64_t left = slot->due - now();
        if (left > 0) return left;
        if (write(way->out, slot->bytes, slot->length) < 0) way->dropped++;
        way->head++;
    }
    return INT64_MAX;
}

int main(int argc, char **argv) {
    if (argc != 4) {
        fprintf(stderr, "usage: delay NAMESPACE_A NAMESPACE_B MILLISECONDS\n");
        return 2;
    }
    int a = tun(argv[1]), b = tun(argv[2]);
    int64_t delay = atoll(argv[3]) * 1000000;
    struct way ways[2] = {{.in = a, .out = b}, {.in = b, .out = a}};
    for (int i = 0; i < 2; i++) {
        ways[i].queue = malloc(sizeof(struct packet) * (size_t) SLOTS);
        if (!ways[i].queue) fail("memory");
    }
    printf("ready\n");
    fflush(stdout);
    for (;;) {
        int64_t left = give(&ways[0]), other = give(&ways[1]);
        if (other < left) left = other;
        struct pollfd fds[3] = {{a, POLLIN, 0}, {b, POLLIN, 0}, {0, POLLIN, 0}};
        struct timespec pause = {left / 1000000000, left % 1000000000};
        if (ppoll(fds, 3, left == INT64_MAX ? NULL : &pause, NULL) < 0) fail("poll");
        char gone;
        if (fds[2].revents && read(0, &gone, 1) <= 0) break;
        take(&ways[0], delay);
        take(&ways[1], delay);
    }
    fprintf(stderr, "dropped %ld and %ld packets\n", ways[0].dropped, ways[1].dropped);
    return 0;
}
