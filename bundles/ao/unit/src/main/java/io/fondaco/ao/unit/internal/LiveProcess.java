package io.fondaco.ao.unit.internal;

import io.fondaco.ao.AoException;
import io.fondaco.ao.AoException.Reason;
import io.fondaco.ao.DataItem;
import io.fondaco.ao.Receipt;
import io.fondaco.ao.spi.Environment;
import io.fondaco.ao.spi.Limits;
import io.fondaco.ao.spi.Message;
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
        this.limits = Limits.of(module, desk.settings().limits());
        this.crons = Crons.of(item.id(), item.tags(), spawn.timestamp());
        this.environment = Environment.of(item, module, desk.address());
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

    /** A scheduled message as the process gets it. */
    Message message(Entry entry) {
        return Message.of(entry.scheduled(), environment);
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
