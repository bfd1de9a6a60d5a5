package io.fondaco.launcher;

import java.io.IOException;
import sun.misc.Signal;

/** A program this process hands its terminal to. */
final class Foreground {

    private Foreground() {}

    /**
     * Runs a program until it ends. Ctrl-C is for it to make something of: the terminal sends the interrupt to both, and
     * from here on this process takes no notice of it. It is caught and not ignored, since a program begun by a process
     * that ignores it would ignore it too.
     *
     * @return its exit code
     */
    static int run(ProcessBuilder program) throws IOException, InterruptedException {
        Signal.handle(new Signal("INT"), interrupt -> {});
        return program.inheritIO().start().waitFor();
    }
}
