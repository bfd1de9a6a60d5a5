/*
 * RSA of 1024 bits, eight numbers side by side: limbs of 52 bits, Montgomery with R = 2^(52 L), L limbs of 10 for the primes
 * and 20 for the modulus. R is more than 2^8 times the modulus, so that products of values below four times the modulus come
 * out below twice of it, and nothing is subtracted on the way. Not in constant time: whoever holds the key packs for itself.
 */
#include "rsa.h"

#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#define TARGET __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512ifma,bmi2")))
#define INLINE static inline __attribute__((always_inline)) TARGET
#define LANES 8
#define HALF 10
#define WHOLE 20
#define BITS 52
#define MASK (((uint64_t)1 << BITS) - 1)
#define WINDOW 5
#define PRIME_WORDS 8
#define WORDS 16
#define PRIME_BITS 512

typedef __m512i vector;

/* A modulus and what goes with it, the same in all lanes. */
struct modulus {
    vector n[WHOLE];
    vector rr[WHOLE]; /* R^2 */
    vector k;         /* -1 / n mod 2^52 */
};

INLINE vector all(uint64_t x) {
    return _mm512_set1_epi64((long long)x);
}

/* Limb i of a number of so many words. */
static uint64_t limb(const uint64_t *words, int count, int i) {
    int at = i * BITS / 64, shift = i * BITS % 64;
    uint64_t low = at < count ? words[at] >> shift : 0;
    uint64_t high = shift > 64 - BITS && at + 1 < count ? words[at + 1] << (64 - shift) : 0;
    return (low | high) & MASK;
}

TARGET static void spread(vector *to, int limbs, const uint64_t *words, int count) {
    for (int i = 0; i < limbs; i++) {
        to[i] = all(limb(words, count, i));
    }
}

TARGET static void set(struct modulus *m, int limbs, const uint64_t *n, const uint64_t *rr, int words) {
    spread(m->n, limbs, n, words);
    spread(m->rr, limbs, rr, words);
    uint64_t inverse = 1;
    for (int i = 0; i < 6; i++) {
        inverse *= 2 - n[0] * inverse;
    }
    m->k = all(-inverse & MASK);
}

/* Limbs below 2^52 again; the last takes what is left. */
INLINE void carry(vector *a, int limbs) {
    const vector mask = all(MASK);
    for (int i = 0; i < limbs - 1; i++) {
        a[i + 1] = _mm512_add_epi64(a[i + 1], _mm512_srli_epi64(a[i], BITS));
        a[i] = _mm512_and_si512(a[i], mask);
    }
}

/* to = a b / R mod n, below twice n. to may be a or b. */
INLINE void multiply(vector *to, const vector *a, const vector *b, const struct modulus *m, int limbs) {
    const vector zero = _mm512_setzero_si512();
    vector sum[WHOLE + 1];
    for (int j = 0; j <= limbs; j++) {
        sum[j] = zero;
    }
    for (int i = 0; i < limbs; i++) {
        vector x = b[i];
        sum[0] = _mm512_madd52lo_epu64(sum[0], a[0], x);
        vector y = _mm512_madd52lo_epu64(zero, sum[0], m->k);
        sum[0] = _mm512_madd52lo_epu64(sum[0], m->n[0], y);
        vector over = _mm512_srli_epi64(sum[0], BITS);
        for (int j = 1; j < limbs; j++) {
            vector s = _mm512_madd52lo_epu64(sum[j], a[j], x);
            sum[j - 1] = _mm512_madd52lo_epu64(s, m->n[j], y);
        }
        sum[limbs - 1] = sum[limbs];
        sum[0] = _mm512_add_epi64(sum[0], over);
        for (int j = 0; j < limbs; j++) {
            vector s = _mm512_madd52hi_epu64(sum[j], a[j], x);
            sum[j] = _mm512_madd52hi_epu64(s, m->n[j], y);
        }
        sum[limbs] = zero;
    }
    for (int j = 0; j < limbs; j++) {
        to[j] = sum[j];
    }
    carry(to, limbs);
}

TARGET static void multiply_half(vector *to, const vector *a, const vector *b, const struct modulus *m) {
    multiply(to, a, b, m, HALF);
}

TARGET static void multiply_whole(vector *to, const vector *a, const vector *b, const struct modulus *m) {
    multiply(to, a, b, m, WHOLE);
}

/* a - n where a is not below n, lane by lane; a below twice n. */
INLINE void once(vector *a, const struct modulus *m, int limbs) {
    vector less[WHOLE];
    vector borrow = _mm512_setzero_si512();
    const vector mask = all(MASK);
    for (int i = 0; i < limbs; i++) {
        vector d = _mm512_add_epi64(_mm512_sub_epi64(a[i], m->n[i]), borrow);
        borrow = _mm512_srai_epi64(d, BITS);
        less[i] = _mm512_and_si512(d, mask);
    }
    __mmask8 below = _mm512_cmplt_epi64_mask(borrow, _mm512_setzero_si512());
    for (int i = 0; i < limbs; i++) {
        a[i] = _mm512_mask_mov_epi64(less[i], below, a[i]);
    }
}

static uint64_t swap(const uint8_t *from) {
    uint64_t x;
    memcpy(&x, from, sizeof x);
    return __builtin_bswap64(x);
}

/* Big-endian numbers to lanes; lanes that are left over are zero. */
TARGET static void load(vector *to, const uint8_t *numbers, int count) {
    uint64_t lanes[WHOLE][LANES] = {{0}};
    for (int l = 0; l < count; l++) {
        uint64_t words[WORDS];
        for (int w = 0; w < WORDS; w++) {
            words[w] = swap(numbers + RSA_BYTES * l + RSA_BYTES - 8 * (w + 1));
        }
        for (int i = 0; i < WHOLE; i++) {
            lanes[i][l] = limb(words, WORDS, i);
        }
    }
    for (int i = 0; i < WHOLE; i++) {
        to[i] = _mm512_loadu_si512(lanes[i]);
    }
}

TARGET static void store(uint8_t *numbers, const vector *from, int count) {
    uint64_t lanes[WHOLE][LANES];
    for (int i = 0; i < WHOLE; i++) {
        _mm512_storeu_si512(lanes[i], from[i]);
    }
    for (int l = 0; l < count; l++) {
        uint64_t words[WORDS + 2] = {0};
        for (int i = 0; i < WHOLE; i++) {
            int at = i * BITS / 64, shift = i * BITS % 64;
            words[at] |= lanes[i][l] << shift;
            if (shift > 64 - BITS) {
                words[at + 1] |= lanes[i][l] >> (64 - shift);
            }
        }
        for (int w = 0; w < WORDS; w++) {
            uint64_t x = __builtin_bswap64(words[w]);
            memcpy(numbers + RSA_BYTES * l + RSA_BYTES - 8 * (w + 1), &x, sizeof x);
        }
    }
}

/* Bits at.. of an exponent, as many as a window has. */
static unsigned window(const uint64_t *exponent, int at) {
    int word = at / 64, shift = at % 64;
    uint64_t bits = exponent[word] >> shift;
    if (shift > 64 - WINDOW && word + 1 < PRIME_WORDS) {
        bits |= exponent[word + 1] << (64 - shift);
    }
    return (unsigned)(bits & ((1 << WINDOW) - 1));
}

/* A number of twice the limbs, below 2^1024, to R times it mod n. */
TARGET static void enter(vector *to, const vector *x, const struct modulus *m) {
    vector cube[HALF], high[HALF];
    multiply_half(cube, m->rr, m->rr, m);
    multiply_half(to, x, m->rr, m);
    multiply_half(high, x + HALF, cube, m);
    for (int i = 0; i < HALF; i++) {
        to[i] = _mm512_add_epi64(to[i], high[i]);
    }
    carry(to, HALF);
}

struct power {
    vector table[1 << WINDOW][HALF];
    vector value[HALF];
};

/* The powers of both primes take turns: what one waits for the other fills. */
TARGET static void raise(struct power *p, struct power *q, const vector *x, const struct modulus *mp,
                         const struct modulus *mq, const uint64_t *dp, const uint64_t *dq) {
    vector one[HALF];
    for (int i = 0; i < HALF; i++) {
        one[i] = all(i == 0);
    }
    multiply_half(p->table[0], one, mp->rr, mp);
    multiply_half(q->table[0], one, mq->rr, mq);
    enter(p->table[1], x, mp);
    enter(q->table[1], x, mq);
    for (int i = 2; i < 1 << WINDOW; i++) {
        multiply_half(p->table[i], p->table[i - 1], p->table[1], mp);
        multiply_half(q->table[i], q->table[i - 1], q->table[1], mq);
    }
    int at = PRIME_BITS / WINDOW * WINDOW;
    memcpy(p->value, p->table[window(dp, at)], sizeof p->value);
    memcpy(q->value, q->table[window(dq, at)], sizeof q->value);
    while (at > 0) {
        at -= WINDOW;
        for (int i = 0; i < WINDOW; i++) {
            multiply_half(p->value, p->value, p->value, mp);
            multiply_half(q->value, q->value, q->value, mq);
        }
        multiply_half(p->value, p->value, p->table[window(dp, at)], mp);
        multiply_half(q->value, q->value, q->table[window(dq, at)], mq);
    }
    multiply_half(p->value, p->value, one, mp);
    multiply_half(q->value, q->value, one, mq);
    once(p->value, mp, HALF);
    once(q->value, mq, HALF);
}

/* to = b + q ((a - b) / q mod p): a mod p and b mod q in one number. */
TARGET static void join(vector *to, const vector *a, const vector *b, const struct modulus *mp, const struct modulus *mq,
                        const vector *coefficient) {
    const vector mask = all(MASK);
    vector d[HALF], h[HALF], r[HALF];
    vector borrow = _mm512_setzero_si512();
    for (int i = 0; i < HALF; i++) {
        /* b is below q, which is below twice p. */
        vector x = _mm512_sub_epi64(_mm512_add_epi64(a[i], _mm512_slli_epi64(mp->n[i], 1)), b[i]);
        x = _mm512_add_epi64(x, borrow);
        borrow = _mm512_srai_epi64(x, BITS);
        d[i] = i == HALF - 1 ? x : _mm512_and_si512(x, mask);
    }
    multiply_half(r, coefficient, mp->rr, mp);
    multiply_half(h, d, r, mp);
    once(h, mp, HALF);
    vector sum[WHOLE + 1];
    for (int i = 0; i <= WHOLE; i++) {
        sum[i] = i < HALF ? b[i] : _mm512_setzero_si512();
    }
    for (int i = 0; i < HALF; i++) {
        for (int j = 0; j < HALF; j++) {
            sum[i + j] = _mm512_madd52lo_epu64(sum[i + j], h[i], mq->n[j]);
            sum[i + j + 1] = _mm512_madd52hi_epu64(sum[i + j + 1], h[i], mq->n[j]);
        }
    }
    carry(sum, WHOLE);
    for (int i = 0; i < WHOLE; i++) {
        to[i] = sum[i];
    }
}

TARGET void fp_rsa_seal_avx512(const uint64_t *key, uint8_t *numbers, int64_t count) {
    struct modulus mp, mq;
    struct power p, q;
    vector coefficient[HALF], x[WHOLE], y[WHOLE];
    set(&mp, HALF, key + RSA_P, key + RSA_RR_P, PRIME_WORDS);
    set(&mq, HALF, key + RSA_Q, key + RSA_RR_Q, PRIME_WORDS);
    spread(coefficient, HALF, key + RSA_COEFFICIENT, PRIME_WORDS);
    for (int64_t i = 0; i < count; i += LANES) {
        int now = count - i < LANES ? (int)(count - i) : LANES;
        load(x, numbers + RSA_BYTES * i, now);
        raise(&p, &q, x, &mp, &mq, key + RSA_DP, key + RSA_DQ);
        join(y, p.value, q.value, &mp, &mq, coefficient);
        store(numbers + RSA_BYTES * i, y, now);
    }
}

TARGET void fp_rsa_open_avx512(const uint64_t *key, uint8_t *numbers, int64_t count) {
    struct modulus m;
    vector x[WHOLE], value[WHOLE], one[WHOLE];
    uint64_t exponent = key[RSA_E];
    set(&m, WHOLE, key + RSA_N, key + RSA_RR_N, WORDS);
    for (int i = 0; i < WHOLE; i++) {
        one[i] = all(i == 0);
    }
    for (int64_t i = 0; i < count; i += LANES) {
        int now = count - i < LANES ? (int)(count - i) : LANES;
        load(x, numbers + RSA_BYTES * i, now);
        multiply_whole(x, x, m.rr, &m);
        memcpy(value, x, sizeof x);
        for (int bit = 62 - __builtin_clzll(exponent); bit >= 0; bit--) {
            multiply_whole(value, value, value, &m);
            if (exponent >> bit & 1) {
                multiply_whole(value, value, x, &m);
            }
        }
        multiply_whole(value, value, one, &m);
        once(value, &m, WHOLE);
        store(numbers + RSA_BYTES * i, value, now);
    }
}
#else
/* ISO C forbids an empty file. */
extern const int fp_rsa_avx512_absent;
const int fp_rsa_avx512_absent = 1;
#endif
