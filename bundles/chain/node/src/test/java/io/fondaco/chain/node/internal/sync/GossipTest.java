package io.fondaco.chain.node.internal.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.block.BlockCodec;
import io.fondaco.chain.block.BlockHeader;
import io.fondaco.chain.block.BlockMessage;
import io.fondaco.chain.node.internal.Contents;
import io.fondaco.chain.node.internal.Devnet;
import io.fondaco.chain.node.internal.FullBlock;
import io.fondaco.model.Epoch;
import io.fondaco.model.PeerId;
import io.fondaco.model.TokenAmount;
import io.fondaco.network.Host;
import io.fondaco.network.PubSub;
import io.fondaco.network.Topic;
import io.fondaco.network.TopicListener;
import io.fondaco.network.TopicListener.Verdict;
import io.fondaco.network.TopicMessage;
import io.fondaco.network.inprocess.InProcessNetwork;
import io.fondaco.testing.kit.PlainParty;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** What a node says of the blocks it hears of, and how it tells of its own. */
public class GossipTest {
    private static final String TOPIC = "/fil/blocks/devnet";

    private final Devnet net = new Devnet(2);
    private final Devnet.Node maker = net.node();
    private final Devnet.Node node = net.node();
    private final InProcessNetwork network = new InProcessNetwork(net.time, Runnable::run);
    private final Host stranger = PlainParty.host(network, net.keys, "a stranger");
    private final Host host = PlainParty.host(network, net.keys, "a node");
    private TopicListener listener;
    private ChainSync sync;

    @Before
    public void start() {
        sync = new ChainSync(
                overhearing(host),
                "devnet",
                node.engine,
                node.store,
                Runnable::run,
                net.time,
                new Contents(node.store, cid -> Optional.empty()));
        sync.start();
    }

    @After
    public void stop() {
        sync.close();
        network.close();
    }

    /** The host, whose listener to blocks is kept here too, for its verdicts. */
    private Host overhearing(Host of) {
        PubSub topics = (PubSub) Proxy.newProxyInstance(
                PubSub.class.getClassLoader(), new Class<?>[] {PubSub.class}, (self, method, arguments) -> {
                    if (method.getName().equals("subscribe")
                            && ((Topic) arguments[0]).name().equals(TOPIC)) {
                        listener = (TopicListener) arguments[1];
                    }
                    return call(method, of.pubSub(), arguments);
                });
        return (Host) Proxy.newProxyInstance(
                Host.class.getClassLoader(),
                new Class<?>[] {Host.class},
                (self, method, arguments) -> method.getName().equals("pubSub") ? topics : call(method, of, arguments));
    }

    private static Object call(Method method, Object on, Object[] arguments) throws Throwable {
        try {
            return method.invoke(on, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    private Verdict verdict(byte[] data) {
        PeerId from = stranger.id();
        return listener.on(new TopicMessage(TOPIC, data, Optional.of(from), new byte[0], from))
                .toCompletableFuture()
                .join();
    }

    /** A block on the maker's head. */
    private FullBlock made() throws Exception {
        Optional<FullBlock> made = Optional.empty();
        while (made.isEmpty()) {
            made = maker.block(0, net.turn(1));
        }
        return made.get();
    }

    private static byte[] gossiped(FullBlock block) {
        return BlockCodec.encode(block.gossiped());
    }

    private BlockHeader at(BlockHeader h, Epoch height) {
        BlockHeader moved = new BlockHeader(
                h.miner(),
                h.ticket(),
                h.electionProof(),
                h.beaconEntries(),
                h.winningPoSt(),
                h.parents(),
                h.parentWeight(),
                height,
                h.stateRoot(),
                h.receipts(),
                h.messages(),
                h.blsAggregate(),
                net.clock.timestamp(height),
                Optional.empty(),
                h.forkSignal(),
                h.parentBaseFee());
        return moved.signed(h.signature().orElseThrow());
    }

    @Test
    public void listensToTheBlocksOfItsNetwork() {
        assertThat(stranger.pubSub().listeners(TOPIC)).containsExactly(host.id());
        assertThat(stranger.pubSub().listeners("/fil/blocks/mainnet")).isEmpty();
        sync.close();
        assertThat(stranger.pubSub().listeners(TOPIC)).isEmpty();
    }

    @Test
    public void takesABlockItHearsOfAndPassesItOn() throws Exception {
        FullBlock block = made();
        // From somebody who speaks nothing but gossip: there is no other way it could have come.
        stranger.pubSub().publish(TOPIC, gossiped(block)).toCompletableFuture().join();
        assertThat(node.head().blocks()).containsExactly(block.header());
        assertThat(verdict(gossiped(block))).isEqualTo(Verdict.ACCEPT);
    }

    @Test
    public void tellsWhatIsBadFromWhatItCannotJudge() throws Exception {
        FullBlock block = made();
        byte[] good = gossiped(block);
        assertThat(verdict(new byte[] {1, 2, 3})).as("no block").isEqualTo(Verdict.REJECT);
        BlockMessage others =
                new BlockMessage(block.header(), List.of(block.header().stateRoot()), List.of());
        assertThat(verdict(BlockCodec.encode(others)))
                .as("messages the header does not name")
                .isEqualTo(Verdict.REJECT);
        BlockHeader forged = at(block.header(), block.header().height());
        FullBlock unsigned = new FullBlock(
                forged.signed(net.keys.sign(
                        net.accounts.get(2).address(), block.header().signingBytes())),
                block.contents());
        assertThat(verdict(gossiped(unsigned))).as("of another key").isEqualTo(Verdict.REJECT);
        Epoch soon = net.clock.now().plus(3);
        FullBlock early = new FullBlock(at(block.header(), soon), block.contents());
        assertThat(verdict(gossiped(early))).as("of the future").isEqualTo(Verdict.IGNORE);
        maker.engine.take(block);
        FullBlock next = made();
        assertThat(next.header().parents().cids())
                .containsExactly(block.header().cid());
        assertThat(verdict(gossiped(next))).as("on parents that are not here").isEqualTo(Verdict.IGNORE);
        assertThat(node.head().height().number()).isZero();
        assertThat(verdict(good)).isEqualTo(Verdict.ACCEPT);
        assertThat(verdict(gossiped(next))).isEqualTo(Verdict.ACCEPT);
        assertThat(node.head().blocks()).containsExactly(next.header());
    }

    @Test
    public void announcesABlockOfItsOwnAsItsHeaderAndTheNamesOfItsMessages() throws Exception {
        maker.next.add(net.message(0, net.accounts.get(1).address(), 0, TokenAmount.fil("1")));
        maker.next.add(net.message(2, net.accounts.get(1).address(), 0, TokenAmount.fil("1")));
        FullBlock block = made();
        List<byte[]> heard = new ArrayList<>();
        stranger.pubSub().subscribe(new Topic(TOPIC, 1 << 20, TopicMessage::data), message -> {
            heard.add(message.data());
            return CompletableFuture.completedFuture(Verdict.ACCEPT);
        });
        sync.announce(block);
        assertThat(heard).hasSize(1);
        BlockMessage told = BlockCodec.decodeBlock(heard.get(0));
        assertThat(told.header()).isEqualTo(block.header());
        assertThat(told.blsMessages())
                .containsExactly(maker.next.get(1).message().cid());
        assertThat(told.secpMessages()).containsExactly(maker.next.get(0).cid());
    }
}
