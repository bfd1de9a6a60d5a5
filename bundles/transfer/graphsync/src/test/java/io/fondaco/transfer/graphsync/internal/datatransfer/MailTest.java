package io.fondaco.transfer.graphsync.internal.datatransfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.network.Host;
import io.fondaco.network.inprocess.InProcessNetwork;
import io.fondaco.testing.kit.HandCrankedTime;
import io.fondaco.testing.kit.PlainParty;
import io.fondaco.testing.kit.SeededKeys;
import io.fondaco.transfer.graphsync.internal.datatransfer.TransferMessage.Request;
import io.fondaco.transfer.graphsync.internal.datatransfer.TransferMessage.Type;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.After;
import org.junit.Test;

/** Messages of Alice to Bob, whose workers begin with whatever came last. */
public class MailTest {

    private final InProcessNetwork network = new InProcessNetwork(new HandCrankedTime(), Runnable::run);
    private final Host alice = PlainParty.host(network, new SeededKeys(), "alice");
    private final Host bob = PlainParty.host(network, new SeededKeys(), "bob");
    private final Deque<Runnable> bobsWork = new ArrayDeque<>();
    private final List<String> arrived = new ArrayList<>();
    private final Mail alices = new Mail(alice, Runnable::run, (from, message) -> {});
    private final Mail bobs = new Mail(
            bob,
            bobsWork::push,
            (from, message) -> arrived.add(message.number() + (((Request) message).paused() ? " paused" : " goes on")));

    @After
    public void close() {
        alices.close();
        bobs.close();
        network.close();
    }

    private void send(long channel, boolean paused) {
        alices.send(bob.id(), Request.plain(Type.UPDATE, channel, paused));
    }

    private void bobWorks() {
        while (!bobsWork.isEmpty()) {
            bobsWork.pop().run();
        }
    }

    @Test
    public void noMessageOvertakesAnotherOnItsChannel() {
        for (int i = 0; i < 6; i++) {
            send(7, i % 2 == 0);
        }
        bobWorks();
        assertThat(arrived).containsExactly("7 paused", "7 goes on", "7 paused", "7 goes on", "7 paused", "7 goes on");
    }

    @Test
    public void channelsDoNotWaitForOneAnother() {
        send(1, true);
        send(2, true);
        assertThat(bobsWork).hasSize(2);
        bobWorks();
        assertThat(arrived).containsExactly("2 paused", "1 paused");
    }

    @Test
    public void aMessageThatCannotBeSentDoesNotKeepTheNextOne() {
        network.links((from, to) -> false);
        send(7, true);
        network.links((from, to) -> true);
        send(7, false);
        bobWorks();
        assertThat(arrived).containsExactly("7 goes on");
    }
}
