package io.fondaco.market.arfleet.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.fondaco.ao.Tag;
import io.fondaco.deal.Fault;
import io.fondaco.deal.Fault.Blame;
import io.fondaco.deal.Outcome;
import io.fondaco.deal.Waker;
import io.fondaco.market.arfleet.internal.Merchants.Merchant;
import io.fondaco.market.arfleet.internal.client.Placement;
import io.fondaco.market.arfleet.internal.client.Placement.Bargain;
import io.fondaco.market.arfleet.internal.client.PlacementEvent;
import io.fondaco.market.arfleet.internal.client.PlacementSteps;
import io.fondaco.model.DealId;
import io.fondaco.model.Progress;
import io.fondaco.model.Registration;
import io.fondaco.model.Time;
import io.fondaco.replica.ChunkTree;
import io.fondaco.replica.ChunkTree.Kind;
import io.fondaco.replica.Packer;
import io.fondaco.replica.ReplicaException;
import io.fondaco.replica.ReplicaKey;
import io.fondaco.replica.ReplicaLayout;
import io.fondaco.replica.ReplicaPublicKey;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What a client does for a placement, from the first word with a provider to a deal that is active on both sides. */
final class ClientSide implements PlacementSteps {
    private static final long PATIENCE = 30;
    /** Leaves that fit into one request beside the rest of it; with more of them the root has to do. */
    private static final long MOST_LEAVES = 120_000;

    private static final Duration SILENCE = Duration.ofMinutes(2);
    private static final int BATCH = 128;
    private static final int WATCHERS = 100_000;
    /** Slow, so that it holds for most machines: a deal is not activated later than this allows. */
    private static final long BYTES_A_SECOND = 256 << 10;

    private final Merchants merchants;
    private final Ground ground;
    private final ArFleetSettings settings;
    private final Time time;
    private final ProviderTalk talk;
    private final Conducts conducts;
    private final Supplier<Packer> packer;
    private final Originals originals;
    private final ExecutorService packing;
    private final ExecutorService sending;
    private final SecureRandom random = new SecureRandom();
    /** Since when providers of placements do not answer. */
    private final Map<String, Instant> silent = new ConcurrentHashMap<>();

    /** Gets the data of an assignment back from replicas there are, when the file is gone. */
    @FunctionalInterface
    interface Originals {
        void restore(DealId assignment, Path into) throws IOException, InterruptedException;
    }

    /** @param packing takes one job at a time; {@code sending} several */
    ClientSide(
            Merchants merchants,
            Ground ground,
            ArFleetSettings settings,
            Time time,
            ProviderTalk talk,
            Conducts conducts,
            Supplier<Packer> packer,
            Originals originals,
            ExecutorService packing,
            ExecutorService sending) {
        this.merchants = merchants;
        this.ground = ground;
        this.settings = settings;
        this.time = time;
        this.talk = talk;
        this.conducts = conducts;
        this.packer = packer;
        this.originals = originals;
        this.packing = packing;
        this.sending = sending;
    }

    private Merchant present(Placement placement) {
        return merchants
                .named(placement.party())
                .orElseThrow(() -> new IllegalStateException("party " + placement.party() + " is away"));
    }

    /** What to say of a placement whose party is not in; empty when it is. */
    private Optional<Outcome<PlacementEvent>> away(Placement placement) throws InterruptedException {
        return merchants.awaited(placement.party())
                ? Optional.empty()
                : Optional.of(Outcome.fault(Fault.later(Blame.US, "party " + placement.party() + " is away")));
    }

    ReplicaFiles files(String party, String placement) {
        return new ReplicaFiles(settings.folder().resolve("client").resolve(party), placement);
    }

    private ReplicaFiles files(Placement placement) {
        return files(placement.party(), placement.id());
    }

    // ---- the first word

    @Override
    public Outcome<PlacementEvent> ask(Placement placement) throws Exception {
        Optional<Outcome<PlacementEvent>> away = away(placement);
        if (away.isPresent()) {
            return away.get();
        }
        Merchant client = present(placement);
        IOException unreachable = null;
        for (String url : placement.urls()) {
            try {
                long asked = System.nanoTime();
                String answer = talk.command(client.keys(), url, placement.provider(), "ping", Map.of());
                long latency = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - asked);
                if (!answer.equals("pong")) {
                    throw new IOException(url + " does not speak ArFleet: it answers a ping with something else");
                }
                conducts.answered(placement.party(), placement.provider(), latency);
                talk.command(client.keys(), url, placement.provider(), "placement", wish(placement));
                return Outcome.raise(new PlacementEvent.Initialized(url, latency));
            } catch (ProviderTalk.RefusedException refused) {
                return refused(placement, refused);
            } catch (IOException next) {
                unreachable = next;
            }
        }
        return Outcome.fault(Fault.again(Blame.PEER, sentence(placement, unreachable)));
    }

    private static Map<String, Object> wish(Placement placement) {
        Bargain bargain = placement.bargain();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("placement_id", placement.id());
        fields.put("provider_id", placement.provider());
        fields.put("size", placement.data().bytes());
        fields.put("chunks", ReplicaLayout.WEB.chunks(placement.data().bytes()));
        fields.put("required_reward", bargain.reward().toString());
        fields.put("required_collateral", bargain.collateral().toString());
        fields.put("duration", bargain.duration());
        fields.put("every", bargain.every());
        fields.put("response", bargain.response());
        fields.put("leaves", bargain.leaves());
        return fields;
    }

    private Outcome<PlacementEvent> refused(Placement placement, ProviderTalk.RefusedException refused) {
        return refused.passing()
                ? Outcome.fault(Fault.again(Blame.PEER, sentence(placement, refused)))
                : Outcome.raise(new PlacementEvent.Failed(sentence(placement, refused)));
    }

    private static String sentence(Placement placement, IOException why) {
        String text = why.getMessage() == null ? why.getClass().getSimpleName() : why.getMessage();
        return "provider " + placement.provider() + " at " + String.join(", ", placement.urls()) + ": " + text;
    }

    // ---- packing

    @Override
    public Registration encrypt(Placement placement, Waker<PlacementEvent> waker) {
        return begin(
                packing,
                () -> {
                    try {
                        waker.accept(new PlacementEvent.Encrypted(packed(placement)));
                    } catch (IOException | ReplicaException lost) {
                        waker.accept(new PlacementEvent.Failed("the data could not be packed: " + lost.getMessage()));
                    }
                },
                waker);
    }

    /** The replica's files, made once: the key that packs them is forgotten, so nobody makes this replica again. */
    private Placement.Replica packed(Placement placement) throws IOException, InterruptedException {
        ReplicaFiles files = files(placement);
        Placement.Data data = placement.data();
        if (!files.has(ReplicaFiles.PUBLIC)) {
            Path file = Path.of(data.file());
            Path restored = files.path("original");
            if (!Files.isReadable(file) || Files.size(file) != data.bytes()) {
                files.create();
                restore(placement, restored, file + " is gone");
                file = restored;
            }
            ReplicaKey key = ReplicaKey.generate(ReplicaKey.STANDARD_BITS, random);
            try {
                pack(files, key, file, data);
            } catch (ChangedException changed) {
                // Of the same length, and other data: what was assigned may be with a provider.
                restore(placement, restored, changed.getMessage());
                pack(files, key, restored, data);
            }
            Files.deleteIfExists(restored);
            // Last: once this is there, so is all else.
            files.write(ReplicaFiles.PUBLIC, key.open().toPem().getBytes(StandardCharsets.UTF_8));
        }
        ChunkTree tree = files.tree(Kind.SEPARATED);
        byte[] key = ReplicaPublicKey.parsePem(text(files)).digest();
        Duration patience = settings.reservation().plusSeconds(data.bytes() / BYTES_A_SECOND);
        return new Placement.Replica(
                HexFormat.of().formatHex(tree.root()),
                tree.leaves(),
                HexFormat.of().formatHex(key),
                time.now().plus(patience).toEpochMilli());
    }

    private void restore(Placement placement, Path into, String why) throws IOException, InterruptedException {
        try {
            originals.restore(new DealId(placement.assignment(), placement.party()), into);
        } catch (IOException lost) {
            throw new IOException(why + ", and " + lost.getMessage(), lost);
        }
    }

    /** A file that is another one by now. */
    private static final class ChangedException extends IOException {
        private static final long serialVersionUID = 1;

        ChangedException(String message) {
            super(message);
        }
    }

    static String text(ReplicaFiles files) throws IOException {
        return new String(files.read(ReplicaFiles.PUBLIC), StandardCharsets.UTF_8);
    }

    private void pack(ReplicaFiles files, ReplicaKey key, Path file, Placement.Data data) throws IOException {
        MessageDigest sha = sha256();
        ByteArrayOutputStream leaves = new ByteArrayOutputStream();
        try (InputStream in = new DigestInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 20), sha);
                OutputStream out = files.draft(ReplicaFiles.PACKED)) {
            packer.get()
                    .pack(
                            key,
                            ReplicaLayout.WEB,
                            in,
                            data.bytes(),
                            (index, bytes, length) -> {
                                leaves.writeBytes(ChunkTree.leaf(Kind.SEPARATED, index, bytes));
                                out.write(bytes);
                            },
                            () -> Thread.currentThread().isInterrupted(),
                            Progress.NONE);
        }
        if (!HexFormat.of().formatHex(sha.digest()).equals(data.sha256())) {
            throw new ChangedException(file + " is not what it was when it was assigned");
        }
        files.kept(ReplicaFiles.PACKED);
        files.write(ReplicaFiles.LEAVES, leaves.toByteArray());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("this JDK has no SHA-256", missing);
        }
    }

    // ---- the deal

    /** What a placement's deal binds both sides to: the same each time it is asked for. */
    DealTerms terms(Placement placement) {
        Merchant client = present(placement);
        Bargain bargain = placement.bargain();
        return new DealTerms(
                client.address(),
                placement.provider(),
                ground.there().token(),
                placement.replica().root(),
                Kind.SEPARATED,
                placement.replica().leaves(),
                ReplicaFiles.CHUNK,
                ReplicaFiles.CHUNK,
                placement.replica().key(),
                bargain.reward(),
                bargain.collateral(),
                bargain.periods(),
                bargain.every(),
                bargain.response(),
                bargain.leaves(),
                bargain.slash(),
                bargain.forfeitAfter(),
                WATCHERS,
                placement.replica().activateBy(),
                HexFormat.of()
                        .formatHex(
                                stirs(client, placement.id(), bargain.periods()).commitment()));
    }

    static SecretChain stirs(Merchant client, String placement, long periods) {
        return new SecretChain(client.keys().secret("client " + placement), DealTerms.secrets(periods));
    }

    @Override
    public Outcome<PlacementEvent> spawn(Placement placement) throws Exception {
        Optional<Outcome<PlacementEvent>> away = away(placement);
        if (away.isPresent()) {
            return away.get();
        }
        String process = wait(present(placement)
                .account()
                .spawnOnce(
                        "deal " + placement.id(),
                        ground.there().deals(),
                        terms(placement).tags()));
        JsonNode said = state(placement, process);
        return said.path("Status").asText().equals("Created")
                ? Outcome.raise(new PlacementEvent.Spawned(process))
                : Outcome.raise(new PlacementEvent.Failed("the deal is "
                        + said.path("Status").asText() + ": " + said.path("Why").asText()));
    }

    private JsonNode state(Placement placement, String process) throws Exception {
        return wait(present(placement).account().look(process, new Tag("Action", "GetState")));
    }

    @Override
    public Outcome<PlacementEvent> fund(Placement placement) throws Exception {
        Optional<Outcome<PlacementEvent>> away = away(placement);
        if (away.isPresent()) {
            return away.get();
        }
        Merchant client = present(placement);
        BigInteger reward = placement.bargain().reward();
        if (reward.signum() == 0) {
            return Outcome.raise(new PlacementEvent.Funded());
        }
        Account.Answered paid = wait(client.account()
                .payOnce("reward " + placement.id(), ground.there().token(), placement.process(), reward));
        Optional<String> refused = Account.refusal(paid);
        if (refused.isPresent()) {
            return Outcome.fault(Fault.ask(
                    Blame.OPERATOR,
                    "the reward of " + reward + " was not paid: " + refused.get() + "; " + client.name() + " ("
                            + client.address() + ") needs more of the token"));
        }
        String there = state(placement, placement.process()).path("Reward").asText("0");
        return new BigInteger(there).compareTo(reward) >= 0
                ? Outcome.raise(new PlacementEvent.FundingSent(paid.message()), new PlacementEvent.Funded())
                : Outcome.fault(Fault.again(Blame.US, "the deal holds " + there + " of " + reward + " so far"));
    }

    @Override
    public Outcome<PlacementEvent> accept(Placement placement) throws Exception {
        Optional<Outcome<PlacementEvent>> away = away(placement);
        if (away.isPresent()) {
            return away.get();
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("placement_id", placement.id());
        fields.put("merkle_root", placement.replica().root());
        fields.put("process_id", placement.process());
        if (placement.replica().leaves() <= MOST_LEAVES) {
            byte[] hashes = files(placement).read(ReplicaFiles.LEAVES);
            List<String> leaves = new ArrayList<>();
            for (int at = 0; at < hashes.length; at += ChunkTree.HASH) {
                leaves.add(HexFormat.of().formatHex(hashes, at, at + ChunkTree.HASH));
            }
            fields.put("chunks", leaves);
        }
        return told(placement, "accept", fields, new PlacementEvent.Accepted());
    }

    /**
     * A provider that does not answer. One that has answered nothing for a while is given up, so that another gets its place.
     *
     * @return what to say of it; empty to try again
     */
    private Optional<PlacementEvent> unreachable(Placement placement, IOException why) {
        Instant since = silent.computeIfAbsent(placement.id(), first -> time.now());
        if (since.plus(SILENCE).isAfter(time.now())) {
            return Optional.empty();
        }
        silent.remove(placement.id());
        return Optional.of(
                new PlacementEvent.Unavailable(sentence(placement, why) + "; it has not answered since " + since));
    }

    private Outcome<PlacementEvent> told(
            Placement placement, String command, Map<String, Object> fields, PlacementEvent then)
            throws InterruptedException {
        try {
            say(placement, command, fields);
            return Outcome.raise(then);
        } catch (ProviderTalk.RefusedException refused) {
            return refused(placement, refused);
        } catch (IOException unreachable) {
            return unreachable(placement, unreachable)
                    .map(Outcome::raise)
                    .orElseGet(() -> Outcome.fault(Fault.again(Blame.PEER, sentence(placement, unreachable))));
        }
    }

    private String say(Placement placement, String command, Map<String, Object> fields)
            throws IOException, InterruptedException {
        String answer =
                talk.command(present(placement).keys(), placement.urls().get(0), placement.provider(), command, fields);
        silent.remove(placement.id());
        return answer;
    }

    @Override
    public Registration transfer(Placement placement, Waker<PlacementEvent> waker) {
        return begin(
                sending,
                () -> {
                    try {
                        send(placement, waker);
                        waker.accept(new PlacementEvent.Transferred());
                    } catch (ProviderTalk.RefusedException refused) {
                        if (refused.passing()) {
                            waker.fault(Fault.again(Blame.PEER, sentence(placement, refused)));
                        } else {
                            waker.accept(new PlacementEvent.Failed(sentence(placement, refused)));
                        }
                    } catch (IOException unreachable) {
                        Optional<PlacementEvent> gone = unreachable(placement, unreachable);
                        if (gone.isPresent()) {
                            waker.accept(gone.get());
                        } else {
                            waker.fault(Fault.again(Blame.PEER, sentence(placement, unreachable)));
                        }
                    }
                },
                waker);
    }

    private void send(Placement placement, Waker<PlacementEvent> waker) throws IOException, InterruptedException {
        ReplicaFiles files = files(placement);
        long leaves = placement.replica().leaves();
        JsonNode status =
                talk.status(present(placement).keys(), placement.urls().get(0), placement.provider(), placement.id());
        long sent = status.path("received").asLong();
        long told = sent;
        while (sent < leaves) {
            int count = (int) Math.min(BATCH, leaves - sent);
            byte[] chunks = files.get(sent, count);
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("placement_id", placement.id());
            fields.put("merkle_root", placement.replica().root());
            fields.put("pos", sent);
            fields.put("chunk_data", Base64.getEncoder().encodeToString(chunks));
            fields.put("hash", HexFormat.of().formatHex(ItemKeys.sha256(chunks)));
            fields.put("original_size", placement.data().bytes());
            say(placement, "transfer", fields);
            sent += count;
            // A line in the journal for each tenth: it is for people to see, the provider knows where to go on.
            if (sent - told >= Math.max(BATCH, leaves / 10)) {
                told = sent;
                waker.accept(new PlacementEvent.Progressed(sent));
            }
        }
    }

    @Override
    public Outcome<PlacementEvent> complete(Placement placement) throws Exception {
        Optional<Outcome<PlacementEvent>> away = away(placement);
        if (away.isPresent()) {
            return away.get();
        }
        JsonNode said = state(placement, placement.process());
        String status = said.path("Status").asText();
        if (status.equals("Activated")) {
            return Outcome.raise(new PlacementEvent.Completed());
        }
        if (!status.equals("Created")) {
            return Outcome.raise(new PlacementEvent.Failed("the deal is " + status));
        }
        Outcome<PlacementEvent> told = told(
                placement,
                "complete",
                Map.of("placement_id", placement.id(), "public_key", text(files(placement))),
                new PlacementEvent.Completed());
        if (told instanceof Outcome.Raised<PlacementEvent> raised
                && raised.events().get(0) instanceof PlacementEvent.Completed) {
            String now = state(placement, placement.process()).path("Status").asText();
            return now.equals("Activated")
                    ? told
                    : Outcome.fault(Fault.again(Blame.PEER, "the provider has not put up its collateral yet"));
        }
        return told;
    }

    /**
     * Has the process of a placement that came to nothing give the money back. If the deal is active all the same, it stays.
     *
     * @return what the deal is now
     */
    CompletionStage<String> callOff(Placement placement) {
        Merchant client = present(placement);
        return client.account()
                .sendOnce(
                        "cancel " + placement.id(),
                        placement.process(),
                        new byte[0],
                        List.of(new Tag("Action", "Cancel")))
                .thenCompose(sent -> client.account().look(placement.process(), new Tag("Action", "GetState")))
                .thenApply(state -> state.path("Status").asText());
    }

    /** What is left at the client once a placement is over: nothing, or what it takes to get the data back. */
    void tidy(DealId id, boolean completed) throws IOException {
        ReplicaFiles files = files(id.party(), id.local());
        if (completed) {
            files.delete(ReplicaFiles.PACKED);
        } else {
            files.delete();
        }
    }

    // ---- getting data back

    /**
     * Gets the data of a placement from its provider, each chunk checked before it is opened.
     *
     * @throws IOException naming the chunk that is wrong or does not come
     */
    void fetch(Placement placement, OutputStream out) throws IOException, InterruptedException {
        ReplicaFiles files = files(placement);
        byte[] hashes = files.read(ReplicaFiles.LEAVES);
        var key = ReplicaPublicKey.parsePem(text(files));
        MessageDigest sha = sha256();
        Window window = new Window(placement, hashes);
        packer.get()
                .unpack(
                        key,
                        ReplicaLayout.WEB,
                        window::chunk,
                        placement.data().bytes(),
                        (index, bytes, length) -> {
                            out.write(bytes, 0, length);
                            sha.update(bytes, 0, length);
                        },
                        () -> Thread.currentThread().isInterrupted(),
                        Progress.NONE);
        if (!HexFormat.of().formatHex(sha.digest()).equals(placement.data().sha256())) {
            throw new IOException("the data of placement " + placement.id() + " are not what was stored");
        }
    }

    /** Chunks, some ahead. */
    private final class Window {
        private final Placement placement;
        private final byte[] hashes;
        private long first;
        private byte[] chunks = {};

        Window(Placement placement, byte[] hashes) {
            this.placement = placement;
            this.hashes = hashes;
        }

        byte[] chunk(long index, int length) throws IOException {
            if (index < first || (index - first + 1) * ReplicaFiles.CHUNK > chunks.length) {
                first = index;
                chunks = downloaded(placement, index, (int)
                        Math.min(BATCH, placement.replica().leaves() - index));
            }
            int at = (int) (index - first) * ReplicaFiles.CHUNK;
            byte[] chunk = Arrays.copyOfRange(chunks, at, at + length);
            require(hashes, index, chunk);
            return chunk;
        }
    }

    private byte[] downloaded(Placement placement, long first, int count) throws IOException {
        try {
            byte[] chunks =
                    talk.download(placement.urls().get(0), placement.replica().root(), first, count);
            if (chunks.length != count * ReplicaFiles.CHUNK) {
                throw new IOException("provider " + placement.provider() + " gives " + chunks.length + " bytes for "
                        + count + " chunks");
            }
            return chunks;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new CancellationException("stopped");
        }
    }

    private static void require(byte[] hashes, long index, byte[] chunk) throws IOException {
        byte[] leaf = ChunkTree.leaf(Kind.SEPARATED, index, chunk);
        int at = (int) index * ChunkTree.HASH;
        if (!Arrays.equals(leaf, 0, ChunkTree.HASH, hashes, at, at + ChunkTree.HASH)) {
            throw new IOException("chunk " + index + " is not the one that was stored");
        }
    }

    /** Whether a provider has a chunk as it was. @return what is wrong; empty for nothing */
    Optional<String> lacks(Placement placement, long index) throws IOException {
        byte[] hashes = files(placement).read(ReplicaFiles.LEAVES);
        try {
            require(hashes, index, downloaded(placement, index, 1));
            return Optional.empty();
        } catch (IOException wrong) {
            return Optional.of(wrong.getMessage() == null ? wrong.toString() : wrong.getMessage());
        }
    }

    // ---- work that takes long

    @FunctionalInterface
    private interface Work {
        void run() throws Exception;
    }

    /** Begins something that may take long; closing what this returns stops it. */
    private static Registration begin(ExecutorService on, Work work, Waker<?> waker) {
        Future<?> job = on.submit(() -> {
            try {
                work.run();
            } catch (CancellationException | InterruptedException stopped) {
                Thread.currentThread().interrupt();
            } catch (Exception broken) {
                waker.fault(
                        Fault.again(Blame.US, broken.getMessage() == null ? broken.toString() : broken.getMessage()));
            }
        });
        return () -> job.cancel(true);
    }

    private static <T> T wait(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(PATIENCE, TimeUnit.SECONDS);
    }
}
