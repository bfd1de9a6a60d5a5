package io.fondaco.chain.market.internal;

import io.fondaco.chain.ChainDeal;
import io.fondaco.chain.ChainDealEvent;
import io.fondaco.chain.ChainPolicy;
import io.fondaco.chain.CollateralBounds;
import io.fondaco.chain.EscrowBalance;
import io.fondaco.chain.FullNode;
import io.fondaco.chain.MessagePool;
import io.fondaco.chain.MinerInfo;
import io.fondaco.chain.Receipt;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.StateReader;
import io.fondaco.chain.market.MarketSettings;
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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where markets ask. Puts the parts together, has them look whenever the head moves, and hands on what is asked. */
public final class Counter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Counter.class);

    private final FullNode node;
    private final ChainState chain;
    private final ChainPolicy policy;
    private final Clerk clerk;
    private final Clerk teller;
    private final Books books;
    private final Funds funds;
    private final Receipts receipts;
    private final Arrivals arrivals;
    private final Mail mail;
    private final Escrows escrows;
    private final Publishing publishing;
    private final Deals deals;
    private final Miners miners;
    private final Welcomes welcomes;
    private final AtomicBoolean looking = new AtomicBoolean();
    private final Registration heads;
    /** The clerk's: nothing was looked at, as the head was of the past. */
    private boolean waiting;

    public Counter(
            FullNode node,
            MessagePool pool,
            StateReader states,
            KeyStore keys,
            Journal journal,
            Time time,
            MarketSettings settings,
            Executor booksRunner,
            Executor followers) {
        this.node = node;
        policy = policy(node.network(), states.policy(), settings);
        clerk = new Clerk(booksRunner);
        teller = new Clerk(followers);
        chain = new ChainState(node, states, settings.confidence());
        books = new Books(journal, time, node.genesis().blocks().get(0).cid());
        receipts = new Receipts(chain, pool, books.ledger(), clerk);
        funds = new Funds(chain, pool, books.ledger(), receipts);
        mail = new Mail(chain, pool, books, receipts, clerk);
        arrivals = new Arrivals(chain, receipts, clerk);
        escrows = new Escrows(books, funds, mail, clerk);
        publishing = new Publishing(chain, pool, mail);
        deals = new Deals(chain, books, clerk, teller::run);
        miners = new Miners(chain, books, mail, arrivals, keys, settings);
        welcomes = new Welcomes(chain, funds, mail, arrivals, keys, settings);
        heads = node.follow(change -> headMoved());
        headMoved();
    }

    private static ChainPolicy policy(String network, Policy rules, MarketSettings settings) {
        return new ChainPolicy(
                network,
                Duration.ofMillis(rules.rounds().epochMillis()),
                rules.deals().minDuration(),
                rules.deals().maxDuration(),
                rules.sealing().maxLife(),
                settings.confidence(),
                // A receipt to wait for before pre-commit and one before the proof.
                rules.sealing().challengeDelay() + 2L * settings.confidence() + settings.margin(),
                rules.rewards().supply());
    }

    /** On the node's thread: hands over, once for however many moves come before its turn. */
    private void headMoved() {
        if (looking.compareAndSet(false, true)) {
            clerk.run(() -> {
                looking.set(false);
                look(books::catchUp);
                if (past()) {
                    return;
                }
                for (Runnable part : List.<Runnable>of(
                        mail::resume, escrows::resume, receipts::headMoved, arrivals::headMoved, deals::headMoved)) {
                    look(part);
                }
            });
        }
    }

    /** The head has to move for the node to be up with the clock, and that brings the next look. */
    private boolean past() {
        boolean past = chain.past();
        if (past != waiting) {
            LOG.info(
                    past
                            ? "the node is at epoch {}, far behind the clock: the books wait until it is up"
                            : "the node is up with the clock at epoch {}: the books go on",
                    node.head().height());
            waiting = past;
        }
        return past;
    }

    private static void look(Runnable part) {
        try {
            part.run();
        } catch (RuntimeException failed) {
            LOG.error("the books did not keep up with the chain; they try again with the next head", failed);
        }
    }

    private <T> CompletionStage<T> ask(Clerk.Work<T> work) {
        return clerk.ask(() -> {
            books.catchUp();
            chain.checkClock();
            return work.begin();
        });
    }

    public ChainPolicy policy() {
        return policy;
    }

    public Epoch head() {
        return node.head().height();
    }

    public Instant timeOf(Epoch epoch) {
        return node.timeOf(epoch);
    }

    public TokenAmount balance(Address account) {
        return funds.spendable(account);
    }

    public CompletionStage<TokenAmount> welcome(Address account) {
        return ask(() -> welcomes.welcome(account));
    }

    public Optional<MinerInfo> miner(Address miner) {
        return miners.miner(miner);
    }

    public CompletionStage<Address> minerFor(Address owner, PeerId peer) {
        return ask(() -> miners.minerFor(owner, peer));
    }

    public Registration follow(Cid message, Consumer<Receipt> then) {
        return receipts.follow(message, then, teller::run);
    }

    public EscrowBalance escrow(Address holder) {
        return funds.of(holder).balance();
    }

    public CompletionStage<Cid> add(Address wallet, Address holder, TokenAmount amount) {
        return ask(() -> escrows.add(wallet, holder, amount));
    }

    public CompletionStage<Optional<Cid>> reserve(String key, Address wallet, Address holder, TokenAmount amount) {
        return ask(() -> escrows.reserve(key, wallet, holder, amount));
    }

    public CompletionStage<TokenAmount> release(String key) {
        return clerk.ask(() -> {
            books.catchUp();
            return CompletableFuture.completedFuture(escrows.release(key));
        });
    }

    public CompletionStage<Cid> withdraw(Address wallet, Address holder, TokenAmount amount) {
        return ask(() -> escrows.withdraw(wallet, holder, amount));
    }

    public CollateralBounds collateral(PieceSize size) {
        return publishing.collateral(size.padded());
    }

    public CompletionStage<Cid> publish(Address worker, byte[] clientDealProposal) {
        return ask(() -> publishing.publish(worker, clientDealProposal));
    }

    public OptionalLong dealId(Receipt published, Cid proposal) {
        return publishing.dealId(published, proposal);
    }

    public Optional<ChainDeal> deal(long dealId) {
        return deals.deal(dealId);
    }

    public Registration watch(long dealId, Consumer<ChainDealEvent> then) {
        return deals.watch(dealId, then);
    }

    @Override
    public void close() {
        heads.close();
        clerk.close();
        teller.close();
    }
}
