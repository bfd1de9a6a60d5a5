package io.fondaco.ao.unit.internal;

import static io.fondaco.ao.unit.internal.Rig.get;
import static io.fondaco.ao.unit.internal.Rig.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.ao.AoException.Reason;
import io.fondaco.ao.DataItem;
import io.fondaco.ao.Receipt;
import io.fondaco.ao.ResultRange;
import io.fondaco.ao.Scheduled;
import io.fondaco.ao.Tag;
import java.util.List;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What processes say is sent on. */
public class PushTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Rig rig;
    private String one;
    private String two;

    @Before
    public void start() {
        rig = new Rig(folder.getRoot().toPath()).start();
        one = rig.spawn();
        two = rig.spawn();
    }

    @After
    public void stop() {
        rig.close();
    }

    private Receipt settled(String process, String action, String data, Tag... tags) {
        Receipt receipt = rig.send(process, action, data, tags);
        get(rig.unit.settled(process, receipt.id()));
        return receipt;
    }

    @Test
    public void aMessageOfAProcessIsSignedByTheUnitAndSaysWhereItComesFrom() {
        String anchor = "%032d".formatted(77);
        Receipt cause =
                settled(one, "Send", "hi", new Tag("To", two), new Tag("Anchor", anchor), new Tag("Then", "Set"));
        Scheduled pushed = rig.unit.latest(two);
        DataItem item = pushed.message();
        assertThat(item.verify()).isTrue();
        assertThat(item.address()).isEqualTo(rig.unit.address());
        assertThat(item.target()).contains(two);
        assertThat(item.anchorText()).isEqualTo(anchor);
        assertThat(item.text()).contains("hi");
        assertThat(item.tags())
                .containsExactly(
                        new Tag("Action", "Set"),
                        new Tag("Data-Protocol", "ao"),
                        new Tag("Variant", "ao.TN.1"),
                        new Tag("Type", "Message"),
                        new Tag("From-Process", one),
                        new Tag("From-Module", rig.module()),
                        new Tag("Pushed-For", cause.id()),
                        new Tag(Courier.SLOT, "2.0"));
        assertThat(rig.peek(two, "Get")).isEqualTo("hi");
    }

    @Test
    public void theReceiverSeesTheProcessAsTheSender() {
        settled(one, "Send", "", new Tag("To", two), new Tag("Then", "Who"));
        assertThat(rig.unit
                        .results(two, ResultRange.newest(1))
                        .results()
                        .get(0)
                        .outcome()
                        .output())
                .startsWith("from " + one + " owner " + rig.unit.address());
    }

    @Test
    public void equalMessagesOfOneResultAndOfTwoAllArrive() {
        settled(one, "Send-Twice", "", new Tag("To", two));
        settled(one, "Send-Twice", "", new Tag("To", two));
        assertThat(rig.peek(two, "Counts")).contains("count:Count=4");
    }

    @Test
    public void messagesToWalletsAreNotEvaluatedAnywhere() {
        settled(one, "Send", "hi", new Tag("To", Rig.ALICE.address()));
        settled(one, "Send", "hi", new Tag("To", "no id at all"));
        assertThat(rig.unit.schedule(two, 0, 10)).hasSize(1);
    }

    @Test
    public void aLoopOfMessagesEnds() {
        settled(one, "Ping", "", new Tag("To", two));
        long pings = rig.unit.process(one).orElseThrow().scheduled()
                + rig.unit.process(two).orElseThrow().scheduled()
                - 2;
        assertThat(pings).isEqualTo(Settings.DEFAULT.pushDepth() + 1);
    }

    @Test
    public void aFloodOfMessagesEnds() {
        rig.unit.close();
        rig.settings = new Settings(2, 2, 200_000, Settings.DEFAULT.limits(), 100, 500, 10_000, 64, 1000);
        rig.start();
        settled(one, "Bomb", "");
        assertThat(rig.unit.process(one).orElseThrow().scheduled()).isEqualTo(1 + 1 + 500);
    }

    @Test
    public void aSpawnIsTold() {
        settled(one, "Spawn", "seed", new Tag("Module", rig.module()));
        String notices = rig.peek(one, "Counts");
        String child = notices.substring(notices.indexOf("child:") + 6, notices.indexOf("child:") + 49);
        assertThat(notices).contains("child:" + child + "=y from " + one);
        DataItem item = rig.unit.item(child).orElseThrow();
        assertThat(item.address()).isEqualTo(rig.unit.address());
        assertThat(item.tags())
                .contains(
                        new Tag("Type", "Process"),
                        new Tag("Module", rig.module()),
                        new Tag("Scheduler", rig.unit.address()),
                        new Tag("From-Process", one));
        assertThat(rig.peek(child, "Counts")).contains("boot=seed@" + child);
    }

    @Test
    public void whetherARuntimeIsThereDoesNotDecideWhatASpawnIsTold() {
        Receipt cause = settled(one, "Spawn", "seed", new Tag("Module", rig.module()));
        rig.runtimes.remove(rig.runtime);
        get(rig.unit.push(one, cause.id()));
        rig.runtimes.add(rig.runtime);
        assertThat(rig.peek(one, "Counts")).contains("count:Spawned=1").doesNotContain("Spawn-Error");
        assertThat(rig.unit.schedule(one, 0, 10)).hasSize(3);
    }

    @Test
    public void aSpawnThatCannotBeIsToldToo() {
        settled(one, "Spawn", "", new Tag("Module", "A".repeat(43)));
        assertThat(rig.peek(one, "Counts")).contains("error=module " + "A".repeat(43) + " is not known here");
    }

    @Test
    public void aProcessMayAssignMessages() {
        Receipt set = rig.send(one, "Set", "x");
        settled(one, "Assign", "", new Tag("To", two), new Tag("Message", set.id()));
        assertThat(rig.unit.latest(two).message().id()).isEqualTo(set.id());
        assertThat(rig.peek(two, "Counts")).contains("count:Set=1");
        settled(one, "Assign", "", new Tag("To", two), new Tag("Message", "A".repeat(43)));
        assertThat(rig.unit.schedule(two, 0, 10)).hasSize(2);
    }

    @Test
    public void tagsThatFitNoItemAreNotSentAndDisturbNothing() {
        settled(one, "Send", "hi", new Tag("To", two), new Tag("Then", "x".repeat(3000)));
        assertThat(rig.unit.schedule(two, 0, 10)).hasSize(2);
        assertThat(rig.ask(one, "Echo", "still here").outcome().output()).isEqualTo("still here");
    }

    @Test
    public void pushingAgainSendsNothingTwice() {
        Receipt cause = settled(one, "Send-Twice", "", new Tag("To", two));
        get(rig.unit.push(one, cause.id()));
        get(rig.unit.push(one, cause.id()));
        assertThat(rig.unit.schedule(two, 0, 10)).hasSize(3);
        assertThat(refusal(rig.unit.push(one, "A".repeat(43))).reason()).isEqualTo(Reason.NOT_FOUND);
    }

    @Test
    public void messagesOfOneProcessToAnotherKeepTheirOrder() {
        for (int i = 0; i < 30; i++) {
            rig.send(one, "Send", "v" + i, new Tag("To", two), new Tag("Then", "Echo"));
        }
        settled(one, "Send", "end", new Tag("To", two), new Tag("Then", "Echo"));
        List<Scheduled> lines = rig.unit.schedule(two, 1, 100);
        assertThat(lines).hasSize(31);
        for (int i = 0; i < 30; i++) {
            assertThat(lines.get(i).message().text()).contains("v" + i);
        }
    }
}
