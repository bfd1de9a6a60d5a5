/* The constants of an arity in the row that hash_group reads. */
#ifndef FONDACO_DEVICE_CONSTANTS_H
#define FONDACO_DEVICE_CONSTANTS_H

#include <string.h>

#include "../proof/poseidon.h"
#include "poseidon_device.h"

#define MAX_DEVICE_CONSTANTS (2 + MAX_KEYS + 2 * MAX_WIDTH * MAX_WIDTH + MAX_PARTIAL * (2 * MAX_WIDTH - 1))

/* Words of 64 bits and of 32 are the same bytes here. */
static inline int lay(element *row, int at, const fr *from, int count) {
    memcpy(row + at, from, sizeof(fr) * (size_t)count);
    return at + count;
}

/* How many elements there are. */
static inline int lay_out(const struct poseidon *p, struct device_poseidon *to, element *row) {
    int width = p->width, at = 0;
    const fr start = fr_add(&p->tag, &p->keys[0]);
    to->width = width;
    to->partial = p->partial;
    at = lay(row, at, &start, 1);
    at = lay(row, at, &fr_square, 1);
    to->keys = at;
    at = lay(row, at, p->keys, FULL_ROUNDS * width + p->partial);
    to->dense = at;
    at = lay(row, at, p->dense, width * width);
    to->pre_sparse = at;
    at = lay(row, at, p->pre_sparse, width * width);
    to->sparse = at;
    return lay(row, at, p->sparse, p->partial * (2 * width - 1));
}

#endif
