/* SHA-256 of 8 messages side by side by AVX2. */
#include "sha256.h"

#include "cpu.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define INLINE static inline __attribute__((always_inline, target("avx2")))
#define TARGET __attribute__((target("avx2")))
#define NAME(function) function##_avx2
#define LANES 8
#define STREAMS 1
/* So many labels or fewer are made sooner by the SHA extensions, two at a time. */
#define FEW 4
#define VECTOR __m256i
#define ADD(x, y) _mm256_add_epi32(x, y)
#define ROR(x, n) _mm256_or_si256(_mm256_srli_epi32(x, n), _mm256_slli_epi32(x, 32 - (n)))
#define SHR(x, n) _mm256_srli_epi32(x, n)
#define SET(word) _mm256_set1_epi32((int)(word))
#define LOAD(p) _mm256_load_si256(p)
#define STORE(p, x) _mm256_store_si256(p, x)
#define XOR3(x, y, z) _mm256_xor_si256(_mm256_xor_si256(x, y), z)
#define CHOOSE(e, f, g) _mm256_xor_si256(g, _mm256_and_si256(e, _mm256_xor_si256(f, g)))
#define MAJORITY(a, b, c) _mm256_or_si256(_mm256_and_si256(a, b), _mm256_and_si256(c, _mm256_or_si256(a, b)))

/* Rows of 8 words become columns. */
INLINE void transpose(__m256i r[8]) {
    __m256i t[8];
    for (int i = 0; i < 8; i += 2) {
        t[i] = _mm256_unpacklo_epi32(r[i], r[i + 1]);
        t[i + 1] = _mm256_unpackhi_epi32(r[i], r[i + 1]);
    }
    for (int i = 0; i < 8; i += 4) {
        r[i] = _mm256_unpacklo_epi64(t[i], t[i + 2]);
        r[i + 1] = _mm256_unpackhi_epi64(t[i], t[i + 2]);
        r[i + 2] = _mm256_unpacklo_epi64(t[i + 1], t[i + 3]);
        r[i + 3] = _mm256_unpackhi_epi64(t[i + 1], t[i + 3]);
    }
    for (int i = 0; i < 4; i++) {
        t[i] = _mm256_permute2x128_si256(r[i], r[i + 4], 0x20);
        t[i + 4] = _mm256_permute2x128_si256(r[i], r[i + 4], 0x31);
    }
    for (int i = 0; i < 8; i++) {
        r[i] = t[i];
    }
}

INLINE __m256i swap(__m256i x) {
    const __m256i order = _mm256_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203, 0x0c0d0e0f08090a0b, 0x0405060700010203);
    return _mm256_shuffle_epi8(x, order);
}

INLINE void words(__m256i w[16], const uint8_t *const (*halves)[2]) {
    for (int half = 0; half < 2; half++) {
        for (int lane = 0; lane < 8; lane++) {
            w[8 * half + lane] = swap(_mm256_loadu_si256((const __m256i *)halves[lane][half]));
        }
        transpose(w + 8 * half);
    }
}

INLINE void digests(const __m256i s[8], uint8_t *const *to, int count) {
    __m256i r[8];
    for (int i = 0; i < 8; i++) {
        r[i] = s[i];
    }
    r[7] = _mm256_and_si256(r[7], _mm256_set1_epi32((int)0xffffff3f));
    transpose(r);
    for (int lane = 0; lane < count; lane++) {
        _mm256_storeu_si256((__m256i *)to[lane], swap(r[lane]));
    }
}

#include "sha256_lanes.h"

#endif
