package io.fondaco.chain.actors.load;

import io.fondaco.chain.ClientDealProposal;
import io.fondaco.chain.DealLabel;
import io.fondaco.chain.DealProposal;
import io.fondaco.chain.PublishDealsParams;
import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.World;
import io.fondaco.chain.actors.market.MarketActor;
import io.fondaco.chain.actors.market.MarketParams;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.Multihash;
import io.fondaco.model.PieceCommitment;
import io.fondaco.model.TokenAmount;
import java.nio.ByteBuffer;
import java.util.List;

/** Clients that have deals published, and money in the market. */
final class Deals {
    private static final Address MARKET = Singletons.STORAGE_MARKET;

    private final Load load;
    private ClientDealProposal last;
    private int pieces;
    private long published;

    Deals(Load load) {
        this.load = load;
    }

    long published() {
        return published;
    }

    void fund() {
        for (int client : new int[] {4, 5}) {
            add(client, World.account(client), TokenAmount.fil("300"));
        }
        load.miners.forEach(miner -> add(Load.OPERATOR, miner.id(), TokenAmount.fil("100")));
    }

    private void add(int from, Address holder, TokenAmount amount) {
        load.send("market", from, MARKET, MarketActor.ADD_BALANCE, Codec.ADDRESS.encode(holder), amount);
    }

    void act() {
        int what = load.random.nextInt(100);
        if (what < 12) {
            publish();
        } else if (what < 16) {
            add(load.random.nextInt(Load.ACCOUNTS), World.account(4 + load.random.nextInt(2)), load.some(2));
        } else if (what < 19) {
            withdraw();
        }
    }

    private void withdraw() {
        boolean client = load.random.nextBoolean();
        int which = load.random.nextInt(2);
        Address holder =
                client ? World.account(4 + which) : load.miners.get(which).id();
        int by = load.random.nextInt(5) == 0 ? 5 : client ? 4 + which : which;
        byte[] params = MarketParams.Withdraw.CODEC.encode(new MarketParams.Withdraw(holder, load.some(1)));
        load.send("market", by, MARKET, MarketActor.WITHDRAW_BALANCE, params, TokenAmount.ZERO);
    }

    private void publish() {
        int client = 4 + load.random.nextInt(2);
        int signer = load.random.nextInt(10) == 0 ? 9 - client : client;
        byte[] root = Multihash.sha256(ByteBuffer.allocate(4).putInt(pieces++).array())
                .digest();
        root[31] &= 0x3f;
        long start = load.world.epoch() + 8 + load.random.nextInt(60);
        DealProposal deal = new DealProposal(
                new PieceCommitment(root).toCid(),
                load.random.nextInt(3) == 0 ? 2048 : 1024,
                false,
                load.world.key(client).address(),
                load.miners.get(load.random.nextInt(load.miners.size())).id(),
                DealLabel.ofText("load"),
                Epoch.of(start),
                Epoch.of(start + 240 + load.random.nextInt(600)),
                TokenAmount.atto(load.random.nextLong(1L << 47)),
                TokenAmount.fil("0.1").plus(TokenAmount.atto(load.random.nextInt(1000))),
                TokenAmount.atto(load.random.nextLong(1L << 57)));
        byte[] bytes = ClientDealProposal.encode(deal);
        ClientDealProposal signed = new ClientDealProposal(
                deal, bytes, load.world.key(signer).sign(bytes).toBytes());
        ClientDealProposal offered = last != null && load.random.nextInt(10) == 0 ? last : signed;
        int sender = load.random.nextInt(15) == 0 ? client : Load.OPERATOR;
        if (load.send(
                "market",
                sender,
                MARKET,
                MarketActor.PUBLISH_STORAGE_DEALS,
                new PublishDealsParams(List.of(offered)).toBytes(),
                TokenAmount.ZERO)) {
            published++;
            last = offered;
        }
    }
}
