package io.fondaco.ao;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.ao.AoException.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.Test;

public class ItemBundleTest {

    private final DataItem one = Keys.hello(Keys.ED25519);
    private final DataItem two =
            DataItem.builder().tag("b", "2").data(new byte[100]).sign(Keys.ETHEREUM);
    private final byte[] good = ItemBundle.write(List.of(one, two));

    private static void refused(byte[] bytes, Reason reason, long offset, String why) {
        assertThatThrownBy(() -> ItemBundle.read(bytes))
                .isInstanceOfSatisfying(AoException.class, e -> {
                    assertThat(e.reason()).isEqualTo(reason);
                    assertThat(e.offset()).isEqualTo(offset);
                })
                .hasMessageContaining(why);
    }

    @Test
    public void readsWhatItWrites() {
        assertThat(ItemBundle.read(good)).containsExactly(one, two);
        assertThat(ItemBundle.read(ItemBundle.write(List.of()))).isEmpty();
    }

    @Test
    public void opensBundlesInBundlesAsDeepAsAsked() {
        DataItem inner = ItemBundle.sign(List.of(one), List.of(), Keys.ED25519);
        DataItem outer = ItemBundle.sign(List.of(inner, two), List.of(new Tag("App", "test")), Keys.ED25519);
        assertThat(ItemBundle.isBundle(outer)).isTrue();
        assertThat(ItemBundle.isBundle(one)).isFalse();
        assertThat(outer.verify()).isTrue();
        assertThat(ItemBundle.unpack(outer, 2)).containsExactly(one, two);
        assertThatThrownBy(() -> ItemBundle.unpack(outer, 1))
                .isInstanceOfSatisfying(
                        AoException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE))
                .hasMessageContaining(inner.id());
    }

    @Test
    public void refusesCountsAndSizesThatTheBytesCannotHold() {
        refused(new byte[0], Reason.MALFORMED, 0, "ends within a number");
        refused(with(0, 3), Reason.MALFORMED, 224, "item 0: ");
        refused(with(2, 1), Reason.MALFORMED, 0, "65538 items in");
        refused(with(31, 0x80), Reason.MALFORMED, 0, "beyond any bundle");
        refused(with(34, 1), Reason.MALFORMED, 32, "item 0 of");
        refused(with(63, 1), Reason.MALFORMED, 32, "beyond any bundle");
    }

    @Test
    public void refusesAnItemOtherThanTheOneAnnounced() {
        refused(with(64, good[64] + 1), Reason.MALFORMED, 64, "another one is announced");
    }

    @Test
    public void refusesBytesAfterTheLastItemAndItemsThatAreNone() {
        refused(Arrays.copyOf(good, good.length + 3), Reason.MALFORMED, good.length, "3 bytes after");
        refused(with(160, 9), Reason.MALFORMED, 160, "item 0: ");
    }

    private byte[] with(int at, int value) {
        byte[] other = good.clone();
        other[at] = (byte) value;
        return other;
    }

    @Test
    public void neverThrowsAnythingElseWhateverTheBytes() {
        Random random = new Random(7);
        for (int i = 0; i < (Boolean.getBoolean("fondaco.long") ? 1_000_000 : 20_000); i++) {
            byte[] bytes = good.clone();
            bytes[random.nextInt(160)] = (byte) random.nextInt();
            byte[] tried = random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
            try {
                assertThat(ItemBundle.read(tried).size()).isLessThanOrEqualTo(2);
            } catch (AoException e) {
                assertThat(e.offset()).isBetween(0L, (long) tried.length);
            }
        }
    }

    private static List<DataItem> readByItems(byte[] bytes, long limit) throws IOException {
        BundleReader reader = new BundleReader(new ByteArrayInputStream(bytes), limit);
        List<DataItem> items = new ArrayList<>();
        for (Optional<DataItem> item = reader.next(); item.isPresent(); item = reader.next()) {
            items.add(item.get());
        }
        assertThat(items).hasSize(reader.count());
        assertThat(reader.position()).isEqualTo(bytes.length);
        return items;
    }

    @Test
    public void itemByItemTheSameIsWrittenAndReadAsAtOnce() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<BundleWriter.Part> parts = List.of(BundleWriter.Part.of(one), BundleWriter.Part.of(two));
        BundleWriter writer = new BundleWriter(out, parts);
        writer.write(one);
        assertThatThrownBy(() -> writer.write(one))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(two.id());
        assertThatThrownBy(writer::finish)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ends after 1");
        writer.write(two);
        writer.finish();
        assertThatThrownBy(() -> writer.write(two)).isInstanceOf(IllegalStateException.class);
        assertThat(out.toByteArray()).isEqualTo(good);
        assertThat(BundleWriter.length(parts)).isEqualTo(good.length);
        assertThat(readByItems(good, good.length)).containsExactly(one, two);
        assertThat(readByItems(ItemBundle.write(List.of()), 32)).isEmpty();
    }

    @Test
    public void itemByItemNoMoreIsReadThanIsAllowed() {
        assertThatThrownBy(() -> readByItems(good, good.length - 1))
                .isInstanceOfSatisfying(
                        AoException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE));
        assertThatThrownBy(() -> readByItems(with(2, 1), 1 << 20))
                .isInstanceOfSatisfying(
                        AoException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE));
    }

    @Test
    public void itemByItemTheSameIsRefusedAsAtOnceWhateverTheBytes() throws IOException {
        Random random = new Random(8);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = good.clone();
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            byte[] tried = random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
            List<DataItem> whole;
            try {
                whole = ItemBundle.read(tried);
            } catch (AoException refused) {
                assertThatThrownBy(() -> readByItems(tried, 1 << 20)).isInstanceOf(AoException.class);
                continue;
            }
            assertThat(readByItems(tried, 1 << 20)).isEqualTo(whole);
        }
    }
}
