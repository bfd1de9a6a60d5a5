package io.fondaco.chain.market;

import io.fondaco.chain.Chain;
import io.fondaco.chain.ChainDeal;
import io.fondaco.chain.ChainDealEvent;
import io.fondaco.chain.ChainPolicy;
import io.fondaco.chain.CollateralBounds;
import io.fondaco.chain.EscrowBalance;
import io.fondaco.chain.FullNode;
import io.fondaco.chain.MessagePool;
import io.fondaco.chain.MinerInfo;
import io.fondaco.chain.Receipt;
import io.fondaco.chain.StorageMarketActor;
import io.fondaco.chain.actors.StateReader;
import io.fondaco.chain.market.internal.Counter;
import io.fondaco.crypto.KeyStore;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.PeerId;
import io.fondaco.model.PieceSize;
import io.fondaco.model.Registration;
import io.fondaco.model.Time;
import io.fondaco.model.TokenAmount;
import io.fondaco.persistence.Journal;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * What markets ask of the chain, answered by a node of it and by books of our own. Balances, escrows, miners and deals are
 * those of the head; receipts and what becomes of deals are told once they are {@link MarketSettings#confidence} epochs deep.
 *
 * <p>Each message is sent under a key that is in the books before, so that a process that ends at any point neither sends
 * it twice nor forgets it: what was begun is taken up when the next one opens the same journal.
 *
 * <p>While the node is further behind the clock than finality and than 10 epochs, nobody is told
 * anything, and what would send a message is UNAVAILABLE: its head is of the past. All goes on with the head that is not.
 *
 * <p>Limits: the chain keeps proposals between ID addresses, so the proposal and CID of {@link #deal} are those of the
 * chain's form. How a deal ended while this house was away is known only while the node stores the states of that time.
 */
public final class MarketChain implements Chain, StorageMarketActor, AutoCloseable {

    private final Counter counter;

    /**
     * Takes up where the journal ends: reads it, then sends what was decided and not sent.
     *
     * @param time for the journal's entries only
     * @param books runs what changes the books, one task at a time
     * @param followers runs those who follow messages and watch deals, one at a time; another one than {@code books} if
     *     they wait for what this object completes
     */
    public MarketChain(
            FullNode node,
            MessagePool pool,
            StateReader states,
            KeyStore keys,
            Journal journal,
            Time time,
            MarketSettings settings,
            Executor books,
            Executor followers) {
        counter = new Counter(node, pool, states, keys, journal, time, settings, books, followers);
    }

    @Override
    public ChainPolicy policy() {
        return counter.policy();
    }

    @Override
    public Epoch head() {
        return counter.head();
    }

    @Override
    public Instant timeOf(Epoch epoch) {
        return counter.timeOf(epoch);
    }

    /** What is on the account less what its pending messages may cost at most, attoFIL. */
    @Override
    public TokenAmount balance(Address account) {
        return counter.balance(account);
    }

    /**
     * On a network for development a newcomer gets {@link MarketSettings#grant} from the treasury; elsewhere, and where
     * there is no treasury, nothing.
     */
    @Override
    public CompletionStage<TokenAmount> welcome(Address account) {
        return counter.welcome(account);
    }

    /** Empty also for a miner that told no peer id: nobody can reach it. */
    @Override
    public Optional<MinerInfo> miner(Address miner) {
        return counter.miner(miner);
    }

    /** A miner the owner has already, with a worker whose key is here, is taken; else one is made, with a worker of its own. */
    @Override
    public CompletionStage<Address> minerFor(Address owner, PeerId peerId) {
        return counter.minerFor(owner, peerId);
    }

    /**
     * A message whose nonce was used by another one that does the same is told with that one's CID; by one that does
     * something else, as failed with exit code 2, sender state invalid.
     */
    @Override
    public Registration follow(Cid message, Consumer<Receipt> then) {
        return counter.follow(message, then);
    }

    @Override
    public EscrowBalance escrow(Address holder) {
        return counter.escrow(holder);
    }

    /** Asking again before the message is settled is asking for the same. */
    @Override
    public CompletionStage<Cid> add(Address wallet, Address holder, TokenAmount amount) {
        return counter.add(wallet, holder, amount);
    }

    @Override
    public CompletionStage<Optional<Cid>> reserve(String key, Address wallet, Address holder, TokenAmount amount) {
        return counter.reserve(key, wallet, holder, amount);
    }

    @Override
    public CompletionStage<TokenAmount> release(String key) {
        return counter.release(key);
    }

    /**
     * The actor pays a client's money to the client and a miner's to its owner, whoever of them sends the message. Asking
     * again before the message is settled is asking for the same.
     */
    @Override
    public CompletionStage<Cid> withdraw(Address wallet, Address holder, TokenAmount amount) {
        return counter.withdraw(wallet, holder, amount);
    }

    /** The least is a tenth more than the actor asks for now: its figure grows with what circulates. */
    @Override
    public CollateralBounds collateral(PieceSize size, boolean verified) {
        return counter.collateral(size);
    }

    @Override
    public CompletionStage<Cid> publish(Address worker, byte[] clientDealProposal) {
        return counter.publish(worker, clientDealProposal);
    }

    /** @throws io.fondaco.chain.ChainException (UNKNOWN) if the message is not on the chain, nor sent from here */
    @Override
    public OptionalLong dealId(Receipt published, Cid proposal) {
        return counter.dealId(published, proposal);
    }

    @Override
    public Optional<ChainDeal> deal(long dealId) {
        return counter.deal(dealId);
    }

    /**
     * A deal that leaves the chain's state before its end while active was slashed, one that was in no proven sector timed
     * out, any other expired. While the node is behind the clock any number is taken, as the deal may be in what is to come.
     *
     * @throws io.fondaco.chain.ChainException (UNKNOWN) for a deal that no state stored here has and nobody watched before
     */
    @Override
    public Registration watch(long dealId, Consumer<ChainDealEvent> then) {
        return counter.watch(dealId, then);
    }

    /** Follows nothing any more; what is asked later is UNAVAILABLE. */
    @Override
    public void close() {
        counter.close();
    }
}
