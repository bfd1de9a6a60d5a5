/* Poseidon with nothing but 64-bit multiplications. */
#include "poseidon.h"

/* to = the sum of a[i] b[i] for n products, as Montgomery products are: one reduction for all of them. */
static fr dot(const fr *a, const fr *b, int n) {
    uint64_t t[6] = {0};
    for (int i = 0; i < 4; i++) {
        for (int k = 0; k < n; k++) {
            uint64_t carry = 0;
            for (int j = 0; j < 4; j++) {
                fr_wide p = (fr_wide)a[k].l[i] * b[k].l[j] + t[j] + carry;
                t[j] = (uint64_t)p;
                carry = (uint64_t)(p >> 64);
            }
            fr_wide top = (fr_wide)t[4] + carry;
            t[4] = (uint64_t)top;
            t[5] += (uint64_t)(top >> 64);
        }
        uint64_t m = t[0] * FR_INVERSE;
        uint64_t carry = (uint64_t)(((fr_wide)m * FR_R0 + t[0]) >> 64);
        for (int j = 1; j < 4; j++) {
            fr_wide p = (fr_wide)m * fr_r.l[j] + t[j] + carry;
            t[j - 1] = (uint64_t)p;
            carry = (uint64_t)(p >> 64);
        }
        fr_wide top = (fr_wide)t[4] + carry;
        t[3] = (uint64_t)top;
        t[4] = t[5] + (uint64_t)(top >> 64);
        t[5] = 0;
    }
    /* At most 12 r/2^256 r + r, which is below 7 r. */
    fr out = {{t[0], t[1], t[2], t[3]}};
    for (int i = 0; i < 6; i++) {
        fr less;
        uint64_t borrow = fr_borrow(&less, &out, &fr_r);
        uint64_t keep = borrow & (t[4] == 0);
        t[4] -= borrow & !keep;
        out = fr_select(keep, &out, &less);
    }
    return out;
}

static fr power_and_key(const fr *a, const fr *key) {
    fr power = fr_multiply(a, a);
    power = fr_multiply(&power, &power);
    power = fr_multiply(&power, a);
    return fr_add(&power, key);
}

static void mix(fr *state, const fr *matrix, int width) {
    fr next[MAX_WIDTH];
    for (int j = 0; j < width; j++) {
        next[j] = dot(state, matrix + j * width, width);
    }
    memcpy(state, next, sizeof(fr) * (size_t)width);
}

static fr permute(const struct poseidon *p, fr *state) {
    int width = p->width, half = FULL_ROUNDS / 2;
    const fr *key = p->keys;
    for (int lane = 0; lane < width; lane++) {
        state[lane] = fr_add(&state[lane], key++);
    }
    for (int round = 0; round < half; round++) {
        for (int lane = 0; lane < width; lane++) {
            state[lane] = power_and_key(&state[lane], key++);
        }
        mix(state, round < half - 1 ? p->dense : p->pre_sparse, width);
    }
    for (int round = 0; round < p->partial; round++) {
        const fr *sparse = p->sparse + round * (2 * width - 1);
        state[0] = power_and_key(&state[0], key++);
        fr first = dot(state, sparse, width);
        for (int lane = 1; lane < width; lane++) {
            fr term = fr_multiply(&state[0], &sparse[width + lane - 1]);
            state[lane] = fr_add(&state[lane], &term);
        }
        state[0] = first;
    }
    for (int round = 0; round < half - 1; round++) {
        for (int lane = 0; lane < width; lane++) {
            state[lane] = power_and_key(&state[lane], key++);
        }
        mix(state, p->dense, width);
    }
    static const fr none;
    for (int lane = 0; lane < width; lane++) {
        state[lane] = power_and_key(&state[lane], &none);
    }
    return dot(state, p->dense + width, width);
}

int64_t fp_hash_portable(const struct poseidon *p, const uint8_t *nodes, uint8_t *digests, int64_t groups) {
    int arity = p->width - 1;
    for (int64_t group = 0; group < groups; group++) {
        fr state[MAX_WIDTH];
        state[0] = p->tag;
        for (int i = 0; i < arity; i++) {
            fr plain = fr_load(nodes + 32 * (group * arity + i));
            if (!fr_is_canonical(&plain)) {
                return group * arity + i + 1;
            }
            state[i + 1] = fr_multiply(&plain, &fr_square);
        }
        fr digest = permute(p, state);
        digest = fr_from_montgomery(&digest);
        fr_store(digests + 32 * group, &digest);
    }
    return 0;
}
