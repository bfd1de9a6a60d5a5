/*
 * Poseidon by mulx, a few groups side by side so that their multiplications do not wait for each other.
 *
 * Numbers between operations are below B = 2^256 but not always below r, which is 0.453 B:
 *   dot:   15 products of a number below B and one below r, and one more number below B: below 9 B, and reduced to below
 *          2^254 + r = 0.703 B;
 *   power: x^2 of x below 0.703 B is below 0.947 B, and below 0.494 B after r was taken off; x^4 is below 0.697 B; x^5 is
 *          below 0.943 B and below 0.494 B after r was taken off; with a key below r, below 0.947 B.
 */
#include <stddef.h>

#include "poseidon.h"

#if defined(__x86_64__)

/* Groups that are hashed side by side. */
#define SIDE_BY_SIDE 4

typedef void dot_function(fr *to, const fr *plus, const fr *a, const fr *b);

dot_function fp_adx_dot_1, fp_adx_dot_2, fp_adx_dot_3, fp_adx_dot_4, fp_adx_dot_5, fp_adx_dot_6, fp_adx_dot_7, fp_adx_dot_8,
    fp_adx_dot_9, fp_adx_dot_10, fp_adx_dot_11, fp_adx_dot_12, fp_adx_dot_13, fp_adx_dot_14, fp_adx_dot_15;
void fp_adx_multiply(fr *to, const fr *a, const fr *b, int64_t count);

static dot_function *const dots[16] = {
    NULL,
    fp_adx_dot_1,
    fp_adx_dot_2,
    fp_adx_dot_3,
    fp_adx_dot_4,
    fp_adx_dot_5,
    fp_adx_dot_6,
    fp_adx_dot_7,
    fp_adx_dot_8,
    fp_adx_dot_9,
    fp_adx_dot_10,
    fp_adx_dot_11,
    fp_adx_dot_12,
    fp_adx_dot_13,
    fp_adx_dot_14,
    fp_adx_dot_15,
};

/* Multiples of r just below those of 2^254, modulo B: what to take off a number of which the bits from 254 on are known. */
__attribute__((visibility("hidden"))) extern fr fp_adx_below[64];
fr fp_adx_below[64];

static uint64_t add(fr *to, const fr *a, const fr *b) {
    uint64_t carry = 0;
    for (int i = 0; i < 4; i++) {
        fr_wide s = (fr_wide)a->l[i] + b->l[i] + carry;
        to->l[i] = (uint64_t)s;
        carry = (uint64_t)(s >> 64);
    }
    return carry;
}

__attribute__((constructor(101))) static void prepare(void) {
    /* rest = q 2^254 - multiple, below r */
    fr rest = {{0}}, multiple = {{0}};
    const fr quarter = {{0, 0, 0, (uint64_t)1 << 62}};
    for (int q = 0; q < 64; q++) {
        fp_adx_below[q] = multiple;
        fr sum, taken;
        add(&sum, &rest, &quarter);
        /* Both are below r. */
        rest = fr_add(&rest, &quarter);
        fr_borrow(&taken, &sum, &rest);
        add(&multiple, &multiple, &taken);
    }
}

/* Fifth powers, and a key to each; x and keys lie one behind the other. */
static void powers_and_keys(fr *x, const fr *keys, int count) {
    fr power[MAX_WIDTH];
    fp_adx_multiply(power, x, x, count);
    fp_adx_multiply(power, power, power, count);
    fp_adx_multiply(power, power, x, count);
    for (int i = 0; i < count; i++) {
        add(&x[i], &power[i], &keys[i]);
    }
}

static const fr zeros[MAX_WIDTH];

static void mix(fr *state, const fr *matrix, int width) {
    fr next[MAX_WIDTH];
    dot_function *dot = dots[width];
    for (int j = 0; j < width; j++) {
        dot(&next[j], zeros, state, matrix + j * width);
    }
    memcpy(state, next, sizeof(fr) * (size_t)width);
}

struct group {
    fr state[MAX_WIDTH];
};

static void partial_rounds(const struct poseidon *p, struct group *groups, int count, const fr *key) {
    int width = p->width, lanes = width - 1;
    /* Of each group the other lanes, and what the rounds of a block make of lane 0. */
    fr work[SIDE_BY_SIDE][MAX_WIDTH - 1 + TOGETHER];
    fr first[SIDE_BY_SIDE], keys[SIDE_BY_SIDE];
    for (int g = 0; g < count; g++) {
        first[g] = groups[g].state[0];
        memcpy(work[g], groups[g].state + 1, sizeof(fr) * (size_t)lanes);
    }
    for (int round = 0; round < p->partial; round += TOGETHER) {
        int rounds = p->partial - round < TOGETHER ? p->partial - round : TOGETHER;
        const fr *row = p->rows + round * (width + TOGETHER - 1);
        for (int k = 0; k < rounds; k++, row += width + TOGETHER - 1, key++) {
            for (int g = 0; g < count; g++) {
                keys[g] = *key;
            }
            powers_and_keys(first, keys, count);
            for (int g = 0; g < count; g++) {
                work[g][lanes + k] = first[g];
                dots[width + k](&first[g], zeros, work[g], row);
            }
        }
        const fr *columns = p->columns + round * lanes;
        for (int g = 0; g < count; g++) {
            for (int lane = 0; lane < lanes; lane++) {
                dots[rounds](&work[g][lane], &work[g][lane], work[g] + lanes, columns + lane * TOGETHER);
            }
        }
    }
    for (int g = 0; g < count; g++) {
        groups[g].state[0] = first[g];
        memcpy(groups[g].state + 1, work[g], sizeof(fr) * (size_t)lanes);
    }
}

/* The digest of each group becomes the first element of its state. */
static void permute(const struct poseidon *p, struct group *groups, int count) {
    int width = p->width, half = FULL_ROUNDS / 2;
    const fr *keys = p->keys + width;
    for (int round = 0; round < half; round++, keys += width) {
        for (int g = 0; g < count; g++) {
            powers_and_keys(groups[g].state, keys, width);
            mix(groups[g].state, round < half - 1 ? p->dense : p->pre_sparse, width);
        }
    }
    partial_rounds(p, groups, count, keys);
    keys += p->partial;
    for (int round = 0; round < half - 1; round++, keys += width) {
        for (int g = 0; g < count; g++) {
            powers_and_keys(groups[g].state, keys, width);
            mix(groups[g].state, p->dense, width);
        }
    }
    for (int g = 0; g < count; g++) {
        powers_and_keys(groups[g].state, zeros, width);
        dots[width](groups[g].state, zeros, groups[g].state, p->dense + width);
    }
}

int64_t fp_hash_adx(const struct poseidon *p, const uint8_t *nodes, uint8_t *digests, int64_t groups) {
    static const fr one = {{1, 0, 0, 0}};
    int arity = p->width - 1;
    struct group side[SIDE_BY_SIDE];
    const fr tag = fr_add(&p->tag, &p->keys[0]);
    for (int64_t done = 0; done < groups; done += SIDE_BY_SIDE) {
        int count = groups - done < SIDE_BY_SIDE ? (int)(groups - done) : SIDE_BY_SIDE;
        for (int g = 0; g < count; g++) {
            side[g].state[0] = tag;
            for (int i = 0; i < arity; i++) {
                int64_t node = (done + g) * arity + i;
                fr plain = fr_load(nodes + 32 * node);
                if (!fr_is_canonical(&plain)) {
                    return node + 1;
                }
                fp_adx_dot_1(&side[g].state[i + 1], &p->keys[i + 1], &plain, &fr_square);
            }
        }
        permute(p, side, count);
        for (int g = 0; g < count; g++) {
            /* At most r before r is taken off. */
            fr digest;
            fp_adx_multiply(&digest, side[g].state, &one, 1);
            fr_store(digests + 32 * (done + g), &digest);
        }
    }
    return 0;
}

#endif
