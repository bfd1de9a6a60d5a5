package io.fondaco.market.storage.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.deal.DealTable;
import io.fondaco.deal.Explanation;
import io.fondaco.deal.Fault;
import io.fondaco.deal.Outcome;
import io.fondaco.deal.Row;
import io.fondaco.deal.StateNames;
import io.fondaco.deal.Wake;
import io.fondaco.deal.engine.Probe;
import io.fondaco.deal.engine.TableEngine;
import io.fondaco.deal.spi.Machine;
import io.fondaco.market.storage.internal.client.ClientSteps;
import io.fondaco.market.storage.internal.client.ClientTable;
import io.fondaco.market.storage.internal.provider.ProviderSteps;
import io.fondaco.market.storage.internal.provider.ProviderTable;
import io.fondaco.model.DealId;
import io.fondaco.persistence.memory.MemoryStore;
import io.fondaco.testing.kit.HandCrankedTime;
import io.fondaco.testing.kit.Samples;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

/** Brings a deal into every state its table has and asks the engine what a person would ask. */
public class ExplainsEveryStateTest {

    @Test
    public void everyStateOfTheClient() throws Exception {
        explained(ClientTable.table(Duration.ofSeconds(30)), ClientSteps.class, 16);
    }

    @Test
    public void everyStateOfTheProvider() throws Exception {
        explained(ProviderTable.table(Duration.ofHours(1)), ProviderSteps.class, 20);
    }

    private static <S extends Enum<S>, E, R extends Record, W> void explained(
            DealTable<S, E, R, W> table, Class<W> world, int states) throws Exception {
        HandCrankedTime time = new HandCrankedTime();
        MemoryStore store = new MemoryStore();
        Map<S, List<Class<?>>> paths = paths(table);
        assertThat(paths).hasSize(states);
        try (TableEngine engine = new TableEngine(store, store, time, 2, Probe.NONE)) {
            Machine<E, R> machine = engine.run(table, idle(world));
            for (Map.Entry<S, List<Class<?>>> path : paths.entrySet()) {
                DealId id = new DealId(
                        "bafy"
                                + path.getKey()
                                        .name()
                                        .toLowerCase(java.util.Locale.ROOT)
                                        .replace("_", ""),
                        "alice");
                bring(machine, table, id, path.getValue());
                Explanation why = engine.explain(id);
                assertThat(why.state()).isEqualTo(StateNames.of(path.getKey()));
                assertThat(why.waitingFor())
                        .as(why.state())
                        .hasSizeGreaterThan(10)
                        .endsWith(".");
                assertThat(why.nextAction())
                        .as(why.state())
                        .hasSizeGreaterThan(10)
                        .endsWith(".");
                assertThat(why.deadline().isPresent()).as(why.state()).isEqualTo(!table.isFinal(path.getKey()));
            }
        }
    }

    private static <S extends Enum<S>, E, R extends Record, W> void bring(
            Machine<E, R> machine, DealTable<S, E, R, W> table, DealId id, List<Class<?>> path) throws Exception {
        E first = table.events().cast(Samples.of(path.get(0)));
        machine.open(id, Samples.of(table.record()), first)
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        for (Class<?> event : path.subList(1, path.size())) {
            E next = table.events().cast(Samples.of(event));
            assertThat(machine.send(id, next).toCompletableFuture().get(10, TimeUnit.SECONDS))
                    .isTrue();
        }
    }

    /** A world in which every step asks its operator, so that deals stay where they are brought. */
    private static <W> W idle(Class<W> world) {
        return world.cast(Proxy.newProxyInstance(
                world.getClassLoader(),
                new Class<?>[] {world},
                (proxy, method, arguments) -> method.getReturnType() == Outcome.class
                        ? Outcome.fault(Fault.ask(Fault.Blame.OPERATOR, "nothing happens here"))
                        : Wake.NOTHING));
    }

    /** For every state the events that lead there from the beginning. */
    private static <S extends Enum<S>, E, R extends Record, W> Map<S, List<Class<?>>> paths(
            DealTable<S, E, R, W> table) {
        Map<S, List<Class<?>>> paths = new HashMap<>();
        Deque<S> todo = new ArrayDeque<>(List.of(table.start()));
        paths.put(table.start(), List.of());
        while (!todo.isEmpty()) {
            S from = todo.poll();
            for (Class<?> event : table.events().getPermittedSubclasses()) {
                Optional<S> to = table.row(from, event).flatMap(Row::to);
                if (to.isPresent() && !paths.containsKey(to.get())) {
                    List<Class<?>> path = new ArrayList<>(paths.get(from));
                    path.add(event);
                    paths.put(to.get(), path);
                    todo.add(to.get());
                }
            }
        }
        paths.remove(table.start());
        return paths;
    }
}
