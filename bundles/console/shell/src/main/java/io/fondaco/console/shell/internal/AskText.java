package io.fondaco.console.shell.internal;

import io.fondaco.market.Ask;
import java.io.PrintStream;

/** An ask for people. */
final class AskText {

    private AskText() {}

    static void print(Ask ask, PrintStream out) {
        out.println(ask.provider() + " asks, number " + ask.sequence());
        out.println("  price           " + ask.price().toDisplay() + " per GiB and epoch");
        out.println("  verified price  " + ask.verifiedPrice().toDisplay() + " per GiB and epoch");
        out.println("  pieces          " + ask.smallest().padded() + " to "
                + ask.largest().padded() + " bytes, padded");
        out.println("  epochs          " + ask.since().number() + " to "
                + ask.until().number());
    }
}
