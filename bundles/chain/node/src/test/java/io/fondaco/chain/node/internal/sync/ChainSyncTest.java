package io.fondaco.chain.node.internal.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.BlockContents;
import io.fondaco.chain.block.BlockHeader;
import io.fondaco.chain.block.Tipset;
import io.fondaco.chain.block.TipsetKey;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.chain.node.internal.Contents;
import io.fondaco.chain.node.internal.Devnet;
import io.fondaco.chain.node.internal.FullBlock;
import io.fondaco.codec.DecodeException;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.Multihash;
import io.fondaco.model.TokenAmount;
import io.fondaco.network.Host;
import io.fondaco.network.inprocess.InProcessNetwork;
import io.fondaco.testing.kit.PlainParty;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Test;

public class ChainSyncTest {
    private final Devnet net = new Devnet(3);
    private final InProcessNetwork network = new InProcessNetwork(net.time);
    private final List<Peer> peers = new ArrayList<>();

    /** A node with a thread and a host. */
    private final class Peer {
        final Devnet.Node node = net.node();
        final ExecutorService thread = Executors.newSingleThreadExecutor();
        final Host host;
        final ChainSync sync;

        Peer(String name) {
            host = PlainParty.host(network, net.keys, name);
            sync = new ChainSync(
                    host,
                    "devnet",
                    node.engine,
                    node.store,
                    thread,
                    net.time,
                    new Contents(node.store, cid -> Optional.empty()));
            peers.add(this);
        }

        <T> T run(Callable<T> work) throws Exception {
            return thread.submit(work).get(60, TimeUnit.SECONDS);
        }

        Tipset head() {
            return node.engine.head();
        }

        /** Completes when this head is reached. */
        CompletableFuture<Void> reaches(TipsetKey key) throws Exception {
            CompletableFuture<Void> reached = new CompletableFuture<>();
            run(() -> {
                node.engine.follow(change -> {
                    if (change.head().key().equals(key)) {
                        reached.complete(null);
                    }
                });
                if (head().key().equals(key)) {
                    reached.complete(null);
                }
                return null;
            });
            return reached;
        }

        /** Makes the blocks of an epoch by some miners and takes them. */
        List<FullBlock> make(Epoch epoch, int... miners) throws Exception {
            return run(() -> {
                List<FullBlock> made = new ArrayList<>();
                node.next.clear();
                for (int miner : miners) {
                    net.proof(node, miner).ifPresent(node.next::add);
                }
                for (int miner : miners) {
                    node.block(miner, epoch).ifPresent(made::add);
                }
                node.engine.take(made);
                return made;
            });
        }
    }

    @After
    public void stop() {
        peers.forEach(peer -> {
            peer.sync.close();
            peer.thread.shutdown();
        });
        network.close();
    }

    @Test
    public void aFreshNodeCatchesUpFromGenesis() throws Exception {
        Peer a = new Peer("a");
        a.sync.start();
        for (int i = 0; i < 120; i++) {
            a.make(net.turn(1), 0, 1, 2);
        }
        Peer b = new Peer("b");
        b.sync.start();
        CompletableFuture<Void> there = b.reaches(a.head().key());
        b.sync.greet(a.host.id());
        there.get(60, TimeUnit.SECONDS);
        assertThat(b.run(() -> b.node.execution().outcome(b.head())))
                .isEqualTo(a.run(() -> a.node.execution().outcome(a.head())));
    }

    @Test
    public void blocksThatAreAnnouncedMoveEverybody() throws Exception {
        Peer a = new Peer("a");
        Peer b = new Peer("b");
        Peer c = new Peer("c");
        for (Peer peer : peers) {
            peer.sync.start();
        }
        for (int i = 0; i < 12; i++) {
            for (FullBlock block : a.make(net.turn(1), 0, 1, 2)) {
                a.sync.announce(block);
            }
        }
        TipsetKey head = a.head().key();
        for (Peer peer : List.of(b, c)) {
            CompletableFuture<Void> there = peer.reaches(head);
            peer.sync.greet(a.host.id());
            there.get(60, TimeUnit.SECONDS);
        }
        assertThat(b.head()).isEqualTo(c.head());
    }

    @Test
    public void twoHalvesThatWereCutApartAgreeAgain() throws Exception {
        Peer a = new Peer("a");
        Peer b = new Peer("b");
        for (Peer peer : peers) {
            peer.sync.start();
        }
        for (int round = 0; round < 5; round++) {
            for (int i = 0; i < 6; i++) {
                Epoch epoch = net.turn(1);
                a.make(epoch, 0, 1);
                b.make(epoch, 2);
            }
            Peer heavy = weight(a).compareTo(weight(b)) >= 0 ? a : b;
            Peer light = heavy == a ? b : a;
            CompletableFuture<Void> there = light.reaches(heavy.head().key());
            heavy.sync.greet(light.host.id());
            there.get(60, TimeUnit.SECONDS);
            assertThat(a.head()).isEqualTo(b.head());
        }
    }

    private static java.math.BigInteger weight(Peer peer) throws Exception {
        return peer.run(() -> peer.node.engine.rules().weight(peer.head()));
    }

    @Test
    public void aChainThatForksOffBelowFinalityIsNotFetchedToItsEnd() throws Exception {
        Peer a = new Peer("a");
        Peer b = new Peer("b");
        for (Peer peer : peers) {
            peer.sync.start();
        }
        long finality = net.genesis.policy().rounds().finality();
        for (int i = 0; i < 2 * finality; i++) {
            Epoch epoch = net.turn(1);
            a.make(epoch, 0, 1);
            b.make(epoch, 2);
        }
        Tipset before = b.head();
        CompletableFuture<Exchange.Response> answered = Talk.ask(
                        b.host,
                        a.host.id(),
                        Exchange.PROTOCOL,
                        new Exchange.Request(a.head().key(), 500, Exchange.HEADERS).encode())
                .thenApply(Exchange.Response::decode)
                .toCompletableFuture();
        assertThat(answered.get(60, TimeUnit.SECONDS).chain()).isNotEmpty();
        Fetching fetching = new Fetching(b.host, b.node.engine, b.node.store, b.thread, net.time, (peer, why) -> {
            throw new AssertionError(why);
        });
        CompletableFuture<Void> over = new CompletableFuture<>();
        b.run(() -> {
            fetching.after(a.host.id(), a.head().key(), a.head().height());
            whenIdle(b, fetching, over);
            return null;
        });
        over.get(60, TimeUnit.SECONDS);
        assertThat(b.head()).isEqualTo(before);
        for (long height = 1; height <= a.head().height().number(); height++) {
            a.node.execution().index().at(height).ifPresent(key -> assertThat(key.cids())
                    .noneMatch(b.node.engine::has));
        }
    }

    /** Looks again on the thread of the chain, after whatever came before it, until nothing is fetched. */
    private static void whenIdle(Peer peer, Fetching fetching, CompletableFuture<Void> over) {
        if (fetching.target().isEmpty()) {
            over.complete(null);
        } else {
            peer.thread.execute(() -> whenIdle(peer, fetching, over));
        }
    }

    @Test
    public void messagesOfATipsetTravelOnceAndComeOutAsTheyWere() throws Exception {
        SignedMessage secp = net.message(0, net.accounts.get(1).address(), 0, TokenAmount.fil("1"));
        SignedMessage bls = net.message(2, net.accounts.get(1).address(), 0, TokenAmount.fil("1"));
        BlockContents first = new BlockContents(List.of(bls.message()), List.of(secp));
        BlockContents second = new BlockContents(List.of(), List.of(secp));
        BlockHeader header = net.node().head().blocks().get(0);
        Exchange.Response sent = new Exchange.Response(
                Exchange.OK, "", List.of(new Exchange.Part(List.of(header, header), List.of(first, second))));
        byte[] bytes = sent.encode();
        assertThat(Exchange.Response.decode(bytes)).isEqualTo(sent);
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> Exchange.Response.decode(cut)).isInstanceOf(DecodeException.class);
        }
        assertThatThrownBy(() -> Exchange.Response.decode(Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(DecodeException.class);
    }

    @Test
    public void helloIsATupleOfFour() {
        Tipset head = net.node().head();
        Hello hello = new Hello(
                head.key(),
                head.height(),
                java.math.BigInteger.TEN,
                head.key().cids().get(0));
        assertThat(Hello.decode(hello.encode())).isEqualTo(hello);
        assertThat(hello.encode()[0]).isEqualTo((byte) 0x84);
    }

    @Test
    public void aThirdBlockOfAMinerAtOneHeightIsNotLookedAt() throws Exception {
        Peer here = new Peer("here");
        Epoch epoch = net.turn(1);
        List<FullBlock> made = new ArrayList<>();
        while (made.size() < 3) {
            made.clear();
            for (int i = 0; i < 3; i++) {
                // Each a node of its own, which knows of no other block of this miner.
                Devnet.Node one = net.node();
                one.next.add(net.message(0, net.accounts.get(1).address(), 0, TokenAmount.fil(String.valueOf(i + 1))));
                one.block(0, epoch).ifPresent(made::add);
            }
            epoch = made.size() < 3 ? net.turn(1) : epoch;
        }
        for (int i = 0; i < 2; i++) {
            FullBlock block = made.get(i);
            assertThat(ChainSync.unwanted(here.node.engine, block.header())).isEmpty();
            here.run(() -> here.node.engine.take(block));
        }
        assertThat(ChainSync.unwanted(here.node.engine, made.get(0).header())).isEmpty();
        assertThat(ChainSync.unwanted(here.node.engine, made.get(2).header()))
                .hasValueSatisfying(why -> assertThat(why).contains("made 2 others"));
    }

    @Test
    public void aPeerThatPromisesMuchAndAnswersNothingHoldsUpNobody() throws Exception {
        Peer a = new Peer("a");
        Peer b = new Peer("b");
        Host liar = PlainParty.host(network, net.keys, "liar");
        CompletableFuture<Void> asked = new CompletableFuture<>();
        liar.answer(Exchange.PROTOCOL, stream -> asked.complete(null));
        for (int i = 0; i < 20; i++) {
            a.make(net.turn(1), 0, 1, 2);
        }
        a.sync.start();
        b.sync.start();
        Hello hello = new Hello(
                TipsetKey.of(Cid.v1(Cid.DAG_CBOR, Multihash.blake2b256(new byte[] {1}))),
                Epoch.of(21),
                java.math.BigInteger.TEN.pow(30),
                b.node.engine.genesis().key().cids().get(0));
        Talk.ask(liar, b.host.id(), Hello.PROTOCOL, hello.encode())
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
        asked.get(60, TimeUnit.SECONDS);
        CompletableFuture<Void> there = b.reaches(a.head().key());
        a.sync.greet(b.host.id());
        a.run(() -> null);
        b.run(() -> null);
        // The liar's time is up; who waited has its turn.
        net.time.turn(java.time.Duration.ofSeconds(30));
        there.get(60, TimeUnit.SECONDS);
    }
}
