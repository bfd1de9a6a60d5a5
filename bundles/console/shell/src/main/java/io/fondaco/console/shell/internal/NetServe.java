package io.fondaco.console.shell.internal;

import io.fondaco.party.Party;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.FileCompleter;

/** {@code net:serve}. */
@Service
@Command(
        scope = "net",
        name = "serve",
        description =
                "Offer a CAR or a file to anybody over plain GraphSync until the node stops; nothing is offered unless"
                        + " it is said here. Without a file, show what is. Example: net:serve --party bob /data/photo.jpg")
public final class NetServe extends NetCommand<List<Counter.Served>> {

    @Argument(name = "file", description = "A CAR, or a file that is packed into one; with --stop a root as well")
    @Completion(FileCompleter.class)
    String file;

    @Option(name = "--stop", description = "Take the offer back")
    boolean stop;

    @Reference
    Counter counter;

    @Override
    List<Counter.Served> ask() throws Exception {
        if (file == null) {
            if (stop) {
                throw new IllegalArgumentException("--stop needs the file or the root whose offer is to end");
            }
            return counter.served().stream()
                    .filter(one -> party == null || one.party().equals(party))
                    .toList();
        }
        Path path = session.currentDir().resolve(file);
        if (stop) {
            if (counter.stop(path.toString()) + counter.stop(file) == 0) {
                throw new IllegalArgumentException(file + " is not on offer; net:serve shows what is");
            }
            return counter.served();
        }
        Party party = chosen();
        return List.of(counter.serve(party.name(), party.host().id(), path));
    }

    @Override
    void show(List<Counter.Served> served, PrintStream out) {
        List<List<?>> rows = new ArrayList<>();
        for (Counter.Served one : served) {
            one.roots().forEach(root -> rows.add(List.of(one.party(), root, one.file())));
        }
        table(out, "Nothing is on offer", List.of("Party", "Root", "File"), rows);
    }
}
