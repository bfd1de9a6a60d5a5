package io.fondaco.console.shell.internal;

import io.fondaco.arfleet.ArFleet;
import java.io.PrintStream;
import java.nio.file.Path;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.FileCompleter;

/** {@code arfleet:fetch}. */
@Service
@Command(
        scope = "arfleet",
        name = "fetch",
        description = "Get a file back from whoever has a replica, check it, and write it, whole or not at all."
                + " Example: arfleet:fetch bafyreig6 /data/back.jpg")
public final class ArfleetFetch extends ArfleetCommand<ArFleet.Fetched> {

    @Argument(name = "assignment", description = "Its id, or the beginning of it", required = true)
    @Completion(DealIdCompleter.class)
    String assignment;

    @Argument(
            index = 1,
            name = "out",
            description = "The file to write on the node's machine; it must not exist",
            required = true)
    @Completion(FileCompleter.class)
    String out;

    @Override
    ArFleet.Fetched ask() throws Exception {
        Path path = fresh(out);
        return done("fetching " + assignment + " to " + path, arfleet().fetch(assignment, path));
    }

    @Override
    void show(ArFleet.Fetched fetched, PrintStream out) {
        out.println(fetched.file() + ": " + fetched.bytes() + " bytes from " + fetched.provider() + ", SHA-256 "
                + fetched.sha256());
    }
}
