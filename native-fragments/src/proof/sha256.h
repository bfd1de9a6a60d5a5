/* SHA-256 as the kernels need it: compressions of whole blocks, and hashes of pairs of nodes. */
#ifndef FONDACO_SHA256_H
#define FONDACO_SHA256_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "fondaco_proof.h"

#define NODE 32
#define BLOCK 64
#define ROUNDS 64

extern const uint32_t fp_sha_k[ROUNDS];
extern const uint32_t fp_sha_start[8];
/* Message schedule plus round constants of the block that ends every message of one block. */
extern const uint32_t fp_sha_pad64[ROUNDS];

static inline uint32_t fp_load_be32(const uint8_t *from) {
    uint32_t value;
    memcpy(&value, from, sizeof value);
    return __builtin_bswap32(value);
}

static inline void fp_store_be32(uint8_t *to, uint32_t value) {
    value = __builtin_bswap32(value);
    memcpy(to, &value, sizeof value);
}

static inline uint64_t fp_load64(const uint8_t *from) {
    uint64_t value;
    memcpy(&value, from, sizeof value);
    return value;
}

static inline void fp_store64(uint8_t *to, uint64_t value) {
    memcpy(to, &value, sizeof value);
}

/* Hashes pairs; may be done in place, front to back. */
typedef void pairs_function(const uint8_t *nodes, uint8_t *digests, size_t pairs);

/* A label's message of 20 blocks in the blocks that differ, and the order they come in. */
#define LABEL_BLOCKS 20

struct label_plan {
    int distinct;                /* blocks that differ, the first one included */
    uint8_t order[LABEL_BLOCKS]; /* which of them comes when */
    int parents;                 /* how many parents are read */
};

/* Of layer 1 and of every other; the last distinct block holds parent 0 or 8 and the padding. */
extern const struct label_plan fp_plan_first;
extern const struct label_plan fp_plan_later;

struct label_replica {
    const uint8_t *id;
    uint8_t *const *layer;
    const uint8_t *const *below;
};

/* A node to label: its number and parents that were found to be in range. */
struct label_node {
    int64_t node;
    uint32_t parents[FP_PARENTS];
    /* State after the first block, where that was made beside the label before: see label_function. */
    int has_head;
    uint32_t head[8];
};

/*
 * Labels one node of replicas; layers below are null in layer 1. next: the node that comes next, for the same replicas; null when
 * there is none. Whoever reads many parents brings those of next nearer meanwhile, and whoever makes one label at a time may put
 * its first block, which needs no parent, beside the last of this one.
 */
typedef void label_function(uint32_t layer, const struct label_node *node, struct label_node *next,
                            const struct label_replica *replicas, int count);

pairs_function fp_pairs_portable, fp_pairs_shani, fp_pairs_armv8, fp_pairs_avx2, fp_pairs_avx512;

label_function fp_label_portable, fp_label_shani, fp_label_armv8, fp_label_avx2, fp_label_avx512;

/* SHA-256 of any message, for digests of constants. */
void fp_sha256(const uint8_t *message, size_t bytes, uint8_t digest[NODE]);

#define SEGMENT_MASK (((int64_t)1 << FP_SEGMENT_BITS) - 1)

static inline const uint8_t *fp_node_at(const uint8_t *const *segments, int64_t node) {
    return segments[node >> FP_SEGMENT_BITS] + (node & SEGMENT_MASK) * NODE;
}

/* The first block of a label's message. */
static inline void fp_label_head(uint8_t block[BLOCK], const uint8_t *id, uint32_t layer, int64_t node) {
    memcpy(block, id, NODE);
    fp_store_be32(block + 32, layer);
    fp_store_be32(block + 36, (uint32_t)((uint64_t)node >> 32));
    fp_store_be32(block + 40, (uint32_t)node);
    memset(block + 44, 0, 20);
}

/* The last block: a parent, the end mark, and the message's length of 1248 bytes in bits. */
static inline void fp_label_last(uint8_t block[BLOCK], const uint8_t *parent) {
    memcpy(block, parent, NODE);
    block[32] = 0x80;
    memset(block + 33, 0, 27);
    fp_store_be32(block + 60, 1248 * 8);
}

/* Where the label goes. */
static inline uint8_t *fp_label_to(const struct label_replica *replica, int64_t node) {
    return replica->layer[node >> FP_SEGMENT_BITS] + (node & SEGMENT_MASK) * NODE;
}

/* The i-th parent that a label reads. */
static inline const uint8_t *fp_label_parent(const struct label_replica *replica, const struct label_node *node, int i) {
    const uint8_t *const *from = i < FP_BASE_PARENTS ? (const uint8_t *const *)replica->layer : replica->below;
    return fp_node_at(from, node->parents[i]);
}

/*
 * Brings a parent as near as the second cache: nodes of layers that begin alike would drive each other, and the schedules that
 * are kept, out of the first. Inlined always: gcc takes a function that only prefetches for one without effect, and drops calls
 * of it.
 */
static inline __attribute__((always_inline)) void fp_label_fetch(const uint8_t *parent) {
    __builtin_prefetch(parent, 0, 2);
    /* Memory that begins anywhere has nodes in two lines of the cache. */
    if (((uintptr_t)parent & 63) > 32) {
        __builtin_prefetch(parent + NODE - 1, 0, 2);
    }
}

#endif
