/*
 * The scalar field of BLS12-381 as four words, least first, times 2^256 (Montgomery).
 * r = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001
 */
#ifndef FONDACO_FR_H
#define FONDACO_FR_H

#include <stdint.h>
#include <string.h>

typedef struct {
    uint64_t l[4];
} fr;

#define FR_R0 0xffffffff00000001u
#define FR_R1 0x53bda402fffe5bfeu
#define FR_R2 0x3339d80809a1d805u
#define FR_R3 0x73eda753299d7d48u
/* -1/r modulo 2^64 */
#define FR_INVERSE 0xfffffffeffffffffu

typedef unsigned __int128 fr_wide;

static const fr fr_r = {{FR_R0, FR_R1, FR_R2, FR_R3}};
/* 2^512 mod r: multiplying by it brings a number into Montgomery form. */
static const fr fr_square = {{0xc999e990f3f29c6d, 0x2b6cedcb87925c23, 0x05d314967254398f, 0x0748d9d99f59ff11}};

/* a - b, and 1 when b is the larger. */
static inline uint64_t fr_borrow(fr *to, const fr *a, const fr *b) {
    uint64_t borrow = 0;
    for (int i = 0; i < 4; i++) {
        fr_wide d = (fr_wide)a->l[i] - b->l[i] - borrow;
        to->l[i] = (uint64_t)d;
        borrow = (uint64_t)(d >> 64) & 1;
    }
    return borrow;
}

static inline fr fr_select(uint64_t first, const fr *a, const fr *b) {
    uint64_t mask = 0 - first;
    fr to;
    for (int i = 0; i < 4; i++) {
        to.l[i] = (a->l[i] & mask) | (b->l[i] & ~mask);
    }
    return to;
}

static inline int fr_is_canonical(const fr *a) {
    fr ignored;
    return (int)fr_borrow(&ignored, a, &fr_r);
}

/* Of numbers below r. */
static inline fr fr_add(const fr *a, const fr *b) {
    fr sum, less;
    uint64_t carry = 0;
    for (int i = 0; i < 4; i++) {
        fr_wide s = (fr_wide)a->l[i] + b->l[i] + carry;
        sum.l[i] = (uint64_t)s;
        carry = (uint64_t)(s >> 64);
    }
    /* r is below 2^255: two numbers below it never carry out. */
    uint64_t below = fr_borrow(&less, &sum, &fr_r);
    return fr_select(below, &sum, &less);
}

static inline fr fr_subtract(const fr *a, const fr *b) {
    fr difference, more;
    uint64_t borrow = fr_borrow(&difference, a, b);
    uint64_t carry = 0;
    for (int i = 0; i < 4; i++) {
        fr_wide s = (fr_wide)difference.l[i] + fr_r.l[i] + carry;
        more.l[i] = (uint64_t)s;
        carry = (uint64_t)(s >> 64);
    }
    return fr_select(borrow, &more, &difference);
}

/* The Montgomery product of numbers of which one is below r and the other below 2^256; below r. */
static inline fr fr_multiply(const fr *a, const fr *b) {
    uint64_t t[5] = {0};
    for (int i = 0; i < 4; i++) {
        uint64_t carry = 0;
        for (int j = 0; j < 4; j++) {
            fr_wide p = (fr_wide)a->l[i] * b->l[j] + t[j] + carry;
            t[j] = (uint64_t)p;
            carry = (uint64_t)(p >> 64);
        }
        fr_wide top = (fr_wide)t[4] + carry;
        t[4] = (uint64_t)top;
        uint64_t over = (uint64_t)(top >> 64);
        uint64_t m = t[0] * FR_INVERSE;
        carry = (uint64_t)(((fr_wide)m * FR_R0 + t[0]) >> 64);
        for (int j = 1; j < 4; j++) {
            fr_wide p = (fr_wide)m * fr_r.l[j] + t[j] + carry;
            t[j - 1] = (uint64_t)p;
            carry = (uint64_t)(p >> 64);
        }
        top = (fr_wide)t[4] + carry;
        t[3] = (uint64_t)top;
        t[4] = over + (uint64_t)(top >> 64);
    }
    /* a b / 2^256 < r, plus less than r: below 2 r, which is below 2^256. */
    fr product = {{t[0], t[1], t[2], t[3]}}, less;
    uint64_t below = fr_borrow(&less, &product, &fr_r);
    return fr_select(below, &product, &less);
}

static inline fr fr_from_int(uint64_t value) {
    fr plain = {{value, 0, 0, 0}};
    return fr_multiply(&plain, &fr_square);
}

static inline fr fr_from_montgomery(const fr *a) {
    static const fr one = {{1, 0, 0, 0}};
    return fr_multiply(&one, a);
}

static inline fr fr_load(const uint8_t *from) {
    fr to;
    memcpy(&to, from, sizeof to);
    return to;
}

static inline void fr_store(uint8_t *to, const fr *from) {
    memcpy(to, from, sizeof *from);
}

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "field elements are read as little-endian words"
#endif

#endif
