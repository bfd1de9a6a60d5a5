/*
 * Poseidon by mulx, a few groups side by side so that their multiplications do not wait for each other.
 *
 * Numbers between operations are below B = 2^256 but not always below r, which is 0.453 B:
 *   mixing by the matrix of small numbers: below r + 2^244;
 *   dot, next: 17 products of a number below B and one below r, and one more number below B: below 9.2 B, and reduced to below
 *          2^254 + r = 0.703 B;
 *   power: x^2 of x below 0.703 B is below 0.947 B, and below 0.494 B after r was taken off; x^4 is below 0.697 B, and below
 *          0.453 B after that; x^5 is below 0.772 B; so is x times a constant below r, 0.494 B after r was taken off; with a
 *          key below r, below 0.947 B.
 */
#include <stddef.h>

#include "poseidon_adx.h"

#if defined(__x86_64__)

/* Groups that are hashed side by side. */
#define SIDE_BY_SIDE 4

typedef void dot_function(fr *to, const fr *plus, const fr *a, const fr *b);
typedef void mix_function(fr *to, const fr *state, const uint64_t *matrix, const fr *plus);

dot_function fp_adx_dot_1, fp_adx_dot_2, fp_adx_dot_3, fp_adx_dot_4, fp_adx_dot_5, fp_adx_dot_6, fp_adx_dot_7, fp_adx_dot_8,
    fp_adx_dot_9, fp_adx_dot_10, fp_adx_dot_11, fp_adx_dot_12, fp_adx_dot_13, fp_adx_dot_14, fp_adx_dot_15, fp_adx_dot_17;
mix_function fp_adx_mix_3, fp_adx_mix_5, fp_adx_mix_9, fp_adx_mix_12;
void fp_adx_multiply(fr *to, const fr *a, const fr *b, int64_t count);
void fp_adx_square(fr *to, const fr *a, int64_t count);
void fp_adx_next(fr *to, fr *past, const uint64_t *taps, const fr *plus, int64_t known);

static mix_function *const mixes[MAX_WIDTH + 1] = {
    [3] = fp_adx_mix_3, [5] = fp_adx_mix_5, [9] = fp_adx_mix_9, [12] = fp_adx_mix_12};

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

static const fr zeros[MAX_WIDTH];

static void fifth_powers(fr *x, int count) {
    fr power[MAX_WIDTH];
    fp_adx_square(power, x, count);
    fp_adx_square(power, power, count);
    fp_adx_multiply(x, power, x, count);
}

struct group {
    fr state[MAX_WIDTH];
};

static void full_round(struct group *group, const struct poseidon_adx *a, const fr *keys, int width) {
    fr powers[MAX_WIDTH];
    memcpy(powers, group->state, sizeof(fr) * (size_t)width);
    fifth_powers(powers, width);
    mixes[width](group->state, powers, a->matrix, keys);
}

static void partial_rounds(const struct poseidon *p, struct group *groups, int count) {
    int width = p->width, lanes = width - 1;
    const fr *key = p->keys + (HALF + 1) * width;
    /* Of each group the other lanes, and what the rounds of a block make of lane 0. */
    fr work[SIDE_BY_SIDE][MAX_WIDTH - 1 + TOGETHER];
    fr first[SIDE_BY_SIDE];
    for (int g = 0; g < count; g++) {
        first[g] = groups[g].state[0];
        memcpy(work[g], groups[g].state + 1, sizeof(fr) * (size_t)lanes);
    }
    for (int round = 0; round < p->partial; round += TOGETHER) {
        int rounds = p->partial - round < TOGETHER ? p->partial - round : TOGETHER;
        const fr *row = p->rows + round * (width + TOGETHER - 1);
        for (int k = 0; k < rounds; k++, row += width + TOGETHER - 1, key++) {
            fifth_powers(first, count);
            for (int g = 0; g < count; g++) {
                add(&work[g][lanes + k], &first[g], key);
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

/* state: minus u[0], and what the next rounds take besides; then the lanes after the last round. */
static void recurrent_rounds(const struct poseidon *p, const struct recurrence *r, struct group *groups, int count) {
    /* u and y of each round. */
    fr past[SIDE_BY_SIDE][MAX_PARTIAL][2];
    fr u[SIDE_BY_SIDE], power[SIDE_BY_SIDE], scale[SIDE_BY_SIDE];
    int last = p->partial - 1;
    for (int g = 0; g < count; g++) {
        fp_adx_next(&u[g], past[g][0], r->taps, &groups[g].state[0], 0);
    }
    for (int k = 0;; k++) {
        for (int g = 0; g < count; g++) {
            scale[g] = r->scale[k];
        }
        fp_adx_square(power, u, count);
        fp_adx_multiply(u, u, scale, count);
        fp_adx_square(power, power, count);
        fp_adx_multiply(u, power, u, count);
        for (int g = 0; g < count; g++) {
            add(&past[g][k][1], &u[g], &r->keys[k]);
        }
        if (k == last) {
            break;
        }
        int next = k + 1, known = next < RECURRENT_WIDTH ? next : RECURRENT_WIDTH;
        for (int g = 0; g < count; g++) {
            const fr *besides = next < RECURRENT_WIDTH ? &groups[g].state[next] : zeros;
            fp_adx_next(&u[g], past[g][next], r->taps, besides, known);
        }
    }
    for (int g = 0; g < count; g++) {
        for (int lane = 0; lane < RECURRENT_WIDTH; lane++) {
            const fr *row = r->after + lane * (2 * RECURRENT_WIDTH - 1);
            fp_adx_dot_17(&groups[g].state[lane], zeros, &past[g][p->partial - RECURRENT_WIDTH][1], row);
        }
    }
}

/* The digest of each group becomes the first element of its state. */
static void permute(const struct poseidon *p, const struct poseidon_adx *a, struct group *groups, int count) {
    int width = p->width;
    const fr *keys = a->keys;
    for (int round = 0; round < HALF - 1; round++, keys += width) {
        for (int g = 0; g < count; g++) {
            full_round(&groups[g], a, keys, width);
        }
    }
    for (int g = 0; g < count; g++) {
        fr powers[MAX_WIDTH];
        memcpy(powers, groups[g].state, sizeof powers);
        fifth_powers(powers, width);
        for (int j = 0; j < width; j++) {
            dots[width](&groups[g].state[j], &a->middle_keys[j], powers, a->middle + j * width);
        }
    }
    if (width == RECURRENT_WIDTH) {
        recurrent_rounds(p, &a->recurrence, groups, count);
    } else {
        partial_rounds(p, groups, count);
    }
    for (int round = 0; round < HALF - 1; round++, keys += width) {
        for (int g = 0; g < count; g++) {
            full_round(&groups[g], a, keys, width);
        }
    }
    for (int g = 0; g < count; g++) {
        fifth_powers(groups[g].state, width);
        dots[width](groups[g].state, zeros, groups[g].state, a->last);
    }
}

int64_t fp_hash_adx(const struct poseidon *p, const uint8_t *nodes, uint8_t *digests, int64_t groups) {
    int arity = p->width - 1;
    struct group side[SIDE_BY_SIDE];
    const struct poseidon_adx *a = fp_poseidon_adx(p->width);
    const fr tag = {{((uint64_t)1 << arity) - 1, 0, 0, 0}};
    const fr first = fr_add(&tag, &a->start[0]);
    for (int64_t done = 0; done < groups; done += SIDE_BY_SIDE) {
        int count = groups - done < SIDE_BY_SIDE ? (int)(groups - done) : SIDE_BY_SIDE;
        for (int g = 0; g < count; g++) {
            side[g].state[0] = first;
            for (int i = 0; i < arity; i++) {
                int64_t node = (done + g) * arity + i;
                fr element = fr_load(nodes + 32 * node);
                if (!fr_is_canonical(&element)) {
                    return node + 1;
                }
                side[g].state[i + 1] = fr_add(&element, &a->start[i + 1]);
            }
        }
        permute(p, a, side, count);
        for (int g = 0; g < count; g++) {
            /* Below 2^254 + r, as dots are. */
            fr below, *digest = side[g].state;
            uint64_t is_below = fr_borrow(&below, digest, &fr_r);
            below = fr_select(is_below, digest, &below);
            fr_store(digests + 32 * (done + g), &below);
        }
    }
    return 0;
}

#endif
