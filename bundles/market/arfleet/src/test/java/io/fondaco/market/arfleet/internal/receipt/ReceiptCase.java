package io.fondaco.market.arfleet.internal.receipt;

import static io.fondaco.market.arfleet.internal.DealForReceipts.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.ao.DataItem;
import io.fondaco.ao.ItemBundle;
import io.fondaco.ao.lua.internal.LuaRuntime;
import io.fondaco.arfleet.ArFleet.Check;
import io.fondaco.arfleet.ArFleetException;
import io.fondaco.arfleet.Receipts.Verdict;
import io.fondaco.market.arfleet.internal.DealForReceipts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.rules.TemporaryFolder;

/** Deals, and the receipt of one that is over. */
public abstract class ReceiptCase {
    @ClassRule
    public static final TemporaryFolder FOLDER = new TemporaryFolder();

    static ReceiptsComponent receipts;
    static DealForReceipts house;
    static String deal;
    static String other;
    static byte[] receipt;
    static List<DataItem> items;

    @BeforeClass
    public static void open() throws IOException {
        receipts = new ReceiptsComponent();
        receipts.enter(new LuaRuntime());
        house = new DealForReceipts(FOLDER.getRoot().toPath());
        receipts.open(house.unit());
        deal = house.deal(1, 4, true, false, true, true);
        other = house.deal(2, 4, true);
        receipt = write(deal);
        items = ItemBundle.read(receipt);
    }

    @AfterClass
    public static void close() {
        receipts.stop();
        house.close();
    }

    static byte[] write(String process) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        get(receipts.write(process, out));
        return out.toByteArray();
    }

    static Verdict verify(byte[] bytes) {
        try {
            return receipts.verify(new ByteArrayInputStream(bytes));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static Verdict verify(List<DataItem> changed) {
        return verify(ItemBundle.write(changed));
    }

    static void fails(Verdict verdict, String what, String why) {
        assertThat(verdict.holds()).as(verdict.toString()).isFalse();
        Check check = verdict.checks().stream()
                .filter(one -> one.what().equals(what))
                .findFirst()
                .orElseThrow();
        assertThat(check.holds()).as(verdict.toString()).isFalse();
        assertThat(check.detail()).contains(why);
    }

    static List<DataItem> changed(java.util.function.Consumer<List<DataItem>> how) {
        List<DataItem> all = new ArrayList<>(items);
        how.accept(all);
        return all;
    }

    static void refusesToWrite(String process, String why) {
        assertThatThrownBy(() -> receipts.write(process, OutputStream.nullOutputStream())
                        .toCompletableFuture()
                        .join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(ArFleetException.class)
                .hasMessageContaining(why);
    }
}
