package io.fondaco.chain.actors;

import java.util.Map;

/** How a message ended: 0 is success, below 16 the machine's word, from 16 on the actor's. Source: go-state-types, exitcode. */
public final class ExitCode {
    public static final int OK = 0;
    /** The sender does not exist or is no account. */
    public static final int SYS_SENDER_INVALID = 1;
    /** The sender's nonce or balance does not allow the message. */
    public static final int SYS_SENDER_STATE_INVALID = 2;
    /** The actor's code broke down. */
    public static final int SYS_ILLEGAL_INSTRUCTION = 4;
    /** There is no such receiver and none can be made. */
    public static final int SYS_INVALID_RECEIVER = 5;
    /** The sender of the value does not have it. */
    public static final int SYS_INSUFFICIENT_FUNDS = 6;

    public static final int SYS_OUT_OF_GAS = 7;
    /** A call the machine does not allow: negative value, too deep. */
    public static final int SYS_FORBIDDEN = 8;
    /** An actor ended with a code that is the machine's. */
    public static final int SYS_ILLEGAL_EXIT_CODE = 9;

    public static final int SYS_ASSERTION_FAILED = 10;
    public static final int SYS_MISSING_RETURN = 11;

    public static final int USR_ILLEGAL_ARGUMENT = 16;
    public static final int USR_NOT_FOUND = 17;
    public static final int USR_FORBIDDEN = 18;
    public static final int USR_INSUFFICIENT_FUNDS = 19;
    public static final int USR_ILLEGAL_STATE = 20;
    public static final int USR_SERIALIZATION = 21;
    /** The actor has no such method. */
    public static final int USR_UNHANDLED_MESSAGE = 22;

    public static final int USR_UNSPECIFIED = 23;
    public static final int USR_ASSERTION_FAILED = 24;
    public static final int USR_READ_ONLY = 25;
    public static final int USR_NOT_PAYABLE = 26;
    /** A payment channel: its settling time is over. */
    public static final int PAYCH_AFTER_SETTLE = 32;
    /** A storage miner's balance does not cover what it owes. */
    public static final int MINER_BALANCE_INVARIANT = 1000;

    /** The first code that is an actor's to end with. */
    public static final int FIRST_OF_ACTORS = 16;

    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(OK, "ok"),
            Map.entry(SYS_SENDER_INVALID, "sender invalid"),
            Map.entry(SYS_SENDER_STATE_INVALID, "sender state invalid"),
            Map.entry(SYS_ILLEGAL_INSTRUCTION, "illegal instruction"),
            Map.entry(SYS_INVALID_RECEIVER, "invalid receiver"),
            Map.entry(SYS_INSUFFICIENT_FUNDS, "insufficient funds of the sender"),
            Map.entry(SYS_OUT_OF_GAS, "out of gas"),
            Map.entry(SYS_FORBIDDEN, "forbidden by the machine"),
            Map.entry(SYS_ILLEGAL_EXIT_CODE, "illegal exit code"),
            Map.entry(SYS_ASSERTION_FAILED, "assertion of the machine failed"),
            Map.entry(SYS_MISSING_RETURN, "missing return"),
            Map.entry(USR_ILLEGAL_ARGUMENT, "illegal argument"),
            Map.entry(USR_NOT_FOUND, "not found"),
            Map.entry(USR_FORBIDDEN, "forbidden"),
            Map.entry(USR_INSUFFICIENT_FUNDS, "insufficient funds"),
            Map.entry(USR_ILLEGAL_STATE, "illegal state"),
            Map.entry(USR_SERIALIZATION, "serialization"),
            Map.entry(USR_UNHANDLED_MESSAGE, "unhandled message"),
            Map.entry(USR_UNSPECIFIED, "unspecified"),
            Map.entry(USR_ASSERTION_FAILED, "assertion failed"),
            Map.entry(USR_READ_ONLY, "read only"),
            Map.entry(USR_NOT_PAYABLE, "not payable"),
            Map.entry(PAYCH_AFTER_SETTLE, "channel after settle"),
            Map.entry(MINER_BALANCE_INVARIANT, "miner balance invariant broken"));

    private ExitCode() {}

    /** The code in words, with its number: {@code illegal argument (16)}. */
    public static String name(int code) {
        return NAMES.getOrDefault(code, "exit code") + " (" + code + ")";
    }
}
