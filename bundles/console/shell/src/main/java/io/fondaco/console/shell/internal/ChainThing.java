package io.fondaco.console.shell.internal;

import io.fondaco.model.Cid;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.Collectors;

/** What a name on the chain may stand for. Its JSON says which in {@code kind}. */
sealed interface ChainThing permits BlockView, MessageView, TipsetView {
    String kind();

    /** A tipset's key as the shell takes it: without braces, which would mean something else there. */
    static String key(List<Cid> cids) {
        return cids.stream().map(Cid::toString).collect(Collectors.joining(","));
    }

    /** Shows it to a person. */
    void print(PrintStream out);
}
