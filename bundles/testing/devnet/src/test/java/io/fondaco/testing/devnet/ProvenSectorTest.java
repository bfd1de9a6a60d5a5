package io.fondaco.testing.devnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.ClientDealProposal;
import io.fondaco.chain.DealLabel;
import io.fondaco.chain.DealProposal;
import io.fondaco.chain.Included;
import io.fondaco.chain.Outgoing;
import io.fondaco.chain.PublishDealsParams;
import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.market.MarketActor;
import io.fondaco.chain.actors.market.MarketParams;
import io.fondaco.chain.actors.market.MarketState;
import io.fondaco.chain.actors.miner.MinerActor;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.codec.bitfield.BitField;
import io.fondaco.crypto.KeyPair;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import io.fondaco.piece.CommPCalculator;
import io.fondaco.piece.Fr32;
import io.fondaco.piece.PieceInfo;
import io.fondaco.proof.ProofKind;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.After;
import org.junit.Test;

/** Sectors that are sealed come onto the chain with a proof, and with nothing else. */
public class ProvenSectorTest {
    private final Devnet net = Devnet.sealed(1);
    private final Sealer sealer = new Sealer(net);

    @After
    public void end() {
        assertThat(net.audit(0)).isEmpty();
        net.close();
    }

    private void refused(long sector, byte[] proof, String why) {
        byte[] params = Sealer.proveCommit(sector, proof);
        assertThat(sealer.code(MinerActor.PROVE_COMMIT_SECTOR, params)).as(why).isEqualTo((long)
                ExitCode.USR_ILLEGAL_ARGUMENT);
        assertThatThrownBy(() -> net.await(net.node()
                        .pool()
                        .send(Outgoing.call(
                                sealer.worker,
                                sealer.miner,
                                TokenAmount.ZERO,
                                MinerActor.PROVE_COMMIT_SECTOR,
                                params,
                                ""))))
                .as(why)
                .hasMessageContaining(why);
    }

    @Test
    public void aSectorIsProvenByItsOwnProofAndByNoOther() {
        net.turn(35);
        Sealer.Sector sector = sealer.seal(7);
        Sealer.Sector other = sealer.seal(8);
        Sealer.Sector wrong = sealer.seal(9);
        Epoch at = sealer.preCommit(sector, sector.commR());
        Epoch otherAt = sealer.preCommit(other, other.commR());
        // Announced as sealed to what another is sealed to.
        Epoch wrongAt = sealer.preCommit(wrong, sector.commR());
        byte[] proof = sealer.proof(sector, at);
        assertThat(proof[0]).isEqualTo((byte) ProofKind.VANILLA.number());

        String open = "does not hold";
        refused(7, sealer.proof(other, otherAt), open);
        refused(9, sealer.proof(wrong, wrongAt), open);
        refused(7, Arrays.copyOf(proof, proof.length - 1), open);
        refused(7, Arrays.copyOf(proof, proof.length - 32), open);
        refused(7, Arrays.copyOf(proof, 1), open);
        refused(7, new byte[0], "no proof");
        refused(
                7,
                Arrays.copyOf(proof, 3906),
                "a proof of 3906 bytes: the largest vanilla one of such sectors has 3905");
        for (int kind : new int[] {0, 2, 3, 255}) {
            byte[] another = proof.clone();
            another[0] = (byte) kind;
            refused(7, another, "a proof of kind " + kind + ": taken is vanilla (1)");
        }
        Random random = new Random(7);
        random.ints(40, 1, proof.length).forEach(place -> {
            byte[] flipped = proof.clone();
            flipped[place] ^= (byte) (1 << random.nextInt(8));
            assertThat(sealer.code(MinerActor.PROVE_COMMIT_SECTOR, Sealer.proveCommit(7, flipped)))
                    .as("byte %d", place)
                    .isEqualTo((long) ExitCode.USR_ILLEGAL_ARGUMENT);
        });
        // A field element above the modulus.
        byte[] malformed = proof.clone();
        Arrays.fill(malformed, 33, 65, (byte) 0xff);
        refused(7, malformed, open);

        Included taken = sealer.send(MinerActor.PROVE_COMMIT_SECTOR, Sealer.proveCommit(7, proof), TokenAmount.ZERO);
        assertThat(taken.receipt().exitCode()).isEqualTo(ExitCode.OK);
        net.turn(1);
        assertThat(sealer.<Boolean>read(m -> m.sector(7).isPresent())).isTrue();
        assertThat(sealer.<Boolean>read(m -> m.sector(8).isPresent())).isFalse();
        assertThat(sealer.<Long>read(m -> m.power().raw().longValueExact()))
                .as("no power before its first window PoSt")
                .isEqualTo(2 * 2048);
        net.turn(245);
        assertThat(sealer.<Long>read(m -> m.power().raw().longValueExact())).isEqualTo(3 * 2048);
        assertThat(sealer.<BitField>read(m -> m.activeSectors())).isEqualTo(BitField.of(0, 1, 7));
    }

    @Test
    public void theSectorOfADealActivatesItWithAProofOverItsData() {
        net.turn(35);
        byte[] payload = new byte[2032];
        new Random(5).nextBytes(payload);
        byte[] data = new byte[2048];
        Fr32.pad(payload, 0, data, 0, 16);
        PieceInfo piece = CommPCalculator.of(payload);
        long deal = publish(piece);
        Sealer.Sector sector = sealer.seal(5, data, piece.cidV1(), List.of(deal));
        sealer.commit(sector);
        assertThat(state(deal)).isTrue();

        // Other data than the deal's has another CommD, which the chain computes itself.
        payload[0] ^= 1;
        long second = publish(CommPCalculator.of(payload));
        Sealer.Sector lie = sealer.seal(6, data, piece.cidV1(), List.of(second));
        Epoch at = sealer.preCommit(lie, lie.commR());
        refused(6, sealer.proof(lie, at), "does not hold");
        assertThat(state(second)).isFalse();
    }

    private boolean state(long deal) {
        return net.node().read(view -> view.tree()
                .state(Singletons.STORAGE_MARKET, MarketState.class)
                .orElseThrow()
                .states()
                .get(deal)
                .isPresent());
    }

    private long publish(PieceInfo piece) {
        Address client = net.rich(0);
        fund(client, client);
        fund(sealer.worker, sealer.miner);
        Epoch start = net.node().head().height().plus(100);
        DealProposal deal = new DealProposal(
                piece.cidV1(),
                2048,
                false,
                client,
                sealer.miner,
                DealLabel.ofText("a sector full"),
                start,
                start.plus(300),
                TokenAmount.fil("0.01"),
                TokenAmount.fil("5"),
                TokenAmount.ZERO);
        byte[] bytes = ClientDealProposal.encode(deal);
        KeyPair key = KeyPair.of(net.keys.export(client));
        byte[] params = new PublishDealsParams(List.of(
                        new ClientDealProposal(deal, bytes, key.sign(bytes).toBytes())))
                .toBytes();
        Included published = sent(net.await(net.node()
                .pool()
                .send(Outgoing.call(
                        sealer.worker,
                        Singletons.STORAGE_MARKET,
                        TokenAmount.ZERO,
                        MarketActor.PUBLISH_STORAGE_DEALS,
                        params,
                        ""))));
        return MarketParams.Published.CODEC
                .decode(published.receipt().returned())
                .ids()
                .get(0);
    }

    private void fund(Address from, Address whom) {
        sent(net.await(net.node()
                .pool()
                .send(Outgoing.call(
                        from,
                        Singletons.STORAGE_MARKET,
                        TokenAmount.fil("50"),
                        MarketActor.ADD_BALANCE,
                        Codec.ADDRESS.encode(whom),
                        ""))));
    }

    private Included sent(SignedMessage message) {
        for (int i = 0; i < 20 && net.node().find(message.cid()).isEmpty(); i++) {
            net.turn(1);
        }
        Included included = net.node().find(message.cid()).orElseThrow();
        assertThat(included.receipt().exitCode()).isZero();
        return included;
    }

    @Test
    public void theTicketOfASectorIsPartOfWhatIsProven() {
        net.turn(35);
        Sealer.Sector sector = sealer.seal(7);
        Sealer.Sector lie = new Sealer.Sector(
                7, List.of(), sector.ticket().minus(1), sector.order(), sector.commR(), sector.commD());
        Epoch at = sealer.preCommit(lie, lie.commR());
        refused(7, sealer.proof(sector, at), "does not hold");
    }
}
