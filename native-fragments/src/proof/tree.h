/* Trees and pieces over a function that hashes pairs. */
#ifndef FONDACO_TREE_H
#define FONDACO_TREE_H

#include "sha256.h"

/* count: a power of two, 2 at least. */
void fp_tree_rows(pairs_function *pairs, const uint8_t *leaves, uint8_t *rows, size_t count);

/* groups of 127 bytes: a power of two. */
void fp_tree_piece(pairs_function *pairs, const uint8_t *payload, size_t groups, uint8_t *root);

#endif
