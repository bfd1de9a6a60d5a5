package io.fondaco.ao.unit.internal;

import static io.fondaco.ao.unit.internal.Rig.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.ao.AoException;
import io.fondaco.ao.AoException.Reason;
import io.fondaco.ao.DataItem;
import io.fondaco.ao.Tag;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The unit is killed between any two writes, and started again on what was stored by then. */
public class KillTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    /** A store that takes so many writes and then no more, as if the machine had gone. */
    private static final class Dying extends FaultyStore {
        private final AtomicInteger left;
        private final CompletableFuture<Void> killed = new CompletableFuture<>();

        private Dying(Rig rig, int writes) {
            super(rig.memory);
            this.left = new AtomicInteger(writes);
        }

        @Override
        boolean fails(String kind) {
            boolean dead = left.getAndDecrement() <= 0;
            if (dead) {
                killed.complete(null);
            }
            return dead;
        }
    }

    /** What a client wants done; the same items each time, so that it may simply ask again. */
    private static final class Wishes {
        private final DataItem module;
        private final List<DataItem> items = new ArrayList<>();
        private final String one;
        private final String two;
        private final Set<String> promised = new HashSet<>();

        private Wishes(Rig rig) {
            module = rig.moduleItem("book");
            DataItem first = rig.processItem(module.id());
            DataItem second = rig.processItem(module.id());
            one = first.id();
            two = second.id();
            items.add(first);
            items.add(second);
            for (int i = 0; i < 2; i++) {
                items.add(rig.message(one, "Send-Twice", "", new Tag("To", two)));
                items.add(rig.message(two, "Send", "v" + i, new Tag("To", one), new Tag("Then", "Set")));
            }
            items.add(rig.message(one, "Spawn", "seed", new Tag("Module", module.id())));
            items.add(rig.message(
                    two,
                    "Assign",
                    "",
                    new Tag("To", one),
                    new Tag("Message", items.get(2 + 1).id())));
        }

        /** Asks for everything that was not promised yet; whether all of it is now. */
        private boolean ask(Unit unit) {
            try {
                get(unit.install(module));
                for (DataItem item : items) {
                    if (promised.contains(item.id())) {
                        continue;
                    }
                    try {
                        get(unit.submit(item));
                    } catch (AoException refused) {
                        if (refused.reason() != Reason.DUPLICATE) {
                            throw refused;
                        }
                    }
                    promised.add(item.id());
                    get(unit.settled(item.target().orElse(item.id()), item.id()));
                }
                return true;
            } catch (AoException died) {
                assertThat(died.reason()).isIn(Reason.UNAVAILABLE, Reason.NOT_FOUND);
                return false;
            }
        }
    }

    /** Whatever is left over from the earlier life is sent on by itself; a few rounds through everything wait for it. */
    private static void settle(Rig rig) {
        for (int round = 0; round < 4; round++) {
            rig.unit.processes(Optional.empty(), 100).items().forEach(info -> rig.unit
                    .schedule(info.id(), 0, 1000)
                    .forEach(line ->
                            get(rig.unit.settled(info.id(), line.message().id()))));
        }
    }

    private static String state(Rig rig, Wishes wishes) {
        String one = rig.peek(wishes.one, "Counts");
        String two = rig.peek(wishes.two, "Counts");
        return one + "\n" + two;
    }

    @Test
    public void nothingPromisedIsLostAndNothingIsDoneTwice() throws Exception {
        String whole;
        Rig calm = new Rig(folder.newFolder("calm").toPath()).start();
        try (calm) {
            Wishes wishes = new Wishes(calm);
            assertThat(wishes.ask(calm.unit)).isTrue();
            whole = state(calm, wishes);
            assertThat(whole)
                    .contains("count:Count=4")
                    .contains("count:Set=3")
                    .contains("count:Spawned=1")
                    .contains("count:Send=2");
        }
        boolean finished = false;
        int writes = 0;
        for (; !finished; writes += Boolean.getBoolean("fondaco.long") ? 1 : 2) {
            Rig rig = new Rig(folder.newFolder("after-" + writes).toPath());
            Wishes wishes = new Wishes(rig);
            Dying dying = new Dying(rig, writes);
            rig.start(dying, dying);
            Unit doomed = rig.unit;
            CompletableFuture<Void> end = dying.killed.thenRunAsync(doomed::close);
            finished = wishes.ask(rig.unit) && dying.left.get() > 0;
            Set<String> promised = Set.copyOf(wishes.promised);
            doomed.close();
            if (dying.killed.isDone()) {
                get(end);
            }
            rig.start();
            try (rig) {
                for (DataItem item : wishes.items) {
                    if (promised.contains(item.id())) {
                        assertThat(rig.unit.scheduled(item.target().orElse(item.id()), item.id()))
                                .as("promised before write %s failed", writes)
                                .isPresent();
                    }
                }
                assertThat(wishes.ask(rig.unit)).isTrue();
                settle(rig);
                assertThat(sorted(state(rig, wishes)))
                        .as("killed after %s writes", writes)
                        .isEqualTo(sorted(whole));
                String one = rig.hash(wishes.one);
                String two = rig.hash(wishes.two);
                rig.restart();
                assertThat(rig.hash(wishes.one)).isEqualTo(one);
                assertThat(rig.hash(wishes.two)).isEqualTo(two);
            }
        }
        assertThat(writes).isGreaterThan(20);
    }

    /** In which order messages came may differ, and with it what came last and the child's id; how many came may not. */
    private static List<String> sorted(String state) {
        return List.of(state.split("[,{}\\n] ?")).stream()
                .filter(part -> part.startsWith("count:") || part.startsWith("child:") || part.startsWith("boot"))
                .map(part -> part.replaceAll("child:[^=]*", "child"))
                .sorted()
                .toList();
    }
}
