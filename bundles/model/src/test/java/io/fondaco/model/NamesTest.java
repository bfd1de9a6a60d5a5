package io.fondaco.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.Test;

public class NamesTest {
    @Test
    public void aPeerIdReadsBothTextForms() {
        PeerId peer = PeerId.parse("12D3KooWM6CgA9iBFZmcYAHA6A2qvbAxqfkmrYiRQuz3XEsk4Ksv");
        assertThat(PeerId.parse(peer.toCid().toString())).isEqualTo(peer);
        assertThat(PeerId.fromBytes(peer.toBytes())).isEqualTo(peer).hasSameHashCodeAs(peer);
        assertThat(peer).hasToString("12D3KooWM6CgA9iBFZmcYAHA6A2qvbAxqfkmrYiRQuz3XEsk4Ksv");
        assertThat(peer.publicKey()).get().satisfies(key -> assertThat(PeerId.fromPublicKey(key))
                .isEqualTo(peer));
    }

    @Test
    public void aLongPublicKeyIsHashed() {
        PeerId peer = PeerId.fromPublicKey(new byte[43]);
        assertThat(peer.toString()).startsWith("Qm");
        assertThat(peer.publicKey()).isEmpty();
        assertThat(PeerId.parse(peer.toString())).isEqualTo(peer);
        assertThat(PeerId.fromPublicKey(new byte[42]).publicKey()).isPresent();
    }

    @Test
    public void aSecp256k1KeyIsCarriedWhole() {
        PeerId peer = PeerId.parse("16Uiu2HAkutTMoTzDw1tCvSRtu6YoixJwS46S1ZFxW8hSx9fWHiPs");
        assertThat(HexFormat.of().formatHex(peer.toBytes())).startsWith("002508021221");
    }

    @Test
    public void aPeerIdRefusesOtherCids() {
        assertThatThrownBy(() -> PeerId.parse("bafy2bzacebc3bt6cedhoyw34drrmjvazhu4oj25er2ebk4u445pzycvq4ta4a"))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("libp2p-key");
        assertThatThrownBy(() -> PeerId.fromPublicKey(new byte[0])).isInstanceOf(InvalidValueException.class);
    }

    @Test
    public void aDealIdNamesDealAndParty() {
        DealId id = DealId.parse("bafyreiabc@alice-2");
        assertThat(id.local()).isEqualTo("bafyreiabc");
        assertThat(id.party()).isEqualTo("alice-2");
        assertThat(DealId.parse(id.toString())).isEqualTo(id);
        assertThat(id).isLessThan(DealId.parse("aaa@bob"));
    }

    @Test
    public void aDealIdRefusesNamesThatCouldNotBeReadBack() {
        for (String text :
                new String[] {"", "x", "@alice", "x@", "x@Alice", "x@2", "a b@c", "x@y@z", "x@" + "a".repeat(33)}) {
            assertThatThrownBy(() -> DealId.parse(text)).as(text).isInstanceOf(InvalidValueException.class);
        }
    }

    @Test
    public void epochsCount() {
        Epoch epoch = Epoch.of(100);
        assertThat(epoch.plus(5).since(epoch)).isEqualTo(5);
        assertThat(epoch.minus(5).isBefore(epoch)).isTrue();
        assertThat(epoch.plus(1).isAfter(epoch)).isTrue();
        assertThat(epoch).isLessThan(Epoch.of(101));
        assertThat(Epoch.parse(epoch.toString())).isEqualTo(epoch);
        assertThatThrownBy(() -> Epoch.of(Long.MAX_VALUE).plus(1)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> Epoch.parse("soon")).isInstanceOf(InvalidValueException.class);
    }

    @Test
    public void aPieceCommitmentIsItsCid() {
        String text = "baga6ea4seaqdomn3tgwgrh3g532zopskstnbrd2n3sxfqbze7rxt7vqn7veigmy";
        PieceCommitment commitment = PieceCommitment.parse(text);
        assertThat(commitment).hasToString(text).isEqualTo(new PieceCommitment(commitment.root()));
        assertThat(commitment.root()).hasSize(32);
    }

    @Test
    public void aPieceCommitmentRefusesWhatIsNone() {
        byte[] overflowing = new byte[32];
        overflowing[31] = 0x40;
        assertThatThrownBy(() -> new PieceCommitment(overflowing)).hasMessageContaining("top bits");
        assertThatThrownBy(() -> new PieceCommitment(new byte[31])).hasMessageContaining("32 bytes");
        Cid sealed =
                Cid.v1(Cid.FIL_COMMITMENT_SEALED, new Multihash(Multihash.POSEIDON_BLS12_381_A2_FC1, new byte[32]));
        assertThatThrownBy(() -> PieceCommitment.fromCid(sealed)).hasMessageContaining("not a piece CID");
    }

    @Test
    public void valuesDoNotShareTheirArrays() {
        byte[] digest = new byte[32];
        Multihash hash = new Multihash(Multihash.SHA2_256, digest);
        digest[0] = 1;
        hash.digest()[1] = 1;
        assertThat(hash.digest()).isEqualTo(new byte[32]);
    }
}
