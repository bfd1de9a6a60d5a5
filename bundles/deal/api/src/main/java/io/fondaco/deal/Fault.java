package io.fondaco.deal;

import java.util.Objects;

/**
 * Why a step did not get its deal further: who is to blame, what happens next, and one sentence with the ids a person
 * needs.
 */
public record Fault(Blame blame, Next next, String sentence) {

    /** Whose doing it is. */
    public enum Blame {
        /** This node: a bug, a full disk, a missing plugin. */
        US,
        /** The other party of the deal. */
        PEER,
        /** The chain refused or has not got there yet. */
        CHAIN,
        /** Something only a person can settle: money, keys, configuration. */
        OPERATOR
    }

    /** What the engine does about it. */
    public enum Next {
        /** Try again with growing pauses, a bounded number of times. */
        AGAIN,
        /** Try again with long pauses for as long as the state's patience lasts. */
        LATER,
        /** Stop until somebody says {@code deal:retry}; the state's patience still runs. */
        ASK,
        /** Give up now. */
        END
    }

    public Fault {
        Objects.requireNonNull(blame, "blame");
        Objects.requireNonNull(next, "next");
        if (sentence == null || sentence.isBlank()) {
            throw new IllegalArgumentException("a fault needs a sentence");
        }
    }

    /** A fault that is worth trying again soon. */
    public static Fault again(Blame blame, String sentence) {
        return new Fault(blame, Next.AGAIN, sentence);
    }

    /** A fault that time may cure. */
    public static Fault later(Blame blame, String sentence) {
        return new Fault(blame, Next.LATER, sentence);
    }

    /** A fault that needs a person. */
    public static Fault ask(Blame blame, String sentence) {
        return new Fault(blame, Next.ASK, sentence);
    }

    /** A fault nothing can cure. */
    public static Fault end(Blame blame, String sentence) {
        return new Fault(blame, Next.END, sentence);
    }
}
