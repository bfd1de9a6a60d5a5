package io.fondaco.chain.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.ClientDealProposal;
import io.fondaco.chain.DealLabel;
import io.fondaco.chain.DealProposal;
import io.fondaco.chain.Included;
import io.fondaco.chain.MessagePool;
import io.fondaco.chain.Outgoing;
import io.fondaco.chain.Receipt;
import io.fondaco.chain.actors.ActorEntry;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.market.MarketState;
import io.fondaco.chain.actors.miner.MinerActor;
import io.fondaco.chain.actors.miner.MinerParams;
import io.fondaco.chain.actors.miner.MinerView;
import io.fondaco.chain.actors.miner.ProofType;
import io.fondaco.codec.bitfield.BitField;
import io.fondaco.crypto.KeyStore;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.Multihash;
import io.fondaco.model.PeerId;
import io.fondaco.model.PieceSize;
import io.fondaco.model.TokenAmount;
import io.fondaco.persistence.Journal;
import io.fondaco.persistence.memory.MemoryStore;
import io.fondaco.testing.devnet.Devnet;
import io.fondaco.testing.kit.SeededKeys;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A chain whose deals are short, and a market's view of it over a journal that outlives it. */
final class Town implements AutoCloseable {
    /** Deals of ten epochs and more, paid every ten. */
    static final Policy SHORT = Policy.DEVNET_UNPROVEN.with(new Policy.Deals(10, 12_000, 10, 256));

    static final Cid PIECE = Cid.parse("baga6ea4seaqdomn3tgwgrh3g532zopskstnbrd2n3sxfqbze7rxt7vqn7veigmy");
    static final PieceSize SIZE = PieceSize.ofPadded(1 << 20);

    final Devnet net;
    final MemoryStore store = new MemoryStore();
    /** A house's keys: those of the network's node, which signs with them. */
    final SeededKeys keys;

    private final long founding;
    final MarketSettings settings;
    MarketChain chain;

    Town() {
        this(SHORT, MarketSettings.DEFAULT);
    }

    Town(Policy policy, MarketSettings settings) {
        net = new Devnet(1, policy);
        keys = net.keys;
        founding = blsKeys();
        this.settings = settings;
        open();
    }

    /** Keys that were made for workers, which have BLS ones, since the town was founded. */
    long workersMade() {
        return blsKeys() - founding;
    }

    private long blsKeys() {
        return keys.list().stream()
                .filter(key -> key.protocol() == Address.Protocol.BLS)
                .count();
    }

    void open() {
        open(store, net.node().pool(), keys);
    }

    void open(Journal journal, MessagePool pool, KeyStore with) {
        chain = new MarketChain(
                net.node(), pool, net.node(), with, journal, net.time, settings, Runnable::run, Runnable::run);
    }

    /** Another process over the same journal and the same store of the chain. */
    void restart() {
        chain.close();
        net.restart(0);
        open();
    }

    <T> T get(CompletionStage<T> stage) {
        return net.await(stage);
    }

    /** Lets epochs pass until a message is settled. */
    Receipt receipt(Cid message) {
        CompletableFuture<Receipt> receipt = new CompletableFuture<>();
        chain.follow(message, receipt::complete);
        return net.await(receipt);
    }

    PeerId peer(String name) {
        return net.keys.peer(name).peerId();
    }

    Address rich(int number) {
        return net.rich(number);
    }

    long head() {
        return net.node().head().height().number();
    }

    TokenAmount onChain(Address account) {
        return net.node()
                .read(view ->
                        view.tree().actor(account).map(ActorEntry::balance).orElse(TokenAmount.ZERO));
    }

    MarketState market() {
        return net.node().read(view -> view.tree()
                .state(Singletons.STORAGE_MARKET, MarketState.class)
                .orElseThrow());
    }

    /** A deal between a client and a miner, one attoFIL an epoch, signed. */
    ClientDealProposal deal(Address client, Address miner, long start, long end) {
        DealProposal proposal = new DealProposal(
                PIECE,
                SIZE.padded(),
                false,
                client,
                miner,
                DealLabel.ofText("a deal from " + start + " to " + end),
                Epoch.of(start),
                Epoch.of(end),
                TokenAmount.atto(1_000_000),
                TokenAmount.fil("1"),
                TokenAmount.ZERO);
        byte[] bytes = ClientDealProposal.encode(proposal);
        return new ClientDealProposal(
                proposal, bytes, net.keys.sign(client, bytes).toBytes());
    }

    /** The miner of an account, with something to deposit for sectors. */
    Address miner(Address owner) {
        Address miner = get(chain.minerFor(owner, peer("miner")));
        get(net.node().pool().send(Outgoing.transfer(rich(3), miner, TokenAmount.fil("100000"))));
        return miner;
    }

    Address worker(Address miner) {
        return chain.miner(miner).orElseThrow().worker();
    }

    /** Publishes a deal with money for it in place, and gives its id. */
    long published(ClientDealProposal deal) {
        Address client = deal.proposal().client();
        Address miner = deal.proposal().provider();
        get(chain.add(client, client, deal.proposal().clientRequirement()));
        get(chain.add(rich(3), miner, deal.proposal().providerCollateral()));
        net.turn(2);
        Receipt receipt = receipt(get(chain.publish(worker(miner), deal.toBytes())));
        return chain.dealId(receipt, deal.proposalCid()).orElseThrow();
    }

    private Receipt call(Address from, Address miner, TokenAmount value, long method, byte[] params) {
        Cid cid = get(net.node().pool().send(Outgoing.call(from, miner, value, method, params, "")))
                .cid();
        while (net.node().find(cid).isEmpty()) {
            net.turn(1);
        }
        Included included = net.node().find(cid).orElseThrow();
        assertThat(included.receipt().exitCode()).isZero();
        return new Receipt(cid, included.height(), 0, included.receipt().returned());
    }

    /** Pre-commits a sector with deals. */
    Receipt preCommit(Address miner, long number, Long... deals) {
        byte[] digest = Multihash.sha256(("sector " + number).getBytes(StandardCharsets.UTF_8))
                .digest();
        digest[31] &= 0x3f;
        MinerParams.Sector sector = new MinerParams.Sector(
                ProofType.unproven(32L << 30).seal(),
                number,
                Cid.v1(Cid.FIL_COMMITMENT_SEALED, new Multihash(Multihash.POSEIDON_BLS12_381_A2_FC1, digest)),
                Epoch.of(head() - 1),
                List.of(deals),
                Epoch.of(head() + 2000),
                false);
        return call(
                worker(miner),
                miner,
                TokenAmount.ZERO,
                MinerActor.PRE_COMMIT_SECTOR,
                MinerParams.Sector.CODEC.encode(sector));
    }

    Receipt prove(Address miner, long number) {
        net.turn(SHORT.sealing().challengeDelay() + 1);
        return call(
                worker(miner),
                miner,
                TokenAmount.ZERO,
                MinerActor.PROVE_COMMIT_SECTOR,
                MinerParams.ProveCommit.CODEC.encode(new MinerParams.ProveCommit(number, new byte[0])));
    }

    /** Ends a sector before its time, as soon as its deadline can be changed. */
    Receipt terminate(Address miner, long number) {
        for (int tries = 0; ; tries++) {
            MinerParams.Declared where = net.node()
                    .read(view -> MinerView.of(view.tree(), miner, view.policy()).orElseThrow().deadlines().stream()
                            .flatMap(d -> d.partitions().stream()
                                    .filter(p -> p.all().contains(number))
                                    .map(p -> new MinerParams.Declared(d.index(), p.index(), BitField.of(number))))
                            .findFirst()
                            .orElseThrow());
            try {
                return call(
                        worker(miner),
                        miner,
                        TokenAmount.ZERO,
                        MinerActor.TERMINATE_SECTORS,
                        MinerParams.DECLARED.encode(List.of(where)));
            } catch (RuntimeException fixed) {
                if (tries > 20) {
                    throw fixed;
                }
                net.turn(3);
            }
        }
    }

    /** All rules of the state hold. */
    List<String> audit() {
        return net.audit(0);
    }

    Optional<Cid> sentFor(String key) {
        return net.node().pool().sentFor(key);
    }

    @Override
    public void close() {
        chain.close();
        net.close();
    }
}
