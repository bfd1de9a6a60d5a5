package io.fondaco.ao;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fondaco.ao.AoException.Reason;
import io.fondaco.ao.internal.RsaPss;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.Test;

public class DataItemTest {

    private static final boolean LONG = Boolean.getBoolean("fondaco.long");

    private static void refused(byte[] bytes, Reason reason, long offset, String why) {
        assertThatThrownBy(() -> DataItem.read(bytes))
                .isInstanceOfSatisfying(AoException.class, e -> {
                    assertThat(e.reason()).isEqualTo(reason);
                    assertThat(e.offset()).isEqualTo(offset);
                })
                .hasMessageContaining(why);
    }

    @Test
    public void makesEveryByteOfTheGoldenItem() {
        JsonNode golden = Keys.golden().get("ed25519");
        DataItem item = Keys.hello(Keys.ED25519);
        assertThat(HexFormat.of().formatHex(item.payload()))
                .isEqualTo(golden.get("sigData").asText());
        assertThat(HexFormat.of().formatHex(item.toBytes()))
                .isEqualTo(golden.get("raw").asText());
        assertThat(item.id()).isEqualTo(golden.get("id").asText());
    }

    @Test
    public void readsTheGoldenItem() {
        byte[] raw =
                HexFormat.of().parseHex(Keys.golden().get("ed25519").get("raw").asText());
        DataItem item = DataItem.read(raw);
        assertThat(item.verify()).isTrue();
        assertThat(item.type()).isEqualTo(SignatureType.ED25519);
        assertThat(item.target()).contains("A".repeat(43));
        assertThat(item.anchorText()).isEqualTo("0".repeat(32));
        assertThat(item.tags()).containsExactly(new Tag("Action", "Eval"));
        assertThat(item.text()).contains("hello");
        assertThat(item.dataLength()).isEqualTo(5);
        assertThat(item.length()).isEqualTo(raw.length);
        assertThat(item.toBytes()).isEqualTo(raw);
        assertThat(item).isEqualTo(Keys.hello(Keys.ED25519)).hasSameHashCodeAs(Keys.hello(Keys.ED25519));
        assertThat(item.address()).isEqualTo(Keys.ED25519.address());
    }

    @Test
    public void everyTypeOfSignatureIsReadBackAndVerifies() {
        for (Signer signer : Keys.all()) {
            DataItem item = DataItem.read(Keys.hello(signer).toBytes());
            assertThat(item.verify()).as("%s", signer).isTrue();
            assertThat(item.type()).isEqualTo(signer.type());
            assertThat(item.address()).isEqualTo(signer.address());
        }
    }

    @Test
    public void emptyItemsAreItemsToo() {
        for (Signer signer : Keys.all()) {
            DataItem item = DataItem.read(DataItem.builder().sign(signer).toBytes());
            assertThat(item.verify()).isTrue();
            assertThat(item.target()).isEmpty();
            assertThat(item.anchor()).isEmpty();
            assertThat(item.anchorText()).isEmpty();
            assertThat(item.tags()).isEmpty();
            assertThat(item.data()).isEmpty();
        }
        assertThat(DataItem.builder().sign(Keys.ED25519).length()).isEqualTo(DataItem.MIN_BYTES);
    }

    @Test
    public void findsTheSaltOfAnyLength() {
        for (int salt : new int[] {0, 1, 20, 32, 64, 477, 478}) {
            DataItem item = Keys.hello(Keys.WALLET.withSalt(salt));
            assertThat(item.verify()).as("salt of %s bytes", salt).isTrue();
            assertThat(RsaPss.salt(item.owner(), item.payload(), item.signature()))
                    .isEqualTo(salt);
        }
    }

    @Test
    public void aSaltOfNothingMakesTheSameItemEachTime() {
        assertThat(Keys.hello(Keys.WALLET.withSalt(0))).isEqualTo(Keys.hello(Keys.WALLET.withSalt(0)));
        assertThat(Keys.hello(Keys.WALLET)).isNotEqualTo(Keys.hello(Keys.WALLET));
    }

    @Test
    public void anyFlippedBitIsRefused() {
        Random random = new Random(1);
        for (Signer signer : Keys.all()) {
            byte[] good = Keys.hello(signer).toBytes();
            int bits = good.length * 8;
            int step = LONG ? 1 : bits / 200;
            for (int bit = LONG ? 0 : random.nextInt(step); bit < bits; bit += step) {
                flip(good, bit, signer);
            }
            // The numbers of tags and the flags are not signed by themselves: all of their bits, always.
            int head = (2 + signer.type().signatureLength() + signer.type().ownerLength()) * 8;
            for (int bit = head; bit < head + 8; bit++) {
                flip(good, bit, signer);
            }
            for (int bit = head + 33 * 8; bit < head + 34 * 8; bit++) {
                flip(good, bit, signer);
            }
            for (int bit = head + 66 * 8; bit < head + 82 * 8; bit++) {
                flip(good, bit, signer);
            }
            for (int bit = 0; bit < 16; bit++) {
                flip(good, bit, signer);
            }
        }
    }

    private static void flip(byte[] good, int bit, Signer signer) {
        byte[] bad = good.clone();
        bad[bit / 8] ^= 1 << bit % 8;
        boolean taken;
        try {
            taken = DataItem.read(bad).verify();
        } catch (AoException malformed) {
            taken = false;
        }
        assertThat(taken).as("%s with bit %s flipped", signer, bit).isFalse();
    }

    @Test
    public void cutAndLengthenedItemsAreRefused() {
        for (Signer signer : Keys.all()) {
            byte[] good = Keys.hello(signer).toBytes();
            for (int length = 0; length < good.length; length += LONG ? 1 : 7) {
                byte[] cut = Arrays.copyOf(good, length);
                assertThatThrownBy(() -> DataItem.read(cut).verified()).isInstanceOf(AoException.class);
            }
            byte[] longer = Arrays.copyOf(good, good.length + 1);
            assertThatThrownBy(() -> DataItem.read(longer).verified())
                    .isInstanceOfSatisfying(
                            AoException.class, e -> assertThat(e.reason()).isEqualTo(Reason.BAD_SIGNATURE));
        }
    }

    @Test
    public void anotherOwnersNameOnAnItemIsRefused() {
        byte[] forged = Keys.hello(Keys.ED25519).toBytes();
        byte[] victim = Signer.ed25519(new byte[32]).owner();
        System.arraycopy(victim, 0, forged, 66, 32);
        assertThatThrownBy(() -> DataItem.read(forged).verified())
                .isInstanceOfSatisfying(
                        AoException.class, e -> assertThat(e.reason()).isEqualTo(Reason.BAD_SIGNATURE))
                .hasMessageContaining(
                        "not signed by " + Signer.ed25519(new byte[32]).address());
    }

    @Test
    public void noSignatureHasASecondForm() {
        DataItem ethereum = Keys.hello(Keys.ETHEREUM);
        BigInteger order = new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
        byte[] high = ethereum.toBytes();
        BigInteger s = new BigInteger(1, Arrays.copyOfRange(high, 34, 66));
        byte[] other = order.subtract(s).toByteArray();
        System.arraycopy(other, other.length - 32, high, 34, 32);
        high[66] = (byte) (high[66] == 27 ? 28 : 27);
        assertThat(DataItem.read(high).verify()).isFalse();

        byte[] bareV = ethereum.toBytes();
        bareV[66] -= 27;
        assertThat(DataItem.read(bareV).verify()).isFalse();

        BigInteger l = BigInteger.ONE.shiftLeft(252).add(new BigInteger("27742317777372353535851937790883648493"));
        byte[] twice = Keys.hello(Keys.ED25519).toBytes();
        byte[] scalar = reversed(Arrays.copyOfRange(twice, 34, 66));
        byte[] more = new byte[32];
        byte[] sum = new BigInteger(1, scalar).add(l).toByteArray();
        System.arraycopy(
                sum, Math.max(0, sum.length - 32), more, Math.max(0, 32 - sum.length), Math.min(32, sum.length));
        System.arraycopy(reversed(more), 0, twice, 34, 32);
        assertThat(DataItem.read(twice).verify()).isFalse();

        byte[] beyond = Keys.hello(Keys.WALLET).toBytes();
        BigInteger n = new BigInteger(1, Keys.WALLET.owner());
        BigInteger wrapped = new BigInteger(1, Arrays.copyOfRange(beyond, 2, 514)).add(n);
        if (wrapped.bitLength() <= 4096) {
            System.arraycopy(RsaPss.bytes(wrapped), 0, beyond, 2, 512);
            assertThat(DataItem.read(beyond).verify()).isFalse();
        }
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] other = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            other[i] = bytes[bytes.length - 1 - i];
        }
        return other;
    }

    @Test
    public void aModulusThatIsShortOrEvenSignsNothing() {
        byte[] item = Keys.hello(Keys.WALLET).toBytes();
        Arrays.fill(item, 514, 514 + 512, (byte) 0);
        assertThat(DataItem.read(item).verify()).isFalse();
        item[514 + 511] = 1;
        assertThat(DataItem.read(item).verify()).isFalse();
        Arrays.fill(item, 514, 514 + 512, (byte) 0xfe);
        assertThat(DataItem.read(item).verify()).isFalse();
    }

    @Test
    public void otherTypesAreRefusedByName() {
        byte[] item = Keys.hello(Keys.WALLET).toBytes();
        for (var type : java.util.Map.of(5, "injected Aptos", 6, "multi Aptos", 7, "EIP-712", 101, "Kyve")
                .entrySet()) {
            item[0] = type.getKey().byteValue();
            refused(item, Reason.UNSUPPORTED, 0, type.getValue());
        }
        item[0] = 0;
        refused(item, Reason.MALFORMED, 0, "no signature type has number 0");
        item[1] = 1;
        refused(item, Reason.MALFORMED, 0, "no signature type has number 256");
    }

    @Test
    public void saysWhereAnItemIsMalformed() {
        byte[] good = Keys.hello(Keys.ED25519).toBytes();
        refused(new byte[0], Reason.MALFORMED, 0, "it ends after 0 bytes");
        refused(with(good, 98, 2), Reason.MALFORMED, 98, "whether there is a target is 2");
        refused(with(good, 131, 255), Reason.MALFORMED, 131, "whether there is a anchor is 255");
        refused(with(good, 164, 2), Reason.MALFORMED, 164, "2 tags are announced, 1 are there");
        refused(with(good, 171, 0x80), Reason.MALFORMED, 164, "tags are announced");
        refused(with(good, 172, 15), Reason.MALFORMED, 180 + 14, "after the end of the tags");
        refused(with(good, 172, 100), Reason.MALFORMED, good.length, "it ends before the end of the tags");
        refused(with(good, 173, 0x11), Reason.TOO_LARGE, 172, "bytes of tags, more than 4096");
        refused(with(good, 179, 0x80), Reason.TOO_LARGE, 172, "bytes of tags, more than 4096");
        refused(with(good, 180, 4), Reason.MALFORMED, 194, "cut short");
    }

    private static byte[] with(byte[] bytes, int at, int value) {
        byte[] other = bytes.clone();
        other[at] = (byte) value;
        return other;
    }

    @Test
    public void neverThrowsAnythingElseWhateverTheBytes() {
        Random random = new Random(20);
        byte[][] seeds = Keys.all().stream().map(s -> Keys.hello(s).toBytes()).toArray(byte[][]::new);
        for (int i = 0; i < (LONG ? 2_000_000 : 40_000); i++) {
            byte[] bytes = seeds[random.nextInt(seeds.length)].clone();
            int changes = 1 + random.nextInt(4);
            int head = bytes.length > 1000 ? 1026 : bytes.length - 101;
            for (int c = 0; c < changes; c++) {
                // Mostly behind the keys, where the structure is.
                int at = random.nextInt(4) == 0
                        ? random.nextInt(bytes.length)
                        : Math.min(bytes.length - 1, head + random.nextInt(bytes.length - head));
                bytes[at] = (byte) random.nextInt();
            }
            byte[] tried = random.nextInt(3) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
            try {
                assertThat(DataItem.read(tried).length()).isEqualTo(tried.length);
            } catch (AoException e) {
                assertThat(e.offset()).isBetween(0L, (long) tried.length);
            }
        }
    }

    @Test
    public void readsAStreamOnlyAsFarAsItsLimit() throws IOException {
        byte[] good = Keys.hello(Keys.ED25519).toBytes();
        assertThat(DataItem.read(new ByteArrayInputStream(good), good.length)).isEqualTo(Keys.hello(Keys.ED25519));
        InputStream endless = new InputStream() {
            private long given;

            @Override
            public int read() {
                if (++given > 2000) {
                    throw new AssertionError("read on beyond the limit");
                }
                return 1;
            }
        };
        assertThatThrownBy(() -> DataItem.read(endless, 1000)).isInstanceOfSatisfying(AoException.class, e -> {
            assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE);
            assertThat(e.offset()).isEqualTo(1000);
        });
    }

    @Test
    public void takesOnlyTargetsAndAnchorsOf32Bytes() {
        assertThatThrownBy(() -> DataItem.builder().target("ab"))
                .isInstanceOf(AoException.class)
                .hasMessageContaining("43 characters");
        assertThatThrownBy(() -> DataItem.builder().anchor("0".repeat(31)))
                .isInstanceOf(AoException.class)
                .hasMessageContaining("32 bytes or none, not 31");
        assertThatThrownBy(() -> DataItem.builder().tag("", "x").sign(Keys.ED25519))
                .isInstanceOf(AoException.class);
        assertThat(DataItem.builder()
                        .tag("empty", "")
                        .lenient()
                        .sign(Keys.ED25519)
                        .verify())
                .isTrue();
    }

    @Test
    public void itsBytesCannotBeChangedFromOutside() {
        DataItem item = Keys.hello(Keys.ED25519);
        String before = item.id();
        Arrays.fill(item.toBytes(), (byte) 0);
        Arrays.fill(item.data(), (byte) 0);
        Arrays.fill(item.signature(), (byte) 0);
        byte[] raw = item.toBytes();
        DataItem read = DataItem.read(raw);
        Arrays.fill(raw, (byte) 0);
        assertThat(read.verify()).isTrue();
        assertThat(item.verify()).isTrue();
        assertThat(item.id()).isEqualTo(before);
    }

    @Test
    public void idsMayBeginWithDashesAndHaveOneSpelling() {
        assertThat(ItemId.matches("-" + "A".repeat(42))).isTrue();
        assertThat(ItemId.matches("_" + "A".repeat(42))).isTrue();
        assertThat(ItemId.matches("A".repeat(42) + "B")).isFalse();
        assertThat(ItemId.matches("A".repeat(42))).isFalse();
        assertThat(ItemId.matches("../" + "A".repeat(40))).isFalse();
        assertThat(ItemId.matches(null)).isFalse();
        assertThat(ItemId.of(ItemId.bytes("_" + "A".repeat(42)))).isEqualTo("_" + "A".repeat(42));
    }
}
