/* SHA-256 of 16 messages side by side by AVX-512. */
#include "sha256.h"

#include "cpu.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define SETS "avx512f,avx512bw,avx512vl,avx512dq"
#define INLINE static inline __attribute__((always_inline, target(SETS)))
#define TARGET __attribute__((target(SETS)))
#define NAME(function) function##_avx512
#define LANES 16
#define STREAMS 2
/* So many labels or fewer are made sooner by the SHA extensions, two at a time. */
#define FEW 4
#define VECTOR __m512i
#define ADD(x, y) _mm512_add_epi32(x, y)
#define ROR(x, n) _mm512_ror_epi32(x, n)
#define SHR(x, n) _mm512_srli_epi32(x, n)
#define SET(word) _mm512_set1_epi32((int)(word))
#define LOAD(p) _mm512_load_si512(p)
#define STORE(p, x) _mm512_store_si512(p, x)
#define XOR3(x, y, z) _mm512_ternarylogic_epi32(x, y, z, 0x96)
#define CHOOSE(e, f, g) _mm512_ternarylogic_epi32(e, f, g, 0xca)
#define MAJORITY(a, b, c) _mm512_ternarylogic_epi32(a, b, c, 0xe8)

/* Rows of 16 words become columns. */
INLINE void transpose(__m512i r[16]) {
    __m512i t[16];
#pragma GCC unroll 8
    for (int i = 0; i < 16; i += 2) {
        t[i] = _mm512_unpacklo_epi32(r[i], r[i + 1]);
        t[i + 1] = _mm512_unpackhi_epi32(r[i], r[i + 1]);
    }
#pragma GCC unroll 4
    for (int i = 0; i < 16; i += 4) {
        r[i] = _mm512_unpacklo_epi64(t[i], t[i + 2]);
        r[i + 1] = _mm512_unpackhi_epi64(t[i], t[i + 2]);
        r[i + 2] = _mm512_unpacklo_epi64(t[i + 1], t[i + 3]);
        r[i + 3] = _mm512_unpackhi_epi64(t[i + 1], t[i + 3]);
    }
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) {
        __m512i a = _mm512_shuffle_i32x4(r[i], r[i + 4], 0x88);
        __m512i b = _mm512_shuffle_i32x4(r[i], r[i + 4], 0xdd);
        __m512i c = _mm512_shuffle_i32x4(r[i + 8], r[i + 12], 0x88);
        __m512i d = _mm512_shuffle_i32x4(r[i + 8], r[i + 12], 0xdd);
        t[i] = _mm512_shuffle_i32x4(a, c, 0x88);
        t[i + 8] = _mm512_shuffle_i32x4(a, c, 0xdd);
        t[i + 4] = _mm512_shuffle_i32x4(b, d, 0x88);
        t[i + 12] = _mm512_shuffle_i32x4(b, d, 0xdd);
    }
    for (int i = 0; i < 16; i++) {
        r[i] = t[i];
    }
}

INLINE __m512i swap(__m512i x) {
    const __m512i order = _mm512_broadcast_i32x4(_mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203));
    return _mm512_shuffle_epi8(x, order);
}

INLINE void words(__m512i w[16], const uint8_t *const (*halves)[2]) {
    for (int lane = 0; lane < 16; lane++) {
        __m256i low = _mm256_loadu_si256((const __m256i *)halves[lane][0]);
        __m256i high = _mm256_loadu_si256((const __m256i *)halves[lane][1]);
        w[lane] = swap(_mm512_inserti64x4(_mm512_castsi256_si512(low), high, 1));
    }
    transpose(w);
}

INLINE void digests(const __m512i s[8], uint8_t *const *to, int count) {
    __m512i r[16];
    for (int i = 0; i < 8; i++) {
        r[i] = s[i];
        r[i + 8] = s[i];
    }
    r[7] = _mm512_and_si512(r[7], _mm512_set1_epi32((int)0xffffff3f));
    transpose(r);
    for (int lane = 0; lane < count; lane++) {
        _mm256_storeu_si256((__m256i *)to[lane], _mm512_castsi512_si256(swap(r[lane])));
    }
}

#include "sha256_lanes.h"

#endif
