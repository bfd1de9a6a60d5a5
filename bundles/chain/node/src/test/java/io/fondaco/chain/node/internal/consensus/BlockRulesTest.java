package io.fondaco.chain.node.internal.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fondaco.chain.BlockContents;
import io.fondaco.chain.block.BeaconEntry;
import io.fondaco.chain.block.BlockHeader;
import io.fondaco.chain.block.ElectionProof;
import io.fondaco.chain.block.Ticket;
import io.fondaco.chain.block.TipsetKey;
import io.fondaco.chain.block.WinningPoSt;
import io.fondaco.chain.message.Message;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.chain.node.internal.Devnet;
import io.fondaco.chain.node.internal.FullBlock;
import io.fondaco.chain.node.internal.InvalidBlockException;
import io.fondaco.chain.node.internal.InvalidBlockException.Kind;
import io.fondaco.chain.node.internal.store.ChainStore;
import io.fondaco.codec.ipld.MemoryBlocks;
import io.fondaco.crypto.Signature;
import io.fondaco.crypto.SignatureScheme;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.Before;
import org.junit.Test;

/** One thing wrong with a block that is right otherwise, and the reason it is refused for. */
public class BlockRulesTest {
    private final Devnet net = new Devnet(2);
    private final Devnet.Node node = net.node();
    private FullBlock good;

    @Before
    public void aBlockThatIsRight() throws Exception {
        node.next.add(net.message(0, net.accounts.get(1).address(), 0, TokenAmount.fil("1")));
        node.next.add(net.message(2, net.accounts.get(1).address(), 0, TokenAmount.fil("1")));
        Optional<FullBlock> made = Optional.empty();
        while (made.isEmpty()) {
            made = node.block(0, net.turn(1));
        }
        good = made.get();
    }

    /** A header to be changed field by field. */
    private static final class Draft {
        Address miner;
        Ticket ticket;
        ElectionProof election;
        List<BeaconEntry> beacon;
        List<WinningPoSt> winning;
        TipsetKey parents;
        BigInteger weight;
        Epoch height;
        Cid state;
        Cid receipts;
        Cid messages;
        Optional<Signature> aggregate;
        long timestamp;
        long forkSignal;
        TokenAmount baseFee;

        Draft(BlockHeader h) {
            miner = h.miner();
            ticket = h.ticket();
            election = h.electionProof();
            beacon = h.beaconEntries();
            winning = h.winningPoSt();
            parents = h.parents();
            weight = h.parentWeight();
            height = h.height();
            state = h.stateRoot();
            receipts = h.receipts();
            messages = h.messages();
            aggregate = h.blsAggregate();
            timestamp = h.timestamp();
            forkSignal = h.forkSignal();
            baseFee = h.parentBaseFee();
        }

        BlockHeader header() {
            return new BlockHeader(
                    miner,
                    ticket,
                    election,
                    beacon,
                    winning,
                    parents,
                    weight,
                    height,
                    state,
                    receipts,
                    messages,
                    aggregate,
                    timestamp,
                    Optional.empty(),
                    forkSignal,
                    baseFee);
        }
    }

    private interface Change {
        void to(Draft draft) throws Exception;
    }

    private FullBlock with(BlockContents contents, Change change) throws Exception {
        Draft draft = new Draft(good.header());
        draft.messages = roots(contents);
        change.to(draft);
        BlockHeader header = draft.header();
        Address worker = node.execution()
                .lookback(node.head(), header.height(), good.header().miner())
                .worker();
        return new FullBlock(header.signed(net.keys.sign(worker, header.signingBytes())), contents);
    }

    private static Cid roots(BlockContents contents) throws IOException {
        return ChainStore.roots(new MemoryBlocks(), contents).cid();
    }

    private InvalidBlockException refused(FullBlock block) {
        InvalidBlockException refused =
                catchThrowableOfType(() -> node.engine.take(block), InvalidBlockException.class);
        assertThat(refused).as("refused").isNotNull();
        assertThat(node.head().height().number()).isZero();
        return refused;
    }

    private void bad(String reason, Change change) throws Exception {
        InvalidBlockException refused = refused(with(good.contents(), change));
        assertThat(refused).hasMessageContaining(reason);
        assertThat(refused.kind()).isEqualTo(Kind.BAD);
    }

    private void badMessages(String reason, List<Message> bls, List<SignedMessage> secp) throws Exception {
        InvalidBlockException refused = refused(with(new BlockContents(bls, secp), d -> {}));
        assertThat(refused).hasMessageContaining(reason);
        assertThat(refused.kind()).isEqualTo(Kind.BAD);
    }

    @Test
    public void theBlockIsRightWithoutChanges() throws Exception {
        assertThat(node.engine.take(with(good.contents(), d -> {}))).isTrue();
    }

    @Test
    public void refusesWhatCannotBeABlock() throws Exception {
        bad("is no ID address", d -> d.miner = net.accounts.get(0).address());
        bad("it has no parents", d -> d.parents = TipsetKey.EMPTY);
        bad(
                "names a parent twice",
                d -> d.parents =
                        TipsetKey.of(d.parents.cids().get(0), d.parents.cids().get(0)));
        bad("it claims 16 wins", d -> d.election = new ElectionProof(16, d.election.vrf()));
        bad("it claims 0 wins", d -> d.election = new ElectionProof(0, d.election.vrf()));
        bad("its ticket has no VRF proof", d -> d.ticket = new Ticket(new byte[95]));
        bad("its election proof has no VRF proof", d -> d.election = new ElectionProof(1, new byte[0]));
        bad("no aggregate", d -> d.aggregate = Optional.empty());
        bad("its fork signal is 7", d -> d.forkSignal = 7);
        bad("names other messages than it carries", d -> d.messages = d.state);
        bad("its time is", d -> d.timestamp++);
    }

    @Test
    public void refusesParentsThatAreNoBlocks() throws Exception {
        bad("its parents are no tipset", d -> d.parents = TipsetKey.of(d.state));
        bad(
                "its parents are no tipset",
                d -> d.parents = TipsetKey.of(d.parents.cids().get(0), d.state));
    }

    @Test
    public void refusesWhatDoesNotFollowFromItsParents() throws Exception {
        bad("its beacon entries", d -> d.beacon = List.of());
        bad("it says its parents weigh 1", d -> d.weight = BigInteger.ONE);
        bad("its base fee is", d -> d.baseFee = TokenAmount.atto(99));
        bad("its state root is", d -> d.state = d.messages);
        bad("its receipts root is", d -> d.receipts = d.messages);
    }

    @Test
    public void refusesWhoDidNotWinIt() throws Exception {
        bad(
                "wins: the proof has",
                d -> d.election = new ElectionProof(
                        d.election.winCount() == 1 ? 2 : d.election.winCount() - 1, d.election.vrf()));
        bad(
                "its election proof is not the worker's",
                d -> d.election = new ElectionProof(d.election.winCount(), d.ticket.vrf()));
        bad("its ticket is not the worker's", d -> d.ticket = new Ticket(d.election.vrf()));
        bad("its winning PoSt", d -> d.winning = List.of());
        bad("is not signed by", d -> d.miner = net.miners.get(1));
        bad("was no miner", d -> d.miner = Address.id(100));
    }

    @Test
    public void refusesASignatureOverAnotherHeader() throws Exception {
        BlockHeader other =
                with(good.contents(), d -> d.ticket = new Ticket(new byte[96])).header();
        FullBlock stolen = new FullBlock(good.header().signed(other.signature().orElseThrow()), good.contents());
        assertThat(refused(stolen)).hasMessageContaining("is not signed by");
    }

    @Test
    public void refusesMessagesThatCannotRun() throws Exception {
        List<Message> bls = good.contents().bls();
        SignedMessage paid = good.contents().secp().get(0);
        Address to = net.accounts.get(1).address();
        badMessages("nonce 7 where 0 is due", bls, List.of(net.message(0, to, 7, TokenAmount.fil("1"))));
        badMessages("nonce 0 where 1 is due", bls, List.of(paid, net.message(0, to, 0, TokenAmount.fil("2"))));
        badMessages(
                "is not signed by",
                bls,
                List.of(new SignedMessage(
                        paid.message(),
                        net.message(0, to, 9, TokenAmount.fil("1")).signature())));
        badMessages("its aggregate is not of", List.of(), List.of(paid));
        badMessages("carrying it takes", bls, List.of(signed(paid.message(), 1, TokenAmount.fil("1"))));
        badMessages("has a gas limit of", bls, List.of(signed(paid.message(), 10_000_000_001L, TokenAmount.fil("1"))));
        badMessages("carries", bls, List.of(signed(paid.message(), 10_000_000, TokenAmount.fil("2000000001"))));
    }

    private SignedMessage signed(Message m, long gas, TokenAmount value) {
        return SignedMessage.sign(
                new Message(0, m.to(), m.from(), m.nonce(), value, gas, m.gasFeeCap(), m.gasPremium(), 0, m.params()),
                net.accounts.get(0).privateKey());
    }

    @Test
    public void refusesMoreGasThanABlockHas() throws Exception {
        SignedMessage paid = good.contents().secp().get(0);
        Message first = paid.message();
        SignedMessage half = signed(first, 6_000_000_000L, TokenAmount.fil("1"));
        SignedMessage rest = SignedMessage.sign(
                new Message(
                        0,
                        first.to(),
                        first.from(),
                        1,
                        first.value(),
                        6_000_000_000L,
                        first.gasFeeCap(),
                        first.gasPremium(),
                        0,
                        first.params()),
                net.accounts.get(0).privateKey());
        badMessages("gas limits above", good.contents().bls(), List.of(half, rest));
    }

    @Test
    public void waitsForBlocksOfTheFutureAndForUnknownParents() throws Exception {
        FullBlock early = with(good.contents(), d -> {
            d.height = net.clock.now().plus(3);
            d.timestamp = net.clock.timestamp(d.height);
        });
        assertThat(refused(early).kind()).isEqualTo(Kind.NOT_NOW);
        FullBlock absurd = with(good.contents(), d -> {
            d.height = net.clock.now().plus(1000);
            d.timestamp = net.clock.timestamp(d.height);
        });
        assertThat(refused(absurd).kind()).isEqualTo(Kind.BAD);
        Cid nowhere = with(good.contents(), d -> d.forkSignal = 1).header().cid();
        FullBlock orphan = with(good.contents(), d -> d.parents = TipsetKey.of(nowhere));
        assertThat(refused(orphan).kind()).isEqualTo(Kind.MISSING);
        net.time.turn(Duration.ofSeconds(3));
        assertThat(refused(early)).hasMessageContaining("its beacon entries");
    }

    @Test
    public void remembersWhichBlocksWereBad() throws Exception {
        FullBlock block = with(good.contents(), d -> d.baseFee = TokenAmount.atto(99));
        String why = refused(block).getMessage();
        assertThat(node.engine.knownBad(block.header().cid())).isEqualTo(why);
        assertThat(refused(block)).hasMessage(why);
    }

    @Test
    public void acceptsAnEmptyAggregateOnlyWithoutBlsMessages() throws Exception {
        bad(
                "its aggregate is not of",
                d -> d.aggregate = Optional.of(SignatureScheme.bls().aggregate(List.of())));
    }
}
