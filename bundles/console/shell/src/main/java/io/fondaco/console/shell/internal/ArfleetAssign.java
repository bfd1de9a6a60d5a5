package io.fondaco.console.shell.internal;

import io.fondaco.arfleet.Order;
import io.fondaco.model.DealId;
import io.fondaco.party.Role;
import java.io.PrintStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.FileCompleter;

/** {@code arfleet:assign}. */
@Service
@Command(
        scope = "arfleet",
        name = "assign",
        description = "Have a file stored: so many replicas, each with another provider, and another for each that is"
                + " lost. Example: arfleet:assign --redundancy 3 --price 250000 /data/photo.jpg")
public final class ArfleetAssign extends ArfleetCommand<ArfleetAssign.Assigned> {

    /** What was ordered. */
    public record Assigned(DealId id, Order order) {}

    @Argument(
            name = "file",
            description = "The file on the node's machine; it has to stay where it is for as long as replicas that are"
                    + " lost are to be replaced from it",
            required = true)
    @Completion(FileCompleter.class)
    String file;

    @Option(name = "--price", description = "The most that is paid for one replica, in base units", required = true)
    String price;

    @Option(name = "--client", description = "The party that pays; the only client when left out")
    @Completion(PartyCompleter.class)
    String client;

    @Option(name = "--redundancy", description = "Replicas, each with another provider, 1 to 32")
    int redundancy = 1;

    @Option(name = "--duration", description = "How long each deal lasts: a number and s, m, h or d")
    String duration = "30d";

    @Option(
            name = "--collateral",
            description = "What a provider puts up for each replica, in base units; the price when left out")
    String collateral;

    @Option(name = "--every", description = "How often leaves are asked for, a second or more")
    String every = "1h";

    @Option(
            name = "--response",
            description = "How long a provider may take to show them; half of --every when left out")
    String response;

    @Option(name = "--leaves", description = "How many are asked for each time, 1 to 256")
    int leaves = 8;

    @Option(name = "--forfeit-after", description = "Misses in a row that take the whole collateral, 1 to 1000")
    int forfeitAfter = 3;

    @Reference
    Merchants merchants;

    @Override
    Assigned ask() throws Exception {
        Path path = session.currentDir().resolve(file);
        if (!Files.isRegularFile(path)) {
            throw new IllegalArgumentException((Files.exists(path) ? path + " is no file" : "There is no file " + path)
                    + "; name one on the node's machine");
        }
        BigInteger ceiling = amount("--price", price);
        Duration period = ArfleetGame.time("--every", every);
        Order order = new Order(
                merchants.choose(client, Role.CLIENT).name(),
                path,
                redundancy,
                ArfleetGame.time("--duration", duration),
                ceiling,
                collateral == null ? ceiling : amount("--collateral", collateral),
                period,
                response == null ? period.dividedBy(2) : ArfleetGame.time("--response", response),
                leaves,
                forfeitAfter);
        return new Assigned(done("writing the order down for " + path, arfleet().assign(order)), order);
    }

    @Override
    void show(Assigned assigned, PrintStream out) {
        Order order = assigned.order();
        out.println(assigned.id());
        out.println("  " + order.redundancy() + (order.redundancy() == 1 ? " replica of " : " replicas of ")
                + order.file() + " for " + Spans.text(order.duration()) + ", paid by " + order.client());
        out.println("  each for " + order.ceiling() + " at most, " + order.collateral() + " of collateral");
        out.println("  " + order.leaves() + " leaves every " + Spans.text(order.every())
                + ", shown within " + Spans.text(order.response()) + "; all is forfeit after " + order.forfeitAfter()
                + " misses in a row");
        out.println("How it goes: arfleet:assignments " + id(assigned.id()));
    }
}
