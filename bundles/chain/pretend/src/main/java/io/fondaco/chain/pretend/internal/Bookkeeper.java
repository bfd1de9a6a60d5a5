package io.fondaco.chain.pretend.internal;

import io.fondaco.chain.ChainDeal;
import io.fondaco.chain.ChainDealEvent;
import io.fondaco.chain.ChainException;
import io.fondaco.chain.ClientDealProposal;
import io.fondaco.chain.CollateralBounds;
import io.fondaco.chain.EscrowBalance;
import io.fondaco.chain.MinerInfo;
import io.fondaco.chain.Receipt;
import io.fondaco.chain.pretend.PretendPolicy;
import io.fondaco.codec.DecodeException;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.Multihash;
import io.fondaco.model.PeerId;
import io.fondaco.model.Registration;
import io.fondaco.model.Time;
import io.fondaco.model.TokenAmount;
import io.fondaco.persistence.Blob;
import io.fondaco.persistence.Blobs;
import io.fondaco.persistence.Draft;
import io.fondaco.persistence.Journal;
import io.fondaco.sector.SectorPiece;
import io.fondaco.sector.SectorPlacement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the ledger. One thread, the clerk, does all that changes it; reads never wait for it, nor for the disk. */
public final class Bookkeeper implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Bookkeeper.class);

    private final Blobs blobs;
    private final Time time;
    private final PretendPolicy policy;
    private final Followers followers;
    private final ExecutorService clerk = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "fondaco-chain-pretend");
        thread.setDaemon(true);
        return thread;
    });
    private final Books books;
    private final Instant genesis;
    private final Object gate = new Object();
    private Registration alarm = () -> {};
    private boolean closed;

    public Bookkeeper(Journal journal, Blobs blobs, Time time, PretendPolicy policy) {
        this.blobs = blobs;
        this.time = time;
        this.policy = policy;
        this.followers = new Followers(this::run);
        this.books = new Books(journal, this::tell);
        if (books.ledger().genesis() == null) {
            record(new LedgerEvent.Began(time.now().toString()));
        }
        genesis = books.ledger().genesis();
        setAlarm();
    }

    private void record(LedgerEvent event) {
        books.record(event, time.now().toEpochMilli());
    }

    private void setAlarm() {
        synchronized (gate) {
            if (!closed) {
                alarm = time.at(timeOf(head() + 1), () -> run(this::tick));
            }
        }
    }

    private void run(Runnable task) {
        try {
            clerk.execute(() -> {
                try {
                    task.run();
                } catch (Throwable broken) {
                    LOG.error("whoever follows the ledger broke", broken);
                }
            });
        } catch (RejectedExecutionException closing) {
            LOG.debug("the ledger is closing");
        }
    }

    /** What the clerk does with the ledger. */
    private interface Work<T> {
        T on(Ledger ledger) throws Exception;
    }

    /** Completes whatever happens: with what comes of the work, with what it threw, or because the ledger is closed. */
    private <T> CompletionStage<T> does(Work<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            clerk.execute(() -> {
                try {
                    books.catchUp();
                    result.complete(work.on(books.ledger()));
                } catch (Throwable failed) {
                    result.completeExceptionally(failed);
                }
            });
        } catch (RejectedExecutionException closed) {
            result.completeExceptionally(new ChainException(
                    ChainException.Reason.UNAVAILABLE, "the pretend ledger is closed; ask again when it is back"));
        }
        return result;
    }

    /** One epoch: messages settle, deals move on. */
    private void tick() {
        try {
            books.catchUp();
            new Rules(books.ledger(), policy, head()).due().forEach(this::record);
        } catch (Throwable failed) {
            LOG.error("epoch {} could not be settled; it is tried again with the next", head(), failed);
        } finally {
            setAlarm();
        }
    }

    private void tell(LedgerEvent event, Ledger ledger) {
        Rules.messageOf(event).ifPresent(cid -> followers.settled(receipt(ledger.message(Cid.parse(cid)))));
        Rules.dealEvent(event, ledger).ifPresent(followers::happened);
    }

    public PretendPolicy policy() {
        return policy;
    }

    public long head() {
        long passed = Duration.between(genesis, time.now()).toNanos();
        return Math.max(0, passed / policy.chain().epoch().toNanos());
    }

    public Instant timeOf(long epoch) {
        return genesis.plus(policy.chain().epoch().multipliedBy(epoch));
    }

    public TokenAmount balance(Address account) {
        return books.read(ledger -> ledger.wallet(account));
    }

    public CompletionStage<TokenAmount> welcome(Address account) {
        return does(ledger -> {
            if (!ledger.knows(account)) {
                record(new LedgerEvent.Granted(
                        account.toString(), policy.grant().atto().toString()));
            }
            return ledger.wallet(account);
        });
    }

    public Optional<MinerInfo> miner(Address miner) {
        return books.read(ledger -> ledger.miners().entrySet().stream()
                .filter(m -> Address.id(m.getKey()).equals(miner))
                .map(m -> new MinerInfo(
                        miner,
                        m.getValue().owner(),
                        m.getValue().owner(),
                        m.getValue().peerId(),
                        1L << 35))
                .findFirst());
    }

    public CompletionStage<Address> minerFor(Address owner, PeerId peerId) {
        return does(ledger -> {
            for (Map.Entry<Long, Ledger.Miner> m : ledger.miners().entrySet()) {
                if (m.getValue().owner().equals(owner)) {
                    if (!m.getValue().peerId().equals(peerId)) {
                        record(new LedgerEvent.MinerCreated(owner.toString(), m.getKey(), peerId.toString()));
                    }
                    return Address.id(m.getKey());
                }
            }
            long number = 1000L + ledger.miners().size();
            record(new LedgerEvent.MinerCreated(owner.toString(), number, peerId.toString()));
            return Address.id(number);
        });
    }

    public Registration follow(Cid message, Consumer<Receipt> then) {
        return books.read(ledger -> {
            Ledger.Message known = ledger.message(message);
            if (known != null && known.exit != null) {
                Receipt receipt = receipt(known);
                run(() -> then.accept(receipt));
                return () -> {};
            }
            return followers.follow(message, then);
        });
    }

    private static Receipt receipt(Ledger.Message message) {
        byte[] returned =
                message.dealId < 0 ? new byte[0] : Long.toString(message.dealId).getBytes(StandardCharsets.US_ASCII);
        return new Receipt(message.cid, Epoch.of(message.settled), message.exit, returned);
    }

    public EscrowBalance escrow(Address holder) {
        return books.read(
                ledger -> new EscrowBalance(ledger.escrow(holder), ledger.locked(holder), ledger.reserved(holder)));
    }

    public CompletionStage<Optional<Cid>> reserve(String key, Address wallet, Address holder, TokenAmount amount) {
        return does(ledger -> {
            Ledger.Reservation known = ledger.reservation(key);
            if (known != null) {
                return unsettled(known.message());
            }
            if (ledger.spent(key)) {
                throw new ChainException(
                        ChainException.Reason.REFUSED, "the reservation " + key + " was released before");
            }
            TokenAmount free = ledger.escrow(holder)
                    .plus(ledger.arriving(holder))
                    .minus(ledger.locked(holder))
                    .minus(ledger.reserved(holder));
            TokenAmount missing = amount.minus(free.max(TokenAmount.ZERO));
            String message = "";
            if (missing.signum() > 0) {
                if (ledger.wallet(wallet).compareTo(missing) < 0) {
                    throw new ChainException(
                            ChainException.Reason.INSUFFICIENT_FUNDS,
                            "wallet " + wallet + " holds " + ledger.wallet(wallet) + ", " + missing
                                    + " more are needed in the market");
                }
                message = newMessage(key).toString();
                record(new LedgerEvent.AddBalanceSent(
                        message,
                        head(),
                        wallet.toString(),
                        holder.toString(),
                        missing.atto().toString()));
            } else if (ledger.arriving(holder).signum() > 0) {
                // Covered by money that is still on its way: wait for the last of it.
                message = lastArriving(holder);
            }
            record(new LedgerEvent.Reserved(
                    key, holder.toString(), amount.atto().toString(), message));
            return unsettled(message);
        });
    }

    public CompletionStage<Cid> add(Address wallet, Address holder, TokenAmount amount) {
        return does(ledger -> {
            if (amount.signum() <= 0) {
                throw new ChainException(ChainException.Reason.REFUSED, "add more than nothing, not " + amount);
            }
            if (ledger.wallet(wallet).compareTo(amount) < 0) {
                throw new ChainException(
                        ChainException.Reason.INSUFFICIENT_FUNDS,
                        "wallet " + wallet + " holds " + ledger.wallet(wallet) + ", not " + amount);
            }
            Cid message = newMessage("add " + holder);
            record(new LedgerEvent.AddBalanceSent(
                    message.toString(),
                    head(),
                    wallet.toString(),
                    holder.toString(),
                    amount.atto().toString()));
            return message;
        });
    }

    private String lastArriving(Address holder) {
        return books.ledger().pending().stream()
                .filter(m -> m.sent instanceof LedgerEvent.AddBalanceSent s
                        && s.holder().equals(holder.toString()))
                .reduce((a, b) -> b)
                .map(m -> m.cid.toString())
                .orElse("");
    }

    private Optional<Cid> unsettled(String message) {
        if (message.isEmpty()) {
            return Optional.empty();
        }
        Cid cid = Cid.parse(message);
        return books.ledger().message(cid).exit == null ? Optional.of(cid) : Optional.empty();
    }

    private Cid newMessage(String what) {
        String content = what + "#" + books.ledger().messageCount();
        return Cid.v1(Cid.DAG_CBOR, Multihash.blake2b256(content.getBytes(StandardCharsets.UTF_8)));
    }

    public CompletionStage<TokenAmount> release(String key) {
        return does(ledger -> {
            Ledger.Reservation known = ledger.reservation(key);
            if (!ledger.spent(key)) {
                record(new LedgerEvent.Released(key));
            }
            return known == null ? TokenAmount.ZERO : known.amount();
        });
    }

    public CompletionStage<Cid> withdraw(Address wallet, Address holder, TokenAmount amount) {
        return does(ledger -> {
            if (amount.signum() <= 0) {
                throw new ChainException(ChainException.Reason.REFUSED, "withdraw more than nothing, not " + amount);
            }
            TokenAmount free =
                    ledger.escrow(holder).minus(ledger.locked(holder)).minus(ledger.reserved(holder));
            if (free.signum() <= 0) {
                throw new ChainException(
                        ChainException.Reason.INSUFFICIENT_FUNDS, holder + " has nothing free in the market");
            }
            Cid message = newMessage("withdraw " + holder);
            record(new LedgerEvent.WithdrawSent(
                    message.toString(),
                    head(),
                    wallet.toString(),
                    holder.toString(),
                    amount.atto().toString()));
            return message;
        });
    }

    public CollateralBounds collateral(long padded) {
        return new CollateralBounds(
                TokenAmount.atto(1_000_000_000L).times(Math.max(1, padded / 1024)),
                policy.chain().supply());
    }

    public CompletionStage<Cid> publish(Address worker, byte[] proposal) {
        return does(ledger -> {
            ClientDealProposal signed;
            try {
                signed = ClientDealProposal.parse(proposal);
            } catch (DecodeException malformed) {
                throw new ChainException(ChainException.Reason.REFUSED, "not a proposal: " + malformed.getMessage());
            }
            Cid message = Cid.v1(
                    Cid.DAG_CBOR,
                    Multihash.blake2b256(("publish " + signed.proposalCid()).getBytes(StandardCharsets.UTF_8)));
            if (ledger.message(message) == null) {
                record(new LedgerEvent.PublishSent(message.toString(), head(), worker.toString(), proposal));
            }
            return message;
        });
    }

    public OptionalLong dealId(Receipt published, Cid proposal) {
        return books.read(ledger -> {
            Ledger.Deal deal = ledger.deal(proposal);
            return deal == null || !published.ok() ? OptionalLong.empty() : OptionalLong.of(deal.id);
        });
    }

    public Optional<ChainDeal> deal(long id) {
        return books.read(ledger -> Optional.ofNullable(ledger.deal(id)).map(Rules::view));
    }

    public Registration watch(long dealId, Consumer<ChainDealEvent> then) {
        return books.read(ledger -> {
            Ledger.Deal deal = ledger.deal(dealId);
            if (deal == null) {
                throw new ChainException(ChainException.Reason.UNKNOWN, "no deal " + dealId);
            }
            List<ChainDealEvent> before = Rules.past(deal);
            run(() -> before.forEach(then));
            return followers.watch(dealId, then);
        });
    }

    public CompletionStage<SectorPlacement> add(SectorPiece piece) {
        return does(ledger -> {
            Ledger.Deal deal = ledger.deal(piece.dealId());
            if (deal == null) {
                throw new ChainException(ChainException.Reason.UNKNOWN, "no deal " + piece.dealId());
            }
            if (deal.sector == null) {
                keep(piece);
                record(new LedgerEvent.PieceAdded(piece.dealId(), head(), ledger.nextSector()));
            }
            return new SectorPlacement(
                    deal(piece.dealId()).orElseThrow().sector().orElseThrow(),
                    0,
                    piece.size().padded());
        });
    }

    /** The unsealed copy: a blob of its own, so that the caller may delete what it brought. */
    private void keep(SectorPiece piece) throws IOException {
        Optional<Blob> there = blobs.find(piece.pieceCid());
        if (there.isPresent() && Files.size(there.get().path()) == Files.size(piece.payload())) {
            return;
        }
        Draft copy = blobs.draft("sector-" + piece.dealId());
        Files.copy(piece.payload(), copy.path(), StandardCopyOption.REPLACE_EXISTING);
        copy.commit(piece.pieceCid());
    }

    public Optional<Path> unsealed(Cid pieceCid) {
        return blobs.find(pieceCid).map(Blob::path);
    }

    public CompletionStage<Void> loseSector(long dealId) {
        return does(ledger -> {
            record(new LedgerEvent.Slashed(dealId, head()));
            return null;
        });
    }

    public List<String> audit() {
        return books.read(Ledger::faults);
    }

    /** What was asked before is still answered; if the journal is gone by then, with its failure. */
    @Override
    public void close() {
        synchronized (gate) {
            closed = true;
            alarm.close();
        }
        clerk.shutdown();
    }
}
