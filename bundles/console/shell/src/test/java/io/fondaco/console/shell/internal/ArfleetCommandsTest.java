package io.fondaco.console.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fondaco.arfleet.Announcement;
import io.fondaco.arfleet.ArFleet;
import io.fondaco.arfleet.ArFleetException;
import io.fondaco.arfleet.AssignmentView;
import io.fondaco.arfleet.Challenged;
import io.fondaco.arfleet.Order;
import io.fondaco.arfleet.PlacementView;
import io.fondaco.arfleet.Terms;
import io.fondaco.model.DealId;
import io.fondaco.party.Party;
import io.fondaco.party.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.impl.action.command.DefaultActionPreparator;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class ArfleetCommandsTest {

    private static final DealId ASSIGNMENT = DealId.parse("assign7q2xz5k4@alice");
    private static final DealId PLACEMENT = DealId.parse("placed3m6t8w1c9@alice");
    private static final String PROVIDER = "p".repeat(42) + "A";
    private static final String PROCESS = "d".repeat(42) + "E";

    private static final Terms TERMS = new Terms(
            List.of(URI.create("http://127.0.0.1:7414/arfleet/bob")),
            1L << 30,
            new BigInteger("100"),
            new BigDecimal("0.0005"),
            Duration.ofMinutes(1),
            Duration.ofDays(365),
            Duration.ofSeconds(10),
            64,
            new BigInteger("1000000"));

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final List<Object> told = new ArrayList<>();
    private final Map<String, Function<Object[], Object>> market = new HashMap<>();

    private static AssignmentView assignment(Optional<String> trouble) {
        return new AssignmentView(
                ASSIGNMENT,
                "Placing",
                "/data/photo.jpg",
                12345,
                "ab".repeat(32),
                3,
                2,
                1,
                Duration.ofDays(30),
                new BigInteger("250000"),
                Fakes.SINCE,
                Fakes.SINCE.plusSeconds(2_592_000),
                trouble);
    }

    private static PlacementView placement(Optional<PlacementView.DealState> deal, String message) {
        return new PlacementView(
                PLACEMENT,
                ASSIGNMENT,
                deal.isPresent() ? "COMPLETED" : "UNAVAILABLE",
                PROVIDER,
                12345,
                new BigInteger("7200"),
                new BigInteger("250000"),
                deal.isPresent() ? PROCESS : "",
                deal,
                Fakes.SINCE,
                message);
    }

    private static Announcement announcement(Terms terms) {
        return new Announcement(PROVIDER, "1", 7, Fakes.SINCE.plusSeconds(3600), terms);
    }

    @Before
    public void open() {
        answer("assign", order -> note(order[0], ASSIGNMENT));
        answer("place", none -> Optional.of(new ArFleet.Place("t".repeat(43), "m".repeat(43), "l".repeat(43))));
        answer("assignments", none -> List.of(assignment(Optional.of("only two providers fit"))));
        answer("assignment", typed -> {
            if (!ASSIGNMENT.toString().startsWith((String) typed[0])) {
                throw new ArFleetException("no assignment begins with '" + typed[0] + "'");
            }
            return assignment(Optional.empty());
        });
        answer("market", none -> CompletableFuture.completedFuture(List.of(announcement(TERMS))));
        answer("terms", party -> TERMS);
        answer("announce", what -> note(what[1], announcement((Terms) what[1])));
        answer("withdraw", party -> note("withdrawn " + party[0], null));
        answer(
                "merchants",
                none -> CompletableFuture.completedFuture(List.of(new ArFleet.Merchant("bob", PROVIDER, true, "99"))));
    }

    private void answer(String method, Function<Object[], Object> how) {
        market.put(method, how);
    }

    private CompletableFuture<Object> note(Object what, Object answer) {
        told.add(what);
        return CompletableFuture.completedFuture(answer);
    }

    /** A command as the shell would prepare it from what was typed. */
    private <C extends ArfleetCommand<?>> C typed(C command, String... parameters) throws Exception {
        command.session = Fakes.of(
                Session.class,
                Map.of(
                        "get", name -> null,
                        "getTerminal", none -> null,
                        "currentDir", none -> folder.getRoot().toPath()));
        command.arfleet = Fakes.of(ArFleet.class, market);
        assertThat(new DefaultActionPreparator()
                        .prepare(command, command.session, new ArrayList<>(List.of(parameters))))
                .isTrue();
        return command;
    }

    private ArfleetAssign assigning(String... parameters) throws Exception {
        ArfleetAssign command = typed(new ArfleetAssign(), parameters);
        command.merchants = new Merchants();
        for (String name : List.of("alice", "carol")) {
            command.merchants.enter(
                    Fakes.of(Party.class, Map.of("name", none -> name, "roles", none -> Set.of(Role.CLIENT))));
        }
        return command;
    }

    private String shown(HouseCommand<?> command) throws Exception {
        return shownBy(command);
    }

    private static <T> String shownBy(HouseCommand<T> command) throws Exception {
        return DevnetHouse.shown(command, command.ask());
    }

    private String file() throws IOException {
        return Files.writeString(folder.getRoot().toPath().resolve("photo.jpg"), "x")
                .toString();
    }

    @Test
    public void assignsOnTermsThatAreSafeUnlessOthersAreNamed() throws Exception {
        Path path = Path.of(file());
        ArfleetAssign plain = assigning("--price", "250000", "--client", "alice", "photo.jpg");
        assertThat(shown(plain))
                .contains(
                        ASSIGNMENT.toString(),
                        "1 replica of " + path + " for 30 d 0 h, paid by alice",
                        "8 leaves every 1 h 0 min, shown within 30 min 0 s",
                        "arfleet:assignments " + ASSIGNMENT);
        assertThat(told)
                .containsExactly(new Order(
                        "alice",
                        path,
                        1,
                        Duration.ofDays(30),
                        new BigInteger("250000"),
                        new BigInteger("250000"),
                        Duration.ofHours(1),
                        Duration.ofMinutes(30),
                        8,
                        3));
        told.clear();
        assigning(
                        "--client=carol",
                        "--redundancy",
                        "3",
                        "--duration",
                        "180d",
                        "--price",
                        "9",
                        "--collateral",
                        "20",
                        "--every",
                        "10s",
                        "--response",
                        "4s",
                        "--leaves",
                        "17",
                        "--forfeit-after",
                        "5",
                        path.toString())
                .ask();
        assertThat(told)
                .containsExactly(new Order(
                        "carol",
                        path,
                        3,
                        Duration.ofDays(180),
                        BigInteger.valueOf(9),
                        BigInteger.valueOf(20),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(4),
                        17,
                        5));
    }

    @Test
    public void ordersThatMeanNothingAreRefusedBeforeAnythingIsAsked() throws Exception {
        String file = file();
        assertThatThrownBy(() -> assigning("--client", "alice", file)).hasMessageContaining("--price");
        assertThatThrownBy(() -> assigning("--price", "1", file).ask()).hasMessageContaining("alice, carol; name one");
        refusesAssigning("There is no file", "--price", "1", "nothing");
        refusesAssigning("is no file", "--price", "1", ".");
        refusesAssigning("--price is a number of base units", "--price", "1.5", file);
        refusesAssigning("--price is a number of base units", "--price", "much", file);
        refusesAssigning("--duration is a number and s, m, h or d", "--price", "1", "--duration", "long", file);
        refusesAssigning("redundancy is 1 to 32", "--price", "1", "--redundancy", "33", file);
        refusesAssigning("leaves are 1 to 256", "--price", "1", "--leaves", "0", file);
        refusesAssigning("shorter than a period", "--price", "1", "--duration", "1m", file);
        refusesAssigning("a provider may take", "--price", "1", "--response", "2h", file);
        assertThat(told).isEmpty();
    }

    private void refusesAssigning(String why, String... parameters) throws Exception {
        List<String> all = new ArrayList<>(List.of("--client", "alice"));
        all.addAll(Arrays.asList(parameters));
        ArfleetAssign command = assigning(all.toArray(String[]::new));
        assertThatThrownBy(command::ask).hasMessageContaining(why);
    }

    @Test
    public void showsAssignmentsAndWhatKeepsThemFromBeingWhole() throws Exception {
        assertThat(shown(typed(new ArfleetAssignments())).lines())
                .anyMatch(line -> line.contains("2 of 3") && line.contains("only two providers fit"));
        assertThat(shown(typed(new ArfleetAssignments(), "assign7")))
                .contains(ASSIGNMENT + "\n", "12345 bytes, SHA-256 abab", "2 of 3, 1 lost", "250000 at most");
        assertThatThrownBy(() -> typed(new ArfleetAssignments(), "zz").ask())
                .hasMessageContaining("no assignment begins with 'zz'");
        answer("assignments", none -> List.of());
        assertThat(shown(typed(new ArfleetAssignments()))).contains("Nothing is assigned; arfleet:assign does");
        JsonNode json = DevnetHouse.json(typed(new ArfleetAssignments(), "assign7"));
        assertThat(json.get(0).get("id").asText()).isEqualTo(ASSIGNMENT.toString());
        assertThat(json.get(0).get("duration").asText()).isEqualTo("PT720H");
        assertThat(json.get(0).get("trouble").isNull()).isTrue();
    }

    @Test
    public void showsPlacementsWithWhatTheirDealsSay() throws Exception {
        List<Object> asked = new ArrayList<>();
        answer("placements", which -> {
            asked.add(which[0]);
            return CompletableFuture.completedFuture(List.of(
                    placement(
                            Optional.of(new PlacementView.DealState(
                                    "Activated",
                                    12,
                                    720,
                                    10,
                                    2,
                                    new BigInteger("200000"),
                                    new BigInteger("50000"),
                                    new BigInteger("100"),
                                    Optional.of(Fakes.SINCE))),
                            ""),
                    placement(Optional.empty(), "it did not answer")));
        });
        assertThat(shown(typed(new ArfleetPlacements())).lines())
                .anyMatch(line -> line.contains("COMPLETED")
                        && line.contains("12 of 720")
                        && line.contains("10 shown, 2 missed")
                        && line.contains("50000 of 250000"))
                .anyMatch(line -> line.contains("UNAVAILABLE") && line.contains("it did not answer"));
        typed(new ArfleetPlacements(), "assign7").ask();
        assertThat(asked).containsExactly(Optional.empty(), Optional.of(ASSIGNMENT));
        JsonNode json = DevnetHouse.json(typed(new ArfleetPlacements()));
        assertThat(json.get(0).at("/deal/misses").asInt()).isEqualTo(2);
        assertThat(json.get(1).get("deal").isNull()).isTrue();
    }

    @Test
    public void announcesWhatIsThereButForWhatIsNamed() throws Exception {
        assertThat(shown(typed(new ArfleetAnnounce(), "bob")))
                .contains(
                        "bob announces, number 7, as " + PROVIDER,
                        "http://127.0.0.1:7414/arfleet/bob",
                        "100 a deal and 0.0005 for 1000 bytes and a second");
        assertThat(told).containsExactly(TERMS);
        told.clear();
        typed(new ArfleetAnnounce(), "--capacity", "10GiB", "--price-kb-s", "0.25", "--leaves", "4", "bob")
                .ask();
        assertThat(told)
                .containsExactly(new Terms(
                        TERMS.connections(),
                        10L << 30,
                        TERMS.perDeal(),
                        new BigDecimal("0.25"),
                        TERMS.shortest(),
                        TERMS.longest(),
                        TERMS.challenges(),
                        4,
                        TERMS.collateral()));
        told.clear();
        typed(
                        new ArfleetAnnounce(),
                        "--url",
                        "https://a.example/arfleet/bob",
                        "--url",
                        "http://b.example",
                        "--price-deal",
                        "0",
                        "--shortest",
                        "2h",
                        "--longest",
                        "7d",
                        "--every",
                        "30s",
                        "--collateral",
                        "5",
                        "bob")
                .ask();
        assertThat(told)
                .containsExactly(new Terms(
                        List.of(URI.create("https://a.example/arfleet/bob"), URI.create("http://b.example")),
                        TERMS.capacity(),
                        BigInteger.ZERO,
                        TERMS.perKilobyteSecond(),
                        Duration.ofHours(2),
                        Duration.ofDays(7),
                        Duration.ofSeconds(30),
                        TERMS.leaves(),
                        BigInteger.valueOf(5)));
    }

    @Test
    public void termsThatMeanNothingAreNotAnnounced() throws Exception {
        refusesAnnouncing("--capacity is a number of bytes", "--capacity", "huge", "bob");
        refusesAnnouncing("--capacity is a number of bytes", "--capacity", "9000000000TiB", "bob");
        refusesAnnouncing("--price-kb-s is a number", "--price-kb-s", "-1", "bob");
        refusesAnnouncing("--price-deal is a number", "--price-deal", "0x10", "bob");
        for (String url : List.of("ftp://a.example", "a.example", "http://", "http://a b", "/arfleet/bob")) {
            refusesAnnouncing("--url is an address", "--url", url, "bob");
        }
        refusesAnnouncing("is longer than the longest", "--shortest", "999d", "bob");
        refusesAnnouncing("goes with no other terms", "--withdraw", "--leaves", "1", "bob");
        assertThatThrownBy(() -> typed(new ArfleetAnnounce())).hasMessageContaining("provider");
        assertThat(told).isEmpty();
        assertThat(shown(typed(new ArfleetAnnounce(), "--withdraw", "bob"))).contains("bob announces nothing any more");
        assertThat(told).containsExactly("withdrawn bob");
    }

    private void refusesAnnouncing(String why, String... parameters) throws Exception {
        ArfleetAnnounce command = typed(new ArfleetAnnounce(), parameters);
        assertThatThrownBy(command::ask).hasMessageContaining(why);
    }

    @Test
    public void showsTheMarketAndWhoOfThisHouseIsInIt() throws Exception {
        assertThat(shown(typed(new ArfleetMarket())))
                .contains("Marketplace  mmmm", PROVIDER, "64 every 10 s", "http://127.0.0.1:7414/arfleet/bob");
        assertThat(shown(typed(new ArfleetMerchants())).lines())
                .anyMatch(line -> line.matches("bob\\s+" + PROVIDER + "\\s+yes\\s+99\\s*"));
        JsonNode json = DevnetHouse.json(typed(new ArfleetMarket()));
        assertThat(json.at("/place/token").asText()).hasSize(43);
        assertThat(json.at("/announcements/0/terms/connections/0").asText())
                .isEqualTo("http://127.0.0.1:7414/arfleet/bob");
        answer("place", none -> Optional.empty());
        answer("market", none -> CompletableFuture.completedFuture(List.of()));
        assertThat(shown(typed(new ArfleetMarket())))
                .contains("has not found its processes yet", "Nobody announces anything");
    }

    @Test
    public void showsWhichLeavesWereAskedForAndWhatWasWrong() throws Exception {
        answer(
                "challenges",
                which -> CompletableFuture.completedFuture(List.of(
                        new Challenged(1, Fakes.SINCE, List.of(5L, 9L, 5L), true, "", "m1"),
                        new Challenged(2, Fakes.SINCE, List.of(), false, "nothing was shown in time", "m2"))));
        assertThat(shown(typed(new ArfleetChallenges(), "placed3")).lines())
                .anyMatch(line -> line.matches("1\\s+\\S+Z\\s+yes\\s+5 9 5\\s*"))
                .anyMatch(line -> line.matches("2\\s+\\S+Z\\s+NO\\s+-\\s+nothing was shown in time\\s*"));
        assertThatThrownBy(() -> typed(new ArfleetChallenges())).hasMessageContaining("placement");
    }

    @Test
    public void verifyingShowsEveryCheckAndFailsWhenOneDoes() throws Exception {
        List<ArFleet.Check> checks =
                new ArrayList<>(List.of(new ArFleet.Check("the program", true, "its source is known")));
        List<Object> asked = new ArrayList<>();
        answer("verify", what -> {
            asked.addAll(List.of(what));
            return CompletableFuture.completedFuture(List.copyOf(checks));
        });
        ArfleetVerify command = typed(new ArfleetVerify(), "--leaves", "16", "placed3");
        assertThat(DevnetHouse.json(command).get(0).get("holds").asBoolean()).isTrue();
        assertThat(asked).containsExactly("placed3", 16);
        checks.add(new ArFleet.Check("the leaves", false, "leaf 7 is another"));
        assertThat(shown(command)).contains("holds  the program: its", "FAILS  the leaves: leaf 7 is another");
        assertThatThrownBy(() -> DevnetHouse.json(command))
                .hasMessage("1 of 2 checks of placed3 failed: the leaves (leaf 7 is another)");
        checks.clear();
        assertThatThrownBy(() -> DevnetHouse.json(command)).hasMessageContaining("Nothing of placed3 could be checked");
        command.leaves = 257;
        assertThatThrownBy(command::ask).hasMessageContaining("--leaves is 0 to 256");
    }

    @Test
    public void fetchesToAFileThatIsNotThereYet() throws Exception {
        answer(
                "fetch",
                what -> CompletableFuture.completedFuture(new ArFleet.Fetched((Path) what[1], 3, "ab", PROVIDER)));
        Path root = folder.getRoot().toPath();
        assertThat(shown(typed(new ArfleetFetch(), "assign7", "back.jpg")))
                .contains(root.resolve("back.jpg") + ": 3 bytes from " + PROVIDER + ", SHA-256 ab");
        String there = file();
        assertThatThrownBy(() -> typed(new ArfleetFetch(), "assign7", there).ask())
                .hasMessageContaining("is there already");
        assertThatThrownBy(
                        () -> typed(new ArfleetFetch(), "assign7", "no/folder").ask())
                .hasMessageContaining("There is no folder");
        answer(
                "fetch",
                what -> CompletableFuture.failedFuture(
                        new CompletionException(new ArFleetException("nobody has a replica now; try again later"))));
        assertThatThrownBy(
                        () -> typed(new ArfleetFetch(), "assign7", "back.jpg").ask())
                .isInstanceOf(ArFleetException.class)
                .hasMessage("nobody has a replica now; try again later");
    }

    @Test
    public void writesReceiptsWhereverTheFileIsNamedInTheLine() throws Exception {
        answer("receipt", what -> {
            try {
                return CompletableFuture.completedFuture(Files.writeString((Path) what[1], "receipt"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        Path root = folder.getRoot().toPath();
        assertThat(shown(typed(new ArfleetReceipt(), "-o", "1", "placed3"))).contains(root.resolve("1") + ": 7 bytes");
        assertThat(shown(typed(new ArfleetReceipt(), "placed3", "-o", "2"))).contains("fondaco tool verify-receipt");
        typed(new ArfleetReceipt(), "--out", "3", "placed3").ask();
        typed(new ArfleetReceipt(), "placed3", "4").ask();
        assertThat(folder.getRoot().list()).containsExactlyInAnyOrder("1", "2", "3", "4");
        assertThatThrownBy(() -> typed(new ArfleetReceipt(), "placed3").ask()).hasMessageContaining("-o FILE placed3");
        assertThatThrownBy(() ->
                        typed(new ArfleetReceipt(), "-o", "5", "placed3", "6").ask())
                .hasMessageContaining("once");
        assertThatThrownBy(
                        () -> typed(new ArfleetReceipt(), "-o", "1", "placed3").ask())
                .hasMessageContaining("is there already");
    }

    @Test
    public void saysWhatIsNeededWhereThereIsNoMarket() throws Exception {
        ArfleetMarket command = typed(new ArfleetMarket());
        command.arfleet = null;
        assertThatThrownBy(command::ask).hasMessageContaining("fondaco-market-arfleet");
    }
}
