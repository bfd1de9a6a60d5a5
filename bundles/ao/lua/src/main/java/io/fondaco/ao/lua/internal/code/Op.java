package io.fondaco.ao.lua.internal.code;

/**
 * The instructions of the register machine, 64 bits each: operation 8, A 16, B 20 signed, C 20 signed. R is a register; RK a
 * register, or a constant when negative; K a constant; U a captured variable.
 */
public final class Op {
    /** R[A] = R[B]. */
    public static final int MOVE = 0;
    /** R[A] = K[B]. */
    public static final int CONSTANT = 1;
    /** R[A..A+B] = nil. */
    public static final int NIL = 2;
    /** R[A] = B != 0; then skip the next when C != 0. */
    public static final int BOOLEAN = 3;
    /** R[A] = new cell of R[A]: the local variable is captured by a closure. */
    public static final int CELL = 4;
    /** R[A] = value of the cell R[B]. */
    public static final int GET_CELL = 5;
    /** Value of the cell R[A] = RK[B]. */
    public static final int SET_CELL = 6;
    /** R[A] = U[B]. */
    public static final int GET_UP = 7;
    /** U[A] = RK[B]. */
    public static final int SET_UP = 8;
    /** R[A] = U[B][K[C]], the key a string: a global. */
    public static final int GET_GLOBAL = 9;
    /** U[A][K[B]] = RK[C], the key a string. */
    public static final int SET_GLOBAL = 10;
    /** R[A] = R[B][K[C]], the key a string. */
    public static final int GET_FIELD = 11;
    /** R[A] = R[B][RK[C]]. */
    public static final int GET_TABLE = 12;
    /** R[A][K[B]] = RK[C], the key a string. */
    public static final int SET_FIELD = 13;
    /** R[A][RK[B]] = RK[C]. */
    public static final int SET_TABLE = 14;
    /** R[A+1] = R[B]; R[A] = R[B][K[C]]. */
    public static final int SELF = 15;
    /** R[A] = new table with room for B elements and C others. */
    public static final int TABLE = 16;
    /** R[A][C+1..] = R[A+1..A+B], or up to the top when B is 0. */
    public static final int ELEMENTS = 17;
    /** R[A] = RK[B] op RK[C], from here to SHR. */
    public static final int ADD = 18;

    public static final int SUB = 19;
    public static final int MUL = 20;
    public static final int MOD = 21;
    public static final int POW = 22;
    public static final int DIV = 23;
    public static final int IDIV = 24;
    public static final int BAND = 25;
    public static final int BOR = 26;
    public static final int BXOR = 27;
    public static final int SHL = 28;
    public static final int SHR = 29;
    /** R[A] = op R[B], from here to LEN. */
    public static final int UNM = 30;

    public static final int BNOT = 31;
    public static final int NOT = 32;
    public static final int LEN = 33;
    /** R[A] = R[B] .. ... .. R[C]. */
    public static final int CONCAT = 34;
    /** Go on B after the next instruction. */
    public static final int JUMP = 35;
    /** Skip the next, a jump, unless (RK[B] op RK[C]) is A. */
    public static final int EQ = 36;

    public static final int LT = 37;
    public static final int LE = 38;
    /** Skip the next, a jump, unless the truth of R[B] is A. */
    public static final int TEST = 39;
    /** Call R[A] with B-1 arguments (up to the top when 0), C-1 results to R[A].. (all, and set the top, when 0). */
    public static final int CALL = 40;
    /** Return what R[A] with B-1 arguments returns. */
    public static final int TAIL_CALL = 41;
    /** Return R[A].., B-1 values (up to the top when 0). */
    public static final int RETURN = 42;
    /** Start of a numeric loop over R[A], R[A+1], R[A+2]: go on B after the next. */
    public static final int FOR_PREPARE = 43;
    /** Step of a numeric loop: while it goes on, R[A+3] = R[A] and go on B after the next. */
    public static final int FOR_LOOP = 44;
    /** R[A+3].. = R[A](R[A+1], R[A+2]), C results. */
    public static final int FOR_CALL = 45;
    /** When R[A+3] is not nil: R[A+2] = R[A+3] and go on B after the next. */
    public static final int FOR_EACH = 46;
    /** R[A] = closure of prototype B. */
    public static final int CLOSURE = 47;
    /** R[A].. = B-1 of the extra arguments (all, and set the top, when 0). */
    public static final int VARARG = 48;

    private Op() {}

    static final int LIMIT = 1 << 19;

    public static long encode(int op, int a, int b, int c) {
        return op | (long) a << 8 | (long) (b & 0xfffff) << 24 | (long) c << 44;
    }

    public static int op(long code) {
        return (int) code & 0xff;
    }

    public static int a(long code) {
        return (int) code >>> 8 & 0xffff;
    }

    public static int b(long code) {
        return (int) (code << 20 >> 44);
    }

    public static int c(long code) {
        return (int) (code >> 44);
    }
}
