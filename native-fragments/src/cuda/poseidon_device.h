/*
 * Poseidon of one group by one thread, in words of 32 bits: compiled for the device, and by the tests for the host, where the
 * same code is compared with the published values on machines without a device.
 */
#ifndef FONDACO_POSEIDON_DEVICE_H
#define FONDACO_POSEIDON_DEVICE_H

#include <stdint.h>

#ifdef __CUDACC__
#define BOTH __host__ __device__ static __forceinline__
#else
#define BOTH static inline
#endif

#define WORDS 8
#define DEVICE_WIDTH 12

typedef struct {
    uint32_t w[WORDS];
} element;

/* Constants of one arity as struct poseidon has them, in one row: where each kind begins, in elements. */
struct device_poseidon {
    int width, partial;
    int keys, dense, pre_sparse, sparse;
};

BOTH uint32_t word_of_r(int i) {
    const uint32_t r[WORDS] = {0x00000001, 0xffffffff, 0xfffe5bfe, 0x53bda402, 0x09a1d805, 0x3339d808, 0x299d7d48, 0x73eda753};
    return r[i];
}

/* a - r, and 1 when a is below r. */
BOTH uint32_t minus_r(element *to, const element *a) {
    uint32_t borrow = 0;
    for (int i = 0; i < WORDS; i++) {
        uint64_t d = (uint64_t)a->w[i] - word_of_r(i) - borrow;
        to->w[i] = (uint32_t)d;
        borrow = (uint32_t)(d >> 32) & 1;
    }
    return borrow;
}

BOTH element reduced(const element *a) {
    element less;
    uint32_t below = minus_r(&less, a);
    for (int i = 0; i < WORDS; i++) {
        less.w[i] = below ? a->w[i] : less.w[i];
    }
    return less;
}

/* Of numbers below r. */
BOTH element sum_of(const element *a, const element *b) {
    element sum;
    uint64_t carry = 0;
    for (int i = 0; i < WORDS; i++) {
        carry += (uint64_t)a->w[i] + b->w[i];
        sum.w[i] = (uint32_t)carry;
        carry >>= 32;
    }
    return reduced(&sum);
}

/* The Montgomery product of numbers of which one is below r; below r. -1/r modulo 2^32 is 2^32 - 1. */
BOTH element product_of(const element *a, const element *b) {
    uint32_t t[WORDS + 1];
    for (int i = 0; i <= WORDS; i++) {
        t[i] = 0;
    }
#ifdef __CUDACC__
#pragma unroll
#endif
    for (int i = 0; i < WORDS; i++) {
        uint64_t carry = 0;
        for (int j = 0; j < WORDS; j++) {
            carry += (uint64_t)a->w[i] * b->w[j] + t[j];
            t[j] = (uint32_t)carry;
            carry >>= 32;
        }
        uint64_t top = (uint64_t)t[WORDS] + carry;
        uint32_t m = 0u - t[0];
        carry = ((uint64_t)m * word_of_r(0) + t[0]) >> 32;
        for (int j = 1; j < WORDS; j++) {
            carry += (uint64_t)m * word_of_r(j) + t[j];
            t[j - 1] = (uint32_t)carry;
            carry >>= 32;
        }
        top += carry;
        t[WORDS - 1] = (uint32_t)top;
        t[WORDS] = (uint32_t)(top >> 32);
    }
    /* Below 2 r, which is below 2^256. */
    element product;
    for (int i = 0; i < WORDS; i++) {
        product.w[i] = t[i];
    }
    return reduced(&product);
}

BOTH element powered(const element *a, const element *key) {
    element power = product_of(a, a);
    power = product_of(&power, &power);
    power = product_of(&power, a);
    return sum_of(&power, key);
}

BOTH element row_of(const element *state, const element *row, int width) {
    element sum = product_of(&state[0], &row[0]);
    for (int i = 1; i < width; i++) {
        element term = product_of(&state[i], &row[i]);
        sum = sum_of(&sum, &term);
    }
    return sum;
}

BOTH void mixed(element *state, const element *matrix, int width) {
    element next[DEVICE_WIDTH];
    for (int j = 0; j < width; j++) {
        next[j] = row_of(state, matrix + j * width, width);
    }
    for (int j = 0; j < width; j++) {
        state[j] = next[j];
    }
}

/* constants: the start of lane 0, 2^512 mod r, then the kinds. Returns the first input not below r, or -1 and the digest. */
BOTH int hash_group(const struct device_poseidon *p, const element *constants, const element *inputs, element *digest) {
    element state[DEVICE_WIDTH], less;
    const element *key = constants + p->keys;
    int width = p->width;
    state[0] = constants[0];
    for (int i = 1; i < width; i++) {
        if (!minus_r(&less, &inputs[i - 1])) {
            return i - 1;
        }
        state[i] = product_of(&inputs[i - 1], &constants[1]);
        state[i] = sum_of(&state[i], &key[i]);
    }
    key += width;
    for (int round = 0; round < 4; round++, key += width) {
        for (int lane = 0; lane < width; lane++) {
            state[lane] = powered(&state[lane], &key[lane]);
        }
        mixed(state, constants + (round < 3 ? p->dense : p->pre_sparse), width);
    }
    const element *sparse = constants + p->sparse;
    for (int round = 0; round < p->partial; round++, sparse += 2 * width - 1) {
        state[0] = powered(&state[0], key++);
        element first = row_of(state, sparse, width);
        for (int lane = 1; lane < width; lane++) {
            element term = product_of(&state[0], &sparse[width + lane - 1]);
            state[lane] = sum_of(&state[lane], &term);
        }
        state[0] = first;
    }
    for (int round = 0; round < 3; round++, key += width) {
        for (int lane = 0; lane < width; lane++) {
            state[lane] = powered(&state[lane], &key[lane]);
        }
        mixed(state, constants + p->dense, width);
    }
    element none, one;
    for (int i = 0; i < WORDS; i++) {
        none.w[i] = 0;
        one.w[i] = i == 0;
    }
    for (int lane = 0; lane < width; lane++) {
        state[lane] = powered(&state[lane], &none);
    }
    element out = row_of(state, constants + p->dense + width, width);
    *digest = product_of(&out, &one);
    return -1;
}

#endif
