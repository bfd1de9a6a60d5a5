package io.fondaco.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import io.fondaco.model.TokenAmount;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** One file stored in two markets and fetched back, in a house built for the purpose, told as a story. */
final class Demo {

    private static final int RANDOM_BYTES = 7 << 20;
    private static final String EPOCH_MILLIS = "1000";
    private static final String POLL_MILLIS = "500";
    private static final int START_SECONDS = 240;
    private static final String ACTIVE = "Active";

    private final Home home;
    private final NodeFolder node;
    private final Path folder;
    private final Path given;
    private final long patienceNanos;
    /** Proof backends that may be used; empty for all. */
    private final String backends;

    private final Say say;
    private final Story story;
    /** What the person typed to get here. */
    private final String called =
            Optional.ofNullable(System.getenv("FONDACO_CALLED")).orElse("fondaco");

    private String reached = "";

    Demo(Home home, Path folder, Path given, int patienceSeconds, String backends, Say say) {
        this.home = home;
        this.folder = folder;
        this.node = new NodeFolder(folder.resolve("node"));
        this.given = given;
        this.patienceNanos = Duration.ofSeconds(patienceSeconds).toNanos();
        this.backends = backends;
        this.say = say;
        this.story = new Story(say);
    }

    Map<String, Object> run(boolean keep, boolean window) throws IOException {
        Thread interrupted = new Thread(this::vanish, "launcher-demo-interrupt");
        Runtime.getRuntime().addShutdownHook(interrupted);
        try {
            Map<String, Object> result = tell(window);
            if (!keep) {
                new NodeStop(node, say.quiet()).stop();
                OwnerFiles.delete(folder);
                removeIfEmpty(folder.getParent());
            }
            farewell(keep);
            return result;
        } catch (IOException | RuntimeException e) {
            new NodeStop(node, say.quiet()).stop();
            String hint = e instanceof Failure known && !known.hint().isBlank() ? known.hint() + "\n       " : "";
            throw new Failure(
                    e instanceof Failure ? e.getMessage() : e.toString(),
                    hint + "The node's log: " + node.logFile() + " (remove " + folder + " when you have read it)",
                    e);
        } finally {
            Runtime.getRuntime().removeShutdownHook(interrupted);
        }
    }

    private static void removeIfEmpty(Path folder) throws IOException {
        try {
            Files.delete(folder);
        } catch (DirectoryNotEmptyException anotherDemo) {
            return; // its node still needs the folder
        }
    }

    private Map<String, Object> tell(boolean window) throws IOException {
        say.story("One file, two markets, there and back");
        story.line("");
        Api api = start();
        Map<String, String> before = balances(api);
        Path file = file();
        String sha256In = sha256(file);
        DemoArFleet arfleet = new DemoArFleet(api, story, node.path(), patienceNanos);
        arfleet.store(file);
        JsonNode stored = store(api, file);
        String id = stored.path("deals").path(0).path("id").asText();
        provider(api, id);
        story.step("the deal is active on both sides");
        story.detail("deal", id);
        Map<String, Object> sector = new DemoSector(api, story, patienceNanos).tell(stored, window);
        JsonNode fetched = fetch(api, stored.path("payloadCid").asText());
        String sha256Out = sha256(out());
        Map<String, Object> other = arfleet.tell(folder.resolve("fetched-arfleet.bin"));
        boolean equal = sha256In.equals(sha256Out)
                && sha256In.equals(other.get("sha256"))
                && Files.mismatch(file, folder.resolve("fetched-arfleet.bin")) < 0
                && Files.mismatch(file, out()) < 0
                && sha256Out.equals(fetched.path("sha256").asText());
        if (!equal) {
            throw new Failure(
                    "What came back differs: SHA-256 " + sha256In + " went in, " + sha256Out + " came out",
                    "This must not happen; please report it with the log.");
        }
        story.step("every byte is the same, from either market");
        story.detail("SHA-256 in", sha256In);
        story.detail("SHA-256 out", sha256Out);
        money(before, balances(api));
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("ok", true);
        result.put("payloadCid", stored.path("payloadCid"));
        result.put("pieceCid", stored.path("pieceCid"));
        result.put("deals", deals(api, stored));
        result.put("sector", sector);
        result.put("arfleet", other);
        result.put("sha256In", sha256In);
        result.put("sha256Out", sha256Out);
        result.put("seconds", story.seconds());
        return result;
    }

    private Api start() throws IOException {
        OwnerFiles.folder(folder.getParent());
        OwnerFiles.folder(folder);
        OwnerFiles.folder(node.path());
        OwnerFiles.folder(node.etc());
        setting("io.fondaco.chain.node.cfg", "epochMillis", EPOCH_MILLIS);
        setting("io.fondaco.proof.stacked.cfg", "backends", backends);
        setting("io.fondaco.market.storage.cfg", "pollMillis", POLL_MILLIS);
        setting("io.fondaco.market.arfleet.cfg", "challengeSeconds", "1");
        setting("io.fondaco.market.arfleet.cfg", "responseMillis", "500");
        for (String provider : DemoArFleet.PROVIDERS) {
            OwnerFiles.write(
                    node.etc().resolve("io.fondaco.party-" + provider + ".cfg"),
                    "name = " + provider + "\nroles = provider\n");
        }
        Say hushed = say.quiet();
        new NodeStart(home, node, hushed)
                .start(new NodeStart.Options(
                        Ports.any(), Ports.any(), Duration.ofSeconds(START_SECONDS), Optional.empty(), false, false));
        hushed.wipe();
        Api api = Api.of(node);
        story.step("a house stands, with a client and four providers in it");
        for (JsonNode party : api.get("/parties").path("parties")) {
            story.detail(
                    party.path("name").asText(),
                    String.format(
                            Locale.ROOT,
                            "%-9s %-18s %s",
                            party.path("roles").path(0).asText(),
                            who(party),
                            amount(party.path("balance"))));
        }
        return api;
    }

    private static String amount(JsonNode told) {
        return TokenAmount.parse(told.asText()).toDisplay();
    }

    private static String who(JsonNode party) {
        return party.path("miner").isTextual()
                ? party.path("miner").asText()
                : Deals.shortCid(party.path("address").asText());
    }

    /** The distribution's settings file with one value changed, laid down before the node's own start does. */
    private void setting(String name, String key, String value) throws IOException {
        StringBuilder text = new StringBuilder();
        boolean found = false;
        Path own = node.etc().resolve(name);
        for (String line :
                Files.readAllLines(Files.exists(own) ? own : home.etc().resolve(name))) {
            boolean wanted = line.matches("\\s*" + key + "\\s*=.*");
            found |= wanted;
            text.append(wanted ? key + " = " + value : line).append('\n');
        }
        if (!found) {
            throw new IOException(name + " has no " + key);
        }
        OwnerFiles.write(own, text.toString());
    }

    private Path file() throws IOException {
        if (given != null) {
            return given.toAbsolutePath().normalize();
        }
        Path file = folder.resolve("random-7MiB.bin");
        byte[] bytes = new byte[RANDOM_BYTES];
        new Random().nextBytes(bytes);
        return Files.write(file, bytes);
    }

    private Path out() {
        return folder.resolve("fetched.bin");
    }

    private JsonNode store(Api api, Path file) throws IOException {
        long end = System.nanoTime() + patienceNanos;
        boolean[] open = new boolean[1];
        JsonNode stored =
                api.follow("/store", Map.of("file", file.toString(), "provider", "bob", "wait", ACTIVE), progress -> {
                    switch (progress.path("stage").asText()) {
                        case "prepared" -> {
                            story.step(file.getFileName() + " is made ready, in one pass");
                            story.detail(
                                    "payload CID", progress.path("payloadCid").asText());
                            story.detail("piece CID", progress.path("pieceCid").asText());
                            story.detail(
                                    "size",
                                    Story.bytes(size(file)) + ", in a piece of "
                                            + Story.bytes(
                                                    progress.path("pieceSize").asLong()));
                        }
                        case "deal" -> {
                            String state = progress.path("deal").path("state").asText();
                            if (!open[0]) {
                                open[0] = true;
                                story.step("a deal is offered to "
                                        + progress.path("deal").path("provider").asText());
                                story.detail(
                                        "price",
                                        amount(progress.path("deal")
                                                        .path("facets")
                                                        .path("pricePerEpoch")) + " an epoch");
                            }
                            milestone(state);
                        }
                        case "waiting" -> {}
                        default ->
                            story.progress(
                                    "reading",
                                    progress.path("done").asLong(),
                                    progress.path("total").asLong());
                    }
                    late(end, "The deal");
                });
        JsonNode deal = stored.path("deals").path(0);
        if (!deal.path("state").asText().equals(ACTIVE)) {
            throw new Failure(
                    "The deal ended as " + deal.path("state").asText() + ": "
                            + api.get("/deals/" + deal.path("id").asText() + "/explain")
                                    .path("waitingFor")
                                    .asText(),
                    "");
        }
        return stored;
    }

    private void milestone(String state) {
        if (state.equals(reached)) {
            return; // something happened, but the deal is where it was
        }
        reached = state;
        switch (state) {
            case "FundsReserved" -> story.step("the price is set aside in escrow");
            case "CheckForAcceptance" -> story.step("the bytes are with the provider, who checks them");
            case "ProposalAccepted" -> story.step("the provider accepts and publishes");
            case "Sealing" ->
                story.step("published on the chain; the provider has sealed it and committed to the replica");
            default -> story.progress(state, 0, 0);
        }
    }

    /** Waits until the provider's side is active too. */
    private void provider(Api api, String id) throws IOException {
        String party = "";
        String miner = api.get("/deals/" + id).path("provider").asText();
        for (JsonNode each : api.get("/parties").path("parties")) {
            if (each.path("miner").asText().equals(miner)) {
                party = each.path("name").asText();
            }
        }
        long end = System.nanoTime() + patienceNanos;
        String[] last = new String[1];
        String theirs = id.substring(0, id.lastIndexOf('@') + 1) + party;
        api.watch("/deals/" + theirs + "/events", progress -> {
            String state = progress.path("deal").path("state").asText();
            if (!state.isEmpty()) {
                last[0] = state;
                story.progress("on the provider's side: " + state, 0, 0);
            }
            late(end, "The provider's side");
            return !ACTIVE.equals(last[0]);
        });
        if (!ACTIVE.equals(last[0])) {
            throw new Failure(
                    "The provider's side ended as " + last[0] + ": "
                            + api.get("/deals/" + theirs + "/explain")
                                    .path("waitingFor")
                                    .asText(),
                    "");
        }
    }

    private JsonNode fetch(Api api, String cid) throws IOException {
        JsonNode fetched = api.follow("/fetch", Map.of("cid", cid, "out", out().toString()), progress -> {
            if (progress.has("total")) {
                story.progress(
                        "fetching",
                        progress.path("done").asLong(),
                        progress.path("total").asLong());
            }
        });
        story.step("fetched back from the provider, every block checked");
        return fetched;
    }

    private static Object deals(Api api, JsonNode stored) throws IOException {
        var deals = Say.JSON.createArrayNode();
        for (JsonNode deal : stored.path("deals")) {
            var now = Say.JSON.createObjectNode();
            JsonNode full = api.get("/deals/" + deal.path("id").asText());
            for (String field : new String[] {"id", "market", "provider", "state"}) {
                now.set(field, full.path(field));
            }
            deals.add(now);
        }
        return deals;
    }

    private static Map<String, String> balances(Api api) throws IOException {
        Map<String, String> balances = new LinkedHashMap<>();
        api.get("/parties")
                .path("parties")
                .forEach(party -> balances.put(
                        party.path("name").asText(),
                        amount(party.path("balance")) + " and "
                                + amount(party.path("escrow").path("total")) + " in escrow"));
        return balances;
    }

    private void money(Map<String, String> before, Map<String, String> after) {
        story.line("");
        story.line("balances");
        before.forEach((name, amount) -> {
            story.detail(name, amount);
            story.detail("", "now " + after.get(name));
        });
    }

    private void farewell(boolean keep) {
        story.line("");
        if (keep) {
            story.line("The node goes on in " + node.path() + ". Look around, then stop it:");
            for (String verb : new String[] {"deals", "shell", "stop"}) {
                story.line("    " + called + " " + verb + " --dir " + node.path());
            }
        } else {
            story.line("The demo's node and its folder are gone. A node that stays:");
            for (String verb : new String[] {"start", "store FILE --wait", "deals", "explain DEAL", "shell"}) {
                story.line("    " + called + " " + verb);
            }
        }
        story.line("docs/ has a tutorial; this lists the verbs:");
        story.line("    " + called + " help");
    }

    private static void late(long end, String what) {
        if (System.nanoTime() > end) {
            throw new Failure(what + " took longer than allowed", "Give it more time with --wait SECONDS.");
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new Failure(file + " cannot be read: " + e.getMessage(), "", e);
        }
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            in.transferTo(new OutputStream() {
                @Override
                public void write(int value) {
                    digest.update((byte) value);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) {
                    digest.update(bytes, offset, length);
                }
            });
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /** Ctrl-C: the node ends at once and nothing stays. */
    private void vanish() {
        try {
            var process = node.process();
            if (process.isPresent()) {
                process.get().destroyForcibly();
                process.get().onExit().join();
            }
            OwnerFiles.delete(folder);
        } catch (IOException e) {
            say.note(folder + " could not be removed: " + e.getMessage());
        }
    }
}
