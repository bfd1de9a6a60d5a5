package io.fondaco.market.arfleet.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.fondaco.ao.Tag;
import io.fondaco.arfleet.Terms;
import io.fondaco.deal.Fault;
import io.fondaco.deal.spi.Machine;
import io.fondaco.market.arfleet.internal.Merchants.Merchant;
import io.fondaco.market.arfleet.internal.provider.Keeping;
import io.fondaco.market.arfleet.internal.provider.KeepingEvent;
import io.fondaco.market.arfleet.internal.provider.KeepingState;
import io.fondaco.model.DealId;
import io.fondaco.model.Durations;
import io.fondaco.model.InvalidValueException;
import io.fondaco.model.Time;
import io.fondaco.replica.ChunkTree;
import io.fondaco.replica.ReplicaException;
import io.fondaco.replica.ReplicaLayout;
import io.fondaco.replica.ReplicaPublicKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What providers of this house do for clients that ask: keep places free, check deals, take chunks, give them back. */
final class ProviderSide {
    private static final long PATIENCE = 30;
    /** How often a deal may be renewed, in its own lengths: as {@link DealTerms#secrets} has it. */
    private static final int RENEWALS = 5;

    private static final int MOST_CHUNKS = 256;
    /** Of one replica, 256 GiB. */
    static final long MOST_LEAVES = 1 << 25;

    private static final Duration SLACK = Duration.ofDays(1);
    private static final int HASHES = 64;

    private final ArFleetSettings settings;
    private final DealCheck checks;
    private final Kept disk;
    private final Time time;
    private final Function<String, Optional<Terms>> terms;
    /** Placements a request is being worked on that changes what is there of them. */
    private final Set<DealId> busy = ConcurrentHashMap.newKeySet();

    private final Object places = new Object();
    private volatile Machine<KeepingEvent, Keeping> machine;

    /** @param terms of a party, as long as it takes placements */
    ProviderSide(
            Ground ground, ArFleetSettings settings, Kept disk, Time time, Function<String, Optional<Terms>> terms) {
        this.checks = new DealCheck(ground, settings, time, terms);
        this.settings = settings;
        this.disk = disk;
        this.time = time;
        this.terms = terms;
    }

    void runs(Machine<KeepingEvent, Keeping> running) {
        machine = running;
    }

    /**
     * What a client asks for with /cmd/placement. Amounts are base units, times milliseconds.
     *
     * @param bytes of the data
     */
    record Wanted(
            String placement,
            long bytes,
            long chunks,
            BigInteger reward,
            BigInteger collateral,
            long duration,
            long every,
            long response,
            int leaves) {}

    // ---- what clients ask for

    /** Keeps a place free. The same wish again finds it kept. @throws Refusal */
    void reserve(Merchant provider, String client, Wanted wanted) {
        Terms offered = terms.apply(provider.name())
                .orElseThrow(() -> new Refusal(503, "no new placements are taken here now"));
        Duration duration = Duration.ofMillis(wanted.duration());
        BigInteger price = offered.price(wanted.bytes(), duration);
        Refusal.when(client.equals(provider.address()), "one's own placements are not taken");
        Refusal.when(wanted.bytes() < 1, "there has to be something to store");
        Refusal.when(wanted.chunks() > MOST_LEAVES, "a replica has " + MOST_LEAVES + " chunks at most");
        Refusal.when(
                wanted.chunks() != ReplicaLayout.WEB.chunks(wanted.bytes()),
                "so many bytes do not make so many chunks");
        Refusal.when(
                duration.compareTo(offered.shortest()) < 0,
                "deals last " + Durations.text(offered.shortest()) + " at least");
        Refusal.when(
                duration.compareTo(offered.longest()) > 0,
                "deals last " + Durations.text(offered.longest()) + " at most");
        Refusal.when(
                wanted.every() < offered.challenges().toMillis(),
                "leaves are shown every " + Durations.text(offered.challenges()) + " at most");
        Refusal.when(wanted.leaves() > offered.leaves(), offered.leaves() + " leaves are shown at a time");
        Refusal.when(
                wanted.response() < settings.shortestResponse().toMillis(),
                "a response takes " + Durations.text(settings.shortestResponse()) + " or more");
        Refusal.when(
                wanted.collateral().compareTo(offered.collateral()) > 0,
                "collateral is " + offered.collateral() + " at most");
        Refusal.when(wanted.reward().compareTo(price) < 0, "the price is " + price);
        DealId id = id(wanted.placement(), provider);
        synchronized (places) {
            if (machine.remembered(id).isPresent()) {
                mine(id, client);
                return;
            }
            long free = offered.capacity() - used(provider.name());
            long held = kept(provider.name())
                    .filter(keeping ->
                            keeping.client().equals(client) && keeping.process().isEmpty())
                    .count();
            if (wanted.chunks() > free / ReplicaFiles.CHUNK) {
                throw new Refusal(507, "there are " + Math.max(0, free) + " bytes free");
            }
            // Asking costs nothing: who comes with no deal must not keep those out that do.
            long unbound = kept(provider.name())
                    .filter(keeping -> keeping.process().isEmpty())
                    .mapToLong(keeping -> keeping.leaves() * ReplicaFiles.CHUNK)
                    .sum();
            if (unbound + wanted.chunks() * ReplicaFiles.CHUNK > offered.capacity() / 2) {
                throw new Refusal(507, "too much is kept free for others at the moment; try again");
            }
            if (held >= settings.reservations()) {
                throw new Refusal(429, held + " places are kept for you already: come with deals first");
            }
            Keeping keeping = new Keeping(
                    wanted.placement(),
                    provider.name(),
                    client,
                    wanted.bytes(),
                    wanted.chunks(),
                    price,
                    wanted.collateral(),
                    wanted.duration(),
                    now() + settings.reserved(wanted.bytes()).toMillis(),
                    "",
                    "",
                    0,
                    0,
                    "",
                    "");
            await(machine.open(id, keeping, new KeepingEvent.Reserved()).toCompletableFuture());
        }
    }

    private Stream<Keeping> kept(String party) {
        return machine.open().stream()
                .filter(id -> id.party().equals(party))
                .flatMap(id -> machine.remembered(id).stream());
    }

    /** Bytes that are kept, or kept free, at a party. */
    long used(String party) {
        return kept(party)
                .mapToLong(keeping -> keeping.leaves() * ReplicaFiles.CHUNK)
                .sum();
    }

    private static DealId id(String placement, Merchant provider) {
        Refusal.when(!placement.matches("[0-9a-z]{8,64}"), "placement_id is 8 to 64 of 0-9 and a-z");
        try {
            return new DealId(placement, provider.name());
        } catch (InvalidValueException malformed) {
            throw new Refusal(400, malformed.getMessage());
        }
    }

    /** A placement of this client's. @throws Refusal when there is none: nobody learns of others' */
    private Keeping mine(DealId id, String client) {
        return machine.remembered(id)
                .filter(keeping -> keeping.client().equals(client))
                .orElseThrow(() -> new Refusal(404, "no placement " + id.local() + " of yours is known here"));
    }

    private KeepingState state(DealId id) {
        return machine.view(id).map(view -> States.of(KeepingState.class, view)).orElseThrow();
    }

    /**
     * Checks the deal of a placement, and agrees to it.
     *
     * @param hashes of all leaves, one behind the other; empty when there are too many to send
     * @throws Refusal
     */
    void accept(Merchant provider, String client, String placement, String root, String process, byte[] hashes) {
        DealId id = id(placement, provider);
        mine(id, client);
        alone(id, () -> {
            // Looked at again: a request before this one may have moved it.
            accept(provider, id, mine(id, client), root, process, hashes);
            return null;
        });
    }

    /**
     * One request for a placement at a time: chunks that came while those before them are checked would be nobody's to check.
     *
     * @throws Refusal while there is another
     */
    private <T> T alone(DealId id, Supplier<T> work) {
        if (!busy.add(id)) {
            throw new Refusal(503, "another request about placement " + id.local() + " is being worked on");
        }
        try {
            return work.get();
        } finally {
            busy.remove(id);
        }
    }

    private void accept(Merchant provider, DealId id, Keeping keeping, String root, String process, byte[] hashes) {
        if (state(id) != KeepingState.CREATED) {
            Refusal.when(
                    !keeping.process().equals(process) || !keeping.root().equals(root),
                    "it is " + state(id) + " with another deal");
            return;
        }
        DealTerms deal = checks.bound(process);
        Refusal.when(!deal.root().equals(root), "the deal is about root " + deal.root());
        checks.agreed(provider, keeping, deal);
        JsonNode said = await(
                provider.account().look(process, new Tag("Action", "GetState")).toCompletableFuture());
        Refusal.when(
                !said.path("Status").asText().equals("Created"),
                "the deal is " + said.path("Status").asText() + " "
                        + said.path("Why").asText());
        Refusal.when(
                new BigInteger(said.path("Reward").asText("0")).compareTo(deal.reward()) < 0,
                "the deal holds " + said.path("Reward").asText("0") + " of " + deal.reward() + ": fund it first");
        if (hashes.length > 0) {
            Refusal.when(
                    hashes.length != keeping.leaves() * ChunkTree.HASH,
                    "there have to be " + keeping.leaves() + " leaves");
            ReplicaFiles files = disk.files(keeping);
            byte[] computed = store(() -> files.draftTree(leaves -> leaves.write(hashes)));
            Refusal.when(!HexFormat.of().formatHex(computed).equals(root), "the leaves make another root");
            store(() -> files.kept(ReplicaFiles.TREE));
        }
        long ends = deal.activateBy() + deal.periods() * deal.every() * RENEWALS + deal.response() + SLACK.toMillis();
        await(machine.send(id, new KeepingEvent.Accepted(root, process, deal.activateBy(), ends))
                .toCompletableFuture());
    }

    /**
     * Takes packed chunks at their place; again is no matter.
     *
     * @return chunks that are there without a gap
     * @throws Refusal
     */
    long receive(Merchant provider, String client, String placement, long first, byte[] chunks) {
        DealId id = id(placement, provider);
        Keeping keeping = mine(id, client);
        return alone(id, () -> receive(id, keeping, first, chunks));
    }

    private long receive(DealId id, Keeping keeping, long first, byte[] chunks) {
        Refusal.when(
                state(id) != KeepingState.ACCEPTED,
                "placement " + keeping.id() + " is " + state(id) + " and takes no chunks");
        Refusal.when(
                chunks.length == 0
                        || chunks.length % ReplicaFiles.CHUNK != 0
                        || chunks.length > MOST_CHUNKS * ReplicaFiles.CHUNK,
                "chunks have " + ReplicaFiles.CHUNK + " bytes, and 1 to " + MOST_CHUNKS + " come at a time");
        int count = chunks.length / ReplicaFiles.CHUNK;
        Refusal.when(first < 0 || first + count > keeping.leaves(), "there are " + keeping.leaves() + " chunks");
        ReplicaFiles files = disk.files(keeping);
        return store(() -> {
            long there = files.chunks();
            Refusal.when(first > there, "chunk " + there + " comes next");
            checkLeaves(files, keeping.leaves(), first, chunks);
            files.put(first, chunks);
            return files.chunks();
        });
    }

    /** Wrong chunks are refused at once where the leaves are known; otherwise the root tells at the end. */
    private static void checkLeaves(ReplicaFiles files, long leaves, long first, byte[] chunks) throws IOException {
        if (!files.has(ReplicaFiles.TREE)) {
            return;
        }
        ChunkTree tree = files.tree(leaves);
        for (int i = 0; i < chunks.length / ReplicaFiles.CHUNK; i++) {
            Refusal.when(
                    !Arrays.equals(ReplicaFiles.leaf(first + i, chunks, i), tree.hash(first + i)),
                    "chunk " + (first + i) + " is not the one the deal is about");
        }
    }

    /** Checks that all is there, and goes on to bind the provider. @param pem of the key that opens the replica. @throws Refusal */
    void complete(Merchant provider, String client, String placement, String pem) {
        DealId id = id(placement, provider);
        mine(id, client);
        alone(id, () -> {
            // Looked at again: a request before this one may have moved it.
            complete(id, mine(id, client), pem);
            return null;
        });
    }

    private void complete(DealId id, Keeping keeping, String pem) {
        KeepingState state = state(id);
        if (state == KeepingState.RECEIVED || state == KeepingState.COMPLETED) {
            return;
        }
        Refusal.when(state != KeepingState.ACCEPTED, "placement " + keeping.id() + " is " + state);
        DealTerms deal = checks.bound(keeping.process());
        ReplicaPublicKey key;
        try {
            key = ReplicaPublicKey.parsePem(pem);
        } catch (ReplicaException malformed) {
            throw new Refusal(400, malformed.getMessage());
        }
        Refusal.when(key.bytes() * HASHES != ReplicaFiles.CHUNK, "keys have 1024 bits");
        Refusal.when(
                !HexFormat.of().formatHex(key.digest()).equals(deal.replicaKey()),
                "the deal names the key " + deal.replicaKey());
        ReplicaFiles files = disk.files(keeping);
        store(() -> {
            long there = files.chunks();
            if (there < keeping.leaves()) {
                throw new Refusal(409, "chunk " + there + " of " + keeping.leaves() + " is missing");
            }
            // Of what is on the disk, whatever was said of it: collateral is put up on it.
            byte[] root = files.draftTree(leaves -> files.leaves(keeping.leaves(), leaves));
            if (!HexFormat.of().formatHex(root).equals(keeping.root())) {
                files.delete(ReplicaFiles.PACKED);
                files.delete(ReplicaFiles.TREE);
                throw new Refusal(409, "the chunks make another root: send them again");
            }
            files.kept(ReplicaFiles.TREE);
            files.write(ReplicaFiles.PUBLIC, pem.getBytes(StandardCharsets.UTF_8));
            return null;
        });
        await(machine.send(id, new KeepingEvent.Received()).toCompletableFuture());
    }

    /** How far a placement is. @throws Refusal */
    Map<String, Object> status(Merchant provider, String client, String placement) {
        DealId id = id(placement, provider);
        Keeping keeping = mine(id, client);
        String fault = machine.view(id)
                .flatMap(view -> view.fault())
                .map(Fault::sentence)
                .orElse(keeping.why());
        return Map.of(
                "state", state(id).name().toLowerCase(Locale.ROOT),
                "received", store(() -> disk.files(keeping).chunks()),
                "message", fault);
    }

    /** Packed chunks of a replica that a provider keeps. @param root of its tree. @throws Refusal */
    byte[] download(Merchant provider, String root, long first, int count) {
        Refusal.when(first < 0 || count < 1 || count > MOST_CHUNKS, "pos is 0 or more, and count 1 to " + MOST_CHUNKS);
        for (DealId id : machine.open()) {
            Optional<Keeping> found = machine.remembered(id)
                    .filter(keeping -> keeping.party().equals(provider.name())
                            && keeping.root().equals(root));
            if (found.isPresent() && state(id) == KeepingState.COMPLETED) {
                Refusal.when(
                        first + count > found.get().leaves(),
                        "there are " + found.get().leaves() + " chunks");
                return store(() -> disk.files(found.get()).get(first, count));
            }
        }
        throw new Refusal(404, "no replica " + root + " is kept here");
    }

    // ---- disk

    /** A placement is over: its chunks go. */
    void over(DealId id) {
        disk.delete(id);
    }

    /** What an earlier process left of placements that are over. */
    void sweep(String party) {
        store(() -> disk.sweep(party, machine));
    }

    /** Touches the disk. */
    @FunctionalInterface
    private interface OnDisk<T> {
        T touch() throws IOException;
    }

    @FunctionalInterface
    private interface ToDisk {
        void touch() throws IOException;
    }

    private static void store(ToDisk what) {
        store(() -> {
            what.touch();
            return null;
        });
    }

    private static <T> T store(OnDisk<T> what) {
        try {
            return what.touch();
        } catch (IOException | UncheckedIOException broken) {
            throw new Refusal(500, "the disk here fails: " + broken.getMessage());
        }
    }

    private long now() {
        return time.now().toEpochMilli();
    }

    private static <T> T await(CompletableFuture<T> stage) {
        try {
            return stage.get(PATIENCE, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new Refusal(503, "this provider is being stopped");
        } catch (ExecutionException | TimeoutException failed) {
            Throwable cause = failed.getCause() == null ? failed : failed.getCause();
            throw new Refusal(503, "not now: " + cause.getMessage());
        }
    }
}
