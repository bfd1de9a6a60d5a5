package io.fondaco.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
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
import java.util.Random;

/** One file stored and fetched back in a house built for the purpose, told as a story. */
final class Demo {

    private static final int RANDOM_BYTES = 8 << 20;
    private static final String EPOCH_MILLIS = "250";
    private static final String POLL_MILLIS = "500";
    private static final int START_SECONDS = 90;
    private static final String ACTIVE = "Active";
    private static final double NANOS = 1e9;
    private static final int WIDTH = 66;

    private final Home home;
    private final NodeFolder node;
    private final Path folder;
    private final Path given;
    private final long patienceNanos;
    private final Say say;
    private final String tick;
    private final long begun = System.nanoTime();
    private long stepBegun = begun;
    private String reached = "";

    Demo(Home home, Path folder, Path given, int patienceSeconds, Say say) {
        this.home = home;
        this.folder = folder;
        this.node = new NodeFolder(folder.resolve("node"));
        this.given = given;
        this.patienceNanos = Duration.ofSeconds(patienceSeconds).toNanos();
        this.say = say;
        this.tick = Charset.defaultCharset().newEncoder().canEncode('\u2713') ? "\u2713" : "*";
    }

    Map<String, Object> run(boolean keep) throws IOException {
        Thread interrupted = new Thread(this::vanish, "launcher-demo-interrupt");
        Runtime.getRuntime().addShutdownHook(interrupted);
        try {
            Map<String, Object> result = tell();
            if (!keep) {
                new NodeStop(node, say.quiet()).stop();
                OwnerFiles.delete(folder);
                removeIfEmpty(folder.getParent());
            }
            farewell(keep);
            return result;
        } catch (Failure failure) {
            new NodeStop(node, say.quiet()).stop();
            throw new Failure(
                    failure.getMessage(),
                    (failure.hint().isBlank() ? "" : failure.hint() + "\n       ") + "The node's log: " + node.logFile()
                            + " (remove " + folder + " when you have read it)",
                    failure);
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

    private Map<String, Object> tell() throws IOException {
        say.story("One file, one deal, there and back");
        say.story("");
        Api api = start();
        Map<String, String> before = balances(api);
        Path file = file();
        String sha256In = sha256(file);
        JsonNode stored = store(api, file);
        String id = stored.path("deals").path(0).path("id").asText();
        provider(api, id);
        step("the deal is active on both sides");
        detail("deal", id);
        JsonNode fetched = fetch(api, stored.path("payloadCid").asText());
        String sha256Out = sha256(out());
        boolean equal = sha256In.equals(sha256Out)
                && Files.mismatch(file, out()) < 0
                && sha256Out.equals(fetched.path("sha256").asText());
        if (!equal) {
            throw new Failure(
                    "What came back differs: SHA-256 " + sha256In + " went in, " + sha256Out + " came out",
                    "This must not happen; please report it with the log.");
        }
        step("every byte is the same");
        detail("SHA-256 in", sha256In);
        detail("SHA-256 out", sha256Out);
        money(before, balances(api));
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("ok", true);
        result.put("payloadCid", stored.path("payloadCid"));
        result.put("pieceCid", stored.path("pieceCid"));
        result.put("deals", deals(api, stored));
        result.put("sha256In", sha256In);
        result.put("sha256Out", sha256Out);
        result.put("seconds", seconds(begun));
        return result;
    }

    private Api start() throws IOException {
        OwnerFiles.folder(folder.getParent());
        OwnerFiles.folder(folder);
        OwnerFiles.folder(node.path());
        OwnerFiles.folder(node.etc());
        setting("io.fondaco.chain.pretend.cfg", "epochMillis", EPOCH_MILLIS);
        setting("io.fondaco.market.storage.cfg", "pollMillis", POLL_MILLIS);
        new NodeStart(home, node, say.quiet())
                .start(new NodeStart.Options(Ports.any(), Ports.any(), Duration.ofSeconds(START_SECONDS), false));
        Api api = Api.of(node);
        step("a house stands, with two merchants in it");
        for (JsonNode party : api.get("/parties").path("parties")) {
            detail(
                    party.path("name").asText(),
                    String.format(
                            Locale.ROOT,
                            "%-9s %-18s %s",
                            party.path("roles").path(0).asText(),
                            who(party),
                            party.path("balance").asText()));
        }
        return api;
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
        for (String line : Files.readAllLines(home.etc().resolve(name))) {
            boolean wanted = line.matches("\\s*" + key + "\\s*=.*");
            found |= wanted;
            text.append(wanted ? key + " = " + value : line).append('\n');
        }
        if (!found) {
            throw new IOException(name + " has no " + key);
        }
        OwnerFiles.write(node.etc().resolve(name), text.toString());
    }

    private Path file() throws IOException {
        if (given != null) {
            return given.toAbsolutePath().normalize();
        }
        Path file = folder.resolve("random-8MiB.bin");
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
        JsonNode stored = api.follow("/store", Map.of("file", file.toString(), "wait", ACTIVE), progress -> {
            switch (progress.path("stage").asText()) {
                case "prepared" -> {
                    step(file.getFileName() + " is made ready, in one pass");
                    detail("payload CID", progress.path("payloadCid").asText());
                    detail("piece CID", progress.path("pieceCid").asText());
                    detail(
                            "size",
                            bytes(size(file)) + ", in a piece of "
                                    + bytes(progress.path("pieceSize").asLong()));
                }
                case "deal" -> {
                    String state = progress.path("deal").path("state").asText();
                    if (!open[0]) {
                        open[0] = true;
                        step("a deal is offered to "
                                + progress.path("deal").path("provider").asText());
                        detail(
                                "price",
                                progress.path("deal")
                                                .path("facets")
                                                .path("pricePerEpoch")
                                                .asText() + " an epoch");
                    }
                    milestone(state);
                }
                case "waiting" -> {}
                default ->
                    say.progress(
                            "    reading",
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
            case "FundsReserved" -> step("the price is set aside in escrow");
            case "CheckForAcceptance" -> step("the bytes are with the provider, who checks them");
            case "ProposalAccepted" -> step("the provider accepts and publishes");
            case "Sealing" -> step("published on the ledger; the sector is being sealed");
            default -> say.progress("    " + state, 0, 0);
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
                say.progress("    on the provider's side: " + state, 0, 0);
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
                say.progress(
                        "    fetching",
                        progress.path("done").asLong(),
                        progress.path("total").asLong());
            }
        });
        step("fetched back from the provider, every block checked");
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
                        party.path("balance").asText() + " and "
                                + party.path("escrow").path("total").asText() + " in escrow"));
        return balances;
    }

    private void money(Map<String, String> before, Map<String, String> after) {
        say.story("");
        say.story("    balances");
        before.forEach((name, amount) -> {
            detail(name, amount);
            detail("", "now " + after.get(name));
        });
    }

    private void farewell(boolean keep) {
        say.story("");
        if (keep) {
            say.story("    The node goes on in " + node.path() + ". Look around, then stop it:");
            for (String verb : new String[] {"deals", "shell", "stop"}) {
                say.story("        fondaco " + verb + " --dir " + node.path());
            }
        } else {
            say.story("    The demo's node and its folder are gone. A node that stays:");
            say.story("        fondaco start             and  fondaco store FILE --wait");
            say.story("        fondaco deals             and  fondaco explain DEAL");
            say.story("        fondaco shell             with deal:list, market:ask-show, wallet:list and more");
        }
        say.story("    docs/ has a tutorial; fondaco help lists the verbs.");
    }

    private void step(String what) {
        String time = String.format(Locale.ROOT, "%5.1f s", seconds(stepBegun));
        stepBegun = System.nanoTime();
        say.story("  " + tick + " " + what + " ".repeat(Math.max(1, WIDTH - what.length())) + time);
    }

    private void detail(String name, String value) {
        say.story(String.format(Locale.ROOT, "      %-12s %s", name, value));
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

    private static String bytes(long bytes) {
        String[] units = {"bytes", "KiB", "MiB", "GiB", "TiB"};
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        return unit == 0 || value == Math.rint(value)
                ? (long) value + " " + units[unit]
                : String.format(Locale.ROOT, "%.1f %s", value, units[unit]);
    }

    private static double seconds(long since) {
        return Math.round((System.nanoTime() - since) / NANOS * 10) / 10.0;
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
