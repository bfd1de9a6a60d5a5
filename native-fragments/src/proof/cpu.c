#include "cpu.h"

static struct cpu found;

#if defined(__x86_64__)
#include <cpuid.h>

/* The registers that the operating system saves and restores: without it an instruction set is there and unusable. */
static unsigned long long saved_state(void) {
    unsigned low, high;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return (unsigned long long)high << 32 | low;
}

__attribute__((constructor(101))) static void look(void) {
    unsigned a, b, c, d;
    if (!__get_cpuid(1, &a, &b, &c, &d)) {
        return;
    }
    int sse41 = c >> 19 & 1;
    int ssse3 = c >> 9 & 1;
    int xsave = c >> 27 & 1;
    unsigned long long state = xsave ? saved_state() : 0;
    int ymm = (state & 0x06) == 0x06;
    int zmm = (state & 0xe6) == 0xe6;
    if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) {
        return;
    }
    int bmi2 = b >> 8 & 1;
    found.sha = (b >> 29 & 1) && sse41 && ssse3;
    found.avx2 = ymm && (b >> 5 & 1);
    found.adx = bmi2 && (b >> 19 & 1);
    int f = b >> 16 & 1, dq = b >> 17 & 1, ifma = b >> 21 & 1, bw = b >> 30 & 1, vl = b >> 31 & 1;
    found.avx512 = zmm && found.avx2 && bmi2 && f && dq && ifma && bw && vl;
}
#elif defined(__aarch64__)
#include <asm/hwcap.h>
#include <sys/auxv.h>

__attribute__((constructor(101))) static void look(void) {
    found.armv8 = (getauxval(AT_HWCAP) & HWCAP_SHA2) != 0;
}
#endif

const struct cpu *fp_cpu(void) {
    return &found;
}
