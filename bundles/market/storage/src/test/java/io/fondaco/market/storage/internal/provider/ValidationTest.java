package io.fondaco.market.storage.internal.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.ChainPolicy;
import io.fondaco.chain.ClientDealProposal;
import io.fondaco.chain.CollateralBounds;
import io.fondaco.chain.DealLabel;
import io.fondaco.chain.DealProposal;
import io.fondaco.chain.EscrowBalance;
import io.fondaco.market.Ask;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.PieceSize;
import io.fondaco.model.TokenAmount;
import io.fondaco.testing.kit.SeededKeys;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.Test;

/** Each check of a proposal, with the sentence users search for. */
public class ValidationTest {

    private static final SeededKeys KEYS = new SeededKeys();
    private static final Address CLIENT = KEYS.wallet("alice");
    private static final Address MINER = Address.id(1000);
    private static final Cid PIECE = Cid.parse("baga6ea4seaqdomn3tgwgrh3g532zopskstnbrd2n3sxfqbze7rxt7vqn7veigmy");
    private static final long GIB = 1L << 30;

    private static final DealProposal GOOD = new DealProposal(
            PIECE,
            GIB,
            false,
            CLIENT,
            MINER,
            DealLabel.ofText("label"),
            Epoch.of(200),
            Epoch.of(1200),
            TokenAmount.atto(500),
            TokenAmount.atto(50),
            TokenAmount.ZERO);

    private static final Validation.Facts FACTS = new Validation.Facts(
            MINER,
            new ChainPolicy("test", Duration.ofSeconds(30), 1000, 5000, 10_000, 1, 10, TokenAmount.fil("1")),
            Epoch.of(100),
            new Ask(
                    MINER,
                    TokenAmount.atto(500),
                    TokenAmount.atto(50),
                    PieceSize.ofPadded(256),
                    PieceSize.ofPadded(GIB),
                    Epoch.of(0),
                    Epoch.of(9999),
                    0),
            new CollateralBounds(TokenAmount.atto(50), TokenAmount.atto(100)),
            new EscrowBalance(TokenAmount.atto(500_000), TokenAmount.ZERO, TokenAmount.ZERO));

    private static ClientDealProposal signed(DealProposal p) {
        byte[] bytes = ClientDealProposal.encode(p);
        return new ClientDealProposal(p, bytes, KEYS.sign(CLIENT, bytes).toBytes());
    }

    private static void rejects(String sentence, UnaryOperator<Parts> change) {
        assertThat(Validation.fault(signed(change.apply(new Parts(GOOD)).proposal), FACTS))
                .contains(sentence);
    }

    /** A proposal with one part changed. */
    private static final class Parts {
        private DealProposal proposal;

        private Parts(DealProposal proposal) {
            this.proposal = proposal;
        }

        Parts piece(Cid cid, long size) {
            DealProposal p = proposal;
            proposal = new DealProposal(
                    cid,
                    size,
                    p.verified(),
                    p.client(),
                    p.provider(),
                    p.label(),
                    p.start(),
                    p.end(),
                    p.pricePerEpoch(),
                    p.providerCollateral(),
                    p.clientCollateral());
            return this;
        }

        Parts times(long start, long end) {
            DealProposal p = proposal;
            proposal = new DealProposal(
                    p.pieceCid(),
                    p.pieceSize(),
                    p.verified(),
                    p.client(),
                    p.provider(),
                    p.label(),
                    Epoch.of(start),
                    Epoch.of(end),
                    p.pricePerEpoch(),
                    p.providerCollateral(),
                    p.clientCollateral());
            return this;
        }

        Parts money(long price, long provider, long client) {
            DealProposal p = proposal;
            proposal = new DealProposal(
                    p.pieceCid(),
                    p.pieceSize(),
                    p.verified(),
                    p.client(),
                    p.provider(),
                    p.label(),
                    p.start(),
                    p.end(),
                    TokenAmount.atto(price),
                    TokenAmount.atto(provider),
                    TokenAmount.atto(client));
            return this;
        }

        Parts who(Address provider, DealLabel label, boolean verified) {
            DealProposal p = proposal;
            proposal = new DealProposal(
                    p.pieceCid(),
                    p.pieceSize(),
                    verified,
                    p.client(),
                    provider,
                    label,
                    p.start(),
                    p.end(),
                    p.pricePerEpoch(),
                    p.providerCollateral(),
                    p.clientCollateral());
            return this;
        }
    }

    @Test
    public void acceptsAGoodProposal() {
        assertThat(Validation.fault(signed(GOOD), FACTS)).isEmpty();
    }

    @Test
    public void refusesAForgedSignature() {
        ClientDealProposal good = signed(GOOD);
        byte[] forged = good.signature();
        forged[9] ^= 1;
        assertThat(Validation.fault(new ClientDealProposal(GOOD, good.proposalBytes(), forged), FACTS))
                .contains("verifying StorageDealProposal: could not verify signature");
    }

    @Test
    public void refusesAProposalForAnotherProvider() {
        rejects("incorrect provider for deal", p -> p.who(Address.id(1001), DealLabel.EMPTY, false));
    }

    @Test
    public void refusesALabelThatIsTooLong() {
        rejects(
                "deal label can be at most 256 bytes, is 257",
                p -> p.who(MINER, DealLabel.ofText("x".repeat(257)), false));
    }

    @Test
    public void refusesAPieceSizeThatIsNone() {
        rejects("proposal piece size is invalid: padded piece size must be a power of 2", p -> p.piece(PIECE, 1000));
        rejects("proposal piece size is invalid: minimum padded piece size is 128 bytes", p -> p.piece(PIECE, 64));
    }

    @Test
    public void refusesAPieceCidThatIsNoCommitment() {
        Cid other = Cid.parse("bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku");
        rejects("proposal PieceCID had wrong prefix", p -> p.piece(other, GIB));
    }

    @Test
    public void refusesTimesThatDoNotFit() {
        rejects("proposal end before proposal start", p -> p.times(200, 200));
        rejects("deal start epoch has already elapsed", p -> p.times(99, 1200));
        rejects("deal duration out of bounds (min, max, provided): 1000, 5000, 999", p -> p.times(200, 1199));
        rejects("deal duration out of bounds (min, max, provided): 1000, 5000, 5001", p -> p.times(200, 5201));
        rejects(
                "invalid deal end epoch 10101: cannot be more than 10000 past current epoch 100",
                p -> p.times(9000, 10101));
    }

    @Test
    public void refusesCollateralOutOfBounds() {
        rejects("proposed provider collateral below minimum: 49 < 50", p -> p.money(500, 49, 0));
        rejects("proposed provider collateral above maximum: 101 > 100", p -> p.money(500, 101, 0));
    }

    @Test
    public void refusesAPriceBelowTheAsk() {
        rejects("storage price per epoch less than asking price: 499 < 500", p -> p.money(499, 50, 0));
    }

    @Test
    public void refusesPiecesOutsideOfTheAsk() {
        rejects("piece size less than minimum required size: 128 < 256", p -> p.piece(PIECE, 128));
        rejects("piece size more than maximum allowed size: 2147483648 > 1073741824", p -> p.piece(PIECE, 2 * GIB)
                .money(1000, 50, 0));
    }

    @Test
    public void refusesAClientWithoutTheMoney() {
        rejects("clientMarketBalance.Available too small: 500000 < 500001", p -> p.money(500, 50, 1));
    }

    @Test
    public void refusesVerifiedDealsWithoutDatacap() {
        rejects(
                "verified deal DataCap 0 too small for proposed piece size " + GIB,
                p -> p.who(MINER, DealLabel.EMPTY, true));
    }
}
