package io.fondaco.transfer.graphsync.internal.graphsync;

import static io.fondaco.transfer.graphsync.internal.graphsync.Mallory.met;
import static io.fondaco.transfer.graphsync.internal.graphsync.Mallory.raw;
import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.model.Cid;
import io.fondaco.model.PeerId;
import io.fondaco.model.Varint;
import io.fondaco.testing.kit.HandCrankedTime;
import io.fondaco.transfer.graphsync.internal.graphsync.Mallory.Asked;
import io.fondaco.transfer.graphsync.internal.graphsync.Message.Action;
import io.fondaco.transfer.graphsync.internal.graphsync.Message.Block;
import io.fondaco.transfer.graphsync.internal.graphsync.Message.Kind;
import io.fondaco.transfer.graphsync.internal.graphsync.Message.Response;
import io.fondaco.transfer.spi.TransportException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Test;

/** What Bob does when the peer he asks says what it must not. Each has one answer. */
public class RequestingTest {

    private static final byte[] BLOCK = {1, 2, 3};
    private static final byte[] OTHER = {4};

    private final HandCrankedTime time = new HandCrankedTime();
    private final Mallory mallory = new Mallory(time, Limits.STANDARD, new Door() {
                @Override
                public Answer asked(PeerId from, Message.Request request, Serve serve) {
                    return new Answer.Refusal(Status.REJECTED, Map.of());
                }

                @Override
                public void updated(PeerId from, Message.Request request) {}
            })
            .listening();

    @After
    public void close() {
        mallory.close();
    }

    private Asked asks() throws Exception {
        Asked asked = mallory.bobAsks(raw(BLOCK));
        assertThat(mallory.next().requests().get(0).id()).isEqualTo(asked.pull.id());
        return asked;
    }

    private void cancelled(Asked asked) throws Exception {
        Message.Request last = mallory.next().requests().get(0);
        assertThat(last.kind()).isEqualTo(Kind.CANCEL);
        assertThat(last.id()).isEqualTo(asked.pull.id());
    }

    private void refused(Asked asked, String why) throws Exception {
        TransportException failure = asked.failure();
        assertThat(failure).hasMessageContaining(why);
        assertThat(failure.worthRepeating()).isFalse();
        assertThat(asked.landed).isEmpty();
        cancelled(asked);
    }

    @Test
    public void takesWhatItAskedFor() throws Exception {
        Asked asked = asks();
        mallory.answers(asked.pull.id(), Status.COMPLETED, List.of(met(raw(BLOCK), Action.PRESENT)), BLOCK);
        asked.done.get(30, TimeUnit.SECONDS);
        assertThat(asked.landed).containsOnlyKeys(raw(BLOCK));
    }

    @Test
    public void refusesABlockWithAWrongHash() throws Exception {
        Asked asked = asks();
        mallory.answers(asked.pull.id(), Status.COMPLETED, List.of(met(raw(BLOCK), Action.PRESENT)), OTHER);
        refused(asked, "in place of one that is");
    }

    @Test
    public void refusesABlockThatIsNotThere() throws Exception {
        Asked asked = asks();
        mallory.answers(asked.pull.id(), Status.COMPLETED, List.of(met(raw(BLOCK), Action.PRESENT)));
        refused(asked, "is in the message, which it is not");
    }

    @Test
    public void refusesALinkThatIsNotNext() throws Exception {
        Asked asked = asks();
        mallory.answers(asked.pull.id(), Status.PARTIAL, List.of(met(raw(OTHER), Action.PRESENT)), OTHER);
        refused(asked, "where the DAG goes to " + raw(BLOCK));
    }

    @Test
    public void refusesWhatIsSaidToBeHereAndIsNot() throws Exception {
        Asked asked = asks();
        mallory.answers(asked.pull.id(), Status.COMPLETED, List.of(met(raw(BLOCK), Action.NOT_SENT)));
        refused(asked, "which is not here");
    }

    @Test
    public void refusesToGoOnWhereTheDagEnds() throws Exception {
        Asked asked = asks();
        mallory.answers(asked.pull.id(), Status.PARTIAL, List.of(met(raw(BLOCK), Action.PRESENT)), BLOCK);
        mallory.answers(asked.pull.id(), Status.PARTIAL, List.of(met(raw(OTHER), Action.PRESENT)), OTHER);
        assertThat(asked.failure()).hasMessageContaining("where the DAG ends");
    }

    @Test
    public void refusesAnEndBeforeTheEnd() throws Exception {
        Asked asked = asks();
        mallory.answers(asked.pull.id(), Status.COMPLETED, List.of());
        refused(asked, "ends before " + raw(BLOCK));
    }

    @Test
    public void saysWhatThePeerLacks() throws Exception {
        Asked asked = asks();
        mallory.answers(asked.pull.id(), Status.COMPLETED_PARTIAL, List.of(met(raw(BLOCK), Action.MISSING)));
        refused(asked, "lacks 1 blocks");
    }

    @Test
    public void knowsWhichRefusalsAreWorthAnotherAttempt() throws Exception {
        Map<Integer, Boolean> repeat = Map.of(
                Status.REJECTED,
                false,
                Status.LEGAL,
                false,
                Status.NOT_FOUND,
                false,
                Status.BUSY,
                true,
                Status.FAILED,
                true,
                Status.CANCELLED,
                true);
        for (Map.Entry<Integer, Boolean> one : repeat.entrySet()) {
            Asked asked = asks();
            mallory.answers(asked.pull.id(), one.getKey(), List.of());
            assertThat(asked.failure().worthRepeating())
                    .as("status " + one.getKey())
                    .isEqualTo(one.getValue());
        }
    }

    @Test
    public void dropsWhatAnswersNothingAndCancelsItOnce() throws Exception {
        UUID nothing = UUID.randomUUID();
        mallory.answers(nothing, Status.PARTIAL, List.of(met(raw(OTHER), Action.PRESENT)), OTHER);
        mallory.answers(nothing, Status.PARTIAL, List.of(met(raw(OTHER), Action.PRESENT)), OTHER);
        Message.Request cancel = mallory.next().requests().get(0);
        assertThat(cancel.kind()).isEqualTo(Kind.CANCEL);
        assertThat(cancel.id()).isEqualTo(nothing);
        // The next that Bob says is about something else.
        asks();
    }

    @Test
    public void cutsOffAMessageThatIsTooLong() throws Exception {
        Asked asked = asks();
        mallory.says(ByteBuffer.wrap(Varint.encode(Message.MOST + 1L)));
        assertThat(asked.failure()).hasMessageContaining("at most " + Message.MOST);
        assertThat(asked.failure().worthRepeating()).isTrue();
        assertThat(mallory.cutOff.get(30, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    public void cutsOffABlockThatIsTooLong() throws Exception {
        Asked asked = asks();
        byte[] large = new byte[Message.MOST_BLOCK + 1];
        mallory.answers(asked.pull.id(), Status.COMPLETED, List.of(met(raw(large), Action.PRESENT)), large);
        asked.failure();
        assertThat(mallory.cutOff.get(30, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    public void cutsOffWhatIsNoMessage() throws Exception {
        Asked asked = asks();
        mallory.says(ByteBuffer.wrap(new byte[] {1, 0}));
        asked.failure();
        assertThat(mallory.cutOff.get(30, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    public void givesUpASilentPeerButNotOneThatHasPaused() throws Exception {
        Asked asked = asks();
        mallory.answers(asked.pull.id(), Status.PAUSED, List.of());
        assertThat(asked.status.get(30, TimeUnit.SECONDS)).isEqualTo(Status.PAUSED);
        time.turn(Duration.ofSeconds(90));
        mallory.answers(asked.pull.id(), Status.COMPLETED, List.of(met(raw(BLOCK), Action.PRESENT)), BLOCK);
        asked.done.get(30, TimeUnit.SECONDS);
        Asked silent = asks();
        time.turn(Duration.ofSeconds(61));
        assertThat(silent.failure()).hasMessageContaining("was silent for 60 s");
        assertThat(silent.failure().worthRepeating()).isTrue();
    }

    @Test
    public void keepsTheWayOpenWhileAPauseLasts() throws Exception {
        Asked asked = asks();
        mallory.answers(asked.pull.id(), Status.PAUSED, List.of());
        asked.status.get(30, TimeUnit.SECONDS);
        time.turn(Duration.ofMinutes(1));
        assertThat(mallory.pulses.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    public void hasNoMoreThanSixRequestsInProgressWithAPeer() throws Exception {
        Asked first = asks();
        for (int i = 0; i < 5; i++) {
            asks();
        }
        Asked seventh = mallory.bobAsks(raw(OTHER));
        mallory.answers(first.pull.id(), Status.COMPLETED, List.of(met(raw(BLOCK), Action.PRESENT)), BLOCK);
        assertThat(mallory.next().requests().get(0).id()).isEqualTo(seventh.pull.id());
    }

    @Test
    public void aLinkMetTwiceNeedsItsBlockOnce() throws Exception {
        byte[] list = io.fondaco.codec.cbor.DagCbor.encode(io.fondaco.codec.ipld.Node.list(
                io.fondaco.codec.ipld.Node.of(raw(BLOCK)), io.fondaco.codec.ipld.Node.of(raw(BLOCK))));
        Cid root = io.fondaco.codec.cbor.DagCbor.cid(list);
        Asked asked = mallory.bobAsks(root);
        mallory.next();
        mallory.says(new Message(
                List.of(),
                List.of(new Response(
                        asked.pull.id(),
                        Status.COMPLETED,
                        List.of(
                                met(root, Action.PRESENT),
                                met(raw(BLOCK), Action.PRESENT),
                                met(raw(BLOCK), Action.NOT_SENT)),
                        Map.of())),
                List.of(new Block(Prefix.of(root), list), new Block(Prefix.of(raw(BLOCK)), BLOCK))));
        asked.done.get(30, TimeUnit.SECONDS);
        assertThat(asked.landed).containsOnlyKeys(root, raw(BLOCK));
    }
}
