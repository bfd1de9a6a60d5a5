package io.fondaco.chain.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.ChainException;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.TokenAmount;
import io.fondaco.persistence.Journal;
import io.fondaco.persistence.JournalEntry;
import io.fondaco.persistence.NewEntry;
import io.fondaco.persistence.StoreException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** A journal that fails now and then, and comes back. */
public class BooksTest {
    private static final TokenAmount SUM = TokenAmount.fil("3");

    private enum Trouble {
        NONE,
        FULL,
        ANSWER_LOST
    }

    private final Town town = new Town();
    private Trouble trouble = Trouble.NONE;

    private final Journal disk = new Journal() {
        @Override
        public CompletionStage<JournalEntry> append(NewEntry entry) {
            if (trouble == Trouble.FULL) {
                return CompletableFuture.failedFuture(new StoreException("the disk is full"));
            }
            CompletionStage<JournalEntry> stored = town.store.append(entry);
            return trouble == Trouble.NONE
                    ? stored
                    : CompletableFuture.failedFuture(new StoreException("the answer got lost"));
        }

        @Override
        public List<JournalEntry> read(String stream, long afterSeq, int limit) {
            return town.store.read(stream, afterSeq, limit);
        }

        @Override
        public List<JournalEntry> readAll(long afterPosition, int limit) {
            return town.store.readAll(afterPosition, limit);
        }
    };

    @Before
    public void open() {
        town.chain.close();
        town.open(disk, town.net.node().pool(), town.keys);
    }

    @After
    public void close() {
        town.close();
    }

    private void unavailable(CompletionStage<?> stage, String why) {
        assertThatThrownBy(() -> town.get(stage))
                .cause()
                .isInstanceOfSatisfying(
                        ChainException.class, e -> assertThat(e.reason()).isEqualTo(ChainException.Reason.UNAVAILABLE))
                .hasMessageContaining(why);
    }

    @Test
    public void sendsNothingThatTheJournalDidNotTake() {
        Address alice = town.rich(0);
        trouble = Trouble.FULL;
        unavailable(town.chain.reserve("a", alice, alice, SUM), "the disk is full");
        unavailable(town.chain.add(alice, alice, SUM), "the disk is full");
        assertThat(town.net.node().pool().pending()).isEmpty();
        assertThat(town.chain.escrow(alice).reserved()).isEqualTo(TokenAmount.ZERO);
        trouble = Trouble.NONE;
        Optional<Cid> message = town.get(town.chain.reserve("a", alice, alice, SUM));
        assertThat(town.receipt(message.orElseThrow()).ok()).isTrue();
        assertThat(town.chain.escrow(alice).escrow()).isEqualTo(SUM);
    }

    @Test
    public void findsOutWhetherTheJournalHasWhatItDidNotConfirm() {
        Address alice = town.rich(0);
        trouble = Trouble.ANSWER_LOST;
        unavailable(town.chain.reserve("a", alice, alice, SUM), "the answer got lost");
        trouble = Trouble.NONE;
        Optional<Cid> message = town.get(town.chain.reserve("a", alice, alice, SUM));
        assertThat(town.receipt(message.orElseThrow()).ok()).isTrue();
        assertThat(town.chain.escrow(alice).escrow()).isEqualTo(SUM);
        assertThat(town.chain.escrow(alice).reserved()).isEqualTo(SUM);
    }

    @Test
    public void keepsUpWithTheChainOnceTheJournalIsBack() {
        Address alice = town.rich(0);
        Cid message = town.get(town.chain.reserve("a", alice, alice, SUM)).orElseThrow();
        trouble = Trouble.FULL;
        town.net.turn(8);
        trouble = Trouble.ANSWER_LOST;
        town.net.turn(2);
        trouble = Trouble.NONE;
        town.net.turn(2);
        assertThat(town.receipt(message).ok()).isTrue();
        assertThat(town.get(town.chain.reserve("a", alice, alice, SUM))).isEmpty();
        town.restart();
        assertThat(town.get(town.chain.reserve("a", alice, alice, SUM))).isEmpty();
        assertThat(town.chain.escrow(alice).escrow()).isEqualTo(SUM);
    }
}
