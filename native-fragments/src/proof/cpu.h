/* What this processor and its operating system can do. */
#ifndef FONDACO_CPU_H
#define FONDACO_CPU_H

struct cpu {
    int sha;    /* SHA-NI with SSE4.1 */
    int avx2;
    int adx;    /* mulx, adcx and adox */
    int avx512; /* F, BW, DQ, VL and the 52-bit multiplication */
    int armv8;  /* SHA-2 instructions of ARMv8 */
};

/* Looked at once, when the library is loaded. */
extern const struct cpu *fp_cpu(void);

#endif
