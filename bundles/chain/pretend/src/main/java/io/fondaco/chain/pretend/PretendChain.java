package io.fondaco.chain.pretend;

import io.fondaco.chain.Chain;
import io.fondaco.chain.ChainDeal;
import io.fondaco.chain.ChainDealEvent;
import io.fondaco.chain.ChainPolicy;
import io.fondaco.chain.CollateralBounds;
import io.fondaco.chain.EscrowBalance;
import io.fondaco.chain.MinerInfo;
import io.fondaco.chain.Receipt;
import io.fondaco.chain.StorageMarketActor;
import io.fondaco.chain.pretend.internal.Bookkeeper;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.PeerId;
import io.fondaco.model.PieceSize;
import io.fondaco.model.Registration;
import io.fondaco.model.Time;
import io.fondaco.model.TokenAmount;
import io.fondaco.persistence.Blobs;
import io.fondaco.persistence.Journal;
import io.fondaco.sector.SectorIntake;
import io.fondaco.sector.SectorPiece;
import io.fondaco.sector.SectorPlacement;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Chain, market actor and sealer in one, over a journal. Sealing is a copy of the data and a pause: nothing is proven,
 * and nothing here claims to be.
 */
public final class PretendChain implements Chain, StorageMarketActor, SectorIntake, AutoCloseable {

    private final Bookkeeper books;

    /** Takes up where the journal ends. */
    public PretendChain(Journal journal, Blobs blobs, Time time, PretendPolicy policy) {
        books = new Bookkeeper(journal, blobs, time, policy);
    }

    @Override
    public ChainPolicy policy() {
        return books.policy().chain();
    }

    @Override
    public Epoch head() {
        return Epoch.of(books.head());
    }

    @Override
    public Instant timeOf(Epoch epoch) {
        return books.timeOf(epoch.number());
    }

    @Override
    public TokenAmount balance(Address account) {
        return books.balance(account);
    }

    @Override
    public CompletionStage<TokenAmount> welcome(Address account) {
        return books.welcome(account);
    }

    @Override
    public Optional<MinerInfo> miner(Address miner) {
        return books.miner(miner);
    }

    @Override
    public CompletionStage<Address> minerFor(Address owner, PeerId peerId) {
        return books.minerFor(owner, peerId);
    }

    @Override
    public Registration follow(Cid message, Consumer<Receipt> then) {
        return books.follow(message, then);
    }

    @Override
    public EscrowBalance escrow(Address holder) {
        return books.escrow(holder);
    }

    /** Each call sends, as with {@link #withdraw}. */
    @Override
    public CompletionStage<Cid> add(Address wallet, Address holder, TokenAmount amount) {
        return books.add(wallet, holder, amount);
    }

    @Override
    public CompletionStage<Optional<Cid>> reserve(String key, Address wallet, Address holder, TokenAmount amount) {
        return books.reserve(key, wallet, holder, amount);
    }

    @Override
    public CompletionStage<TokenAmount> release(String key) {
        return books.release(key);
    }

    @Override
    public CompletionStage<Cid> withdraw(Address wallet, Address holder, TokenAmount amount) {
        return books.withdraw(wallet, holder, amount);
    }

    /** At least a nanoFIL for each KiB of the piece, at most all there is. */
    @Override
    public CollateralBounds collateral(PieceSize size, boolean verified) {
        return books.collateral(size.padded());
    }

    @Override
    public CompletionStage<Cid> publish(Address worker, byte[] clientDealProposal) {
        return books.publish(worker, clientDealProposal);
    }

    @Override
    public OptionalLong dealId(Receipt published, Cid proposal) {
        return books.dealId(published, proposal);
    }

    @Override
    public Optional<ChainDeal> deal(long dealId) {
        return books.deal(dealId);
    }

    @Override
    public Registration watch(long dealId, Consumer<ChainDealEvent> then) {
        return books.watch(dealId, then);
    }

    @Override
    public CompletionStage<SectorPlacement> add(SectorPiece piece) {
        return books.add(piece);
    }

    @Override
    public Optional<Path> unsealed(Cid pieceCid) {
        return books.unsealed(pieceCid);
    }

    /** For tests of what follows: the sector of this deal is lost now. */
    public CompletionStage<Void> loseSector(long dealId) {
        return books.loseSector(dealId);
    }

    /** What is wrong with the books; empty when nothing is. */
    public List<String> audit() {
        return books.audit();
    }

    @Override
    public void close() {
        books.close();
    }
}
