/*
 * The kernels of io.fondaco.proof.spi over plain memory. No function keeps a pointer, allocates, touches a file or starts a
 * thread; all may be called by any number of threads at once.
 *
 * Every entry that computes takes the variant it is to compute with and returns
 *   0            done;
 *   n > 0        input n - 1 was refused (what it counts is said at the entry); what was written by then is undefined;
 *   FP_ARGUMENT  a number out of its range, or a null pointer;
 *   FP_ABSENT    this processor lacks what the variant needs, or the variant has no such kernel.
 * Nodes are 32 bytes; field elements are scalars of BLS12-381, little-endian, below r.
 */
#ifndef FONDACO_PROOF_H
#define FONDACO_PROOF_H

#include <stdint.h>

/* Changes with the meaning of any entry; checked by whoever loads the library. */
#define FP_ABI 2

#define FP_ARGUMENT (-1)
#define FP_ABSENT (-2)

enum fp_variant { FP_PORTABLE, FP_SHANI, FP_ARMV8, FP_AVX2, FP_ADX, FP_AVX512, FP_VARIANTS };

/* What a variant may have, as bits of fp_kernels(). */
enum fp_kernel { FP_FIELD_HASH = 1, FP_FIELD_SUM = 2, FP_NODE_HASH = 4, FP_LABELS = 8, FP_RSA = 16 };

/* Nodes in a segment of a node array, as a power of two. */
#define FP_SEGMENT_BITS 25
/* Parents of a node: 6 of its own layer, 8 of the layer below. */
#define FP_PARENTS 14
#define FP_BASE_PARENTS 6

#define FP_API __attribute__((visibility("default")))

FP_API int32_t fp_abi(void);

/* Bits of enum fp_kernel that a variant has on this processor; 0 when it has none or there is no such variant. */
FP_API int32_t fp_kernels(int32_t variant);

/* How many replicas side by side a variant labels faster than one after the other; 0 when it labels none. */
FP_API int32_t fp_lanes(int32_t variant);

/*
 * Poseidon of groups of arity (2, 4, 8 or 11) elements, tag 2^arity - 1, a digest each. digests may be nodes.
 * Refuses by the index of the first node that is not below r.
 */
FP_API int64_t fp_field_hash(int32_t variant, int32_t arity, const uint8_t *nodes, uint8_t *digests, int64_t groups);

/* The rows of a tree of arity 8 over a power of 8 of leaves, 8 at least: (leaves - 1) / 7 nodes. As fp_field_hash. */
FP_API int64_t fp_field_rows(int32_t variant, const uint8_t *leaves, uint8_t *rows, int64_t count);

/* Node by node; to may be either input. Refuses by the index of the first node of which one side is not below r. */
FP_API int64_t fp_field_add(int32_t variant, const uint8_t *left, const uint8_t *right, uint8_t *to, int64_t nodes);
FP_API int64_t fp_field_subtract(int32_t variant, const uint8_t *left, const uint8_t *right, uint8_t *to, int64_t nodes);

/* SHA-256 of pairs of nodes with the two top bits of the last byte cleared. digests may be nodes. */
FP_API int64_t fp_node_pairs(int32_t variant, const uint8_t *nodes, uint8_t *digests, int64_t pairs);

/* The rows of a binary tree over a power of two of leaves, 2 at least: leaves - 1 nodes. */
FP_API int64_t fp_node_rows(int32_t variant, const uint8_t *leaves, uint8_t *rows, int64_t count);

/* The root over payload of 127 bytes times a power of two, two zero bits put after every 254. */
FP_API int64_t fp_node_piece(int32_t variant, const uint8_t *payload, int64_t bytes, uint8_t *root);

/*
 * RSA of 1024 bits: numbers of 128 bytes, big-endian, become x^d and x^e mod n. A key is words of 64 bits, the least first:
 * to seal   p, q, d mod p-1, d mod q-1, q^-1 mod p, 2^1040 mod p, 2^1040 mod q (8 words each), n (16)
 * to open   n, 2^2080 mod n (16 words each), e (1)
 * A key whose parts do not go together makes numbers that are wrong. Refuses by the index of the first number that is not
 * below n.
 */
FP_API int64_t fp_rsa_seal(int32_t variant, const uint64_t *key, int64_t words, uint8_t *numbers, int64_t count);
FP_API int64_t fp_rsa_open(int32_t variant, const uint64_t *key, int64_t words, uint8_t *numbers, int64_t count);

/*
 * Labels nodes from, from + 1, ... of layer (1 on) of all replicas in step.
 *
 * ids      32 bytes a replica
 * parents  FP_PARENTS little-endian numbers of 4 bytes a node to label; those of node 0, and the last 8 of layer 1, are
 *          not looked at
 * layers   for each replica the addresses of the segments of its layer, as many as hold count nodes
 * below    the same of the layer below, with below_count nodes; not looked at in layer 1
 * Refuses by the index in parents of the first that is not below its node, or not below below_count.
 */
FP_API int64_t fp_labels(int32_t variant, int32_t layer, int64_t from, int64_t nodes, const uint8_t *parents, int32_t replicas,
                         const uint8_t *ids, uint8_t *const *layers, int64_t count, const uint8_t *const *below,
                         int64_t below_count);

/*
 * SHA-256 digest of the optimised Poseidon constants of an arity, as little-endian Montgomery words: constants for the
 * state, MDS matrix, pre-sparse matrix, sparse matrices; and of the plain round constants. For tests.
 */
FP_API int64_t fp_constants_digest(int32_t arity, uint8_t *optimised, uint8_t *plain);

#endif
