/* RSA of 1024 bits over numbers of 128 bytes, big-endian. */
#ifndef FONDACO_RSA_H
#define FONDACO_RSA_H

#include <stdint.h>

#define RSA_BYTES 128

/* Where the parts of a key lie, in words of 64 bits, the least first. RR: 2^1040 mod a prime. */
enum { RSA_P = 0, RSA_Q = 8, RSA_DP = 16, RSA_DQ = 24, RSA_COEFFICIENT = 32, RSA_RR_P = 40, RSA_RR_Q = 48, RSA_SEAL_N = 56, RSA_SEAL_WORDS = 72 };
/* Of a public one. RR: 2^2080 mod n. */
enum { RSA_N = 0, RSA_RR_N = 16, RSA_E = 32, RSA_OPEN_WORDS = 33 };

typedef void rsa_function(const uint64_t *key, uint8_t *numbers, int64_t count);

rsa_function fp_rsa_seal_avx512, fp_rsa_open_avx512;

#endif
