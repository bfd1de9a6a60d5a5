package io.fondaco.deal.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.deal.DealQuery;
import io.fondaco.deal.DealView;
import io.fondaco.deal.spi.Machine;
import io.fondaco.model.DealId;
import io.fondaco.persistence.Index;
import io.fondaco.persistence.IndexRow;
import io.fondaco.persistence.StoreException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.Test;

/** What becomes of open deals when the engine starts again. */
public class ResumingTest extends EngineBench {

    @Test
    public void resumesEveryOpenDealAfterARestart() throws Exception {
        Machine<Event, Deal> machine = engine.run(table(), world);
        get(machine.open(ID, FRESH, new Open()));
        expect("Open>Paying", "Paid>Waiting");
        assertThat(woken.poll(10, TimeUnit.SECONDS)).isNotNull();
        engine.close();
        engine = engine(store);
        Machine<Event, Deal> second = engine.run(table(), world);
        expect("Restart>Waiting");
        assertThat(woken.poll(10, TimeUnit.SECONDS).paid()).isEqualTo(5);
        assertThat(second.open()).containsExactly(ID);
        get(second.send(ID, new Arrived()));
        expect("Arrived>Polling");
        assertThat(engine.verify(ID)).isEmpty();
    }

    @Test
    public void keepsTheDeadlineOfAStateAcrossARestart() throws Exception {
        Machine<Event, Deal> machine = engine.run(table(), world);
        get(machine.open(ID, FRESH, new Open()));
        expect("Open>Paying", "Paid>Waiting");
        assertThat(woken.poll(10, TimeUnit.SECONDS)).isNotNull();
        engine.close();
        time.turn(Duration.ofMinutes(90));
        engine = engine(store);
        engine.run(table(), world);
        expect("Restart>Waiting");
        assertThat(woken.poll(10, TimeUnit.SECONDS)).isNotNull();
        assertThat(engine.find("bafyone").deadline()).contains(time.now().plus(Duration.ofMinutes(30)));
        turnTo(Duration.ofMinutes(30));
        expect("Late>Failed");
    }

    @Test
    public void aStateWhoseDeadlinePassedWhileTheNodeWasDownFirstLooksWhetherItHasHappened() throws Exception {
        Machine<Event, Deal> machine = engine.run(table(), world);
        get(machine.open(ID, FRESH, new Open()));
        expect("Open>Paying", "Paid>Waiting");
        assertThat(woken.poll(10, TimeUnit.SECONDS)).isNotNull();
        engine.close();
        time.turn(Duration.ofHours(5));
        engine = engine(store);
        Machine<Event, Deal> second = engine.run(table(), world);
        expect("Restart>Waiting");
        assertThat(woken.poll(10, TimeUnit.SECONDS)).isNotNull();
        assertThat(get(second.send(ID, new Arrived()))).isTrue();
        expect("Arrived>Polling");
    }

    @Test
    public void aStateWhoseDeadlinePassedWhileTheNodeWasDownEndsSoonAfter() throws Exception {
        Machine<Event, Deal> machine = engine.run(table(), world);
        get(machine.open(ID, FRESH, new Open()));
        expect("Open>Paying", "Paid>Waiting");
        assertThat(woken.poll(10, TimeUnit.SECONDS)).isNotNull();
        engine.close();
        time.turn(Duration.ofHours(5));
        engine = engine(store);
        engine.run(table(), world);
        expect("Restart>Waiting");
        assertThat(woken.poll(10, TimeUnit.SECONDS)).isNotNull();
        turnTo(Duration.ofSeconds(5));
        expect("Late>Failed");
    }

    @Test
    public void aTableThatCouldNotResumeMayRunLater() throws Exception {
        for (Throwable broken : List.of(new StoreException("the index is away"), new StackOverflowError("deep"))) {
            engine.close();
            AtomicBoolean away = new AtomicBoolean(true);
            engine = new TableEngine(store, absent(away, broken), time, 2, Probe.NONE);
            assertThatThrownBy(() -> engine.run(table(), world)).isSameAs(broken);
            away.set(false);
            engine.run(table(), world).close();
        }
    }

    /** The index, which throws while it is away. */
    private Index absent(AtomicBoolean away, Throwable broken) {
        return (Index) Proxy.newProxyInstance(
                Index.class.getClassLoader(), new Class<?>[] {Index.class}, (proxy, method, arguments) -> {
                    if (away.get()) {
                        throw broken;
                    }
                    return method.invoke(store, arguments);
                });
    }

    @Test
    public void aTableIsClosedOnceWhatIsBeingStoredIsStored() throws Exception {
        UnwillingJournal holding = UnwillingJournal.holds(store, "Arrived");
        over(holding);
        Machine<Event, Deal> machine = waiting();
        CompletionStage<Boolean> sent = machine.send(ID, new Arrived());
        Runnable letGo = holding.held();
        CompletableFuture<Void> closing = CompletableFuture.runAsync(machine::close);
        // The deal takes no more from here on: it is closed, though its table is not yet.
        while (get(machine.send(ID, new Noted("too late")))) {
            Thread.onSpinWait();
        }
        assertThat(closing).isNotDone();
        assertThatThrownBy(() -> engine.run(table(), world)).hasMessageContaining("runs already");
        letGo.run();
        get(closing);
        assertThat(get(sent)).isTrue();
        engine.run(table(), world);
        expect("Arrived>Polling", "Restart>Polling");
        assertThat(engine.verify(ID)).isEmpty();
    }

    @Test
    public void setsAsideADealThatCannotBeReadAndSaysSoWhileAllOthersGoOn() throws Exception {
        Machine<Event, Deal> before = waiting();
        before.close();
        DealId torn = new DealId("bafytorn", "alice");
        DealId strange = new DealId("bafystrange", "alice");
        get(store.put(row(torn, "{")));
        IndexRow good = store.get("deal", ID.toString()).orElseThrow();
        get(store.put(row(strange, new String(good.body(), UTF_8).replace("\"WAITING\"", "\"MENDING\""))));
        get(store.put(new IndexRow("deal", "no deal at all", 9, good.facets(), good.body())));
        Machine<Event, Deal> machine = engine.run(table(), world);
        expect("Restart>Waiting");
        assertThat(get(machine.send(ID, new Arrived()))).isTrue();
        assertThat(machine.open()).containsExactly(ID);
        assertThat(engine.list(DealQuery.newest(10)).items())
                .extracting(DealView::id)
                .containsExactlyInAnyOrder(ID, torn, strange);
        for (DealId id : List.of(torn, strange)) {
            DealView shown = engine.find(id.toString());
            assertThat(shown.open()).isTrue();
            assertThat(shown.fault().orElseThrow().sentence())
                    .startsWith("its row in the store cannot be read and it is set aside, untouched: ");
            assertThat(engine.explain(id).waitingFor()).startsWith("Nothing moves this deal: ");
            assertThat(engine.explain(id).nextAction()).contains("deal:history");
            assertThatThrownBy(() -> get(engine.retry(id))).hasMessageContaining("cannot be read");
            assertThatThrownBy(() -> get(machine.send(id, new Arrived()))).hasMessageContaining("cannot be read");
            assertThatThrownBy(() -> get(machine.open(id, FRESH, new Open()))).hasMessageContaining("cannot be read");
            assertThatThrownBy(() -> machine.remembered(id)).hasMessageContaining("cannot be read");
            assertThat(engine.verify(id)).isNotEmpty();
        }
    }

    private static IndexRow row(DealId id, String body) {
        Map<String, String> facets = Map.of("market", table().name(), "state", "Waiting", "open", "true");
        return new IndexRow("deal", id.toString(), 1, facets, body.getBytes(UTF_8));
    }
}
