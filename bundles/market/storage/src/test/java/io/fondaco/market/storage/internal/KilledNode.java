package io.fondaco.market.storage.internal;

import io.fondaco.deal.DealQuery;
import io.fondaco.deal.DealView;
import io.fondaco.deal.engine.Probe;
import io.fondaco.market.Payload;
import io.fondaco.model.DealId;
import io.fondaco.model.Epoch;
import io.fondaco.model.Registration;
import io.fondaco.model.SystemTime;
import io.fondaco.model.TokenAmount;
import io.fondaco.persistence.FileBlobs;
import io.fondaco.persistence.sqlite.Settings;
import io.fondaco.persistence.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A node of its own process. It first brings all deals it finds to their end and checks what must hold then; then it
 * opens a new deal and kills itself, with SIGKILL, at one point of it. Prints what it did, a line each.
 *
 * <p>Arguments: the data folder, then either nothing more, or {@code list} to tell the points of a deal, or the point to die
 * at when a deal first comes to it.
 */
public final class KilledNode {

    private static final long MINUTE = 60;

    private volatile boolean armed;
    private final String dieAt;

    private KilledNode(String dieAt) {
        this.dieAt = dieAt;
    }

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        new KilledNode(args.length > 1 ? args[1] : "").live(folder);
        System.exit(0);
    }

    private void live(Path folder) throws Exception {
        try (SqliteStore store = new SqliteStore(folder.resolve("house.db"), Settings.USUAL);
                StorageNode node =
                        new StorageNode(store, store, new FileBlobs(folder), StorageNode.QUICK, this::look)) {
            settle(node);
            letTheChainSettle(node);
            check(node, folder);
            if (!dieAt.isEmpty()) {
                open(node);
            }
        }
    }

    private void look(Probe.Point point, DealId deal, String event) {
        if (!armed) {
            return;
        }
        String here = point + " " + deal.party() + " " + event;
        if (dieAt.equals("list")) {
            System.out.println("point " + here);
        } else if (dieAt.equals(here)) {
            System.out.println("dying " + here);
            System.out.flush();
            kill();
        }
    }

    private static void kill() {
        try {
            new ProcessBuilder(
                            "kill", "-9", Long.toString(ProcessHandle.current().pid()))
                    .start()
                    .waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("cannot kill myself", e);
        }
        throw new IllegalStateException("still alive after kill -9");
    }

    private static List<DealView> all(StorageNode node, Map<String, String> where) {
        List<DealView> all = new ArrayList<>();
        Optional<String> after = Optional.empty();
        do {
            var page = node.engine().list(new DealQuery(where, after, 100));
            all.addAll(page.items());
            after = page.next();
        } while (after.isPresent());
        return all;
    }

    /** Waits until no deal is open. */
    private static void settle(StorageNode node) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        try (Registration watching = node.engine().watch((deal, event) -> {
            if (all(node, Map.of("open", "true")).isEmpty()) {
                done.countDown();
            }
        })) {
            List<DealView> open = all(node, Map.of("open", "true"));
            if (!open.isEmpty() && !done.await(2 * MINUTE, TimeUnit.SECONDS)) {
                System.out.println("STUCK " + all(node, Map.of("open", "true")));
            }
        }
    }

    /**
     * A deal that was published but given up, because a kill cost it its deadline, keeps money locked until the chain sees
     * at its start that it is in no sector.
     */
    private static void letTheChainSettle(StorageNode node) throws InterruptedException {
        Epoch last = all(node, Map.of("market", "storage.provider", "state", "Error")).stream()
                .map(d -> Epoch.of(Long.parseLong(d.facets().get("start"))))
                .max(Comparator.naturalOrder())
                .orElse(Epoch.of(0));
        try (SystemTime time = new SystemTime("settling")) {
            CountDownLatch passed = new CountDownLatch(1);
            time.at(node.chain().timeOf(last.plus(3)), passed::countDown);
            passed.await(MINUTE, TimeUnit.SECONDS);
        }
    }

    private static void check(StorageNode node, Path folder) throws IOException {
        List<String> faults = new ArrayList<>(node.chain().audit());
        for (DealView deal : all(node, Map.of())) {
            System.out.println("deal " + deal.id() + " " + deal.market() + " " + deal.state() + " "
                    + deal.facets().getOrDefault("message", ""));
            faults.addAll(node.engine().verify(deal.id()));
        }
        var alice = node.chain().escrow(node.alice().wallet());
        var bob = node.chain().escrow(node.bob().miner().orElseThrow());
        if (!alice.reserved().isZero() || !bob.reserved().isZero()) {
            faults.add("money is still set aside: " + alice + ", " + bob);
        }
        if (!alice.locked().isZero() || !bob.locked().isZero()) {
            faults.add("money is still locked: " + alice + ", " + bob);
        }
        try (Stream<Path> drafts = Files.list(folder.resolve("drafts"))) {
            drafts.filter(d -> d.getFileName().toString().startsWith("deal-"))
                    .forEach(d -> faults.add("staged data is left: " + d.getFileName()));
        }
        TokenAmount spent = TokenAmount.fil("1000")
                .minus(node.chain().balance(node.alice().wallet()))
                .minus(alice.escrow());
        TokenAmount due = TokenAmount.ZERO;
        for (DealView deal : all(node, Map.of("market", "storage.provider", "state", "Expired"))) {
            due = due.plus(TokenAmount.parse(deal.facets().get("pricePerEpoch")).times(20));
        }
        if (!spent.equals(due)) {
            faults.add("alice has paid " + spent + " for deals worth " + due);
        }
        faults.forEach(f -> System.out.println("FAULT " + f));
        System.out.println("settled");
    }

    /** What earlier deals left with the provider goes back to its wallet, so that each deal has to be funded anew. */
    private static void emptyEscrow(StorageNode node) throws Exception {
        var miner = node.bob().miner().orElseThrow();
        var left = node.chain().escrow(miner).escrow();
        if (!left.isZero()) {
            CountDownLatch settled = new CountDownLatch(1);
            var message = node.chain()
                    .withdraw(node.bob().wallet(), miner, left)
                    .toCompletableFuture()
                    .get();
            node.chain().follow(message, receipt -> settled.countDown());
            settled.await(MINUTE, TimeUnit.SECONDS);
        }
    }

    private void open(StorageNode node) throws Exception {
        emptyEscrow(node);
        Payload payload = node.prepare(dieAt.hashCode(), 40_000);
        CountDownLatch over = new CountDownLatch(2);
        // All earlier deals are over: whatever happens from here on happens to the new one.
        armed = true;
        try (Registration watching = node.engine().watch((deal, event) -> {
            if (!deal.open()) {
                over.countDown();
            }
        })) {
            node.market().offer(node.offer(payload, 70)).toCompletableFuture().get(MINUTE, TimeUnit.SECONDS);
            boolean ended = over.await(MINUTE, TimeUnit.SECONDS);
            System.out.println(ended ? "lived" : "STUCK");
        }
    }
}
