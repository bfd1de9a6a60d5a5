package io.fondaco.chain.actors.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.ClientDealProposal;
import io.fondaco.chain.DealLabel;
import io.fondaco.chain.DealProposal;
import io.fondaco.chain.PublishDealsParams;
import io.fondaco.chain.actors.ActorCode;
import io.fondaco.chain.actors.Applied;
import io.fondaco.chain.actors.Builtin;
import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.Puppet;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.World;
import io.fondaco.chain.actors.market.MarketParams.Balance;
import io.fondaco.chain.actors.market.MarketParams.Control;
import io.fondaco.chain.actors.market.MarketParams.Published;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.Multihash;
import io.fondaco.model.PieceCommitment;
import io.fondaco.model.TokenAmount;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A market for tests: two clients, a miner with owner, worker and control address, and a second miner. */
final class Fair {
    static final Address MARKET = Singletons.STORAGE_MARKET;
    static final int ALICE = 0;
    static final int OWNER = 1;
    static final int WORKER = 2;
    static final int CONTROL = 3;
    static final int BOB = 4;
    static final int OTHER_WORKER = 5;
    static final TokenAmount PRICE = TokenAmount.fil("0.01");
    static final TokenAmount PROVIDER_COLLATERAL = TokenAmount.fil("5");
    static final TokenAmount CLIENT_COLLATERAL = TokenAmount.fil("1");
    /** The devnet, but one that expects a little more power than a sector's: collaterals are a small share. */
    static final Policy POLICY = Policy.DEVNET_UNPROVEN.with(new Policy.Rewards(
            Policy.Minting.FLAT,
            TokenAmount.fil("36"),
            TokenAmount.fil("2000000000"),
            BigInteger.ONE.shiftLeft(40),
            4800,
            60,
            30));

    final Puppet miners = new Puppet(ActorCode.STORAGE_MINER);
    final World world;
    final Address miner;
    final Address otherMiner;
    private final Map<Address, Control> controls = new HashMap<>();
    private int pieces;

    Fair() {
        this(POLICY);
    }

    Fair(Policy policy) {
        world = new World(policy, 6, Builtin.invariants(), miners);
        miners.on(
                MarketParams.CONTROL_ADDRESSES,
                (runtime, params) -> Control.CODEC.encode(controls.get(runtime.receiver())));
        miner = miner(OWNER, WORKER, CONTROL);
        otherMiner = miner(OWNER, OTHER_WORKER);
    }

    Address miner(int owner, int worker, int... control) {
        Address id = world.puppet(ActorCode.STORAGE_MINER, TokenAmount.ZERO);
        controls.put(
                id,
                new Control(
                        World.account(owner),
                        World.account(worker),
                        Arrays.stream(control).mapToObj(World::account).toList()));
        return id;
    }

    /** Puts 100 FIL in for Alice, Bob and both miners. */
    Fair funded() {
        for (int client : new int[] {ALICE, BOB}) {
            add(client, World.account(client), TokenAmount.fil("100"));
        }
        add(OWNER, miner, TokenAmount.fil("100"));
        add(OWNER, otherMiner, TokenAmount.fil("100"));
        return this;
    }

    void add(int from, Address holder, TokenAmount amount) {
        world.ok(from, MARKET, MarketActor.ADD_BALANCE, Codec.ADDRESS.encode(holder), amount);
    }

    MarketState state() {
        return world.tree().state(MARKET, MarketState.class).orElseThrow();
    }

    TokenAmount escrow(Address holder) {
        return state().balances().escrowOf(holder);
    }

    TokenAmount locked(Address holder) {
        return state().balances().lockedOf(holder);
    }

    Balance balance(Address holder) {
        return Balance.CODEC.decode(world.ok(BOB, MARKET, MarketActor.GET_BALANCE, Codec.ADDRESS.encode(holder)));
    }

    /** A deal of Alice with the first miner over another piece each time. */
    DealProposal deal(long start, long end) {
        return deal(world.key(ALICE).address(), miner, start, end);
    }

    DealProposal deal(Address client, Address provider, long start, long end) {
        byte[] root = Multihash.sha256(("piece " + pieces++).getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .digest();
        root[31] &= 0x3f;
        return new DealProposal(
                new PieceCommitment(root).toCid(),
                2048,
                false,
                client,
                provider,
                DealLabel.ofText("a deal"),
                Epoch.of(start),
                Epoch.of(end),
                PRICE,
                PROVIDER_COLLATERAL,
                CLIENT_COLLATERAL);
    }

    /** Changes one value of a deal, by its place in the tuple. */
    static DealProposal with(DealProposal d, int place, Object value) {
        Object[] v = {
            d.pieceCid(),
            d.pieceSize(),
            d.verified(),
            d.client(),
            d.provider(),
            d.label(),
            d.start(),
            d.end(),
            d.pricePerEpoch(),
            d.providerCollateral(),
            d.clientCollateral()
        };
        v[place] = value;
        return new DealProposal(
                (io.fondaco.model.Cid) v[0],
                (Long) v[1],
                (Boolean) v[2],
                (Address) v[3],
                (Address) v[4],
                (DealLabel) v[5],
                (Epoch) v[6],
                (Epoch) v[7],
                (TokenAmount) v[8],
                (TokenAmount) v[9],
                (TokenAmount) v[10]);
    }

    ClientDealProposal signed(int by, DealProposal deal) {
        byte[] bytes = ClientDealProposal.encode(deal);
        return new ClientDealProposal(deal, bytes, world.key(by).sign(bytes).toBytes());
    }

    static byte[] params(ClientDealProposal... deals) {
        return new PublishDealsParams(List.of(deals)).toBytes();
    }

    byte[] params(DealProposal... deals) {
        return params(Arrays.stream(deals).map(d -> signed(ALICE, d)).toArray(ClientDealProposal[]::new));
    }

    Published publish(ClientDealProposal... deals) {
        return Published.CODEC.decode(world.ok(WORKER, MARKET, MarketActor.PUBLISH_STORAGE_DEALS, params(deals)));
    }

    /** Publishes a deal of Alice. @return its id */
    long publish(DealProposal deal) {
        Published published = publish(signed(ALICE, deal));
        assertThat(published.ids()).hasSize(1);
        return published.ids().get(0);
    }

    /** The one deal cannot be published. @param why part of what the note says */
    void drops(ClientDealProposal deal, String why) {
        Applied applied = world.send(WORKER, MARKET, MarketActor.PUBLISH_STORAGE_DEALS, params(deal), TokenAmount.ZERO);
        assertThat(applied.receipt().exitCode()).isEqualTo(ExitCode.USR_ILLEGAL_ARGUMENT);
        assertThat(applied.notes()).hasSize(1);
        assertThat(applied.notes().get(0)).contains("deal 0 is dropped").contains(why);
    }

    void drops(DealProposal deal, String why) {
        drops(signed(ALICE, deal), why);
    }

    /** Has a miner call the market. */
    byte[] fromMiner(Address from, long method, byte[] params) {
        return world.ok(ALICE, from, Puppet.RELAY, relay(method, params));
    }

    void minerFails(int exitCode, Address from, long method, byte[] params) {
        world.fails(exitCode, ALICE, from, Puppet.RELAY, relay(method, params));
    }

    private static byte[] relay(long method, byte[] params) {
        return Puppet.Relay.CODEC.encode(new Puppet.Relay(MARKET, method, params, TokenAmount.ZERO));
    }

    void activate(long deal) {
        fromMiner(miner, MarketActor.ACTIVATE_DEALS, activation(1_000_000, deal));
    }

    static byte[] activation(long expiration, Long... deals) {
        return MarketParams.Activate.CODEC.encode(new MarketParams.Activate(List.of(deals), Epoch.of(expiration)));
    }

    void terminate(long epoch, Long... deals) {
        fromMiner(miner, MarketActor.ON_MINER_SECTORS_TERMINATE, termination(epoch, deals));
    }

    static byte[] termination(long epoch, Long... deals) {
        return MarketParams.Terminate.CODEC.encode(new MarketParams.Terminate(Epoch.of(epoch), List.of(deals)));
    }

    /** Runs cron in each epoch up to this one. */
    void goTo(long epoch) {
        while (world.epoch() < epoch) {
            world.at(world.epoch() + 1);
            cron();
        }
    }

    void cron() {
        assertThat(world.machine().cron().notes()).isEmpty();
        assertThat(world.audited().violations()).isEmpty();
    }
}
