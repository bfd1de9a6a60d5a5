package io.fondaco.ao.unit.internal;

import static io.fondaco.ao.unit.internal.Rig.get;
import static io.fondaco.ao.unit.internal.Rig.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.ao.AoException;
import io.fondaco.ao.AoException.Reason;
import io.fondaco.ao.Assignment;
import io.fondaco.ao.DataItem;
import io.fondaco.ao.DryRun;
import io.fondaco.ao.ProcessInfo;
import io.fondaco.ao.Receipt;
import io.fondaco.ao.Result;
import io.fondaco.ao.ResultPage;
import io.fondaco.ao.ResultRange;
import io.fondaco.ao.Scheduled;
import io.fondaco.ao.Tag;
import io.fondaco.ao.spi.Limits;
import io.fondaco.model.Registration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class UnitTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Rig rig;
    private String process;

    @Before
    public void start() {
        rig = new Rig(folder.getRoot().toPath()).start();
        process = rig.spawn();
    }

    @After
    public void stop() {
        rig.close();
    }

    @Test
    public void evaluatesWhatItIsSentInOrder() {
        rig.send(process, "Set", "one");
        rig.send(process, "Set", "two");
        assertThat(rig.ask(process, "Get", "").outcome().output()).isEqualTo("two");
        assertThat(get(rig.unit.result(process, process)).nonce()).hasValue(0);
        assertThat(rig.peek(process, "Counts"))
                .contains("boot=hello@" + process)
                .contains("count:Set=2");
    }

    @Test
    public void anErrorIsAResultAndLeavesTheStateAsItWas() {
        rig.send(process, "Set", "one");
        String before = rig.hash(process);
        Result failed = rig.ask(process, "Fail", "on purpose");
        assertThat(failed.outcome().error()).contains("it failed: on purpose");
        assertThat(rig.hash(process)).isEqualTo(before);
        assertThat(get(rig.unit.stateHash(process)).evaluated()).isEqualTo(3);
    }

    @Test
    public void aDryRunLeavesNoTrace() {
        String before = rig.hash(process);
        assertThat(rig.peek(process, "Who")).isEqualTo("from 1234 owner 1234 tags Action anchor 0 readOnly true");
        get(rig.unit.dryRun(DryRun.of(process, List.of(new Tag("Action", "Set")), "gone")));
        assertThat(rig.hash(process)).isEqualTo(before);
        assertThat(rig.unit.process(process).orElseThrow().scheduled()).isEqualTo(1);
    }

    @Test
    public void theScheduleIsGapFreeAndEachLineIsSignedAndChained() {
        for (int i = 0; i < 5; i++) {
            rig.time.turn(Duration.ofMinutes(1));
            rig.send(process, "Set", "v" + i);
        }
        List<Scheduled> lines = rig.unit.schedule(process, 0, 100);
        assertThat(lines).hasSize(6);
        Assignment before = null;
        for (int i = 0; i < lines.size(); i++) {
            Assignment a = lines.get(i).assignment();
            assertThat(a.nonce()).isEqualTo(i);
            assertThat(a.process()).isEqualTo(process);
            assertThat(a.message()).isEqualTo(lines.get(i).message().id());
            assertThat(a.item().verify()).isTrue();
            assertThat(a.item().address()).isEqualTo(rig.unit.address());
            assertThat(a.hashChain())
                    .isEqualTo(before == null ? Assignment.firstHashChain(process) : before.nextHashChain());
            assertThat(a.timestamp()).isEqualTo(lines.get(0).assignment().timestamp() + i * 60_000);
            assertThat(a.blockHeight()).isEqualTo(a.timestamp() / 120_000);
            assertThat(a.item().tag("Block-Height").orElseThrow()).hasSize(12);
            before = a;
        }
        assertThat(rig.unit.latest(process).assignment()).isEqualTo(before);
        assertThat(rig.unit.schedule(process, 4, 1)).containsExactly(lines.get(4));
        assertThat(rig.unit.schedule(process, 6, 1)).isEmpty();
        assertThat(rig.unit.scheduled(process, before.message())).contains(lines.get(5));
        assertThat(rig.unit.scheduled(process, process)).contains(lines.get(0));
        assertThat(rig.unit.item(before.message())).contains(lines.get(5).message());
    }

    @Test
    public void timeNeverGoesBackInASchedule() {
        Rig.get(rig.unit.submit(rig.message(process, "Set", "x")));
        long first = rig.unit.latest(process).assignment().timestamp();
        rig.unit.close();
        Rig earlier = new Rig(folder.getRoot().toPath());
        // The same store under a clock that lags.
        earlier.time.turn(Duration.ofMillis(0));
        Unit late = new Unit(
                Settings.DEFAULT,
                Rig.UNIT,
                new io.fondaco.testing.kit.HandCrankedTime(java.time.Instant.EPOCH),
                new Store(rig.memory, rig.memory, blobs()),
                rig.runtimes);
        Receipt receipt = get(late.submit(rig.message(process, "Set", "y")));
        assertThat(receipt.assignment().timestamp()).isEqualTo(first);
        late.close();
    }

    private io.fondaco.persistence.Blobs blobs() {
        try {
            return new io.fondaco.persistence.FileBlobs(folder.getRoot().toPath());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    public void theSameMessageIsScheduledOnceHoweverOftenItComes() {
        DataItem message = rig.message(process, "Set", "x");
        List<CompletionStage<Receipt>> tries = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            tries.add(rig.unit.submit(message));
        }
        int taken = 0;
        for (CompletionStage<Receipt> one : tries) {
            try {
                get(one);
                taken++;
            } catch (AoException refused) {
                assertThat(refused.reason()).isEqualTo(Reason.DUPLICATE);
            }
        }
        assertThat(taken).isEqualTo(1);
        assertThat(rig.unit.schedule(process, 0, 100)).hasSize(2);
        DataItem spawned = rig.unit.item(process).orElseThrow();
        assertThat(refusal(rig.unit.submit(spawned)).reason()).isEqualTo(Reason.DUPLICATE);
    }

    @Test
    public void refusesWhatIsNotSignedByItsOwnerAndWhatSaysTooLittle() {
        byte[] forged = rig.message(process, "Set", "x").toBytes();
        forged[forged.length - 1] ^= 1;
        assertThat(refusal(rig.unit.submit(DataItem.read(forged))).reason()).isEqualTo(Reason.BAD_SIGNATURE);
        assertThat(refusal(rig.unit.submit(DataItem.builder().sign(Rig.ALICE))))
                .hasMessageContaining("lacks its tag Data-Protocol");
        assertThat(refusal(rig.unit.submit(
                        DataItem.builder().tag("Data-Protocol", "ao").sign(Rig.ALICE))))
                .hasMessageContaining("lacks its tag Type");
        assertThat(refusal(rig.unit.submit(DataItem.builder()
                        .tag("Data-Protocol", "ao")
                        .tag("Type", "Assignment")
                        .sign(Rig.ALICE))))
                .hasMessageContaining("only a Process or a Message");
        assertThat(refusal(rig.unit.submit(DataItem.builder()
                        .tag("Data-Protocol", "ao")
                        .tag("Type", "Message")
                        .sign(Rig.ALICE))))
                .hasMessageContaining("names no process");
        assertThat(refusal(rig.unit.submit(rig.message("A".repeat(43), "Set", "")))
                        .reason())
                .isEqualTo(Reason.NOT_FOUND);
        assertThat(rig.unit.schedule(process, 0, 100)).hasSize(1);
    }

    @Test
    public void refusesProcessesItCouldNotRun() {
        assertThat(refusal(rig.unit.submit(rig.processItem("A".repeat(43)))))
                .hasMessageContaining("module " + "A".repeat(43) + " is not known here");
        String broken = get(rig.unit.install(rig.moduleItem("syntax error")));
        assertThat(refusal(rig.unit.submit(rig.processItem(broken)))).hasMessageContaining("line 1: syntax error");
        DataItem wasm = DataItem.builder()
                .tag("Data-Protocol", "ao")
                .tag("Type", "Module")
                .tag("Module-Format", "wasm64")
                .sign(Rig.ALICE);
        String unknown = get(rig.unit.install(wasm));
        assertThat(refusal(rig.unit.submit(rig.processItem(unknown))).reason()).isEqualTo(Reason.UNSUPPORTED);
        assertThat(refusal(rig.unit.submit(rig.processItem(rig.module(), new Tag("Cron-Interval", "often")))))
                .hasMessageContaining("Cron-Interval tells no interval: often");
    }

    @Test
    public void modulesAreInstalledOnceAndMustSayWhatTheyAre() {
        assertThat(rig.module()).isEqualTo(rig.module());
        assertThat(rig.unit.item(rig.module())).contains(rig.moduleItem("book"));
        assertThat(refusal(rig.unit.install(rig.message(process, "Set", "")))).hasMessageContaining("is no module");
        DataItem greedy = DataItem.builder()
                .tag("Data-Protocol", "ao")
                .tag("Type", "Module")
                .tag("Module-Format", TestRuntime.FORMAT)
                .tag("Memory-Limit", "lots")
                .sign(Rig.ALICE);
        assertThat(refusal(rig.unit.install(greedy))).hasMessageContaining("is no size: lots");
    }

    @Test
    public void aModulesWishesAreCappedByTheUnits() {
        DataItem module = DataItem.builder()
                .tag("Memory-Limit", "500-mb")
                .tag("Compute-Limit", "9000000000000")
                .sign(Rig.ALICE);
        assertThat(Limits.of(module, new Limits(1000, 1 << 20, 5))).isEqualTo(new Limits(1000, 1 << 20, 5));
        DataItem modest = DataItem.builder()
                .tag("Memory-Limit", "2-kb")
                .tag("Compute-Limit", "70")
                .sign(Rig.ALICE);
        assertThat(Limits.of(modest, new Limits(1000, 1 << 20, 5))).isEqualTo(new Limits(70, 2048, 5));
    }

    @Test
    public void nobodySpeaksForAProcessButTheUnitAndItsAuthorities() {
        Tag claim = new Tag("From-Process", "B".repeat(42) + "A");
        assertThat(rig.ask(process, "Who", "", claim).outcome().output())
                .startsWith("from " + Rig.ALICE.address() + " owner " + Rig.ALICE.address());
        String trusting = rig.spawn(new Tag("Authority", "x, " + Rig.ALICE.address()));
        assertThat(rig.ask(trusting, "Who", "", claim).outcome().output())
                .startsWith("from " + claim.value() + " owner " + Rig.ALICE.address());
        assertThat(rig.ask(process, "Who", "", new Tag("From", "me"), new Tag("Owner", "you"))
                        .outcome()
                        .output())
                .contains("tags Data-Protocol,Variant,Type,Action anchor");
    }

    @Test
    public void pagesResultsBothWays() {
        for (int i = 0; i < 9; i++) {
            rig.send(process, "Echo", "e" + i);
        }
        rig.hash(process);
        List<String> forward = new ArrayList<>();
        for (Optional<ResultRange> next = Optional.of(ResultRange.oldest(4)); next.isPresent(); ) {
            ResultPage page = rig.unit.results(process, next.get());
            page.results().forEach(r -> forward.add(r.cursor() + r.outcome().output()));
            assertThat(page.results()).hasSizeLessThanOrEqualTo(4);
            next = page.next();
        }
        assertThat(forward).hasSize(10).startsWith("1", "2e0").endsWith("10e8");
        List<String> backward = new ArrayList<>();
        for (Optional<ResultRange> next = Optional.of(ResultRange.newest(4)); next.isPresent(); ) {
            ResultPage page = rig.unit.results(process, next.get());
            page.results().forEach(r -> backward.add(r.cursor() + r.outcome().output()));
            next = page.next();
        }
        Collections.reverse(backward);
        assertThat(backward).isEqualTo(forward);
        assertThat(rig.unit
                        .results(process, ResultRange.oldest(100).after("3").until("5"))
                        .results())
                .extracting(Result::cursor)
                .containsExactly("4", "5");
        assertThat(rig.unit.results(process, ResultRange.oldest(5).after("99")).results())
                .isEmpty();
        assertThatThrownBy(() -> ResultRange.oldest(5).after("x")).isInstanceOf(AoException.class);
        assertThatThrownBy(() -> ResultRange.oldest(0)).isInstanceOf(AoException.class);
    }

    @Test
    public void listenersHearResultsInOrderUntilTheyClose() {
        get(rig.unit.settled(process, process));
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        List<String> all = Collections.synchronizedList(new ArrayList<>());
        Registration one = rig.unit.watch(process, r -> heard.add(r.outcome().output()));
        rig.unit.watch(process, r -> {
            if (r.cursor().equals("2")) {
                throw new IllegalStateException("a listener that fails disturbs nobody");
            }
        });
        rig.unit.watchAll(r -> all.add(r.process()));
        String other = rig.spawn();
        for (int i = 0; i < 10; i++) {
            rig.send(process, "Echo", "e" + i);
        }
        Receipt last = rig.send(process, "Echo", "end");
        get(rig.unit.settled(process, last.id()));
        get(rig.unit.settled(other, other));
        assertThat(heard).hasSize(11).startsWith("e0", "e1").endsWith("end");
        one.close();
        get(rig.unit.settled(process, rig.send(process, "Echo", "more").id()));
        assertThat(heard).hasSize(11);
        assertThat(all).contains(other).contains(process);
    }

    @Test
    public void aRunawayDelaysNobody() {
        String busy = rig.spawn();
        Receipt endless = rig.send(busy, "Echo", "", new Tag("Steps", "90000000000"));
        rig.send(busy, "Echo", "", new Tag("Steps", "90000000000"));
        for (int i = 0; i < 50; i++) {
            assertThat(rig.ask(process, "Echo", "e" + i).outcome().output()).isEqualTo("e" + i);
        }
        assertThat(get(rig.unit.result(busy, endless.id())).outcome().error()).contains("out of gas");
    }

    @Test
    public void largeItemsAndOutcomesAreKeptAsWellAsSmallOnes() {
        DataItem large = rig.messageTo(process, "Set").data(new byte[3 << 20]).sign(Rig.ALICE);
        Receipt receipt = get(rig.unit.submit(large));
        assertThat(rig.ask(process, "Sixty-Thousand", "").outcome().output()).hasSize(2_000_000);
        String hash = rig.hash(process);
        rig.restart();
        assertThat(rig.unit.item(receipt.id())).contains(large);
        assertThat(rig.hash(process)).isEqualTo(hash);
        DataItem tooLarge =
                rig.messageTo(process, "Set").data(new byte[10 << 20]).sign(Rig.ALICE);
        assertThat(refusal(rig.unit.submit(tooLarge)).reason()).isEqualTo(Reason.TOO_LARGE);
    }

    @Test
    public void pagesOfLargeMessagesEndBeforeTheyFillTheMemory() {
        for (int i = 0; i < 5; i++) {
            get(rig.unit.submit(
                    rig.messageTo(process, "Echo").data(new byte[6 << 20]).sign(Rig.ALICE)));
        }
        rig.hash(process);
        assertThat(rig.unit.schedule(process, 0, 1000)).hasSize(4);
        assertThat(rig.unit.schedule(process, 4, 1000)).hasSize(2);
        ResultPage forward = rig.unit.results(process, ResultRange.oldest(1000));
        assertThat(forward.results()).extracting(Result::cursor).containsExactly("1", "2", "3", "4");
        assertThat(rig.unit.results(process, forward.next().orElseThrow()).results())
                .extracting(Result::cursor)
                .containsExactly("5", "6");
        ResultPage backward = rig.unit.results(process, ResultRange.newest(1000));
        assertThat(backward.results()).extracting(Result::cursor).containsExactly("6", "5", "4");
        assertThat(rig.unit.results(process, backward.next().orElseThrow()).results())
                .extracting(Result::cursor)
                .containsExactly("3", "2", "1");
        String hash = rig.hash(process);
        rig.restart();
        assertThat(rig.hash(process)).isEqualTo(hash);
    }

    @Test
    public void aMessageMayBeAssignedToAnotherProcessWithoutItsData() {
        String other = rig.spawn();
        Receipt receipt = rig.send(process, "Set", "secret");
        Receipt assigned = get(rig.unit.assign(other, receipt.id(), List.of("Data", "Anchor")));
        assertThat(assigned.id()).isEqualTo(receipt.id());
        assertThat(assigned.process()).isEqualTo(other);
        assertThat(assigned.assignment().exclude()).containsExactly("Data", "Anchor");
        get(rig.unit.result(other, receipt.id()));
        assertThat(rig.peek(other, "Counts")).contains("count:Set=1").contains("value=}");
        assertThat(refusal(rig.unit.assign(other, receipt.id(), List.of())).reason())
                .isEqualTo(Reason.DUPLICATE);
        assertThat(refusal(rig.unit.assign(other, "A".repeat(43), List.of())).reason())
                .isEqualTo(Reason.NOT_FOUND);
        assertThat(refusal(rig.unit.assign(other, receipt.id(), List.of("Owner")))
                        .reason())
                .isEqualTo(Reason.MALFORMED);
        assertThat(refusal(rig.unit.assign(other, "../x", List.of())).reason()).isEqualTo(Reason.MALFORMED);
    }

    @Test
    public void unknownThingsAreNotFound() {
        assertThat(refusal(rig.unit.result(process, "A".repeat(43))).reason()).isEqualTo(Reason.NOT_FOUND);
        assertThat(refusal(rig.unit.result("A".repeat(43), process)).reason()).isEqualTo(Reason.NOT_FOUND);
        assertThat(refusal(rig.unit.stateHash("A".repeat(43))).reason()).isEqualTo(Reason.NOT_FOUND);
        assertThat(rig.unit.process("../../etc")).isEmpty();
        assertThat(rig.unit.item("A".repeat(43))).isEmpty();
        assertThatThrownBy(() -> rig.unit.latest("x")).hasMessageContaining("no process id");
    }

    @Test
    public void tellsWhatProcessesThereAre() {
        rig.time.turn(Duration.ofSeconds(1));
        String second = rig.spawn(new Tag("Name", "second"));
        ProcessInfo info = rig.unit.processes(Optional.empty(), 1).items().get(0);
        assertThat(info.id()).isEqualTo(second);
        assertThat(info.owner()).isEqualTo(Rig.ALICE.address());
        assertThat(info.module()).isEqualTo(rig.module());
        assertThat(info.tags()).contains(new Tag("Name", "second"));
        assertThat(info.stopped()).isEmpty();
        String next = rig.unit.processes(Optional.empty(), 1).next().orElseThrow();
        assertThat(rig.unit.processes(Optional.of(next), 1).items())
                .extracting(ProcessInfo::id)
                .containsExactly(process);
    }

    @Test
    public void aUnitThatGoesDownTellsWhoeverWaits() {
        Receipt slow = rig.send(process, "Echo", "", new Tag("Steps", "900000000000000"));
        CompletionStage<Result> result = rig.unit.result(process, slow.id());
        rig.unit.close();
        assertThat(refusal(result).reason()).isEqualTo(Reason.UNAVAILABLE);
        assertThat(refusal(rig.unit.submit(rig.message(process, "Set", ""))).reason())
                .isEqualTo(Reason.UNAVAILABLE);
    }

    @Test
    public void moreMessagesThanMayWaitAreRefused() {
        rig.unit.close();
        rig.settings = new Settings(1, 1, 1000, Settings.DEFAULT.limits(), 100, 1000, 3, 64, 1000);
        rig.start();
        rig.send(process, "Echo", "", new Tag("Steps", "999999999"));
        rig.send(process, "Echo", "");
        rig.send(process, "Echo", "");
        assertThat(refusal(rig.unit.submit(rig.message(process, "Echo", ""))).reason())
                .isEqualTo(Reason.BUSY);
    }
}
