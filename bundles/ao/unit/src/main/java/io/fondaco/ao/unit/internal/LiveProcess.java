package io.fondaco.ao.unit.internal;

import io.fondaco.ao.AoException;
import io.fondaco.ao.AoException.Reason;
import io.fondaco.ao.Assignment;
import io.fondaco.ao.DataItem;
import io.fondaco.ao.Receipt;
import io.fondaco.ao.Tag;
import io.fondaco.ao.Tags;
import io.fondaco.ao.spi.Environment;
import io.fondaco.ao.spi.Limits;
import io.fondaco.ao.spi.Message;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A process of this unit: what it was spawned with, its schedule and its state. */
final class LiveProcess {
    private final Entry spawn;
    private final DataItem module;
    private final Environment environment;
    private final Limits limits;
    private final Crons crons;
    private final Lane lane;
    private final LiveSchedule schedule;
    private final LiveState state;

    /** @throws AoException when its module is gone, or its tags do not say what they must */
    LiveProcess(Entry spawn, Desk desk, Courier courier) {
        this.spawn = spawn;
        DataItem item = spawn.scheduled().message();
        this.module = module(item, desk.modules());
        this.limits = Modules.limits(module, desk.settings().limits());
        this.crons = Crons.of(item.id(), item.tags(), spawn.timestamp());
        Set<String> trusted = new TreeSet<>();
        trusted.add(desk.address());
        for (String authority : Tags.all(item.tags(), "Authority")) {
            for (String one : authority.split(",")) {
                trusted.add(one.strip());
            }
        }
        this.environment = new Environment(
                item.id(), item.address(), item.tags(), module.id(), module.address(), module.tags(), trusted);
        this.lane = new Lane(desk.clerks());
        this.state = new LiveState(this, desk, courier);
        this.schedule = new LiveSchedule(item.id(), desk, state);
    }

    static DataItem module(DataItem process, Modules modules) {
        String id = process.tag("Module")
                .orElseThrow(
                        () -> new AoException(Reason.MALFORMED, "process " + process.id() + " lacks its tag Module"));
        return modules.find(id)
                .orElseThrow(() -> new AoException(
                        Reason.NOT_FOUND, "module " + id + " is not known here; upload its item first"));
    }

    String id() {
        return environment.process();
    }

    Entry spawn() {
        return spawn;
    }

    DataItem module() {
        return module;
    }

    String format() {
        return Modules.format(module);
    }

    Environment environment() {
        return environment;
    }

    Limits limits() {
        return limits;
    }

    Crons crons() {
        return crons;
    }

    LiveState state() {
        return state;
    }

    /** Runs something in its turn with everything that changes the schedule. */
    Lane lane() {
        return lane;
    }

    CompletionStage<Receipt> schedule(LiveSchedule.Order order) {
        CompletableFuture<Receipt> receipt = new CompletableFuture<>();
        lane.execute(() -> schedule.add(order, receipt));
        return receipt;
    }

    /**
     * A scheduled message as the process gets it. Whom it is from is the process it names only when the unit or an
     * authority of this process has signed that; otherwise anybody could speak for any process.
     */
    Message message(Entry entry) {
        DataItem item = entry.scheduled().message();
        Assignment assignment = entry.scheduled().assignment();
        String owner = item.address();
        String from = item.tag("From-Process")
                .filter(named -> environment.trusted().contains(owner))
                .orElse(owner);
        List<String> without = assignment.exclude();
        List<Tag> tags = item.tags().stream()
                .filter(tag -> !tag.name().equals("From") && !tag.name().equals("Owner"))
                .toList();
        return new Message(
                item.id(),
                without.contains("Signature") ? "" : io.fondaco.model.Multibase.BASE64URL.encodeBare(item.signature()),
                owner,
                from,
                item.target().orElse(""),
                without.contains("Tags") ? List.of() : tags,
                without.contains("Data") ? new byte[0] : item.data(),
                without.contains("Anchor") ? "" : item.anchorText(),
                assignment.epoch(),
                assignment.nonce(),
                assignment.timestamp(),
                assignment.blockHeight(),
                assignment.hashChain(),
                false,
                false);
    }

    /** A message of the clock as the process gets it: from its own owner. */
    Message message(Crons.Tick tick, long nonce) {
        return new Message(
                crons.id(tick),
                "",
                environment.owner(),
                environment.owner(),
                id(),
                crons.tags(tick),
                new byte[0],
                "",
                0,
                nonce,
                tick.time(),
                io.fondaco.ao.UnitTime.of(tick.time()).blockHeight(),
                "",
                true,
                false);
    }
}
