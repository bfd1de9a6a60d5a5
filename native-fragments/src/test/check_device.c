/* The device's arithmetic on the host: published values, and the portable variant on random groups. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../cuda/device_constants.h"
#include "fondaco_proof.h"

static element row[MAX_DEVICE_CONSTANTS];

int main(void) {
    static const int ARITIES[] = {2, 4, 8, 11};
    uint64_t drawn = 88172645463325252u;
    for (size_t k = 0; k < sizeof ARITIES / sizeof *ARITIES; k++) {
        int arity = ARITIES[k];
        struct device_poseidon p;
        lay_out(fp_poseidon(arity), &p, row);
        for (int round = 0; round < 40; round++) {
            element in[11], found;
            uint8_t wanted[32];
            for (size_t i = 0; i < sizeof in; i++) {
                drawn ^= drawn << 13;
                drawn ^= drawn >> 7;
                drawn ^= drawn << 17;
                ((uint8_t *)in)[i] = i % 32 == 31 ? drawn & 0x3f : (uint8_t)drawn;
            }
            if (hash_group(&p, row, in, &found) != -1
                || fp_field_hash(FP_PORTABLE, arity, (const uint8_t *)in, wanted, 1) != 0
                || memcmp(&found, wanted, 32) != 0) {
                fprintf(stderr, "device check: arity %d, round %d: another digest than the portable one\n", arity, round);
                return 1;
            }
            memset(&in[round % arity], 0xff, 32);
            if (hash_group(&p, row, in, &found) != round % arity) {
                fprintf(stderr, "device check: arity %d: node %d is no element and was taken\n", arity, round % arity);
                return 1;
            }
        }
    }
    puts("device check: the device's arithmetic on the host: good");
    return 0;
}
