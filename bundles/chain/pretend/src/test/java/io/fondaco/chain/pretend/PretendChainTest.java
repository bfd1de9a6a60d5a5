package io.fondaco.chain.pretend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.ChainDealEvent;
import io.fondaco.chain.ChainException;
import io.fondaco.chain.ChainPolicy;
import io.fondaco.chain.ClientDealProposal;
import io.fondaco.chain.DealLabel;
import io.fondaco.chain.DealProposal;
import io.fondaco.chain.Receipt;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.PieceSize;
import io.fondaco.model.TokenAmount;
import io.fondaco.persistence.Blobs;
import io.fondaco.persistence.FileBlobs;
import io.fondaco.persistence.memory.MemoryStore;
import io.fondaco.sector.SectorPiece;
import io.fondaco.testing.kit.HandCrankedTime;
import io.fondaco.testing.kit.SeededKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class PretendChainTest {

    private static final Duration EPOCH = Duration.ofSeconds(30);
    private static final Cid PIECE = Cid.parse("baga6ea4seaqdomn3tgwgrh3g532zopskstnbrd2n3sxfqbze7rxt7vqn7veigmy");
    private static final TokenAmount FIL = TokenAmount.fil("1");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final HandCrankedTime time = new HandCrankedTime();
    private final SeededKeys keys = new SeededKeys();
    private final MemoryStore store = new MemoryStore();
    private final Address alice = keys.wallet("alice");
    private final Address bob = keys.wallet("bob");
    private Blobs blobs;
    private PretendChain chain;
    private Address miner;

    @Before
    public void open() throws Exception {
        blobs = new FileBlobs(folder.getRoot().toPath());
        chain = chain();
        get(chain.welcome(alice));
        get(chain.welcome(bob));
        miner = get(chain.minerFor(bob, keys.peer("bob").peerId()));
    }

    private PretendChain chain() {
        ChainPolicy rules = new ChainPolicy("pretend", EPOCH, 10, 1000, 2000, 1, 2, TokenAmount.fil("2000000000"));
        return new PretendChain(store, blobs, time, new PretendPolicy(rules, TokenAmount.fil("100"), 1, 1, 5));
    }

    @After
    public void booksBalance() {
        assertThat(chain.audit()).isEmpty();
        chain.close();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** Lets epochs pass, each settled before the next begins. */
    private void epochs(int n) throws Exception {
        for (int i = 0; i < n; i++) {
            time.turn(EPOCH);
            // Whatever is asked now is answered after the epoch that has just begun was settled.
            get(chain.release("nothing"));
        }
    }

    private Receipt receipt(Cid message) throws Exception {
        CompletableFuture<Receipt> receipt = new CompletableFuture<>();
        chain.follow(message, receipt::complete);
        return get(receipt);
    }

    private ClientDealProposal proposal(long start, long end, TokenAmount price) {
        DealProposal p = new DealProposal(
                PIECE,
                128,
                false,
                alice,
                miner,
                DealLabel.ofText("l" + start),
                Epoch.of(start),
                Epoch.of(end),
                price,
                FIL,
                TokenAmount.ZERO);
        byte[] bytes = ClientDealProposal.encode(p);
        return new ClientDealProposal(p, bytes, keys.sign(alice, bytes).toBytes());
    }

    private long published(ClientDealProposal p) throws Exception {
        get(chain.reserve("c" + p.cid(), alice, alice, p.proposal().clientRequirement()));
        get(chain.reserve("p" + p.cid(), bob, miner, FIL));
        epochs(2);
        Cid message = get(chain.publish(bob, p.toBytes()));
        epochs(2);
        Receipt receipt = receipt(message);
        assertThat(receipt.exitCode()).isZero();
        return chain.dealId(receipt, p.proposalCid()).orElseThrow();
    }

    @Test
    public void givesANewcomerItsGrantOnce() throws Exception {
        assertThat(get(chain.welcome(alice))).isEqualTo(TokenAmount.fil("100"));
        assertThat(chain.balance(Address.id(7))).isEqualTo(TokenAmount.ZERO);
    }

    @Test
    public void reservesByAddingWhatIsMissingAndOnlyOncePerKey() throws Exception {
        Optional<Cid> first = get(chain.reserve("a", alice, alice, TokenAmount.fil("3")));
        assertThat(get(chain.reserve("a", alice, alice, TokenAmount.fil("3")))).isEqualTo(first);
        assertThat(chain.balance(alice)).isEqualTo(TokenAmount.fil("97"));
        epochs(2);
        assertThat(receipt(first.orElseThrow()).ok()).isTrue();
        assertThat(get(chain.reserve("a", alice, alice, TokenAmount.fil("3")))).isEmpty();
        assertThat(get(chain.release("a"))).isEqualTo(TokenAmount.fil("3"));
        assertThat(get(chain.release("a"))).isEqualTo(TokenAmount.ZERO);
        assertThatThrownBy(() -> get(chain.reserve("a", alice, alice, TokenAmount.fil("3"))))
                .hasMessageContaining("was released before");
        assertThat(get(chain.reserve("b", alice, alice, TokenAmount.fil("2")))).isEmpty();
        assertThat(chain.escrow(alice).reserved()).isEqualTo(TokenAmount.fil("2"));
    }

    @Test
    public void addsToAnEscrowWhatNoDealAskedForYet() throws Exception {
        Cid message = get(chain.add(alice, alice, TokenAmount.fil("5")));
        assertThat(chain.balance(alice)).isEqualTo(TokenAmount.fil("95"));
        epochs(2);
        assertThat(receipt(message).ok()).isTrue();
        assertThat(chain.escrow(alice).escrow()).isEqualTo(TokenAmount.fil("5"));
        assertThat(get(chain.reserve("a", alice, alice, TokenAmount.fil("5")))).isEmpty();
        assertThatThrownBy(() -> get(chain.add(alice, alice, TokenAmount.fil("96"))))
                .hasCauseInstanceOf(ChainException.class)
                .hasMessageContaining("holds 95 FIL, not 96 FIL");
        assertThatThrownBy(() -> get(chain.add(alice, alice, TokenAmount.ZERO)))
                .hasMessageContaining("add more than nothing");
    }

    @Test
    public void refusesToReserveMoreThanTheWalletHolds() {
        assertThatThrownBy(() -> get(chain.reserve("a", alice, alice, TokenAmount.fil("101"))))
                .hasCauseInstanceOf(ChainException.class)
                .hasMessageContaining("holds 100 FIL, 101 FIL more are needed");
    }

    @Test
    public void paysADealEpochByEpochAndExactlyItsPrice() throws Exception {
        ClientDealProposal p = proposal(12, 40, FIL);
        long id = published(p);
        assertThat(chain.escrow(alice).locked()).isEqualTo(TokenAmount.fil("28"));
        BlockingQueue<ChainDealEvent> heard = new LinkedBlockingQueue<>();
        chain.watch(id, heard::add);
        Path payload = Files.write(folder.getRoot().toPath().resolve("payload"), new byte[127]);
        get(chain.add(new SectorPiece(miner, id, PIECE, PieceSize.ofPadded(128), payload, Epoch.of(12), Epoch.of(40))));
        Files.delete(payload);
        assertThat(chain.unsealed(PIECE)).isPresent();
        epochs(4);
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isInstanceOf(ChainDealEvent.Precommitted.class);
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isInstanceOf(ChainDealEvent.Activated.class);
        epochs(15);
        TokenAmount half = chain.escrow(miner).escrow();
        assertThat(half).isGreaterThan(FIL).isLessThan(TokenAmount.fil("29"));
        epochs(25);
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isInstanceOf(ChainDealEvent.Expired.class);
        assertThat(chain.escrow(miner).escrow()).isEqualTo(TokenAmount.fil("29"));
        assertThat(chain.escrow(miner).locked()).isEqualTo(TokenAmount.ZERO);
        assertThat(chain.escrow(alice).escrow()).isEqualTo(TokenAmount.ZERO);
    }

    @Test
    public void tellsWhoeverBeginsToWatchWhileSomethingHappensOfItOnce() throws Exception {
        long id = published(proposal(12, 40, FIL));
        Path payload = Files.write(folder.getRoot().toPath().resolve("payload"), new byte[127]);
        List<Queue<ChainDealEvent>> all = new ArrayList<>();
        AtomicBoolean enough = new AtomicBoolean();
        CompletableFuture<Void> watching = CompletableFuture.runAsync(() -> {
            while (!enough.get() && all.size() < 100_000) {
                Queue<ChainDealEvent> heard = new ConcurrentLinkedQueue<>();
                all.add(heard);
                chain.watch(id, heard::add);
            }
        });
        get(chain.add(new SectorPiece(miner, id, PIECE, PieceSize.ofPadded(128), payload, Epoch.of(12), Epoch.of(40))));
        epochs(4);
        get(chain.loseSector(id));
        enough.set(true);
        get(watching);
        get(chain.release("nothing"));
        assertThat(all).isNotEmpty();
        assertThat(all.stream().filter(heard -> heard.size() > Set.copyOf(heard).size()))
                .isEmpty();
    }

    @Test
    public void refundsTheClientAndBurnsTheCollateralOfADealThatIsInNoSector() throws Exception {
        long id = published(proposal(8, 30, FIL));
        List<ChainDealEvent> heard = new ArrayList<>();
        chain.watch(id, heard::add);
        epochs(10);
        assertThat(heard).hasOnlyElementsOfType(ChainDealEvent.TimedOut.class);
        assertThat(chain.escrow(alice).available()).isEqualTo(TokenAmount.fil("22"));
        assertThat(chain.escrow(miner).escrow()).isEqualTo(TokenAmount.ZERO);
    }

    @Test
    public void dropsDealsTheActorWouldRefuse() throws Exception {
        ClientDealProposal poor = proposal(50, 80, TokenAmount.fil("50"));
        ClientDealProposal late = proposal(1, 20, FIL);
        ClientDealProposal forged = new ClientDealProposal(
                poor.proposal(),
                poor.proposalBytes(),
                keys.sign(bob, poor.proposalBytes()).toBytes());
        epochs(3);
        Cid a = get(chain.publish(bob, late.toBytes()));
        Cid b = get(chain.publish(alice, poor.toBytes()));
        epochs(2);
        assertThat(receipt(a).exitCode()).isEqualTo(16);
        assertThat(receipt(b).exitCode()).isEqualTo(18);
        Cid c = get(chain.publish(bob, proposal(60, 90, TokenAmount.fil("50")).toBytes()));
        Cid d = get(chain.publish(
                bob,
                new ClientDealProposal(
                                proposal(70, 90, FIL).proposal(),
                                proposal(70, 90, FIL).proposalBytes(),
                                forged.signature())
                        .toBytes()));
        epochs(2);
        assertThat(receipt(c).exitCode()).isEqualTo(19);
        assertThat(receipt(d).exitCode()).isEqualTo(16);
        assertThat(chain.dealId(receipt(c), poor.proposalCid())).isEmpty();
    }

    @Test
    public void publishesAProposalOnceHoweverOftenItIsSent() throws Exception {
        ClientDealProposal p = proposal(50, 80, FIL);
        long id = published(p);
        assertThat(chain.dealId(receipt(get(chain.publish(bob, p.toBytes()))), p.proposalCid()))
                .hasValue(id);
        assertThat(chain.deal(id + 1)).isEmpty();
    }

    @Test
    public void knowsAllOfItAgainAfterARestart() throws Exception {
        long id = published(proposal(50, 80, FIL));
        Cid waiting =
                get(chain.reserve("later", alice, alice, TokenAmount.fil("40"))).orElseThrow();
        chain.close();
        chain = chain();
        assertThat(chain.deal(id)).isPresent();
        assertThat(chain.escrow(alice).locked()).isEqualTo(TokenAmount.fil("30"));
        assertThat(get(chain.minerFor(bob, keys.peer("bob").peerId()))).isEqualTo(miner);
        epochs(2);
        assertThat(receipt(waiting).ok()).isTrue();
    }

    /** Random work from a seed; the books are audited after every event by the ledger itself. */
    @Test
    public void keepsItsBooksThroughAThousandRandomOperations() throws Exception {
        Random random = new Random(7);
        Set<String> released = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            String key = "k" + (i / 50) + "/" + random.nextInt(20);
            TokenAmount amount = TokenAmount.atto(1 + random.nextInt(1_000_000));
            switch (random.nextInt(4)) {
                case 0 -> {
                    if (released.contains(key)) {
                        assertThatThrownBy(() -> get(chain.reserve(key, alice, alice, amount)))
                                .hasMessageContaining("was released before");
                    } else {
                        get(chain.reserve(key, alice, alice, amount));
                    }
                }
                case 1 -> {
                    released.add(key);
                    get(chain.release(key));
                }
                case 2 -> {
                    if (chain.escrow(alice)
                                    .available()
                                    .compareTo(chain.escrow(alice).reserved())
                            > 0) {
                        get(chain.withdraw(alice, alice, amount));
                    }
                }
                default -> epochs(1);
            }
            assertThat(chain.audit()).isEmpty();
        }
        TokenAmount all = chain.balance(alice).plus(chain.escrow(alice).escrow());
        epochs(3);
        assertThat(chain.balance(alice).plus(chain.escrow(alice).escrow())).isEqualTo(TokenAmount.fil("100"));
        assertThat(all).isLessThanOrEqualTo(TokenAmount.fil("100"));
    }

    @Test
    public void refusesADealItDoesNotKnow() throws IOException {
        assertThatThrownBy(() -> chain.watch(99, e -> {})).isInstanceOf(ChainException.class);
    }
}
