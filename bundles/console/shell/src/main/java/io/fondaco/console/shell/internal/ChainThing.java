package io.fondaco.console.shell.internal;

import java.io.PrintStream;

/** What a name on the chain may stand for. Its JSON says which in {@code kind}. */
sealed interface ChainThing permits BlockView, MessageView, TipsetView {
    String kind();

    /** Shows it to a person. */
    void print(PrintStream out);
}
