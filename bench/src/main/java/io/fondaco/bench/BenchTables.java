package io.fondaco.bench;

import io.fondaco.deal.Deadline;
import io.fondaco.deal.DealTable;
import io.fondaco.deal.Outcome;
import io.fondaco.deal.Retry;
import io.fondaco.deal.Stance;
import io.fondaco.deal.TableBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A deal of twenty transitions whose steps do nothing, and a short one of two. The record is as large as a real one. */
final class BenchTables {

    /** How many transitions a long deal has. */
    static final int TRANSITIONS = 20;

    private BenchTables() {}

    enum State {
        NEW,
        S1,
        S2,
        S3,
        S4,
        S5,
        S6,
        S7,
        S8,
        S9,
        S10,
        S11,
        S12,
        S13,
        S14,
        S15,
        S16,
        S17,
        S18,
        S19,
        DONE,
        FAILED
    }

    sealed interface Event {}

    record Open() implements Event {}

    record Went(String how) implements Event {}

    record GaveUp(String why) implements Event {}

    record Deal(
            String proposal,
            String piece,
            String client,
            String provider,
            String price,
            long pieceSize,
            long start,
            long end,
            String transfer,
            int steps) {

        Deal went() {
            return new Deal(proposal, piece, client, provider, price, pieceSize, start, end, transfer, steps + 1);
        }
    }

    /** Nothing is asked of the world. */
    record World() {}

    static Deal deal(String local) {
        return new Deal(
                local,
                "baga6ea4seaqao7s73y24kcutaosvacpdjgfe5pw76ooefnyqw4ynr3d2y6x2mpq",
                "f3vfs6f7tagrcpnwv65wq3leznbajqyg77bmijrpvoyjv3zjyi3urq25vigfbs3ob6ug5xdihajumtgsxnz2pa",
                "f0" + Math.floorMod(local.hashCode(), 50),
                "1.5 nanoFIL",
                34_359_738_368L,
                1_000_000,
                1_518_400,
                "http://127.0.0.1:8080/piece/" + local,
                0);
    }

    static DealTable<State, Event, Deal, World> twenty() {
        State[] path = State.values();
        return table("bench.twenty", List.of(path).subList(0, TRANSITIONS + 1));
    }

    static DealTable<State, Event, Deal, World> two() {
        return table("bench.two", List.of(State.NEW, State.S1, State.DONE));
    }

    private static DealTable<State, Event, Deal, World> table(String name, List<State> path) {
        TableBuilder<State, Event, Deal, World> t = DealTable.named(
                        name, State.class, Event.class, Deal.class, World.class)
                .begins(State.NEW)
                .shows(d -> Map.of("provider", d.provider(), "client", d.client(), "piece", d.piece()));
        t.in(State.NEW).when(Open.class).then(path.get(1)).remember((d, e) -> d.went());
        for (int i = 1; i < path.size() - 1; i++) {
            State state = path.get(i);
            t.in(state).when(Went.class).then(path.get(i + 1)).remember((d, e) -> d.went());
            t.in(state).when(GaveUp.class).then(State.FAILED).asIs();
            t.does(
                    state,
                    "Goes on.",
                    "Wait.",
                    (world, deal) -> Outcome.raise(new Went("as planned")),
                    Duration.ofSeconds(30),
                    Retry.NEVER,
                    Deadline.after(Duration.ofHours(1)),
                    (d, f) -> new GaveUp(f.sentence()));
        }
        t.ends(State.DONE, Stance.Ending.SUCCEEDED, "Done.", "Nothing.");
        t.ends(State.FAILED, Stance.Ending.FAILED, "Failed.", "Nothing.");
        State[] unused = List.of(State.values()).stream()
                .filter(s -> !path.contains(s) && s != State.FAILED)
                .toArray(State[]::new);
        if (unused.length > 0) {
            t.never("this table is shorter", unused);
        }
        return t.build();
    }
}
