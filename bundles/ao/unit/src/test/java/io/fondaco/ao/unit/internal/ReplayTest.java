package io.fondaco.ao.unit.internal;

import static io.fondaco.ao.unit.internal.Rig.get;
import static io.fondaco.ao.unit.internal.Rig.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.ao.AoException.Reason;
import io.fondaco.ao.DataItem;
import io.fondaco.ao.Receipt;
import io.fondaco.ao.ResultRange;
import io.fondaco.ao.Tag;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The state of a process is what its schedule makes of it, also after a restart. */
public class ReplayTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Rig rig;
    private String process;

    @Before
    public void start() {
        rig = new Rig(folder.getRoot().toPath());
        rig.settings = new Settings(2, 2, 200_000, Settings.DEFAULT.limits(), 100, 1000, 10_000, 4, 1000);
        rig.start();
        process = rig.spawn();
    }

    @After
    public void stop() {
        rig.close();
    }

    private void fill(int messages) {
        for (int i = 0; i < messages; i++) {
            rig.send(process, i % 3 == 0 ? "Fail" : "Set", "v" + i);
        }
        rig.hash(process);
    }

    @Test
    public void aRestartComesToTheSameStateAndTheSameResults() {
        fill(200);
        String hash = rig.hash(process);
        var results = rig.unit.results(process, ResultRange.oldest(1000));
        rig.restart();
        assertThat(rig.hash(process)).isEqualTo(hash);
        assertThat(rig.unit.results(process, ResultRange.oldest(1000)).results())
                .usingRecursiveComparison()
                .isEqualTo(results.results());
        rig.send(process, "Set", "after");
        assertThat(rig.peek(process, "Get")).isEqualTo("after");
        assertThat(get(rig.unit.stateHash(process)).evaluated()).isEqualTo(202);
    }

    @Test
    public void theDurableStoreKeepsItAllAsWell() {
        var settings = io.fondaco.persistence.sqlite.Settings.USUAL;
        var file = folder.getRoot().toPath().resolve("store.db");
        rig.unit.close();
        String hash;
        try (var store = new io.fondaco.persistence.sqlite.SqliteStore(file, settings)) {
            rig.start(store, store);
            process = rig.spawn();
            fill(40);
            hash = rig.hash(process);
            rig.unit.close();
        }
        try (var store = new io.fondaco.persistence.sqlite.SqliteStore(file, settings)) {
            rig.start(store, store);
            assertThat(rig.hash(process)).isEqualTo(hash);
            assertThat(rig.unit.results(process, ResultRange.oldest(100)).results())
                    .hasSize(41);
            assertThat(rig.unit.schedule(process, 0, 100)).hasSize(41);
            rig.unit.close();
        }
    }

    @Test
    public void aRuntimeThatComesToOtherOutcomesStopsTheProcessAndSaysWhere() {
        fill(10);
        rig.runtime.skew = 1;
        rig.restart();
        String first = rig.unit.schedule(process, 0, 1).get(0).message().id();
        assertThat(refusal(rig.unit.stateHash(process)))
                .hasMessageContaining("process " + process + " is stopped")
                .hasMessageContaining("diverges at result 1, message " + first)
                .hasMessageContaining("gas 101 instead of 100");
        assertThat(rig.unit.process(process).orElseThrow().stopped()).isPresent();
        assertThat(refusal(rig.unit.submit(rig.message(process, "Set", ""))).reason())
                .isEqualTo(Reason.STOPPED);
        assertThat(refusal(rig.unit.dryRun(io.fondaco.ao.DryRun.of(process, java.util.List.of(), "")))
                        .reason())
                .isEqualTo(Reason.STOPPED);
        assertThat(get(rig.unit.result(process, first)).outcome().gasUsed()).isEqualTo(100);
    }

    @Test
    public void aRuntimeThatComesToAnotherStateIsFoundOutAtTheNextCheckpoint() {
        fill(10);
        rig.runtime.salt = "not what it was";
        rig.restart();
        assertThat(refusal(rig.unit.stateHash(process)))
                .hasMessageContaining("at result 4")
                .hasMessageContaining("the hash of its state is another one");
        rig.runtime.salt = "";
        rig.restart();
        assertThat(get(rig.unit.stateHash(process)).evaluated()).isEqualTo(11);
    }

    @Test
    public void aProcessWaitsForItsRuntimeAndGoesOnWithAnother() {
        fill(10);
        String hash = rig.hash(process);
        rig.runtimes.remove(rig.runtime);
        Receipt receipt = rig.send(process, "Set", "meanwhile");
        var result = rig.unit.result(process, receipt.id());
        assertThat(result.toCompletableFuture()).isNotDone();
        rig.runtimes.add(new TestRuntime());
        assertThat(get(result).outcome().error()).isEmpty();
        assertThat(rig.peek(process, "Get")).isEqualTo("meanwhile");
        assertThat(rig.hash(process)).isNotEqualTo(hash);
        assertThat(get(rig.unit.stateHash(process)).evaluated()).isEqualTo(12);
    }

    @Test
    public void aRuntimeMayGoInTheMiddleOfAnEvaluation() {
        Receipt slow = rig.send(process, "Echo", "", new Tag("Steps", "300000000"));
        var result = rig.unit.result(process, slow.id());
        rig.runtimes.remove(rig.runtime);
        rig.runtimes.add(new TestRuntime());
        assertThat(get(result).outcome().error()).isEmpty();
    }

    @Test
    public void aDiskThatIsFullForAWhileDelaysResultsAndLosesNone() {
        FaultyStore disk = new FaultyStore(rig.memory);
        rig.unit.close();
        rig.start(disk, disk);
        rig.ask(process, "Set", "one");
        disk.unwritten = "evaluated";
        Receipt late = rig.send(process, "Set", "two");
        Receipt later = rig.send(process, "Set", "three");
        var result = rig.unit.result(process, later.id());
        get(disk.hasFailed);
        assertThat(result.toCompletableFuture()).isNotDone();
        disk.unwritten = "scheduled";
        assertThat(refusal(rig.unit.submit(rig.message(process, "Set", "four"))).reason())
                .isEqualTo(Reason.UNAVAILABLE);
        disk.unwritten = "";
        rig.time.turn(java.time.Duration.ofSeconds(10));
        assertThat(get(result).cursor()).isEqualTo("4");
        assertThat(get(rig.unit.result(process, late.id())).cursor()).isEqualTo("3");
        rig.send(process, "Set", "five");
        assertThat(rig.unit.schedule(process, 0, 10)).hasSize(5);
        assertThat(rig.peek(process, "Counts")).contains("count:Set=4").contains("value=five");
        String hash = rig.hash(process);
        rig.restart();
        assertThat(rig.hash(process)).isEqualTo(hash);
    }

    @Test
    public void aDiskThatDoesNotAnswerForAWhileStopsNobody() {
        fill(5);
        String hash = rig.hash(process);
        rig.unit.close();
        FaultyStore disk = new FaultyStore(rig.memory);
        rig.start(disk, disk);
        assertThat(rig.unit.process(process)).isPresent();
        disk.unreadable = true;
        var answer = rig.unit.stateHash(process);
        disk.unreadable = false;
        rig.time.turn(java.time.Duration.ofSeconds(10));
        rig.send(process, "Fail", "");
        assertThat(get(answer).hash()).isEqualTo(hash);
    }

    @Test
    public void aDryRunThatBreaksTheRuntimeStopsNothing() {
        fill(5);
        String hash = rig.hash(process);
        assertThat(refusal(rig.unit.dryRun(
                        io.fondaco.ao.DryRun.of(process, java.util.List.of(new Tag("Action", "Throw")), ""))))
                .hasMessageContaining("a broken runtime");
        assertThat(rig.hash(process)).isEqualTo(hash);
        assertThat(rig.ask(process, "Echo", "fine").outcome().output()).isEqualTo("fine");
    }

    @Test
    public void aBrokenRuntimeStopsOnlyItsProcess() {
        String other = rig.spawn();
        DataItem message = rig.message(process, "Throw", "");
        Receipt receipt = get(rig.unit.submit(message));
        assertThat(refusal(rig.unit.result(process, receipt.id())))
                .hasMessageContaining("IllegalStateException: a broken runtime");
        assertThat(rig.ask(other, "Echo", "fine").outcome().output()).isEqualTo("fine");
        assertThat(refusal(rig.unit.result(process, receipt.id())).reason()).isEqualTo(Reason.STOPPED);
    }
}
