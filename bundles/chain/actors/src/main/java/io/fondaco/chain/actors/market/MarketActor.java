package io.fondaco.chain.actors.market;

import io.fondaco.chain.actors.Abort;
import io.fondaco.chain.actors.Actor;
import io.fondaco.chain.actors.ActorCode;
import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.actors.Runtime;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.State;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.ipld.BlockStore;
import io.fondaco.model.Address;
import io.fondaco.model.TokenAmount;
import java.util.List;
import java.util.Map;

/**
 * Holds the money of clients and providers, publishes deals, and pays them while their sectors are proven.
 *
 * <p>Source: specs-actors v8, market; GetBalance and SettleDealPayments of later ones, with the numbers of FRC-42.
 */
public final class MarketActor implements Actor {
    /** An address, to whose escrow the value goes; of accounts and multisigs. */
    public static final long ADD_BALANCE = 2;
    /** {@link MarketParams.Withdraw}, returns what was paid, attoFIL; of the client, or the miner's owner and worker. */
    public static final long WITHDRAW_BALANCE = 3;
    /** {@link io.fondaco.chain.PublishDealsParams}, returns {@link MarketParams.Published}; of a worker. */
    public static final long PUBLISH_STORAGE_DEALS = 4;
    /** {@link MarketParams#VERIFY}, returns {@link MarketParams#WEIGHTS}; of miners, as the three that follow. */
    public static final long VERIFY_DEALS_FOR_ACTIVATION = 5;
    /** {@link MarketParams.Activate}. */
    public static final long ACTIVATE_DEALS = 6;
    /** {@link MarketParams.Terminate}. */
    public static final long ON_MINER_SECTORS_TERMINATE = 7;
    /** {@link MarketParams#COMPUTE}, returns {@link MarketParams#COMMITMENTS}. */
    public static final long COMPUTE_DATA_COMMITMENT = 8;
    /** Of cron. */
    public static final long CRON_TICK = 9;
    /** An address, returns {@link MarketParams.Balance}; any caller. */
    public static final long GET_BALANCE = 726_108_461L;
    /**
     * {@link MarketParams#SETTLE}, returns {@link MarketParams.Settled}; any caller, where deals are
     * {@link io.fondaco.chain.actors.Policy.Settlement#BY_CALL settled by call}.
     */
    public static final long SETTLE_DEAL_PAYMENTS = 1_900_091_594L;

    /** Why a deal is not settled that is no more. */
    public static final int DEAL_EXPIRED = 32;

    private final Map<Long, Method> methods = Map.ofEntries(
            Map.entry(CONSTRUCTOR, new Method("Constructor", this::construct)),
            Map.entry(ADD_BALANCE, new Method("AddBalance", this::addBalance)),
            Map.entry(WITHDRAW_BALANCE, new Method("WithdrawBalance", this::withdrawBalance)),
            Map.entry(PUBLISH_STORAGE_DEALS, new Method("PublishStorageDeals", PublishDeals::run)),
            Map.entry(VERIFY_DEALS_FOR_ACTIVATION, new Method("VerifyDealsForActivation", SectorCalls::verify)),
            Map.entry(ACTIVATE_DEALS, new Method("ActivateDeals", SectorCalls::activate)),
            Map.entry(ON_MINER_SECTORS_TERMINATE, new Method("OnMinerSectorsTerminate", SectorCalls::terminate)),
            Map.entry(COMPUTE_DATA_COMMITMENT, new Method("ComputeDataCommitment", SectorCalls::computeCommitment)),
            Map.entry(CRON_TICK, new Method("CronTick", Settling::cronTick)),
            Map.entry(GET_BALANCE, new Method("GetBalance", this::getBalance)),
            Map.entry(SETTLE_DEAL_PAYMENTS, new Method("SettleDealPayments", Settling::settle)));

    @Override
    public ActorCode code() {
        return ActorCode.STORAGE_MARKET;
    }

    @Override
    public Map<Long, Method> methods() {
        return methods;
    }

    @Override
    public State read(CborReader in, BlockStore store) {
        return MarketState.read(in, store);
    }

    private byte[] construct(Runtime runtime, byte[] params) {
        runtime.allow(Singletons.SYSTEM);
        Codec.noParams(params);
        runtime.put(MarketState.first(runtime.store()));
        return Codec.NOTHING;
    }

    private byte[] addBalance(Runtime runtime, byte[] params) {
        Address named = Codec.ADDRESS.params(params);
        TokenAmount value = runtime.valueReceived();
        Abort.unlessArgument(value.signum() > 0, "nothing to add: more than 0 must be sent");
        runtime.allow(ActorCode.ACCOUNT, ActorCode.MULTISIG);
        Address holder = Holder.of(runtime, named).address();
        MarketState state = runtime.state(MarketState.class);
        runtime.put(state.with(state.balances().withEscrow(holder, value)));
        return Codec.NOTHING;
    }

    private byte[] withdrawBalance(Runtime runtime, byte[] params) {
        MarketParams.Withdraw withdraw = MarketParams.Withdraw.CODEC.params(params);
        Abort.unlessArgument(!withdraw.amount().isNegative(), "a negative amount of " + withdraw.amount());
        Holder holder = Holder.of(runtime, withdraw.address());
        runtime.allow(holder.approved().toArray(Address[]::new));
        MarketState state = runtime.state(MarketState.class);
        TokenAmount amount = state.balances().availableOf(holder.address()).min(withdraw.amount());
        if (!amount.isZero()) {
            runtime.put(state.with(state.balances().withEscrow(holder.address(), amount.negate())));
        }
        runtime.send(holder.recipient(), 0, Codec.NOTHING, amount).require("paying " + holder.recipient());
        return Codec.TOKEN.encode(amount);
    }

    private byte[] getBalance(Runtime runtime, byte[] params) {
        Address named = Codec.ADDRESS.params(params);
        Address holder = runtime.resolve(named)
                .orElseThrow(() -> new Abort(ExitCode.USR_ILLEGAL_ARGUMENT, "there is no actor " + named));
        Balances balances = runtime.state(MarketState.class).balances();
        return MarketParams.Balance.CODEC.encode(
                new MarketParams.Balance(balances.escrowOf(holder), balances.lockedOf(holder)));
    }

    /** Who may act for a miner. */
    static MarketParams.Control control(Runtime runtime, Address miner) {
        byte[] reply = runtime.send(miner, MarketParams.CONTROL_ADDRESSES, Codec.NOTHING, TokenAmount.ZERO)
                .require("the control addresses of " + miner);
        return MarketParams.Control.CODEC.decode(reply);
    }

    /**
     * Whose money it is.
     *
     * @param address it is held under
     * @param recipient it is paid to
     * @param approved who may have it paid
     */
    private record Holder(Address address, Address recipient, List<Address> approved) {
        static Holder of(Runtime runtime, Address named) {
            Address id = runtime.resolve(named)
                    .orElseThrow(() -> new Abort(ExitCode.USR_ILLEGAL_ARGUMENT, "there is no actor " + named));
            ActorCode kind = runtime.codeOf(id)
                    .orElseThrow(() -> new Abort(ExitCode.USR_ILLEGAL_ARGUMENT, "there is no actor at " + id));
            if (kind != ActorCode.STORAGE_MINER) {
                return new Holder(id, id, List.of(id));
            }
            MarketParams.Control control = control(runtime, id);
            return new Holder(id, control.owner(), List.of(control.owner(), control.worker()));
        }
    }
}
