package io.fondaco.console.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.Chain;
import io.fondaco.deal.DealListener;
import io.fondaco.deal.DealQuery;
import io.fondaco.deal.DealView;
import io.fondaco.deal.Deals;
import io.fondaco.deal.Explanation;
import io.fondaco.deal.TableView;
import io.fondaco.market.Desk;
import io.fondaco.market.PieceMarket;
import io.fondaco.model.Address;
import io.fondaco.model.DealId;
import io.fondaco.model.Epoch;
import io.fondaco.model.Page;
import io.fondaco.model.PeerId;
import io.fondaco.model.Registration;
import io.fondaco.model.TokenAmount;
import io.fondaco.transfer.TransferId;
import io.fondaco.transfer.TransferOrder;
import io.fondaco.transfer.TransferView;
import io.fondaco.transfer.Transfers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.junit.Test;

public class CommandsTest {

    private static final PeerId ALICE = PeerId.parse("12D3KooWFWsuqLoKkXjNJtT7TTwFdPHBqrFeAiT5mNo3yYPnwQQr");
    private static final PeerId BOB = PeerId.parse("12D3KooWEiTM2aerA4VBqznH5CBDvN878zZ8Bt5Ds1ZeBwKmuxAP");
    private static final DealView ACTIVE = Fakes.deal("Active", false);

    private final Chain chain = Fakes.of(
            Chain.class,
            Map.of("timeOf", epoch -> Fakes.SINCE.plusSeconds(((Epoch) epoch[0]).number() > 519_421 ? 6000 : 0)));

    @Test
    public void listsWholeIdsElsewhereThanOnATerminal() {
        DealList command = new DealList();
        List<DealQuery> asked = new ArrayList<>();
        command.deals = deals(Map.of("list", query -> {
            asked.add((DealQuery) query[0]);
            return new Page<>(List.of(ACTIVE), Optional.empty());
        }));
        command.state = "Active";
        command.open = true;
        List<DealView> found = command.ask();
        assertThat(asked.get(0).where()).isEqualTo(Map.of("state", "Active", "open", "true"));
        command.session = Fakes.session(0);
        assertThat(Fakes.printed(out -> command.show(found, out)))
                .contains(ACTIVE.id().toString(), "storage.client");
        command.session = Fakes.session(80);
        assertThat(Fakes.printed(out -> command.show(found, out)))
                .contains("bafyreigwdjj ")
                .doesNotContain(ACTIVE.id().toString());
    }

    @Test
    public void refusesToListAStateNoDealIsEverIn() {
        DealList command = new DealList();
        command.deals = deals(Map.of());
        command.state = "Bogus";
        assertThatThrownBy(command::ask).hasMessage("No deal is ever 'Bogus'; the states are Active, Sealing");
    }

    @Test
    public void explainsWhenTheDealEndsAndNotByWhenItMustBeSettled() {
        DealExplain command = new DealExplain();
        command.chain = chain;
        command.deal = "bafy";
        command.deals = deals(Map.of(
                "find", id -> ACTIVE,
                "explain",
                        id -> new Explanation(
                                ACTIVE.id(),
                                "storage.client",
                                "Active",
                                Fakes.SINCE,
                                "Stored and paid for epoch by epoch; the provider proves it again and again, day by day.",
                                ACTIVE.deadline(),
                                "Nothing to do.")));
        DealExplain.Told told = command.ask();
        assertThat(told.end()).contains(Fakes.SINCE.plusSeconds(6000));
        command.session = Fakes.session(60);
        String shown = Fakes.printed(out -> command.show(told, out));
        assertThat(shown).contains("  deal ends 2026-11-21T07:40:00Z").doesNotContain("deadline");
        assertThat(shown.lines()).allMatch(line -> line.length() <= 70);
        assertThat(shown.lines()).contains("            proves it again and again, day by day.");
        command.session = Fakes.session(0);
        assertThat(Fakes.printed(out -> command.show(told, out))).contains("epoch; the provider proves it");
    }

    @Test
    public void tellsNoEndToComeOfADealThatIsOver() {
        assertThat(Spans.end(Fakes.deal("Error", true), chain)).isEmpty();
        assertThat(Spans.end(ACTIVE, chain)).isPresent();
    }

    @Test
    public void showsADealWithAmountsInAReadableUnit() {
        DealShow command = new DealShow();
        command.chain = chain;
        command.session = Fakes.session(80);
        String shown = Fakes.printed(out -> command.show(ACTIVE, out));
        assertThat(shown.lines())
                .contains("  pricePerEpoch  0.0078125 nanoFIL", "  provider       f01000")
                .anyMatch(line -> line.startsWith("  deal ends 2026-11-21T07:40:00Z"))
                .anyMatch(line -> line.endsWith(", of this state"));
    }

    @Test
    public void watchesADealUntilItIsOver() throws Exception {
        DealWatch command = new DealWatch();
        List<String> closed = new ArrayList<>();
        command.deal = "bafy";
        command.json = true;
        command.session = Fakes.session(0);
        command.deals = deals(Map.of(
                "find", id -> ACTIVE,
                "watch",
                        listener -> {
                            DealListener told = (DealListener) listener[0];
                            // Another deal's news is not its business.
                            told.changed(other(), Fakes.event("Active", "Expired"));
                            told.changed(Fakes.deal("Sealing", false), Fakes.event("Staged", "Sealing"));
                            told.changed(Fakes.deal("Expired", true), Fakes.event("Active", "Expired"));
                            return (Registration) () -> closed.add("closed");
                        }));
        assertThat(command.ask()).extracting(DealWatch.Change::to).containsExactly("Sealing", "Expired");
        assertThat(closed).containsExactly("closed");
    }

    @Test
    public void aScriptMustNameTheDealItWatches() {
        DealWatch command = new DealWatch();
        command.deals = deals(Map.of());
        command.session = Fakes.of(Session.class, Map.of("get", name -> true));
        assertThatThrownBy(command::ask).hasMessageContaining("must name the deal");
    }

    @Test
    public void importsAFileThatIsNamedFromWhereTheShellIs() throws Exception {
        List<Object> imported = new ArrayList<>();
        PieceMarket market = Fakes.of(PieceMarket.class, Map.of("importData", order -> {
            imported.addAll(List.of(order));
            return CompletableFuture.completedFuture(null);
        }));
        DealImport command = new DealImport();
        command.deals = deals(Map.of("find", id -> ACTIVE));
        command.desk = Fakes.of(Desk.class, Map.of("market", name -> {
            imported.add(name[0]);
            return market;
        }));
        command.session = Fakes.session(0);
        command.deal = "bafy";
        command.file = "data.car";
        DealView now = command.ask();
        assertThat(imported).containsExactly("storage", ACTIVE.id(), Path.of("/home/somebody/data.car"));
        assertThat(Fakes.printed(out -> command.show(now, out))).contains("is now Active");
    }

    @Test
    public void listsTransfersWithinEightyColumnsAndCancelsByWhatItShows() {
        TransferId id = new TransferId(ALICE, Optional.of(BOB), 1_795_243_489_929_000L);
        List<TransferView> running = List.of(new TransferView(
                id, TransferOrder.Direction.PUSH, "local", "moving", 2_097_356, 8_389_426, 1, Fakes.SINCE, ""));
        List<Object> cancelled = new ArrayList<>();
        Transfers transfers =
                Fakes.of(Transfers.class, Map.of("list", none -> running, "cancel", order -> cancelled.add(order[0])));
        TransferList list = new TransferList();
        list.transfers = transfers;
        list.session = Fakes.session(80);
        String shown = Fakes.printed(out -> list.show(list.ask(), out));
        assertThat(shown.lines()).allMatch(line -> line.length() <= 80);
        assertThat(shown).contains("1795243489929000", "24% of 8389426");
        list.session = Fakes.session(0);
        assertThat(Fakes.printed(out -> list.show(list.ask(), out))).contains(id.toString(), "2097356 of 8389426");

        TransferStop cancel = new TransferStop();
        cancel.transfers = transfers;
        for (String typed : new String[] {"1795243489929000", id.toString()}) {
            cancel.transfer = typed;
            assertThat(cancel.ask()).isTrue();
        }
        assertThat(cancelled).containsExactly(id, id);
        cancel.transfer = "17";
        assertThatThrownBy(cancel::ask).hasMessageContaining("No transfer 17 runs");
    }

    @Test
    public void tellsMoneyExactlyAndInAReadableUnit() {
        Account account = new Account(
                Address.parse("f1isdfqwivvmmxi4lqtpwzqsaub4xfkc54slbfsyq"),
                Optional.of("bob"),
                TokenAmount.parse("999.9999999952 FIL"),
                TokenAmount.parse("4.8 nanoFIL"),
                TokenAmount.ZERO);
        assertThat(Fakes.printed(account::print).lines())
                .containsExactly(
                        "f1isdfqwivvmmxi4lqtpwzqsaub4xfkc54slbfsyq (bob)",
                        "  balance  999.9999999952 FIL",
                        "  escrow   4.8 nanoFIL, of which deals hold 0 FIL");
    }

    @Test
    public void aLineThatCannotBeReadIsSaidToBeOne() throws Exception {
        StringIndexOutOfBoundsException fromTheParser = new StringIndexOutOfBoundsException("begin 5, end 15");
        fromTheParser.setStackTrace(new StackTraceElement[] {
            new StackTraceElement("java.lang.String", "substring", "String.java", 1),
            new StackTraceElement("org.apache.karaf.shell.support.parsing.GogoParser", "program", "GogoParser.java", 1)
        });
        assertThat(run(fromTheParser).error()).contains("a quote or bracket is not closed");
        assertThat(run(new IllegalArgumentException("No deal begins with x")).error())
                .isEqualTo("No deal begins with x");
        assertThat(run(new IllegalStateException(null, new IllegalArgumentException("below")))
                        .error())
                .isEqualTo("below");
        assertThat(run(new NullPointerException()).error()).isEqualTo("java.lang.NullPointerException");
    }

    private static ShellRun run(RuntimeException failure) throws Exception {
        Session session =
                Fakes.of(Session.class, Map.of("put", value -> null, "close", none -> null, "execute", line -> {
                    throw failure;
                }));
        SessionFactory sessions = Fakes.of(SessionFactory.class, Map.of("create", streams -> session));
        ShellRun run = new AdminShell(sessions).run("x", true, Duration.ofSeconds(30));
        assertThat(run.exit()).isEqualTo(1);
        return run;
    }

    private static DealView other() {
        return new DealView(
                DealId.parse("bafyreiother@alice"),
                "storage.client",
                "Expired",
                Optional.empty(),
                Fakes.SINCE,
                Fakes.SINCE,
                1,
                Optional.empty(),
                Optional.empty(),
                0,
                Map.of());
    }

    /** Deals of a house with one table, which answers these questions. */
    private static Deals deals(Map<String, Function<Object[], Object>> answers) {
        Map<String, Function<Object[], Object>> all = new HashMap<>(answers);
        all.put(
                "tables",
                none -> List.of(new TableView(
                        "storage.client",
                        "Sealing",
                        List.of(),
                        List.of(
                                new TableView.StateView("Sealing", "waits", "", ""),
                                new TableView.StateView("Active", "waits", "", "")))));
        return Fakes.of(Deals.class, all);
    }
}
