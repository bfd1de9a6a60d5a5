/*
 * Poseidon on a CUDA device. As fondaco_proof.h, with these differences: memory is the host's, and is copied to the device and
 * back; what the device could not do is FP_DEVICE. The first device is used. Safe for many threads.
 */
#ifndef FONDACO_PROOF_CUDA_H
#define FONDACO_PROOF_CUDA_H

#include <stdint.h>

#include "../proof/fondaco_proof.h"

#define FP_CUDA_ABI 1
#define FP_DEVICE (-3)

#ifdef __cplusplus
extern "C" {
#endif

FP_API int32_t fp_cuda_abi(void);

/* How many devices there are; 0 also where there is no driver. */
FP_API int32_t fp_cuda_devices(void);

/* Writes the name of the first device, or why there is none, with a zero behind it, to at most so many bytes. */
FP_API void fp_cuda_describe(char *to, int32_t bytes);

FP_API int64_t fp_cuda_field_hash(int32_t arity, const uint8_t *nodes, uint8_t *digests, int64_t groups);
FP_API int64_t fp_cuda_field_rows(const uint8_t *leaves, uint8_t *rows, int64_t count);

#ifdef __cplusplus
}
#endif
#endif
