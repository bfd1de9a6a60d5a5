package io.fondaco.chain.actors.market;

import io.fondaco.chain.ClientDealProposal;
import io.fondaco.chain.DealProposal;
import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.State;
import io.fondaco.chain.actors.StateArray;
import io.fondaco.chain.actors.StateMap;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.cbor.CborWriter;
import io.fondaco.codec.cbor.DagCbor;
import io.fondaco.codec.hamt.Hamt;
import io.fondaco.codec.ipld.BlockStore;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;

/**
 * State of the market: {@code [proposals, states, pending, escrow, locked, next id, deal ops, last cron, client collateral,
 * provider collateral, storage fee]}.
 *
 * @param proposals published deals by id, between ID addresses, until they are over
 * @param states those of them that are in a sector
 * @param pending CIDs of proposals that cron did not look at yet: none of them can be published again
 * @param nextId the id the next deal gets
 * @param ops what cron has to do when
 * @param lastCron the last epoch cron was called in; -1 before the first
 */
public record MarketState(
        StateArray<DealProposal> proposals,
        StateArray<DealState> states,
        StateMap<Boolean> pending,
        Balances balances,
        long nextId,
        DealOps ops,
        Epoch lastCron)
        implements State {
    static final int PROPOSALS = 5;
    static final int STATES = 6;

    /** A proposal as the chain keeps it. */
    static final Codec<DealProposal> PROPOSAL = new Codec<>(
            (out, deal) -> out.writeRaw(ClientDealProposal.encode(deal)),
            in -> ClientDealProposal.decode(in.readRaw()));

    /** Sets are maps to null. */
    static final Codec<Boolean> MEMBER = new Codec<>((out, member) -> out.writeNull(), in -> {
        in.readNull();
        return true;
    });

    /** The state of a market without deals. */
    public static MarketState first(BlockStore store) {
        return new MarketState(
                StateArray.empty(store, PROPOSALS, PROPOSAL),
                StateArray.empty(store, STATES, DealState.CODEC),
                StateMap.empty(store, Hamt.DEFAULT_BIT_WIDTH, MEMBER),
                Balances.none(store),
                0,
                DealOps.none(store),
                Epoch.of(-1));
    }

    /** What the pending set knows a proposal between ID addresses by. */
    static Cid cid(DealProposal deal) {
        return DagCbor.chainCid(ClientDealProposal.encode(deal));
    }

    MarketState with(Balances changed) {
        return new MarketState(proposals, states, pending, changed, nextId, ops, lastCron);
    }

    MarketState withStates(StateArray<DealState> changed) {
        return new MarketState(proposals, changed, pending, balances, nextId, ops, lastCron);
    }

    @Override
    public TokenAmount locked() {
        return balances.totalLocked();
    }

    static MarketState read(CborReader in, BlockStore store) {
        in.readListHeader(11);
        StateArray<DealProposal> proposals = StateArray.load(store, in.readCid(), PROPOSALS, PROPOSAL);
        StateArray<DealState> states = StateArray.load(store, in.readCid(), STATES, DealState.CODEC);
        StateMap<Boolean> pending = StateMap.load(store, in.readCid(), Hamt.DEFAULT_BIT_WIDTH, MEMBER);
        StateMap<TokenAmount> escrow = StateMap.load(store, in.readCid(), Balances.BIT_WIDTH, Codec.TOKEN);
        StateMap<TokenAmount> locked = StateMap.load(store, in.readCid(), Balances.BIT_WIDTH, Codec.TOKEN);
        long nextId = in.readUnsignedLong();
        DealOps ops = DealOps.load(store, in.readCid());
        Epoch lastCron = Epoch.of(in.readLong());
        Balances balances =
                new Balances(escrow, locked, in.readTokenAmount(), in.readTokenAmount(), in.readTokenAmount());
        return new MarketState(proposals, states, pending, balances, nextId, ops, lastCron);
    }

    @Override
    public void write(CborWriter out) {
        out.writeListHeader(11)
                .writeCid(proposals.flush())
                .writeCid(states.flush())
                .writeCid(pending.flush())
                .writeCid(balances.escrow().flush())
                .writeCid(balances.locked().flush())
                .writeUnsignedLong(nextId)
                .writeCid(ops.flush())
                .writeLong(lastCron.number())
                .writeTokenAmount(balances.clientCollateral())
                .writeTokenAmount(balances.providerCollateral())
                .writeTokenAmount(balances.storageFee());
    }
}
