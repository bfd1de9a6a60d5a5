/*
 * Poseidon of eight groups side by side by AVX-512 IFMA: elements in five limbs of 52 bits, times 2^260.
 *
 * 2^260 is 35.3 r, so nothing is ever taken off: with inputs of products below 20 r and 2 r (constants below r),
 *   a product comes out below (20 * 20 / 35.3 + 1) r, and powers of what is below 8 r below 2 r;
 *   a sum of 15 products with constants below (15 * 20 / 35.3 + 1) r < 10 r.
 * Other lanes than the first grow by at most 2 r with each block of partial rounds, and are brought down after every few.
 */
#include <stddef.h>

#include "cpu.h"
#include "poseidon.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define SETS "avx512f,avx512bw,avx512vl,avx512dq,avx512ifma"
#define INLINE static inline __attribute__((always_inline, target(SETS)))
#define TARGET __attribute__((target(SETS)))
#define LIMBS 5
#define LANES 8
#define MASK (((uint64_t)1 << 52) - 1)
/* Blocks of partial rounds until the lanes are brought down. */
#define OFTEN 4

typedef struct {
    uint64_t l[LIMBS];
} limbs;

typedef struct {
    __m512i l[LIMBS];
} felt;

/* Constants of one arity, as struct poseidon has them. */
struct vector_poseidon {
    limbs tag_and_key;
    limbs keys[MAX_KEYS];
    limbs dense[MAX_WIDTH * MAX_WIDTH];
    limbs pre_sparse[MAX_WIDTH * MAX_WIDTH];
    limbs rows[MAX_PARTIAL * (MAX_WIDTH + TOGETHER - 1)];
    limbs columns[BLOCKS * (MAX_WIDTH - 1) * TOGETHER];
};

static struct vector_poseidon kinds[MAX_WIDTH];
static limbs r, one, square, plain_one;

static limbs split(const fr *a) {
    return (limbs){{
        a->l[0] & MASK,
        (a->l[0] >> 52 | a->l[1] << 12) & MASK,
        (a->l[1] >> 40 | a->l[2] << 24) & MASK,
        (a->l[2] >> 28 | a->l[3] << 36) & MASK,
        a->l[3] >> 16,
    }};
}

/* From times 2^256 to times 2^260. */
static limbs convert(const fr *a) {
    fr b = *a;
    for (int i = 0; i < 4; i++) {
        b = fr_add(&b, &b);
    }
    return split(&b);
}

static void convert_all(limbs *to, const fr *from, int count) {
    for (int i = 0; i < count; i++) {
        to[i] = convert(&from[i]);
    }
}

void fp_poseidon_avx512_prepare(void) {
    if (!fp_cpu()->avx512) {
        return;
    }
    r = split(&fr_r);
    plain_one = (limbs){{1}};
    const fr unit = fr_from_int(1), shift = fr_from_int((uint64_t)1 << 4);
    one = convert(&unit);
    /* 2^520 mod r = 2^512 2^8 */
    fr top = fr_multiply(&fr_square, &shift);
    top = fr_multiply(&top, &shift);
    square = split(&top);
    static const int ARITIES[] = {2, 4, 8, 11};
    for (size_t i = 0; i < sizeof ARITIES / sizeof *ARITIES; i++) {
        const struct poseidon *p = fp_poseidon(ARITIES[i]);
        struct vector_poseidon *v = &kinds[ARITIES[i]];
        const fr start = fr_add(&p->tag, &p->keys[0]);
        v->tag_and_key = convert(&start);
        convert_all(v->keys, p->keys, MAX_KEYS);
        convert_all(v->dense, p->dense, MAX_WIDTH * MAX_WIDTH);
        convert_all(v->pre_sparse, p->pre_sparse, MAX_WIDTH * MAX_WIDTH);
        convert_all(v->rows, p->rows, MAX_PARTIAL * (MAX_WIDTH + TOGETHER - 1));
        convert_all(v->columns, p->columns, BLOCKS * (MAX_WIDTH - 1) * TOGETHER);
    }
}

/*
 * Columns of partial products, up to 2^12 of which fit; lower and upper halves by themselves, since a multiplication that adds
 * to a column waits for the one before it.
 */
typedef struct {
    __m512i low[2 * LIMBS - 1];
    __m512i high[2 * LIMBS - 1];
} wide;

INLINE void clear(wide *t) {
    for (int i = 0; i < 2 * LIMBS - 1; i++) {
        t->low[i] = _mm512_setzero_si512();
        t->high[i] = _mm512_setzero_si512();
    }
}

INLINE void add_product(wide *t, const felt *a, const felt *b) {
#pragma GCC unroll 5
    for (int i = 0; i < LIMBS; i++) {
#pragma GCC unroll 5
        for (int j = 0; j < LIMBS; j++) {
            t->low[i + j] = _mm512_madd52lo_epu64(t->low[i + j], a->l[i], b->l[j]);
            t->high[i + j] = _mm512_madd52hi_epu64(t->high[i + j], a->l[i], b->l[j]);
        }
    }
}

INLINE felt broadcast(const limbs *a) {
    felt to;
    for (int i = 0; i < LIMBS; i++) {
        to.l[i] = _mm512_set1_epi64((long long)a->l[i]);
    }
    return to;
}

/* Limbs above 52 bits are carried on; the last one keeps what it has. */
INLINE felt carried(const __m512i *c) {
    const __m512i mask = _mm512_set1_epi64(MASK);
    felt to;
    __m512i carry = _mm512_setzero_si512();
    for (int i = 0; i < LIMBS - 1; i++) {
        __m512i sum = _mm512_add_epi64(c[i], carry);
        to.l[i] = _mm512_and_si512(sum, mask);
        carry = _mm512_srli_epi64(sum, 52);
    }
    to.l[LIMBS - 1] = _mm512_add_epi64(c[LIMBS - 1], carry);
    return to;
}

/* By 2^260, modulo r, and plus to it; plus may be null. */
INLINE felt reduce(const wide *t, const felt *plus) {
    const felt modulus = broadcast(&r);
    __m512i c[2 * LIMBS];
    c[0] = t->low[0];
    for (int i = 1; i < 2 * LIMBS - 1; i++) {
        c[i] = _mm512_add_epi64(t->low[i], t->high[i - 1]);
    }
    c[2 * LIMBS - 1] = t->high[2 * LIMBS - 2];
    if (plus != NULL) {
        for (int i = 0; i < LIMBS; i++) {
            c[LIMBS + i] = _mm512_add_epi64(c[LIMBS + i], plus->l[i]);
        }
    }
#pragma GCC unroll 5
    for (int i = 0; i < LIMBS; i++) {
        /* -1/r = -(2^32 + 1) modulo 2^52; products look at 52 bits only. */
        __m512i m = _mm512_add_epi64(c[i], _mm512_slli_epi64(c[i], 32));
        m = _mm512_sub_epi64(_mm512_setzero_si512(), m);
        /* What the next step waits for comes first. */
        c[i + 1] = _mm512_madd52hi_epu64(c[i + 1], m, modulus.l[0]);
        c[i] = _mm512_madd52lo_epu64(c[i], m, modulus.l[0]);
        c[i + 1] = _mm512_madd52lo_epu64(c[i + 1], m, modulus.l[1]);
        c[i + 1] = _mm512_add_epi64(c[i + 1], _mm512_srli_epi64(c[i], 52));
#pragma GCC unroll 5
        for (int j = 2; j < LIMBS; j++) {
            c[i + j] = _mm512_madd52lo_epu64(c[i + j], m, modulus.l[j]);
        }
#pragma GCC unroll 5
        for (int j = 1; j < LIMBS; j++) {
            c[i + j + 1] = _mm512_madd52hi_epu64(c[i + j + 1], m, modulus.l[j]);
        }
    }
    return carried(c + LIMBS);
}

INLINE felt multiply(const felt *a, const felt *b) {
    wide t;
    clear(&t);
    add_product(&t, a, b);
    return reduce(&t, NULL);
}

TARGET static felt multiply_by(const felt *a, const limbs *b) {
    const felt other = broadcast(b);
    return multiply(a, &other);
}

/* plus and the sum of a[i] b[i]; plus may be null. */
TARGET static felt dot(const felt *plus, const felt *a, const limbs *b, int n) {
    wide t;
    clear(&t);
    for (int k = 0; k < n; k++) {
        const felt x = a[k], y = broadcast(&b[k]);
        add_product(&t, &x, &y);
    }
    return reduce(&t, plus);
}

/* Fifth powers and keys, step by step for all: one after the other each would wait for itself. */
TARGET static void powers_and_keys(felt *x, const limbs *keys, int count) {
    felt power[MAX_WIDTH];
    for (int i = 0; i < count; i++) {
        power[i] = multiply(&x[i], &x[i]);
    }
    for (int i = 0; i < count; i++) {
        power[i] = multiply(&power[i], &power[i]);
    }
    for (int i = 0; i < count; i++) {
        const felt key = broadcast(&keys[i]);
        wide t;
        clear(&t);
        add_product(&t, &power[i], &x[i]);
        x[i] = reduce(&t, &key);
    }
}

TARGET static void mix(felt *state, const limbs *matrix, int width) {
    felt next[MAX_WIDTH];
    for (int j = 0; j < width; j++) {
        next[j] = dot(NULL, state, matrix + j * width, width);
    }
    memcpy(state, next, sizeof(felt) * (size_t)width);
}

TARGET static const limbs *partial_rounds(
    const struct vector_poseidon *v, felt *state, int width, int partial, const limbs *key) {
    int lanes = width - 1;
    felt work[MAX_WIDTH - 1 + TOGETHER];
    memcpy(work, state + 1, sizeof(felt) * (size_t)lanes);
    felt first = state[0];
    for (int round = 0; round < partial; round += TOGETHER) {
        int rounds = partial - round < TOGETHER ? partial - round : TOGETHER;
        const limbs *row = v->rows + round * (width + TOGETHER - 1);
        for (int k = 0; k < rounds; k++, row += width + TOGETHER - 1) {
            powers_and_keys(&first, key++, 1);
            work[lanes + k] = first;
            first = dot(NULL, work, row, width + k);
        }
        const limbs *column = v->columns + round * lanes;
        for (int lane = 0; lane < lanes; lane++, column += TOGETHER) {
            work[lane] = dot(&work[lane], work + lanes, column, rounds);
            if (round / TOGETHER % OFTEN == OFTEN - 1) {
                work[lane] = multiply_by(&work[lane], &one);
            }
        }
    }
    state[0] = first;
    memcpy(state + 1, work, sizeof(felt) * (size_t)lanes);
    return key;
}

TARGET static felt permute(const struct vector_poseidon *v, felt *state, int width, int partial) {
    int half = FULL_ROUNDS / 2;
    const limbs *key = v->keys + width;
    for (int round = 0; round < half; round++, key += width) {
        powers_and_keys(state, key, width);
        mix(state, round < half - 1 ? v->dense : v->pre_sparse, width);
    }
    key = partial_rounds(v, state, width, partial, key);
    for (int round = 0; round < half - 1; round++, key += width) {
        powers_and_keys(state, key, width);
        mix(state, v->dense, width);
    }
    static const limbs none[MAX_WIDTH];
    powers_and_keys(state, none, width);
    return dot(NULL, state, v->dense + width, width);
}

/* Words of eight numbers become limbs. */
INLINE felt limbs_of(const __m512i w[4]) {
    const __m512i mask = _mm512_set1_epi64(MASK);
    return (felt){{
        _mm512_and_si512(w[0], mask),
        _mm512_and_si512(_mm512_or_si512(_mm512_srli_epi64(w[0], 52), _mm512_slli_epi64(w[1], 12)), mask),
        _mm512_and_si512(_mm512_or_si512(_mm512_srli_epi64(w[1], 40), _mm512_slli_epi64(w[2], 24)), mask),
        _mm512_and_si512(_mm512_or_si512(_mm512_srli_epi64(w[2], 28), _mm512_slli_epi64(w[3], 36)), mask),
        _mm512_srli_epi64(w[3], 16),
    }};
}

/* Which of eight numbers are below r. */
INLINE __mmask8 below_r(const __m512i w[4]) {
    __mmask8 less = 0, same = 0xff;
    for (int i = 3; i >= 0; i--) {
        const __m512i word = _mm512_set1_epi64((long long)fr_r.l[i]);
        less |= same & _mm512_cmplt_epu64_mask(w[i], word);
        same &= _mm512_cmpeq_epu64_mask(w[i], word);
    }
    return less;
}

/* Below r for numbers at most r; the words of each. */
INLINE void words_of(const felt *a, __m512i w[4]) {
    w[0] = _mm512_or_si512(a->l[0], _mm512_slli_epi64(a->l[1], 52));
    w[1] = _mm512_or_si512(_mm512_srli_epi64(a->l[1], 12), _mm512_slli_epi64(a->l[2], 40));
    w[2] = _mm512_or_si512(_mm512_srli_epi64(a->l[2], 24), _mm512_slli_epi64(a->l[3], 28));
    w[3] = _mm512_or_si512(_mm512_srli_epi64(a->l[3], 36), _mm512_slli_epi64(a->l[4], 16));
    __mmask8 keep = below_r(w);
    for (int i = 0; i < 4; i++) {
        w[i] = _mm512_maskz_mov_epi64(keep, w[i]);
    }
}

TARGET int64_t fp_hash_avx512(const struct poseidon *p, const uint8_t *nodes, uint8_t *digests, int64_t groups) {
    int width = p->width, arity = width - 1;
    const struct vector_poseidon *v = &kinds[arity];
    for (int64_t done = 0; done < groups; done += LANES) {
        int count = groups - done < LANES ? (int)(groups - done) : LANES;
        felt state[MAX_WIDTH];
        int64_t first_bad = -1;
        state[0] = broadcast(&v->tag_and_key);
        for (int i = 0; i < arity; i++) {
            uint64_t words[4][LANES] __attribute__((aligned(64)));
            for (int lane = 0; lane < LANES; lane++) {
                /* Lanes without a group repeat the last one. */
                int64_t group = done + (lane < count ? lane : count - 1);
                const fr a = fr_load(nodes + 32 * (group * arity + i));
                for (int k = 0; k < 4; k++) {
                    words[k][lane] = a.l[k];
                }
            }
            __m512i w[4];
            for (int k = 0; k < 4; k++) {
                w[k] = _mm512_load_si512(words[k]);
            }
            __mmask8 bad = (__mmask8)~below_r(w) & (__mmask8)((1u << count) - 1);
            if (bad != 0) {
                int64_t node = (done + __builtin_ctz(bad)) * arity + i;
                first_bad = first_bad < 0 || node < first_bad ? node : first_bad;
            }
            const felt plain = limbs_of(w), key = broadcast(&v->keys[i + 1]);
            state[i + 1] = dot(&key, &plain, &square, 1);
        }
        if (first_bad >= 0) {
            return first_bad + 1;
        }
        felt digest = permute(v, state, width, p->partial);
        /* A number below 2^260 by one, and less than r times 2^260, by 2^260: at most r. */
        digest = multiply_by(&digest, &plain_one);
        __m512i w[4];
        words_of(&digest, w);
        uint64_t words[4][LANES] __attribute__((aligned(64)));
        for (int k = 0; k < 4; k++) {
            _mm512_store_si512(words[k], w[k]);
        }
        for (int lane = 0; lane < count; lane++) {
            fr out;
            for (int k = 0; k < 4; k++) {
                out.l[k] = words[k][lane];
            }
            fr_store(digests + 32 * (done + lane), &out);
        }
    }
    return 0;
}

#endif
