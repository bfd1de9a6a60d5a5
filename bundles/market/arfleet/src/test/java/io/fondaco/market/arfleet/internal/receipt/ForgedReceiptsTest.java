package io.fondaco.market.arfleet.internal.receipt;

import static io.fondaco.market.arfleet.internal.DealForReceipts.signer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.ao.Assignment;
import io.fondaco.ao.DataItem;
import io.fondaco.ao.ItemBundle;
import io.fondaco.ao.Signer;
import io.fondaco.ao.Tag;
import io.fondaco.ao.spi.Environment;
import io.fondaco.ao.spi.Instance;
import io.fondaco.ao.spi.Limits;
import io.fondaco.ao.spi.ModuleException;
import io.fondaco.ao.spi.ModuleRuntime;
import io.fondaco.arfleet.ArFleetException;
import io.fondaco.arfleet.Receipts;
import io.fondaco.market.arfleet.internal.DealForReceipts;
import io.fondaco.market.arfleet.internal.Programs;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.Test;

/** Receipts that somebody has changed, and processes that were made to deceive. */
public class ForgedReceiptsTest extends ReceiptCase {
    /** Each costs one replay at most. */
    private static final int FLIPS = Boolean.getBoolean("fondaco.long") ? 20_000 : 250;

    @Test
    public void aBitFlippedAnywhereIsRefused() {
        Random random = new Random(8);
        Set<Integer> bits = new HashSet<>();
        // All of the beginning, where the framing is, then wherever it falls.
        for (int bit = 0; bit < 8 * 32; bit += 5) {
            bits.add(bit);
        }
        while (bits.size() < FLIPS) {
            bits.add(random.nextInt(receipt.length * 8));
        }
        for (int bit : bits) {
            byte[] flipped = receipt.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                assertThat(verify(flipped).holds()).as("bit %s", bit).isFalse();
            } catch (ArFleetException refused) {
                assertThat(refused).hasMessageContaining("no receipt");
            }
        }
    }

    @Test
    public void aReceiptCutShortOrWithMoreBehindItIsNone() {
        Random random = new Random(9);
        for (int i = 0; i < 50; i++) {
            int length = random.nextInt(receipt.length);
            assertThatThrownBy(() -> verify(Arrays.copyOf(receipt, length))).isInstanceOf(ArFleetException.class);
        }
        assertThatThrownBy(() -> verify(Arrays.copyOf(receipt, receipt.length + 1)))
                .isInstanceOf(ArFleetException.class)
                .hasMessageContaining("more after the last item");
        assertThatThrownBy(() -> verify(items.subList(0, items.size() - 1)))
                .isInstanceOf(ArFleetException.class)
                .hasMessageContaining("no receipt");
        assertThatThrownBy(() -> verify(items.subList(0, 1))).isInstanceOf(ArFleetException.class);
        assertThatThrownBy(() -> verify(List.of())).isInstanceOf(ArFleetException.class);
    }

    @Test
    public void aReceiptThatAnnouncesMoreThanIsTakenIsRefusedBeforeItIsRead() {
        byte[] head = Arrays.copyOf(receipt, 32);
        head[0] = 3;
        head[1] = 0;
        byte[] entry = new byte[64];
        entry[3] = 0x08;
        InputStream endless = new SequenceInputStream(
                new ByteArrayInputStream(head),
                new SequenceInputStream(new ByteArrayInputStream(repeated(entry, 3)), InputStream.nullInputStream()));
        assertThatThrownBy(() -> receipts.verify(endless))
                .isInstanceOf(ArFleetException.class)
                .hasMessageContaining("268435456 bytes");
    }

    private static byte[] repeated(byte[] bytes, int times) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < times; i++) {
            out.writeBytes(bytes);
        }
        return out.toByteArray();
    }

    @Test
    public void aLineLeftOutInTheMiddleShows() {
        fails(verify(changed(all -> all.subList(7, 9).clear())), "schedule", "line 3 says it is nonce 4");
    }

    @Test
    public void linesInAnotherOrderShow() {
        fails(
                verify(changed(all -> {
                    List<DataItem> line = List.copyOf(all.subList(7, 9));
                    all.subList(7, 9).clear();
                    all.addAll(9, line);
                })),
                "schedule",
                "line 3 says it is nonce 4");
        fails(
                verify(changed(all -> {
                    DataItem message = all.remove(7);
                    all.add(8, message);
                })),
                "schedule",
                "line 3");
    }

    @Test
    public void aLineTwiceShows() {
        fails(verify(changed(all -> all.addAll(9, List.copyOf(all.subList(7, 9))))), "schedule", "a second time");
    }

    @Test
    public void aMessageTheScheduleNamesAndAnotherInItsPlaceShows() {
        DataItem ours = items.get(7);
        DataItem forged =
                DataItem.builder().target(deal).tags(ours.tags()).data("other").sign(signer(3));
        fails(verify(changed(all -> all.set(7, forged))), "schedule", "here is " + forged.id());
    }

    @Test
    public void aLineOfAnotherDealShows() {
        List<DataItem> theirs = ItemBundle.read(write(other));
        fails(
                verify(changed(all -> {
                    all.set(all.size() - 2, theirs.get(5));
                    all.set(all.size() - 1, theirs.get(6));
                })),
                "schedule",
                "is of process " + other);
    }

    /** Schedules the messages anew, with a key that is not the unit's. */
    private static List<DataItem> rescheduled(List<DataItem> all, Signer whom) {
        List<DataItem> again = new ArrayList<>(all.subList(0, 2));
        String process = all.get(1).id();
        Assignment last = null;
        for (int i = 2; i < all.size(); i += 2) {
            Assignment before = Assignment.of(all.get(i));
            last = Assignment.sign(
                    process,
                    before.message(),
                    before.nonce(),
                    last == null ? Assignment.firstHashChain(process) : last.nextHashChain(),
                    before.blockHeight(),
                    before.timestamp(),
                    List.of(),
                    whom);
            if (i > 2) {
                again.add(all.get(i - 1));
            }
            again.add(last.item());
        }
        return again;
    }

    @Test
    public void aScheduleSignedByAnotherUnitShows() {
        assertThat(rescheduled(items, signer(1)))
                .as("with the unit's own key it is the unit's schedule")
                .isEqualTo(items);
        fails(
                verify(rescheduled(items, signer(77))),
                "scheduler",
                "the process's unit is " + house.unit().address());
        fails(
                verify(changed(all ->
                        all.set(all.size() - 1, rescheduled(items, signer(77)).get(all.size() - 1)))),
                "scheduler",
                "is signed by " + signer(77).address());
    }

    @Test
    public void aLineOfAnEarlierTimeThanTheOneBeforeShows() {
        int at = items.size() - 1;
        Assignment before = Assignment.of(items.get(at - 2));
        Assignment late = Assignment.sign(
                deal,
                items.get(at - 1).id(),
                before.nonce() + 1,
                before.nextHashChain(),
                before.blockHeight(),
                before.timestamp() - 1,
                List.of(),
                signer(1));
        fails(verify(changed(all -> all.set(at, late.item()))), "schedule", "of an earlier time");
    }

    @Test
    public void anotherProgramIsNeverRun() throws IOException {
        byte[] evil = (new String(Programs.DEAL.code(), StandardCharsets.UTF_8) + "\nwhile true do end\n")
                .getBytes(StandardCharsets.UTF_8);
        DataItem bomb = DealForReceipts.module(evil);
        Receipts unable = receiptsWith(new NeverRuns());
        List<DataItem> swapped = changed(all -> all.set(0, bomb));
        fails(unable.verify(bytes(swapped)), "program", "deals run " + Programs.DEAL.hash());
        // The same program, by somebody else: another module.
        DataItem again = DealForReceipts.module(
                Programs.DEAL.code(), new Tag("Module-Format", Programs.FORMAT), new Tag("Name", "x"));
        fails(unable.verify(bytes(changed(all -> all.set(0, again)))), "program", "here is " + again.id());
    }

    @Test
    public void aProgramThatItsOwnerCouldChangeIsNeverRun() throws IOException {
        String open = house.install(Programs.DEAL.code(), new Tag("Module-Format", "fondaco-aos-lua-5.3"));
        String process = house.deal(open, List.of(), 5, 4);
        refusesToWrite(process, "could be changed");
        Receipts unable = receiptsWith(new NeverRuns());
        fails(unable.verify(bytes(byHand(process))), "program", "could be changed");
    }

    @Test
    public void aModuleThatMakesMessagesFailByLimitsOfItsOwnIsNotRun() throws IOException {
        String tight = house.install(
                Programs.DEAL.code(), new Tag("Module-Format", Programs.FORMAT), new Tag("Compute-Limit", "100000000"));
        String process = house.deal(tight, List.of(), 9, 4);
        refusesToWrite(process, "Compute-Limit");
        fails(receiptsWith(new NeverRuns()).verify(bytes(byHand(process))), "program", "Compute-Limit");
    }

    @Test
    public void aProcessThatTheClockOrOthersSpeakToIsNotReplayed() throws IOException {
        String module = items.get(0).id();
        Receipts unable = receiptsWith(new NeverRuns());
        String clocked = house.deal(module, List.of(new Tag("Cron-Interval", "1-minute")), 6, 4);
        refusesToWrite(clocked, "the clock");
        fails(unable.verify(bytes(byHand(clocked))), "process", "the clock may send it messages");
        String forger = signer(50).address();
        String forgeable = house.deal(module, List.of(new Tag("Authority", forger)), 7, 4);
        refusesToWrite(forgeable, "in any process's name");
        fails(unable.verify(bytes(byHand(forgeable))), "process", "it believes " + forger);
    }

    @Test
    public void termsThatTheDealRefusesShow() throws IOException {
        String process = house.deal(items.get(0).id(), List.of(new Tag("Reward", "1")), 8, 4);
        fails(verify(write(process)), "terms", "two tags Reward");
    }

    /** As the writer would, had it not looked. */
    private static List<DataItem> byHand(String process) {
        List<DataItem> all = new ArrayList<>();
        house.unit().schedule(process, 0, 1000).forEach(line -> {
            all.add(line.message());
            all.add(line.assignment().item());
        });
        all.add(0, house.unit().item(all.get(0).tag("Module").orElseThrow()).orElseThrow());
        return all;
    }

    private static InputStream bytes(List<DataItem> all) {
        return new ByteArrayInputStream(ItemBundle.write(all));
    }

    private static Receipts receiptsWith(ModuleRuntime runtime) {
        ReceiptsComponent component = new ReceiptsComponent();
        component.enter(runtime);
        return component;
    }

    private static final class NeverRuns implements ModuleRuntime {
        @Override
        public Set<String> formats() {
            return Set.of(Programs.FORMAT);
        }

        @Override
        public Instance begin(byte[] code, Environment environment, Limits limits) throws ModuleException {
            throw new AssertionError("this must not be run");
        }
    }
}
