/* Poseidon with neptune's standard strength: see PoseidonConstants of the Java backend for why the constants are so. */
#ifndef FONDACO_POSEIDON_H
#define FONDACO_POSEIDON_H

#include "fr.h"

#define FULL_ROUNDS 8
#define MAX_WIDTH 12
#define MAX_PARTIAL 57
#define MAX_KEYS (FULL_ROUNDS * MAX_WIDTH + MAX_PARTIAL)
/* Partial rounds that are taken together. */
#define TOGETHER 4
#define BLOCKS ((MAX_PARTIAL + TOGETHER - 1) / TOGETHER)

struct poseidon {
    int width;
    int partial;
    fr tag;
    /*
     * width for the start, width after the powers of each of the first four full rounds, one for each partial round, width
     * after the powers of the last full rounds but the very last.
     */
    fr keys[MAX_KEYS];
    /* Row j holds what makes lane j of the next state. */
    fr dense[MAX_WIDTH * MAX_WIDTH];
    fr pre_sparse[MAX_WIDTH * MAX_WIDTH];
    /* For each partial round: what makes lane 0 of the next state (width), then what lane 0 adds to the others. */
    fr sparse[MAX_PARTIAL * (2 * MAX_WIDTH - 1)];
    /*
     * The same, for rounds that are taken together. With s1.. the lanes at the start of a block and x0.. what its rounds have
     * made of lane 0, round k of the block makes lane 0 of s1.., x0, .., xk by a row (width + TOGETHER - 1 apart), and the
     * block adds to each other lane what a column (TOGETHER apart) makes of x0.. .
     */
    fr rows[MAX_PARTIAL * (MAX_WIDTH + TOGETHER - 1)];
    fr columns[BLOCKS * (MAX_WIDTH - 1) * TOGETHER];
    /* SHA-256 of the optimised and of the plain constants. */
    uint8_t optimised_digest[32];
    uint8_t plain_digest[32];
};

/* Made when the library is loaded; null for an arity there is none of. */
const struct poseidon *fp_poseidon(int arity);

/* Hashes groups one after the other, in place or not. Returns 0, or 1 more than the index of the first node not below r. */
typedef int64_t hash_function(const struct poseidon *p, const uint8_t *nodes, uint8_t *digests, int64_t groups);

hash_function fp_hash_portable, fp_hash_adx, fp_hash_avx512;

#if defined(__x86_64__)
/* The constants in limbs of 52 bits; called once they are made. */
void fp_poseidon_avx512_prepare(void);
#endif

#endif
