package io.fondaco.network.libp2p.internal.negotiate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.network.NetworkException;
import io.fondaco.network.NetworkException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.Test;

public class NegotiationTest {

    private static byte[] feed(Negotiation side, byte[] bytes) {
        return side.feed(ByteBuffer.wrap(bytes));
    }

    private static byte[] lines(String... texts) {
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        for (String text : texts) {
            out.writeBytes(Negotiation.line(text));
        }
        return out.toByteArray();
    }

    @Test
    public void saysNaAsEverybodyDoes() {
        Negotiation offering = Negotiation.offering(name -> false);
        byte[] answer = feed(offering, lines(Negotiation.ID, "/x"));
        assertThat(HexFormat.of().formatHex(answer)).isEqualTo("13" + hex("/multistream/1.0.0\n") + "036e610a");
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    public void agreesOnTheFirstProposalTheOtherSpeaks() {
        Negotiation proposing = Negotiation.proposing(List.of("/a", "/b", "/c"));
        Negotiation offering = Negotiation.offering(List.of("/c", "/b")::contains);
        byte[] said = proposing.begin();
        while (offering.agreed().isEmpty() || proposing.agreed().isEmpty()) {
            said = feed(proposing, feed(offering, said));
        }
        assertThat(proposing.agreed()).contains("/b");
        assertThat(offering.agreed()).contains("/b");
    }

    @Test
    public void leavesTheProtocolsOwnBytesAlone() {
        Negotiation offering = Negotiation.offering("/b"::equals);
        ByteBuffer all = ByteBuffer.allocate(200)
                .put(lines(Negotiation.ID, "/b"))
                .put(new byte[] {7, 8, 9})
                .flip();
        offering.feed(all);
        assertThat(offering.agreed()).contains("/b");
        assertThat(all.remaining()).isEqualTo(3);
        assertThat(all.get()).isEqualTo((byte) 7);
    }

    @Test
    public void understandsLinesThatComeByteByByte() {
        Negotiation offering = Negotiation.offering("/b"::equals);
        for (byte b : lines(Negotiation.ID, "/a", "/b")) {
            feed(offering, new byte[] {b});
        }
        assertThat(offering.agreed()).contains("/b");
    }

    @Test
    public void givesUpWhenTheProposalsAreUsedUp() {
        Negotiation proposing = Negotiation.proposing(List.of("/a"));
        assertThatThrownBy(() -> feed(proposing, lines(Negotiation.ID, "na")))
                .isInstanceOfSatisfying(
                        NetworkException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NO_COMMON_PROTOCOL));
    }

    @Test
    public void refusesWhatIsNotTheProtocol() {
        byte[][] wrong = {
            lines("/multistream/2.0.0"),
            lines(Negotiation.ID, "/other"),
            ("GET / HTTP/1.1\r\nHost: " + "x".repeat(80)).getBytes(StandardCharsets.US_ASCII),
            {0},
            {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 15},
            {(byte) 0x80, 0},
            {(byte) 0x81, 0x08, 'x'},
            {2, 'a', 'b'}
        };
        for (byte[] bytes : wrong) {
            Negotiation proposing = Negotiation.proposing(List.of("/a"));
            assertThatThrownBy(() -> feed(proposing, bytes))
                    .as(HexFormat.of().formatHex(bytes))
                    .isInstanceOfSatisfying(
                            NetworkException.class, e -> assertThat(e.reason()).isEqualTo(Reason.BROKEN));
        }
    }

    @Test
    public void isNotKeptBusyForEver() {
        Negotiation offering = Negotiation.offering(name -> false);
        feed(offering, lines(Negotiation.ID));
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 1000; i++) {
                        feed(offering, lines("/guess/" + i));
                    }
                })
                .hasMessageContaining("64 proposals");
    }

    @Test
    public void survivesAMillionMutations() {
        Random random = new Random(20261121);
        byte[] seed = lines(Negotiation.ID, "/a/1.0.0", "na", "/b/1.0.0");
        for (int i = 0; i < 1_000_000; i++) {
            byte[] bytes = seed.clone();
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            Negotiation side = random.nextBoolean()
                    ? Negotiation.offering("/b/1.0.0"::equals)
                    : Negotiation.proposing(List.of("/a/1.0.0", "/b/1.0.0"));
            try {
                side.feed(ByteBuffer.wrap(bytes, 0, random.nextInt(bytes.length + 1)));
            } catch (NetworkException refused) {
                assertThat(refused.getMessage()).isNotEmpty();
            }
        }
    }
}
